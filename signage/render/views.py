"""Which file renders which kind of view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signage.layout import (
    AgendaScreen,
    DirectoryScreen,
    MessageScreen,
    OverviewScreen,
    PictureScreen,
    RoomScreen,
    SlidesScreen,
    View,
    WebScreen,
)
from signage.render.agenda import agenda_view
from signage.render.directory import directory_view
from signage.render.images import picture_view, slides_view
from signage.render.message import message_view
from signage.render.overview import overview_view
from signage.render.room import room_view
from signage.render.webpage import webpage_view

if TYPE_CHECKING:
    from signage.render.day_context import DayContext
    from signage.render.parts import RenderedView
    from signage.venue.appearance import ExternalContent


def render_view(context: DayContext, view: View, external: ExternalContent) -> RenderedView:
    """What a view of the layout shows on a day; mypy tells of a kind of view that is missing here."""
    match view:
        case RoomScreen():
            return room_view(context, view)
        case OverviewScreen():
            return overview_view(context, view)
        case DirectoryScreen():
            return directory_view(context, view)
        case AgendaScreen():
            return agenda_view(context, view)
        case PictureScreen():
            return picture_view(context, view, external)
        case SlidesScreen():
            return slides_view(context, view, external)
        case MessageScreen():
            return message_view(context, view)
        case WebScreen():
            return webpage_view(context, view, external)
