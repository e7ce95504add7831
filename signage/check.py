"""What screens.yaml and the agenda disagree about, and what of the agenda looks like a slip: for `signage check`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from signage.agenda import Agenda, Days
from signage.directory import Directory
from signage.layout import (
    AgendaScreen,
    DirectoryScreen,
    Layout,
    Leaf,
    OverviewScreen,
    RoomScreen,
    WebScreen,
    allowed,
    leaves,
)


class Finding(NamedTuple):
    """Something to look at. An error leaves a screen without its content; a hint may be as it should."""

    level: Literal["error", "hint"]
    where: tuple[str, ...]
    message: str


def findings(layout: Layout, agenda: Agenda) -> tuple[Finding, ...]:
    """All that is worth a look, errors first."""
    directory = Directory(agenda, layout.rooms, {})
    days = Days(layout.event.timezone, layout.event.day_ends)
    found = [*_unknown(layout, directory), *_unseen(layout, directory), *_overlaps(agenda, days), *_gaps(agenda, days)]
    return tuple(sorted(found, key=lambda finding: finding.level))


def _unknown(layout: Layout, directory: Directory) -> Iterator[Finding]:
    """Names that screens.yaml uses and the agenda does not know."""
    for key in layout.rooms:
        if directory.find(key) not in directory.agenda.rooms:
            hint = directory.suggest(key) if directory.agenda.rooms else ""
            yield Finding("hint", ("rooms", key), f"'{key}' is no room of the agenda{hint}")
    floors = {text.floor for text in layout.rooms.values() if text.floor}
    for name, screen in layout.screens.items():
        for leaf in leaves(screen):
            for room in _rooms(leaf):
                if directory.find(room) is None:
                    message = f"'{room}' is no room of the agenda{directory.suggest(room)}"
                    yield Finding("error", ("screens", name), message)
            if isinstance(leaf, WebScreen) and not allowed(str(leaf.url), layout):
                host = urlsplit(str(leaf.url)).hostname
                yield Finding(
                    "error", ("screens", name), f"{host} is not listed under 'frames:', so its page is skipped"
                )
        for target in (*screen.arrows, *(target for leaf in leaves(screen) for target in leaf.arrows)):
            if target not in floors and directory.find(target) is None:
                message = f"'{target}' is neither a room nor a floor{directory.suggest(target)}"
                yield Finding("error", ("screens", name, "arrows"), message)


def _rooms(leaf: Leaf) -> tuple[str, ...]:
    """The rooms a view names."""
    return (leaf.room,) if isinstance(leaf, RoomScreen) else getattr(leaf, "rooms", ())


def _unseen(layout: Layout, directory: Directory) -> Iterator[Finding]:
    """Rooms that no screen of screens.yaml shows."""
    shown: set[str | None] = set()
    for leaf in (leaf for screen in layout.screens.values() for leaf in leaves(screen)):
        if isinstance(leaf, OverviewScreen | AgendaScreen | DirectoryScreen) and not (leaf.rooms or leaf.floors):
            return
        shown |= {directory.find(room) for room in _rooms(leaf)}
    for room in directory.agenda.rooms:
        if room not in shown:
            yield Finding("hint", ("agenda", directory.name(room)), f"no screen shows '{directory.name(room)}'")


def _overlaps(agenda: Agenda, days: Days) -> Iterator[Finding]:
    """Sessions that are in one room at one time, and those that are in none."""
    for room_id, room in agenda.rooms.items():
        live = [session for session in agenda.in_room(room_id) if not session.cancelled]
        for number, other in enumerate(live[1:], 1):
            one = max(live[:number], key=lambda session: session.ends_at)
            if other.starts_at < one.ends_at:
                at = other.starts_at.astimezone(days.zone)
                message = f"'{one.title}' and '{other.title}' overlap from {at:%Y-%m-%d %H:%M}"
                yield Finding("hint", ("agenda", room.name), message)
    for session in agenda.in_room(None):
        yield Finding("hint", ("agenda", session.id), f"'{session.title}' has no room")


def _gaps(agenda: Agenda, days: Days) -> Iterator[Finding]:
    """Days between the first and the last that have no session."""
    held = sorted({days.of(session.starts_at) for session in agenda.sessions})
    for one, other in pairwise(held):
        if (other - one).days > 1:
            yield Finding("hint", ("agenda",), f"nothing is scheduled between {one} and {other}")
    if not held:
        yield Finding("hint", ("agenda",), "there are no sessions at all")
