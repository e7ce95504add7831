"""What is wrong with what was seen on a page: the rules that walls are held to, with their numbers."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from signage.agenda import Agenda
from signage.layout import AgendaScreen, RoomScreen, views_of
from signage.venue.corrections import edited
from signage.venue.rooms import RoomIndex
from tests.walls.roles import SEVERAL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tests.walls.venue import Venue

Look = dict[str, Any]
"""What measure.js and audit.js saw of a page at a moment."""

FULL = 2 / 3
"""A view less full than this has room: nothing on it is cut."""
LINES = 2.5
"""Free room beside a cut text, in its own type size, that would have held more of it."""
HEAD_LINES = 1.1
"""The same in a header."""
ROOMS = {"overview": (16, 12), "directory": (24, 24)}
"""Rooms that a page must be able to hold, landscape and upright; a half of a wall holds half of them."""
USUAL = (3130, 2460)
"""Square rem below the header of a display of 16:9 and of 9:16; one of another shape holds rooms as its area has it."""
BOARD_PAGES = 4
"""Pages of a board whose entry says nothing else."""
ELEMENTS = 6000
"""Elements that a page may have, but for those that wait in templates."""
KINDS = {
    "overlaps": "text over text",
    "leaves its box": "text outside",
    "out of sight": "text outside",
    "cut at the side": "text outside",
    "cut through a line": "text outside",
    "covered by": "text outside",
    "type of": "too small",
    "contrast of": "too pale",
    "a session without words": "nothing told",
    "an empty body": "nothing told",
    "emptied": "nothing told",
    "cut without an ellipsis": "bad cut",
    "cut through a word": "bad cut",
}
"""The kind of each sentence of audit.js, by its beginning."""
ALL_KINDS = (
    *dict.fromkeys(KINDS.values()),
    "sessions missing", "cut with room to spare", "broken word", "broken name", "names alike", "sizes differ", "order",
    "pages", "elements", "failed",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """Something wrong with what a page shows."""

    kind: str
    what: str


@dataclass(frozen=True)
class Known:
    """What a venue's walls tell apart: the names and floors of rooms, and texts that end in an ellipsis anyway."""

    rooms: dict[str, tuple[str, str]] = field(default_factory=dict)
    natural: tuple[str, ...] = ()
    agenda: Agenda = field(default_factory=Agenda)

    @classmethod
    def of(cls, venue: Venue) -> Known:
        directory = RoomIndex(venue.agenda, venue.layout.rooms, {})
        texts = {room: directory.text(room) for room in directory.ids}
        rooms = {room: (directory.name(room), (text.floor if text else "") or "") for room, text in texts.items()}
        shown = edited(venue.agenda, venue.layout)
        written = [s.title for s in shown.sessions] + [text for pair in rooms.values() for text in pair]
        return cls(rooms, tuple({text for text in written if text.endswith(("…", "..."))}), shown)

    def could_be(self, shown: str) -> set[str]:
        """The names that what is left of one that was cut fits: its beginning, and what stands after an ellipsis."""
        pattern = ".*".join(re.escape(part.strip(" .")) for part in shown.split("…"))
        return {name for name, _ in self.rooms.values() if re.fullmatch(pattern, name)}

    def running(self, room: str, at: datetime, *, cancelled: bool = False) -> set[str]:
        """The ids of the sessions that are on in a room."""
        on = [session for session in self.agenda.in_room(room) if session.starts_at <= at < session.ends_at]
        return {session.id for session in on if cancelled or not session.cancelled}


def bounds(venue: Venue, path: str) -> list[int]:
    """For each view of a page, the pages that a board may have; others have bounds of their own."""
    screen = venue.layout.screens.get(path.removeprefix("/screens/"))
    shown = views_of(screen) if screen else ()
    return [getattr(leaf, "pages", BOARD_PAGES) if isinstance(leaf, AgendaScreen) else 0 for leaf in shown]


def door(venue: Venue, path: str) -> str:
    """The id of the room whose door a page is; else nothing."""
    if path.startswith("/rooms/"):
        return path.removeprefix("/rooms/")
    screen = venue.layout.screens.get(path.removeprefix("/screens/"))
    directory = RoomIndex(venue.agenda, venue.layout.rooms, {})
    return (directory.find(screen.room) or "") if isinstance(screen, RoomScreen) else ""


def judge(look: Look, known: Known, boards: list[int]) -> Iterator[Fault]:
    """Everything that is wrong with a page at a moment."""
    for sentence in look["wrong"]:
        kind = next((kind for start, kind in KINDS.items() if sentence.startswith(start)), "failed")
        yield Fault(kind, sentence)
    if look["elements"] >= ELEMENTS:
        yield Fault("elements", f"{look['elements']} elements")
    for number, view in enumerate(look["views"]):
        yield from _cuts(view)
        yield from _words(view)
        yield from _names(view, known)
        yield from _sizes(view)
        yield from _pages(view, boards[number] if number < len(boards) else 0)
        yield from order(view, known)


