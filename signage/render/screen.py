"""Makes a RenderedScreen, which is all that a page holds, of one screen's entry in the layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from signage.layout import Screen
from signage.render.day_context import DayContext
from signage.render.language import Words
from signage.render.overlays import notices_panel, over_panel, unknown
from signage.render.panel_html import Panel, revision_of
from signage.render.panels.agenda import AgendaPanel
from signage.render.panels.media import CodePanel, MissingPanel
from signage.render.panels.overlays import ThemeSpan
from signage.render.panels.page import StageView
from signage.render.panels.rooms import ColumnView
from signage.render.parts import PanelDraft, RenderedView, missing_view
from signage.render.playlist import PlaylistItem, playlist_items
from signage.render.qr_code import inline_code
from signage.render.templates import Templates
from signage.render.views import render_view
from signage.venue.appearance import ExternalContent

OVER = "over"
"""The name of the panel that lies over all views."""
BANNERED = ("", "left", "top")
"""The halves of a display that carry banners: each banner stands on a wall once."""
CODED = ("", "right", "bottom")
"""The halves that carry the code of the whole screen."""


@dataclass(frozen=True)
class RenderedScreen:
    """All that a screen shows until `horizon` (epoch seconds): what a page is made of, and what its stream compares.

    From `known_until` on, if anything, what it says of its sessions may be wrong.
    """

    title: str
    words: Words
    panels: tuple[Panel, ...]
    stages: tuple[StageView, ...]
    themes: tuple[ThemeSpan, ...]
    horizon: int
    salt: str
    known_until: int | None = None
    turned: Literal["0", "90", "180", "270"] = "0"
    motion: Literal["calm", "none"] = "calm"

    @property
    def size(self) -> int:
        """Characters of HTML."""
        return sum(panel.size for panel in self.panels)

    @property
    def view(self) -> str:
        """The kind of the screen's first view, such as `room`."""
        return self.stages[0].view

    @cached_property
    def set(self) -> str:
        """The revision of all that a panel's event cannot change: when it changes, the page must load anew."""
        return revision_of(self.salt, self.words.tag, self.turned, self.motion, repr(self.stages))

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """The epoch seconds at which an element appears or disappears: between two of them the page is the same."""
        return tuple(sorted(frozenset().union(*(panel.edges for panel in self.panels))))

    @cached_property
    def id(self) -> str:
        """The id that a page with these panels gives when it connects: the set's hash, then each panel's revision."""
        return self.id_with({})

    def id_with(self, old: dict[str, str]) -> str:
        """The id of a page on which these panels still have an old revision."""
        return ".".join([self.set, *(old.get(panel.name, panel.revision) for panel in self.panels)])

    def theme(self, now: float) -> Literal["dark", "light"]:
        """The theme, `dark` or `light`, at an instant in epoch seconds."""
        return next(span.theme for span in reversed(self.themes) if span.start is None or span.start <= now)


@dataclass(frozen=True)
class RenderEnvironment:
    """Renders any screen on one day of the event.

    `context(language, arrows)` makes the day's context, `templates(language)` the templates. `external` is what comes
    from outside the agenda. `salt` stands for all of the appearance that no panel holds: pages of another load anew.
    """

    context: Callable[[str, Mapping[str, str]], DayContext]
    templates: Callable[[str], Templates]
    external: ExternalContent
    salt: str


def render_screen(environment: RenderEnvironment, screen: Screen, names: tuple[str, ...], path: str) -> RenderedScreen:
    """What a screen shows. `names` are those that notices may call it by; `path` leads phones to it."""
    first = environment.context("en", {})
    items = _items(environment, screen, first)
    over = over_panel(first, screen, names)
    logos = first.logos.of({span.theme for span in over.themes})
    contexts = [
        replace(environment.context(item.language, item.view.arrows or screen.arrows), logos=logos) for item in items
    ]
    views = [
        render_view(context, item.view, environment.external) for item, context in zip(items, contexts, strict=True)
    ]
    panels: list[Panel] = []
    stages: list[StageView] = []
    for number, (item, context, view) in enumerate(zip(items, contexts, views, strict=True)):
        blocks = _with_overlays(context, screen, item, view, names, path)
        prefix = _prefix(number)
        own = _render(environment.templates(item.language), blocks, prefix)
        stages.append(_stage(screen, item, context, view, own, prefix))
        panels += _as_on_page(own, stages[-1])
    known_until = min((view.known_until for view in views if view.known_until), default=None)
    over = replace(over, unknown=unknown(contexts[0], known_until))
    panels.append(environment.templates(items[0].language).panel("over", OVER, over))
    return RenderedScreen(
        title=views[0].title,
        words=contexts[0].words,
        panels=tuple(panels),
        stages=tuple(stages),
        themes=over.themes,
        horizon=min(view.horizon for view in views),
        salt=_salt(environment, first),
        known_until=known_until,
        turned=screen.rotate_display,
        motion=screen.motion,
    )


