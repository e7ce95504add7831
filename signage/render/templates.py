"""Jinja2: from a panel's context to its HTML and revision."""

from __future__ import annotations

import logging
import operator
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from cachetools import LRUCache, cachedmethod
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, pass_environment
from markupsafe import Markup, escape

from signage.assets import folder
from signage.render.memo import Large, check_time
from signage.render.panel_html import Panel, Piece, revision_of, revision_of_rows
from signage.venue.symlinks import inside

if TYPE_CHECKING:
    from gettext import NullTranslations

    from signage.render.panels.page import PageView

log = logging.getLogger(__name__)

REMEMBERED = 8_000_000
"""Characters of HTML, in each language: some hundred rooms, or six boards of a thousand sessions."""
_BLANK = 'data-revision=""'
_MARK = re.compile("<!--each ([0-9]+)-->")
"""Where `each` stood. Text from outside is escaped, so that none can read like it."""
BODIES = frozenset({"room", "message", "media", "frame", "missing"})
"""Panels that have what the others of their view leave of it: larger ones of a theme are scaled down on the page."""


class Templates:
    """The templates in one language, those in the folder `theme` before ours. The same context is rendered once.

    At most `remembered` characters of HTML are kept for that, and what is made of large contexts as long as these are.
    """

    def __init__(self, translations: NullTranslations, theme: Path | None = None, remembered: int = REMEMBERED) -> None:
        self._ours = environment(translations, [folder("templates")])
        self._theirs = environment(translations, [theme, folder("templates")]) if theme else self._ours
        self._own = {path.stem for path in theme.glob("*.html")} & BODIES if theme else set[str]()
        self._failing: set[str] = set()
        self._rendered: LRUCache[object, Panel] = LRUCache(remembered, lambda panel: panel.size)
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
        given = _Given()
        html = self._render(kind, parts, 1, panel=panel, name=name, revision="", each=given).strip()
        own = " data-own" if kind in self._own and f"{kind}.html" not in self._failing else ""
        before, rows, after = given.taken_out(html)
        revision = revision_of_rows((before, after, own), rows) if after else revision_of(before, own)
        told = f'data-revision="{revision}"{own}'
        if _BLANK in before:
            return Panel(name, revision, before.replace(_BLANK, told, 1), rows, after)
        return Panel(name, revision, before, rows, after.replace(_BLANK, told, 1))

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
        self._made: dict[object, WeakKeyDictionary[object, Piece]] = {}

    def __call__(self, template: str, things: Iterable[object], **more: Hashable) -> Markup:
        made = self.made(template, things, **more)
        return Markup("".join(piece.html for piece in made))  # noqa: S704 - made by templates that escape

    def made(self, template: str, things: Iterable[object], **more: Hashable) -> tuple[Piece, ...]:
        """What is made of each."""
        known = self._made.setdefault((template, *more.items()), WeakKeyDictionary())
        return tuple(known.get(thing) or self._make(known, template, thing, more) for thing in things)

    def _make(
        self, known: WeakKeyDictionary[object, Piece], template: str, thing: object, more: Mapping[str, Hashable]
    ) -> Piece:
        check_time()
        piece = Piece(self._environment.get_template(f"{template}.html").render({template: thing, **more}))
        known[thing] = piece
        return piece


class _Given:
    """`each` in the template of a panel: it leaves a mark where its pieces belong, which stay what they are."""

    def __init__(self) -> None:
        self._given: list[tuple[Piece, ...]] = []

    @pass_environment
    def __call__(self, environment: Environment, template: str, things: Iterable[object], **more: Hashable) -> Markup:
        each: _Each = environment.globals["each"]  # type: ignore[assignment]
        self._given.append(each.made(template, things, **more))
        return Markup(f"<!--each {len(self._given) - 1}-->")  # noqa: S704 - ours

    def taken_out(self, html: str) -> tuple[str, tuple[Piece, ...], str]:
        """What stands before the pieces of the only mark, these, the rest. Of several marks all become text."""
        first, *others = _MARK.split(html)
        if len(others) == 2:
            return first, self._given[int(others[0])], others[1]
        return _MARK.sub(lambda mark: "".join(piece.html for piece in self._given[int(mark[1])]), html), (), ""


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