def _cuts(view: Look) -> Iterator[Fault]:
    full = view["share"] >= FULL
    for cut in view["cuts"]:
        what = f"{view['view']} {cut['role'] or 'text'} “{cut['text'][-40:]}”"
        if not full:
            yield Fault("cut with room to spare", f"on a view that is {view['share']:.0%} full: {what}")
        elif cut["beside"] >= (HEAD_LINES if cut["head"] else LINES) * cut["high"]:
            yield Fault("cut with room to spare", f"beside {cut['beside']:.0f} free pixels: {what}")


def _words(view: Look) -> Iterator[Fault]:
    for tear in view["tears"]:
        kind = "broken name" if tear["role"] == "room" else "broken word"
        yield Fault(kind, f"{view['view']} {tear['role'] or 'text'} “{tear['word']}” of “{tear['text'][:40]}”")


def _names(view: Look, known: Known) -> Iterator[Fault]:
    """Rooms whose names read alike on a page, though more of the name or the floor would have told them apart."""
    shown: dict[str, dict[str, Look]] = defaultdict(dict)
    for name in view["names"]:
        text = name["text"].replace("\u00a0", " ")
        if "…" in text and text not in known.natural and len(could := known.could_be(text)) > 1:
            yield Fault("names alike", f"{view['view']} “{text}” could be {' or '.join(sorted(could)[:3])}")
        shown[text][name["room"]] = name
    for text, rooms in shown.items():
        floors = {room: known.rooms[room][1] for room in rooms if room in known.rooms}
        told = {rooms[room]["floor"] for room in floors}
        if len(set(floors.values())) > 1 and ("" in told or len(told) < len(set(floors.values()))):
            yield Fault("names alike", f"{view['view']} “{text}” on {' and '.join(sorted(set(floors.values())))}")


def _sizes(view: Look) -> Iterator[Fault]:
    for role, sizes in view["sizes"].items():
        if (view["view"], role) not in SEVERAL and sizes[-1] > sizes[0] * 1.02:
            yield Fault("sizes differ", f"{view['view']} {role}: {', '.join(f'{size:g}' for size in sizes)} rem")


def _pages(view: Look, board: int) -> Iterator[Fault]:
    most = board or None
    if view["view"] in ROOMS:
        rooms = ROOMS[view["view"]][view["upright"]] / (2 if view["half"] else 1)
        if not (view["half"] or view["usual"]):
            rooms = max(1, int(rooms * min(1, view["area"] / USUAL[view["upright"]])))
        most = math.ceil(len(view["rooms"]) / rooms) or BOARD_PAGES  # of an event without rooms it is a board
    if most and view["pages"] > most:
        yield Fault("pages", f"{view['view']}: {view['pages']} pages, at most {most}")
    if view["turning"] > 1 and view["pages"] == 1:
        yield Fault("pages", f"{view['view']}: {view['turning']} pages without a number")


def order(view: Look, known: Known) -> Iterator[Fault]:
    """Sessions of a board that begin together and do not stand in the order of rooms."""
    if view["view"] != "agenda":
        return
    order = {room: place for place, room in enumerate(known.rooms)}
    shown = [known.agenda.by_id[id_] for id_ in view["rows"] if id_ in known.agenda.by_id]
    for one, other in pairwise(session for session in shown if session.room and session.room.id in order):
        together = (one.starts_at, one.ends_at, one.cancelled) == (other.starts_at, other.ends_at, other.cancelled)
        if one.room and other.room and together and order[one.room.id] > order[other.room.id]:
            yield Fault("order", f"agenda: {one.room.name} before {other.room.name}")


def unequal(looks: list[Look]) -> Iterator[Fault]:
    """Whether one of the pages that follow each other is less than half as long as another."""
    for number, view in enumerate(looks[0]["views"] if looks else ()):
        key = "cells" if view["view"] in ROOMS else "sessions"
        lengths = [len(look["views"][number][key]) for look in looks if len(look["views"]) > number]
        pages = max(view["pages"], view["turning"])
        if pages > 1 and len(lengths) == pages and min(lengths) * 2 < max(lengths):
            yield Fault("pages", f"{view['view']}: pages of {', '.join(map(str, lengths))} {key}")


def missing(looks: list[Look], known: Known, at: datetime, door: str) -> Iterator[Fault]:
    """Sessions that are on in the rooms of an overview or at a door, on none of all its pages and not counted there."""
    for number, view in enumerate(looks[0]["views"] if looks else ()):
        rooms = view["rooms"] if view["view"] == "overview" else [door] if view["view"] == "room" else []
        shown = {id_ for look in looks for one in look["views"][number : number + 1] for id_ in one["sessions"]}
        for room in rooms:
            on = known.running(room, at)
            lost = on - shown
            told = " ".join(
                name["cell"] for look in looks for name in look["views"][number]["names"] if name["room"] == room
            )
            counts = {len(lost), len(known.running(room, at, cancelled=True) - shown)}
            if lost and not counts & {int(number) for number in re.findall(r"(?<![:\d])\d+(?![:\d])", told)}:
                yield Fault("sessions missing", f"{view['view']} {room}: {len(lost)} of {len(on)} that are on")
