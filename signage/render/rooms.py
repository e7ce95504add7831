"""Rooms side by side: what an overview and a directory have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Literal

from signage.agenda import Session
from signage.layout import DirectoryScreen, OverviewScreen
from signage.render.day_context import DayContext, epoch
from signage.render.intervals import Stretch, joined, live_first, stretches
from signage.render.panels.media import MissingPanel
from signage.render.panels.rooms import CellBlock, CellPanel, ColumnView, OverviewPage, RestPanel
from signage.render.panels.session import PlaceView
from signage.render.panels.text import NOTHING, DatedText
from signage.render.parts import PanelDraft, RenderedView, chosen_rooms, head_panel, no_room, of_tracks
from signage.render.rest import after_all, headed

ListOfRooms = OverviewScreen | DirectoryScreen


def cell_name(room_id: str) -> str:
    """The name of the panel of a room's cell."""
    return f"room-{room_id}"


def rooms_view(
    context: DayContext,
    view: ListOfRooms,
    kind: Literal["overview", "directory"],
    title: str,
    cell: str,
    more: Sequence[PanelDraft] = (),
    roomless: tuple[Session, ...] = (),
) -> RenderedView:
    """The chosen rooms by floor, each a panel of the template `cell`; after them `more` cells, of `roomless` sessions.

    Signs show the way until the event is over, an overview has its rooms as long as anything takes place in them.
    """
    rooms_shown = rooms_on_view(context, view)
    places = told_apart([context.place(room) for room in rooms_shown])
    cells = [(place, context.agenda.in_room(room)) for place, room in zip(places, rooms_shown, strict=True)]
    held = [own for _, own in cells]
    known = chain(*held, roomless)
    texts = after_all(context, known, at_once=kind == "overview")
    head = PanelDraft("head", "head", head_panel(context, None, headed((DatedText(None, None, title),), texts)))
    rooms = [PanelDraft(cell, cell_name(place.id), cell_panel(context, place, own)) for place, own in cells]
    rest = [PanelDraft("rest", "rest", RestPanel(texts))] if rooms else [no_rooms(context, view)]
    blocks = (head, *rest, *rooms, *more)
    _, end = context.memory.of(
        ("end", id(view)), (held, context.days), lambda: context.days.horizon(chain(*held), context.day)
    )
    pages = rooms_by_floor([place for place, _ in cells], [draft.name for draft in more])
    return RenderedView(kind, title, blocks, epoch(end), pages, context.known_until(chain(*held), end))


def told_apart(places: Sequence[PlaceView]) -> list[PlaceView]:
    """The rooms, those that share their name and floor with an earlier one numbered: Hall A, Hall A (2)."""
    seen: Counter[tuple[str, str]] = Counter()
    found: list[PlaceView] = []
    for place in places:
        key = place.name.text, place.floor.text
        seen[key] += 1
        numbered = place.name._replace(text=f"{place.name.text} ({seen[key]})")
        found.append(replace(place, name=numbered) if seen[key] > 1 else place)
    return found


def rooms_on_view(context: DayContext, view: ListOfRooms) -> list[str]:
    """The chosen rooms; of a view with tracks, those that any of their sessions on its horizon takes place in."""
    rooms = chosen_rooms(context, view)
    if not view.tracks:
        return rooms
    wanted = of_tracks([session for room in rooms for session in context.agenda.in_room(room)], view)
    held = {session.room.id for session in context.horizon(wanted)[2] if session.room}
    return [room for room in rooms if room in held]


def no_rooms(context: DayContext, view: ListOfRooms) -> PanelDraft:
    """Stands where no room is chosen, or none is known yet."""
    translate, name = context.words.translate, context.layout.event.name
    panel = MissingPanel(name, "", ())
    if not context.agenda.sessions:
        panel = MissingPanel(translate("The programme appears here in a moment"), name, ())
    elif not context.agenda.rooms:
        panel = MissingPanel(name, translate("Room to be announced"), ())
    elif chosen_rooms(context, view):  # but none has a session of these tracks
        panel = MissingPanel(translate("No sessions today"), name, ())
    elif view.rooms:
        panel = no_room(context, view.rooms[0])
    return PanelDraft("missing", "missing", panel)


def cell_panel(context: DayContext, place: PlaceView, everything: tuple[Session, ...]) -> CellPanel:
    """One room of an overview."""

    def made() -> CellPanel:
        return CellPanel(place, joined([_cell_block(context, stretch) for stretch in stretches(context, everything)]))

    return context.memory.of(("cell", place.id), (context.setting, place, everything), made)


def _cell_block(context: DayContext, stretch: Stretch) -> CellBlock:
    begin, stop, shown = stretch
    running = [session for session in shown.now if not session.cancelled]
    first_to_end = min(running, key=lambda session: session.ends_at, default=None)
    label = context.times.ends_label(first_to_end, begin) if first_to_end else context.words.translate("free")
    now = tuple(context.session(session, begin, running=True) for session in shown.now)
    following, later = (
        tuple(context.session(session, begin) for session in group) for group in (shown.next, live_first(shown))
    )
    return CellBlock(epoch(begin), epoch(stop), not running, label, now, following, later)


def rooms_by_floor(places: Sequence[PlaceView], more: Sequence[str] = ()) -> tuple[OverviewPage, ...]:
    """Rooms under one heading for each floor, or for each direction of rooms without floors, in order of the first.

    Those without either come before all headings: below one they would seem to be there. At the end, without a heading,
    `more` cells by the names of their panels.
    """
    groups: dict[str, list[PlaceView]] = {"": []}
    for place in places:
        groups.setdefault(place.floor.text or (f" {place.arrow}" if place.arrow else ""), []).append(place)
    columns = tuple(ColumnView(_heading(group), _names(group)) for group in groups.values() if group)
    columns += (ColumnView(None, tuple(more)),) if more else ()
    return (OverviewPage(columns, max(map(len, groups.values()), default=0), ""),)


def _heading(group: Sequence[PlaceView]) -> PlaceView | None:
    """What is said of a group of rooms: their floor, and the arrow and the hint that all of them share."""
    first = group[0]
    if not first.floor and not first.arrow:
        return None
    arrow = first.arrow if all(place.arrow == first.arrow for place in group) else ""
    near = first.near if all(place.near == first.near for place in group) else NOTHING
    return replace(first, arrow=arrow, near=near)


def _names(places: Sequence[PlaceView]) -> tuple[str, ...]:
    return tuple(cell_name(place.id) for place in places)
