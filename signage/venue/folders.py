"""How the venue wants things to look: brand, media folder, theme folder. May take seconds: call it from a thread."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from signage.layout import Layout, PictureScreen, SlidesScreen, allowed, views_of
from signage.venue import brand
from signage.venue.look import Appearance, ExternalContent, Image, Logos
from signage.venue.media import Media

THEME_SHEET = "theme.css"


@dataclass(frozen=True)
class Venue:
    """The folders beside screens.yaml: `media` with images and fonts, `theme` with templates and CSS of its own."""

    media: Media
    theme: Path

    @classmethod
    def beside(cls, config: Path) -> Venue:
        return cls(Media(config.parent / "media"), config.parent / "theme")

    def signature(self) -> object:
        """Equal to an earlier one while no file of either folder has changed."""
        return self.media.signature(), Media(self.theme).signature()

    def look(self, layout: Layout, reachable: frozenset[str]) -> tuple[Appearance, tuple[str, ...]]:
        """What this layout looks like now, and what is wrong with the files it names, one sentence each."""
        problems = list(brand.problems(layout.brand))
        urls = dict(self._urls(layout, problems))
        images = dict(self._images(layout, problems))
        css = brand.stylesheet(layout.brand, urls) + self._own_sheet()
        logo = urls.get("logo", "")
        look = Appearance(
            logos=Logos(logo, urls.get("logo_on_light", logo)),
            external=ExternalContent(
                lambda name: images.get(name, ()), lambda url: url in reachable and allowed(url, layout)
            ),
            css=css,
            font="Brand" if "font" in urls else "Signage",
            frames=tuple(f"https://{host}:* http://{host}:*" for host in layout.frames),
            theme=self.theme if self.theme.is_dir() else None,
            revision=hashlib.sha256(repr((css, self.signature())).encode()).hexdigest()[:8],
        )
        return look, tuple(problems)

    def _urls(self, layout: Layout, problems: list[str]) -> Iterator[tuple[str, str]]:
        """The URLs of the brand's files that can be used."""
        for field in ("logo", "logo_on_light", "background", "font", "font_bold"):
            if name := getattr(layout.brand, field):
                found = self.media.font(name) if field.startswith("font") else self.media.image(name)
                if isinstance(found, str):
                    problems.append(f"brand.{field}: {found}")
                else:
                    yield field, found.url

    def _images(self, layout: Layout, problems: list[str]) -> Iterator[tuple[str, tuple[Image, ...]]]:
        """The images of each name or folder that a view shows."""
        for screen, view in ((name, view) for name, entry in layout.screens.items() for view in views_of(entry)):
            names = (view.file,) if isinstance(view, PictureScreen) else ()
            for name in view.files if isinstance(view, SlidesScreen) else names:
                found = [self.media.image(file) for file in self.media.names(name)]
                problems += [f"screens.{screen}: {image}" for image in found if isinstance(image, str)]
                yield name, tuple(Image(image.url, image.name) for image in found if not isinstance(image, str))

    def _own_sheet(self) -> str:
        try:
            return (self.theme / THEME_SHEET).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return ""
