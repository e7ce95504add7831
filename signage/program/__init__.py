"""The running server of one event: its parts built and joined, what it does again and again, and how it ends."""

from signage.program.program import Program

__all__ = ["Program"]
