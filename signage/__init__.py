"""Agenda signage for events: from the InEvent platform to every wall display."""

__version__ = "0.2.0"
