"""Pictures of the venue: one, or several in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from signage.render.panels.media import ImageView, MediaPanel, MissingPanel
from signage.render.parts import RenderedView, missing_view, plain_view
from signage.render.playlist import round_robin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signage.layout import PictureScreen, SlidesScreen
    from signage.render.day_context import DayContext
    from signage.venue.appearance import ExternalContent, Image


def picture_view(context: DayContext, view: PictureScreen, external: ExternalContent) -> RenderedView:
    """One picture."""
    return _images(context, view.file, external.images(view.file)[:1], view.fit, 1)


def slides_view(context: DayContext, view: SlidesScreen, external: ExternalContent) -> RenderedView:
    """Pictures in turn, each for the seconds that the entry gives."""
    images = [image for name in view.files for image in external.images(name)]
    return _images(context, view.files[0], images, view.fit, view.each)


def _images(
    context: DayContext, title: str, images: Sequence[Image], fit: Literal["contain", "cover"], seconds: int
) -> RenderedView:
    """The view of these images; of the event's name where there are none."""
    if not images:
        return missing_view(context, MissingPanel(context.layout.event.name, "", ()))
    turns = round_robin([seconds] * len(images))
    shown = tuple(ImageView(image.url, image.name, turn) for image, turn in zip(images, turns, strict=True))
    return plain_view(context, "media", title, MediaPanel(shown, fit))
