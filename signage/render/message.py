"""The message view: staff's title and text, filling a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signage.render.language import bidi
from signage.render.panels.media import MessagePanel
from signage.render.parts import RenderedView, plain_view

if TYPE_CHECKING:
    from signage.layout import MessageScreen
    from signage.render.day_context import DayContext


def message_view(context: DayContext, view: MessageScreen) -> RenderedView:
    """A title in large type and a text below."""
    return plain_view(context, "message", view.title, MessagePanel(bidi(view.title), bidi(view.text)))
