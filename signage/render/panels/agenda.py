"""An agenda board and its rows."""

from __future__ import annotations

from dataclasses import dataclass

from signage.render.memo import Large
from signage.render.panels.media import CodePanel
from signage.render.panels.session import SessionView
from signage.render.panels.text import DatedText


@dataclass(frozen=True, slots=True, eq=False)
class RowView(Large):
    """A row of an agenda board: each session has one for its wait and one for its run."""

    start: int | None
    """From when on it is on the board, in epoch seconds; None: from ever."""
    until: int
    """Until when, in epoch seconds."""
    running: bool
    """Whether this is the session's row while it is on, rather than while it waits."""
    session: SessionView
    """The session of the row."""
    quiet: bool = False
    """Whether it runs for hours while other rows are on the board: then it stands at the foot."""
    told: int | None = None
    """From when on it counts among those that a board of the next hours leaves out, in epoch seconds, or None."""


@dataclass(frozen=True, slots=True, eq=False)
class AgendaPanel(Large):
    """An agenda board."""

    rows: tuple[RowView, ...]
    """All of its days, in the order in which they are shown."""
    gaps: tuple[DatedText, ...]
    """The sentences for the times without any row."""
    places: bool
    """Whether any room has a floor or an arrow."""
    roomed: bool = True
    """Whether any session has a room: else the board has no column for rooms."""
    pages: int = 4
    """How many pages the board turns at most."""
    code: CodePanel | None = None
    """Where to find what it leaves out, if this server's address is known."""
