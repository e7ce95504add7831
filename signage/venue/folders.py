"""How the venue wants things to look: brand, media folder, theme folder. May take seconds: call it from a thread."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from signage.base_path import ROOT, BasePath
from signage.errors import Finding, KeyPath, MediaError
from signage.layout import Layout, PictureScreen, SlidesScreen, allowed, located_views
from signage.phrase import Phrase
from signage.venue import brand
from signage.venue.appearance import Appearance, ExternalContent, Image, Logos
from signage.venue.media import Media, MediaFile
from signage.venue.symlinks import inside

THEME_SHEET = "theme.css"


def _usable(
    read: Callable[[str], MediaFile | None], names: Iterable[str], path: KeyPath, found: list[Finding]
) -> Iterator[MediaFile]:
    """The named files that can be used; to `found` goes what is wrong with the others, which `path` names."""
    for name in names:
        try:
            if file := read(name):
                yield file
        except MediaError as error:
            found.append(Finding(error.what, path, error.hint))


@dataclass(frozen=True)
class Venue:
    """The folders beside screens.yaml: `media` with images and fonts, `theme` with templates and CSS of its own.

    `base` is what the addresses of pictures and fonts begin with, as pages and styles name them.
    """

    media: Media
    theme: Path
    base: BasePath = ROOT

    @classmethod
    def beside(cls, config: Path, base: BasePath = ROOT) -> Venue:
        """The folders `media` and `theme` beside the file `config`; they need not exist."""
        return cls(Media(config.parent / "media"), config.parent / "theme", base)

    def signature(self) -> object:
        """Equal to an earlier one while no file of either folder has changed."""
        return self.media.signature(), Media(self.theme).signature()

    def appearance(self, layout: Layout, reachable: frozenset[str]) -> tuple[Appearance, tuple[Finding, ...]]:
        """How screens of this layout look now, and what is wrong with its colours and the files it names.

        `reachable` are the addresses of web pages that answer; the findings' paths are those of the layout. Files that
        are yet to be decoded are left out, or shown as they were, until `media.prepare` has had them.
        """
        found = list(brand.findings(layout.brand))
        urls = dict(self._urls(layout, found))
        images = dict(self._images(layout, found))
        css = brand.stylesheet(layout.brand, urls) + self._own_sheet(found)
        logo = urls.get("logo", "")
        appearance = Appearance(
            logos=Logos(logo, urls.get("logo_on_light", logo)),
            external=ExternalContent(
                lambda name: images.get(name, ()), lambda url: url in reachable and allowed(url, layout)
            ),
            css=css,
            font="Brand" if "font" in urls else "Signage",
            frames=tuple(f"https://{host}:* http://{host}:*" for host in layout.frames),
            theme=self.theme if self.theme.is_dir() else None,
            revision=hashlib.sha256(repr((css, Media(self.theme).signature())).encode()).hexdigest()[:8],
        )
        return appearance, tuple(found)

    def prepared(self, layout: Layout, reachable: frozenset[str]) -> tuple[Appearance, tuple[Finding, ...]]:
        """As `appearance`, with every file decoded first, however long that takes."""
        self.appearance(layout, reachable)
        self.media.prepare()
        return self.appearance(layout, reachable)

    def _urls(self, layout: Layout, found: list[Finding]) -> Iterator[tuple[str, str]]:
        """The URLs of the brand's files that can be used, by field; to `found` goes what is wrong with the others."""
        for field in ("logo", "logo_on_light", "background", "font", "font_bold"):
            if name := getattr(layout.brand, field):
                read = self.media.font if field.startswith("font") else self.media.image
                for file in _usable(read, (name,), ("brand", field), found):
                    yield field, self.base.url(file.url)

    def _images(self, layout: Layout, found: list[Finding]) -> Iterator[tuple[str, tuple[Image, ...]]]:
        """The images of each name or folder that a view shows; to `found` goes what is wrong with the others."""
        for path, view in located_views(layout):
            match view:
                case PictureScreen():
                    names: tuple[str, ...] = (view.file,)
                case SlidesScreen():
                    names = view.files
                case _:
                    continue
            key = "file" if isinstance(view, PictureScreen) else "files"
            for name in names:
                files = _usable(self.media.image, self.media.names(name), (*path, key), found)
                yield name, tuple(Image(self.base.url(file.url), file.name) for file in files)

    def _own_sheet(self, found: list[Finding]) -> str:
        """The theme's stylesheet, empty without one; to `found` goes why one cannot be used."""
        try:
            return inside(self.theme, self.theme / THEME_SHEET).read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return ""
        except MediaError as error:
            told = Finding(error.what, hint=error.hint, where=f"theme/{THEME_SHEET}")
        except OSError as error:
            told = Finding(Phrase("cannot be read: %(why)s", why=error.strerror), where=f"theme/{THEME_SHEET}")
        except UnicodeDecodeError:
            hint = Phrase("save it with the encoding UTF-8")
            told = Finding(Phrase("is not UTF-8 text"), hint=hint, where=f"theme/{THEME_SHEET}")
        found.append(told)
        return ""
