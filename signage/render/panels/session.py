"""A session, its room, its speakers and its marks, as every view of the agenda shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from signage.render.panels.text import NOTHING, BidiText

Arrow = Literal["", "u", "d", "l", "r", "ul", "ur", "dl", "dr"]
SlotName = Literal["now", "next", "later"]


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """Somebody who speaks in a session."""

    name: BidiText
    """The name as the gateway gives it."""
    company: BidiText = NOTHING
    """The company as the gateway gives it; may be empty."""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A room as a sign names it."""

    id: str
    """The room's id; empty for what stands in place of a room."""
    name: BidiText
    """The room's name as its sign has it."""
    floor: BidiText = NOTHING
    """What staff call its floor; may be empty."""
    near: BidiText = NOTHING
    """A hint to the way, such as "Past registration"; may be empty."""
    arrow: Arrow = ""
    """Where it is as seen from this screen: up, down, left, right and between; empty if staff have not told."""


@dataclass(frozen=True, slots=True)
class MarkView:
    """A change that people can act on."""

    kind: Literal["moved", "time", "cancelled", "added"]
    """What changed: also the end of the CSS class `chip--…`."""
    icon: Literal["arrow", "clock", "cross", "info"]
    """The id of its symbol in `icons.html`."""
    short: str
    """For a chip: "Moved", "12 min late"."""
    lead: str
    """For a strip, as HTML where a title is in it: "Moved here from"."""
    detail: str = ""
    """For a strip, in bold after `lead`: a room, as HTML, or a time; may be empty."""


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session, as it reads while its block is on screen."""

    id: str
    """The session's id, unique in the agenda; goes into `data-session`."""
    title: BidiText
    """The title; "Untitled", in the language of the screen, if it has none."""
    tone: str
    """The CSS class of the colour of its track; empty on an agenda without tracks."""
    track: BidiText
    """The name of its track; may be empty."""
    speakers: tuple[SpeakerView, ...]
    """The speakers, six at most: of more than six, the first five."""
    more: str
    """"and 4 more" where some are left out; else empty."""
    start: str
    """When it starts, with the weekday if that is not today; of whole days "All day" or the day."""
    end: str
    """When it ends, without a weekday; empty if it has no end of its own."""
    range: str
    """From when to when, each with the weekday if that is not today."""
    until: str
    """The label of its run: "until 11:15", "since 10:30", "All day"."""
    starts: int
    """When it starts, in epoch seconds."""
    ends: int
    """When it ends, in epoch seconds; by rule if it has no end of its own."""
    notches: int
    """Its length in pieces of five minutes, 1 to 36, for a bar of one's own; `data-progress` finds them itself."""
    cancelled: bool
    """Whether it does not take place."""
    was: str
    """The range it was announced for, if its start is another one now; else empty."""
    was_start: str
    """The start it was announced for, with the weekday if that is another; else empty."""
    was_room: str
    """"was Hall B", as HTML, if it was announced in another room; else empty."""
    marks: tuple[MarkView, ...]
    """The marks of what changed lately, the most important first."""
    place: PlaceView | None
    """Its room, or None as long as there is none."""
    since: str = ""
    """When it started, if it has no end of its own: then no minutes are left to tell; else empty."""
    all_day: bool = False
    """Whether it lasts for whole days: it is told quietly, without minutes."""
