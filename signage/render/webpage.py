"""A web page in a sandboxed frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signage.render.panels.media import FramePanel
from signage.render.parts import RenderedView, plain_view

if TYPE_CHECKING:
    from signage.layout import WebScreen
    from signage.render.day_context import DayContext
    from signage.venue.appearance import ExternalContent


def webpage_view(context: DayContext, view: WebScreen, external: ExternalContent) -> RenderedView:
    """The page, or the event's name as long as it cannot be reached."""
    name = context.layout.event.name
    url = str(view.url) if external.has(view) else ""
    return plain_view(context, "frame", name, FramePanel(url, name))
