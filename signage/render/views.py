"""Which file renders which kind of view: the one place to add a kind."""

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
from signage.render.images import images_view
from signage.render.overview import rooms_view
from signage.render.panels import FramePanel, MessagePanel
from signage.render.parts import RenderedView, plain_view
from signage.render.room import room_view
from signage.render.words import bidi

if TYPE_CHECKING:
    from signage.render.day import DayContext
    from signage.venue.appearance import ExternalContent


def render_view(context: DayContext, view: View, external: ExternalContent) -> RenderedView:
    """What a view of the layout shows."""
    match view:
        case RoomScreen():
            return room_view(context, view)
        case OverviewScreen() | DirectoryScreen():
            return rooms_view(context, view)
        case AgendaScreen():
            return agenda_view(context, view)
        case PictureScreen():
            return images_view(context, view.file, external.images(view.file)[:1], view.fit, 1)
        case SlidesScreen():
            images = [image for name in view.files for image in external.images(name)]
            return images_view(context, view.files[0], images, view.fit, view.each)
        case MessageScreen():
            panel = MessagePanel(bidi(view.title), bidi(view.text))
            return plain_view(context, "message", view.title, panel)
        case WebScreen():
            url = str(view.url) if external.has(view) else ""
            return plain_view(context, "frame", context.layout.event.name, FramePanel(url, context.layout.event.name))
