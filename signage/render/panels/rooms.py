"""The cells of an overview and the signs of a directory."""

from __future__ import annotations

from dataclasses import dataclass

from signage.render.memo import Large
from signage.render.panels.session import PlaceView, SessionView
from signage.render.panels.text import DatedText


@dataclass(frozen=True, slots=True)
class CellBlock:
    """A room's cell between two boundaries."""

    start: int | None
    """From when on it is on screen, in epoch seconds; None: from ever."""
    until: int | None
    """Until when, in epoch seconds; None: for ever."""
    idle: bool
    """Whether nothing takes place."""
    label: str
    """Until when what is on lasts, or "free"."""
    now: tuple[SessionView, ...]
    """What is on, cancelled sessions included."""
    next: tuple[SessionView, ...]
    """What starts next: all that start at that time."""
    later: tuple[SessionView, ...]
    """Where all of that is cancelled: the first after it that takes place."""


@dataclass(frozen=True, slots=True, eq=False)
class CellPanel(Large):
    """A room's cell of an overview, or its sign in a directory."""

    place: PlaceView
    """The room."""
    blocks: tuple[CellBlock, ...]
    """One of them is on screen at any instant; the first and the last are open-ended."""


@dataclass(frozen=True, slots=True)
class RestPanel:
    """What stands in place of the rooms of an overview or directory once their sessions are over."""

    texts: tuple[DatedText, ...]
    """One after another, the last one for ever; empty if the rooms never had any session."""


@dataclass(frozen=True, slots=True)
class ColumnView:
    """Rooms under one heading."""

    place: PlaceView | None
    """The heading: the floor or direction that the rooms share, or None."""
    panels: tuple[str, ...]
    """The names of their cells' panels, in order."""


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The rooms of an overview or directory; the script divides them into pages."""

    columns: tuple[ColumnView, ...]
    """A column for each floor."""
    rows: int
    """How many rooms the largest floor has."""
    turn: str
    """Always empty."""
