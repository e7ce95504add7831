"""Jinja2: from a panel's context to its HTML and revision."""

from __future__ import annotations

import hashlib
import logging
import operator
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from cachetools import LRUCache, cachedmethod
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from signage.assets import folder
from signage.render.memo import Large, check_time
from signage.render.pending_templates import Waiting, taken_apart
from signage.venue.symlinks import inside

if TYPE_CHECKING:
    from gettext import NullTranslations

    from signage.render.panels.page import PageView

log = logging.getLogger(__name__)

REMEMBERED = 8_000_000
"""Characters of HTML, in each language: some hundred rooms, or six boards of a thousand sessions."""
_BLANK = 'data-revision=""'
BODIES = frozenset({"room", "message", "media", "frame", "missing"})
"""Panels that have what the others of their view leave of it: larger ones of a theme are scaled down on the page."""


@dataclass(frozen=True)
class Panel:
    """A panel as it is sent: its HTML does not depend on the time of day."""

    name: str
    revision: str
    html: str

    @cached_property
    def waiting(self) -> Waiting | None:
        """The HTML taken apart into the templates that wait in it: once, though it is compared with several."""
        return taken_apart(self.html, self.revision)


def revision_of(*parts: str) -> str:
    """A hash of these texts, eight hexadecimal digits."""
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:8]


class Templates:
    """The templates in one language, those in the folder `theme` before ours. The same context is rendered once.

    At most `remembered` characters of HTML are kept for that, and what is made of large contexts as long as these are.
    """

    def __init__(self, translations: NullTranslations, theme: Path | None = None, remembered: int = REMEMBERED) -> None:
        self._ours = environment(translations, [folder("templates")])
        self._theirs = environment(translations, [theme, folder("templates")]) if theme else self._ours
        self._own = {path.stem for path in theme.glob("*.html")} & BODIES if theme else set[str]()
        self._failing: set[str] = set()
        self._rendered: LRUCache[object, Panel] = LRUCache(remembered, lambda panel: len(panel.html))
        self._held: WeakKeyDictionary[object, dict[tuple[str, str], Panel]] = WeakKeyDictionary()

    @property
    def remembered(self) -> int:
        """The characters of HTML that are kept now."""
        return int(self._rendered.currsize)

    def panel(self, kind: str, name: str, panel: object) -> Panel:
        """A panel of a kind (the name of its template), from that kind's context."""
        if not isinstance(panel, Large):
            return self._panel_of_equal(kind, name, panel)
        held = self._held.setdefault(panel, {})
        if (kind, name) not in held:
            check_time()
            held[kind, name] = self._make_panel(kind, name, panel)
        return held[kind, name]

    @cachedmethod(operator.attrgetter("_rendered"))
    def _panel_of_equal(self, kind: str, name: str, panel: object) -> Panel:
        return self._make_panel(kind, name, panel)

    def _make_panel(self, kind: str, name: str, panel: object) -> Panel:
        parts = (f'data-panel="{escape(name)}"', _BLANK)
        html = self._render(kind, parts, 1, panel=panel, name=name, revision="")
        own = " data-own" if kind in self._own and f"{kind}.html" not in self._failing else ""
        revision = revision_of(html, own)
        return Panel(name, revision, html.strip().replace(_BLANK, f'data-revision="{revision}"{own}', 1))

    def _render(self, kind: str, parts: Iterable[str], panels: int, **panel: object) -> str:
        """With the venue's own template, if it has one that works and yields these parts in so many panels."""
        template = f"{kind}.html"
        try:
            html = self._theirs.get_template(template).render(panel)
            if self._theirs is not self._ours:
                _count(html, parts, panels)
        except Exception as error:
            if self._theirs is self._ours:
                raise
            if template not in self._failing:
                self._failing.add(template)
                log.warning("theme/%s does not work and ours is used: %s: %s", template, type(error).__name__, error)
            html = self._ours.get_template(template).render(panel)
        return html

    def index(self, **panel: object) -> str:
        """The page for installers."""
        return self._render("index", (), 0, **panel)

    def pair(self, **panel: object) -> str:
        """The page of a TV that is no screen yet."""
        return self._render("pair", (), 0, **panel)

    def page(self, page: PageView) -> str:
        """The whole page around its panels."""
        return self._render("page", page.panels.values(), len(page.panels), page=page)


def _count(html: str, parts: Iterable[str], panels: int) -> None:
    """Raise ValueError for a page whose panels would be others than its server's: it would load anew for ever."""
    for part in parts:
        if part not in html:
            raise ValueError(f"{part[:80]} is missing")
    if (found := html.count('data-panel="')) != panels:
        raise ValueError(f"data-panel stands in it {found} times; expected {panels}")


class _Each:
    """`each` in templates: one of them for each of some things, under its own name; of the same thing made once."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._made: dict[object, WeakKeyDictionary[object, str]] = {}

    def __call__(self, template: str, things: Iterable[object], **more: Hashable) -> Markup:
        made = self._made.setdefault((template, *more.items()), WeakKeyDictionary())
        parts: list[str] = []
        for thing in things:
            html = made.get(thing)
            if html is None:
                check_time()
                source = self._environment.get_template(f"{template}.html")
                html = made[thing] = source.render({template: thing, **more})
            parts.append(html)
        return Markup("".join(parts))  # noqa: S704 - made by templates that escape


class _FolderLoader(FileSystemLoader):
    """The templates of a folder, with no link that leads out of it."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self._place = place

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        found = super().get_source(environment, template)
        inside(self._place, Path(found[1]))
        return found


def environment(translations: NullTranslations, places: Sequence[Path]) -> Environment:
    """Jinja2 as all our pages have it: autoescape, strict about what is undefined, labels in this language."""
    made = Environment(
        loader=ChoiceLoader([_FolderLoader(place) for place in places]),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # a newer program's templates, copied over these, would not match the code that runs
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    made.globals["each"] = _Each(made)
    made.globals["spoken"] = translations.info().get("language", "en")  # what `_('…')` gives is in that language
    return made
