"""screens.yaml: what staff want on which wall."""

from signage.layout.load import Loaded, load, merge, read
from signage.layout.model import AgendaScreen, Layout, OverviewScreen, RoomScreen, Screen
from signage.layout.text import Problem, Unreadable

__all__ = [
    "AgendaScreen",
    "Layout",
    "Loaded",
    "OverviewScreen",
    "Problem",
    "RoomScreen",
    "Screen",
    "Unreadable",
    "load",
    "merge",
    "read",
]
