"""Pictures of the venue: one, or several in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signage.render.panels import ImageView, MediaPanel, MissingPanel
from signage.render.parts import RenderedView, missing_view, plain_view
from signage.render.playlist import round_robin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signage.render.day import DayContext
    from signage.venue.appearance import Image


def images_view(context: DayContext, name: str, images: Sequence[Image], fit: str, each: int) -> RenderedView:
    if not images:
        return missing_view(context, MissingPanel(context.layout.event.name, "", ()))
    turns = round_robin([each] * len(images))
    shown = tuple(ImageView(image.url, image.name, turn) for image, turn in zip(images, turns, strict=True))
    return plain_view(context, "media", name, MediaPanel(shown, fit))  # type: ignore[arg-type]