def with_overlays(
    environment: RenderEnvironment, screen: Screen, names: tuple[str, ...], shown: RenderedScreen
) -> RenderedScreen:
    """What a screen shows with today's notices and takeovers, all else as it is: no view is made for that.

    Panels that are not on the page are left out, for no event can bring them. What is shown already comes back itself.
    """
    first = environment.context("en", {})
    items = _items(environment, screen, first)
    over, banners = over_panel(first, screen, names), notices_panel(first, screen, names)
    over = replace(over, unknown=unknown(environment.context(items[0].language, {}), shown.known_until))
    wanted: list[tuple[str, str, str, object]] = [(items[0].language, "over", OVER, over)]
    wanted += [
        (item.language, "notices", f"{_prefix(number)}notices", banners)
        for number, item in enumerate(items)
        if item.half in BANNERED
    ]
    made = {name: environment.templates(language).panel(kind, name, panel) for language, kind, name, panel in wanted}
    panels = tuple(made.get(panel.name, panel) for panel in shown.panels)
    return shown if panels == shown.panels else replace(shown, panels=panels, themes=over.themes)


def fallback_screen(environment: RenderEnvironment, language: str, panel: MissingPanel) -> RenderedScreen:
    """What stands where a screen or its content is not there."""
    context = environment.context(language, {})
    view, templates = missing_view(context, panel), environment.templates(language)
    panels = _render(templates, view.blocks, "")
    over = over_panel(context, None, ())
    words, names = context.words, tuple(panel.name for panel in panels)
    stage = StageView("missing", words.tag, words.dir, "", "", "", names, (), clock(words))
    panels.append(templates.panel("over", OVER, over))
    salt = _salt(environment, context)
    return RenderedScreen(view.title, words, tuple(panels), (stage,), over.themes, view.horizon, salt)


def _items(environment: RenderEnvironment, screen: Screen, context: DayContext) -> tuple[PlaylistItem, ...]:
    return playlist_items(screen, context.layout, context.days, context.day, environment.external.has)


def _prefix(number: int) -> str:
    """What stands before the names of the panels of a playlist's item."""
    return f"{number}." if number else ""


def _salt(environment: RenderEnvironment, context: DayContext) -> str:
    """What else stands on a page and comes by no event: its clock's zone, and the age from which it is marked."""
    return f"{environment.salt} {context.layout.event.timezone} {context.layout.stale_after}"


def _with_overlays(
    context: DayContext, screen: Screen, item: PlaylistItem, view: RenderedView, names: tuple[str, ...], path: str
) -> tuple[PanelDraft, ...]:
    """The view's blocks with the banners below its header, and the code of the page's address at the end.

    A board that has no such code below it gets the address to tell where to find what it leaves out.
    """
    code = _code(context, path)
    wanted = item.view.qr or (screen.qr and item.half in CODED)
    blocks = view.blocks if wanted else tuple(_with_address(context, block, code) for block in view.blocks)
    headed = blocks[0].kind == "head"
    banners = [PanelDraft("notices", "notices", notices_panel(context, screen, names))] if item.half in BANNERED else []
    return (
        *blocks[:headed],
        *banners,
        *blocks[headed:],
        *([PanelDraft("code", "code", code)] if code and wanted else []),
    )


def _with_address(context: DayContext, block: PanelDraft, code: CodePanel | None) -> PanelDraft:
    board = block.panel
    if code is None or not isinstance(board, AgendaPanel):
        return block
    name = "with address", code.url
    return block._replace(panel=context.memory.of(name, (board, code), lambda: replace(board, code=code)))


def _render(templates: Templates, blocks: tuple[PanelDraft, ...], prefix: str) -> list[Panel]:
    return [templates.panel(block.kind, prefix + block.name, block.panel) for block in blocks]


def _as_on_page(panels: list[Panel], stage: StageView) -> list[Panel]:
    """The order in which a page has them, and tells their revisions: those that stand in no column first."""
    in_columns = [name for page in stage.pages for column in page.columns for name in column.panels]
    ranks = {name: rank for rank, name in enumerate(in_columns, start=1)}
    return sorted(panels, key=lambda panel: ranks.get(panel.name, 0))


def _stage(
    screen: Screen, item: PlaylistItem, context: DayContext, view: RenderedView, panels: list[Panel], prefix: str
) -> StageView:
    """The frame of a view on the page: what no event can change."""
    pages = tuple(
        replace(page, columns=tuple(_prefixed(column, prefix) for column in page.columns)) for page in view.pages
    )
    shape: Literal["", "landscape", "portrait"] = "portrait" if screen.rotate_display in ("90", "270") else ""
    if screen.orientation != "auto":
        shape = screen.orientation
    names = tuple(panel.name for panel in panels)
    words = context.words
    return StageView(view.kind, words.tag, words.dir, item.half, shape, item.turn, names, pages, clock(words))


def clock(words: Words) -> tuple[str, str]:
    """`data-time` and `data-periods` of a language."""
    return words.time_pattern, "|".join(words.periods)


def _prefixed(column: ColumnView, prefix: str) -> ColumnView:
    return replace(column, panels=tuple(prefix + name for name in column.panels))


def _code(context: DayContext, path: str) -> CodePanel | None:
    """A QR code of the page's address; None as long as staff have not told this server's address."""
    if context.layout.address is None:
        return None
    url = context.base.address(str(context.layout.address)) + path
    return CodePanel(inline_code(url), url, context.words.translate("On your phone"))
