"""The way to each room, with what is on there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signage.render.overview import roomless_view
from signage.render.parts import of_tracks
from signage.render.rooms import rooms_view

if TYPE_CHECKING:
    from signage.layout import DirectoryScreen
    from signage.render.day_context import DayContext
    from signage.render.parts import RenderedView


def directory_view(context: DayContext, view: DirectoryScreen) -> RenderedView:
    """A sign for each of the chosen rooms; of an event without rooms what an overview shows."""
    roomless = () if view.rooms or view.floors else of_tracks(context.agenda.in_room(None), view)
    if roomless and not context.agenda.rooms:
        return roomless_view(context, view.title or context.words.translate("Now & next"), roomless)
    return rooms_view(context, view, "directory", view.title or context.words.translate("Directory"), "sign")
