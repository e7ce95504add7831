"""Jinja2: from a panel's context to its HTML and revision."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cachetools import LRUCache
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from signage.assets import folder

if TYPE_CHECKING:
    from gettext import NullTranslations
    from pathlib import Path

    from signage.render.context import PageView

REMEMBERED = 4096
_BLANK = 'data-revision=""'


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel as it is sent: its HTML does not depend on the time of day."""

    name: str
    revision: str
    html: str


def revision_of(*parts: str) -> str:
    """A short hash."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]


class Templates:
    """The templates in one language. The same context is rendered once."""

    def __init__(self, translations: NullTranslations, theme: Path | None = None) -> None:
        places = [str(theme)] if theme else []
        self._environment = Environment(
            loader=FileSystemLoader([*places, str(folder("templates"))]),
            extensions=["jinja2.ext.i18n"],
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
        self._rendered: LRUCache[object, Panel] = LRUCache(REMEMBERED)

    def panel(self, kind: str, name: str, context: object) -> Panel:
        """A panel of a kind (the name of its template), from that kind's context."""
        key = (kind, name, context)
        if (known := self._rendered.get(key)) is None:
            html = self._environment.get_template(f"{kind}.html").render(panel=context, name=name, revision="")
            revision = revision_of(html)
            known = Panel(name, revision, html.strip().replace(_BLANK, f'data-revision="{revision}"', 1))
            self._rendered[key] = known
        return known

    def index(self, **context: object) -> str:
        """The page for installers."""
        return self._environment.get_template("index.html").render(context)

    def page(self, page: PageView) -> str:
        """The whole page around its panels."""
        return self._environment.get_template("page.html").render(page=page)
