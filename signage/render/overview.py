"""What is on now and next in each room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from signage.agenda import overlapping
from signage.render.agenda import agenda_panel, rows_of
from signage.render.day_context import epoch
from signage.render.language import bidi
from signage.render.panels.agenda import AgendaPanel
from signage.render.panels.room import RoomPanel
from signage.render.panels.session import PlaceView
from signage.render.panels.text import DatedText
from signage.render.parts import PanelDraft, RenderedView, head_panel, of_tracks
from signage.render.rest import headed
from signage.render.room import event_panel
from signage.render.rooms import cell_name, cell_panel, rooms_on_view, rooms_view

if TYPE_CHECKING:
    from signage.agenda import Session
    from signage.layout import OverviewScreen
    from signage.render.day_context import DayContext

NO_ROOM = ""
"""Stands in place of a room's id, which is never empty, in the name of the cell for sessions without a room."""
AT_ONCE, BLOCKS = 2, 80
"""Of an event without rooms: sessions at once, and changes in two days, that are still shown as at a door."""


def overview_view(context: DayContext, view: OverviewScreen) -> RenderedView:
    """A cell for each of the chosen rooms, and one for sessions without a room unless only some rooms are chosen.

    Of an event without rooms all of its sessions (`roomless_view`).
    """
    title = view.title or context.words.translate("Now & next")
    roomless = () if view.rooms or view.floors else of_tracks(context.agenda.in_room(None), view)
    if roomless and not rooms_on_view(context, view):
        return roomless_view(context, title, roomless)
    return rooms_view(context, view, "overview", title, "cell", tuple(_announced(context, roomless)), roomless)


def roomless_view(context: DayContext, title: str, roomless: tuple[Session, ...]) -> RenderedView:
    """Of an event without rooms all of its sessions, as at a door, or on a board where there are many."""
    whole = _whole(context, roomless)
    kind, said = ("agenda", whole.gaps) if isinstance(whole, AgendaPanel) else ("room", whole.blocks)
    titles = headed((DatedText(None, None, title),), said)
    _, end, _ = context.horizon(roomless)
    blocks = (PanelDraft("head", "head", head_panel(context, None, titles)), PanelDraft(kind, kind, whole))
    known_until = context.known_until(roomless, end)
    return RenderedView("overview", title, blocks, epoch(end), known_until=known_until)


def _whole(context: DayContext, roomless: tuple[Session, ...]) -> RoomPanel | AgendaPanel:
    """The sessions of an event without rooms."""
    panel = event_panel(context, roomless)
    if len(panel.blocks) > BLOCKS or any(len(block.heroes) > AT_ONCE for block in panel.blocks):
        return _board(context, roomless)
    return panel


def _board(context: DayContext, roomless: tuple[Session, ...]) -> AgendaPanel:
    made_of, rows = (context.setting, roomless), rows_of(context, "event")
    return context.memory.of("event board", made_of, lambda: agenda_panel(context, context.horizon(roomless), rows))


def _announced(context: DayContext, roomless: tuple[Session, ...]) -> Iterator[PanelDraft]:
    """A cell for sessions without a room, on days that have any: there only while one of them is on or comes."""
    if roomless and overlapping(roomless, *context.whole[:2]):
        place = PlaceView(NO_ROOM, bidi(context.words.translate("Room to be announced")))
        panel = cell_panel(context, place, roomless)
        blocks = (
            replace(block, label="") if block.idle else block for block in panel.blocks if block.now or block.next
        )
        yield PanelDraft("cell", cell_name(NO_ROOM), replace(panel, blocks=tuple(blocks)))
