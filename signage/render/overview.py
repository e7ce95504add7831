"""What is on now and next in each room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from signage.agenda import overlapping
from signage.render.panels import PlaceView
from signage.render.parts import Block, RenderedView, of_tracks
from signage.render.rooms import cell_name, cell_panel, rooms_view
from signage.render.words import bidi

if TYPE_CHECKING:
    from signage.layout import OverviewScreen
    from signage.render.day import DayContext

NO_ROOM = ""
"""Stands in place of a room's id, which is never empty, in the name of the cell for sessions without a room."""


def overview_view(context: DayContext, view: OverviewScreen) -> RenderedView:
    """A cell for each of the chosen rooms, and a line for sessions without one unless only some rooms are chosen."""
    strip = () if view.rooms or view.floors else tuple(_strip(context, view))
    return rooms_view(context, view, "overview", view.title or context.words.translate("Now & next"), "cell", strip)


def _strip(context: DayContext, view: OverviewScreen) -> Iterator[Block]:
    """A line below the rooms for sessions without one, on days that have any."""
    roomless = of_tracks(context.agenda.in_room(None), view)
    if overlapping(roomless, *context.horizon(context.agenda.sessions)[:2]):
        place = PlaceView(NO_ROOM, bidi(context.words.translate("Room to be announced")))
        yield Block("strip", cell_name(NO_ROOM), cell_panel(context, place, roomless))
