"""The appearance of all screens besides what screens.yaml says of each: plain values, made by `venue.folders`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from signage.assets import build_id
from signage.layout import PictureScreen, SlidesScreen, View, WebScreen


class Logos(NamedTuple):
    """URLs of the logo for dark and for light backgrounds; empty without one."""

    dark: str = ""
    light: str = ""

    def of(self, themes: AbstractSet[str]) -> Logos:
        """The logos for these themes alone: each further one would cost a display a request."""
        return self if len(themes) > 1 else Logos(*[self.dark if "dark" in themes else self.light] * 2)


class Image(NamedTuple):
    """An image that is fit to be shown."""

    url: str
    name: str


@dataclass(frozen=True)
class ExternalContent:
    """What views show that is not of the agenda: images of a name or folder, and whether a web page can be reached."""

    images: Callable[[str], Sequence[Image]] = lambda _: ()
    reachable: Callable[[str], bool] = lambda _: True

    def has(self, view: View) -> bool:
        """Whether a view's files or web page can be shown; True for views of the agenda."""
        match view:
            case PictureScreen():
                return bool(self.images(view.file))
            case SlidesScreen():
                return any(self.images(name) for name in view.files)
            case WebScreen():
                return self.reachable(str(view.url))
            case _:
                return True


@dataclass(frozen=True)
class Appearance:
    """What screens look like besides the layout: the venue's logos, images and web pages, and its stylesheet."""

    logos: Logos = field(default_factory=Logos)
    external: ExternalContent = field(default_factory=ExternalContent)
    css: str = ""
    """The venue's rules, which come after ours."""
    font: str = "Signage"
    frames: tuple[str, ...] = ()
    theme: Path | None = None
    revision: str = ""

    @property
    def salt(self) -> str:
        """A text that changes with the program and the venue's files: then pages have to load anew."""
        return f"{build_id()} {self.revision}"
