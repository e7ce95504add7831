"""The body of a room screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from signage.render.memo import Large
from signage.render.panels.session import MarkView, SessionView, SlotName


@dataclass(frozen=True, slots=True)
class FollowView:
    """A line below what is on."""

    label: str
    """"Next", "Then", "Tomorrow", or empty below a line that said it."""
    slot: SlotName
    """Goes into `data-slot`."""
    session: SessionView
    """The session that the line is about."""


@dataclass(frozen=True, slots=True)
class RoomBlock:
    """A room between two boundaries."""

    start: int | None
    """From when on it is on screen, in epoch seconds; None: from ever."""
    until: int | None
    """Until when, in epoch seconds; None: for ever."""
    state: Literal["now", "cancelled", "waiting", "calm"]
    """`now`: heroes take place; `cancelled`: they would; `waiting`: they start soon; `calm`: there are none."""
    label: str
    """"Now", "Up next", "Cancelled"; empty when calm."""
    slot: SlotName
    """Of the heroes; goes into `data-slot`."""
    heroes: tuple[SessionView, ...]
    """What is on, or else starts next: several at once if there are several."""
    notes: tuple[MarkView, ...]
    """Changes to tell in a strip: of one hero alone, and of what was announced here and is elsewhere."""
    follow: tuple[FollowView, ...]
    """What comes after the heroes, in order."""
    heading: str = ""
    """What a calm room says: "Free until 15:30"."""
    sub: str = ""
    """The line below, such as the name of the event, or HTML with that in it; may be empty."""
    over: bool = False
    """Whether the event is over, and that is what it says."""


@dataclass(frozen=True, slots=True, eq=False)
class RoomPanel(Large):
    """The body of a room screen."""

    blocks: tuple[RoomBlock, ...]
    """One of them is on screen at any instant; the first and the last are open-ended."""
