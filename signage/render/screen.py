"""From one screen's entry in the layout to everything its page is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import segno

from signage.layout import Screen
from signage.render.day import DayContext
from signage.render.moment import edges
from signage.render.overlays import notices_panel, over_panel
from signage.render.panels import AgendaPanel, CodePanel, ColumnView, MissingPanel, NoticesPanel, StageView, ThemeSpan
from signage.render.parts import Block, RenderedView, missing_view
from signage.render.playlist import PlaylistItem, playlist_items
from signage.render.templates import Panel, Templates, revision_of
from signage.render.views import render_view
from signage.render.words import Words
from signage.venue.appearance import ExternalContent

OVER = "over"
"""The name of the panel that lies over all stages."""
BANNERED = ("", "left", "top")
"""The halves that carry banners: a wall says what staff say once."""
CODED = ("", "right", "bottom")
"""The halves that carry the code of the whole screen."""


@dataclass(frozen=True)
class RenderedScreen:
    """All that a screen shows until `horizon` (epoch seconds): what a page is made of, and what its stream compares."""

    title: str
    words: Words
    panels: tuple[Panel, ...]
    stages: tuple[StageView, ...]
    themes: tuple[ThemeSpan, ...]
    horizon: int
    salt: str
    turned: Literal["0", "90", "180", "270"] = "0"
    motion: Literal["calm", "none"] = "calm"

    @property
    def size(self) -> int:
        """Characters of HTML."""
        return sum(len(panel.html) for panel in self.panels)

    @property
    def view(self) -> str:
        return self.stages[0].view

    @cached_property
    def set(self) -> str:
        """The revision of all that a panel event cannot change: then the page must load anew."""
        return revision_of(self.salt, self.words.tag, self.turned, self.motion, repr(self.stages))

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """The epoch seconds at which something appears or goes: between two of them the page is the same."""
        return tuple(sorted({edge for panel in self.panels for edge in edges(panel.html)}))

    @cached_property
    def id(self) -> str:
        """What a page that shows this says it has."""
        return self.id_with({})

    def id_with(self, old: dict[str, str]) -> str:
        """The id of a page on which these panels still have an old revision."""
        return ".".join([self.set, *(old.get(panel.name, panel.revision) for panel in self.panels)])

    def theme(self, now: float) -> Literal["dark", "light"]:
        """The theme at a moment."""
        return next(span.theme for span in reversed(self.themes) if span.start is None or span.start <= now)


@dataclass(frozen=True)
class RenderEnvironment:
    """What it takes to render: a scene and templates for each language, and what comes from outside the agenda."""

    context: Callable[[str, Mapping[str, str]], DayContext]
    templates: Callable[[str], Templates]
    external: ExternalContent
    salt: str


def render_screen(environment: RenderEnvironment, screen: Screen, names: tuple[str, ...], path: str) -> RenderedScreen:
    """What a screen shows. `names` are those that notices may call it by; `path` leads phones to it."""
    first = environment.context("en", {})
    shown = playlist_items(screen, first.layout, first.days, first.day, environment.external.has)
    over = over_panel(first, screen, names)
    logos = first.logos.of({span.theme for span in over.themes})
    contexts = [replace(environment.context(s.language, s.view.arrows or screen.arrows), logos=logos) for s in shown]
    rendered = [
        render_view(context, stage.view, environment.external) for context, stage in zip(contexts, shown, strict=True)
    ]
    panels: list[Panel] = []
    on_stage: list[StageView] = []
    for number, (stage, context, one) in enumerate(zip(shown, contexts, rendered, strict=True)):
        notices = notices_panel(context, names) if stage.half in BANNERED else None
        coded = stage.view.qr or (screen.qr and stage.half in CODED)
        code = _code(context, path)
        blocks = _with_notices(_with_address(one, None if coded else code), notices, code if coded else None)
        mine = _render(environment.templates(stage.language), blocks, f"{number}." if number else "")
        on_stage.append(_stage(screen, stage, context, one, mine, f"{number}." if number else ""))
        panels += _as_on_page(mine, on_stage[-1])
    panels.append(environment.templates(shown[0].language).panel("over", OVER, over))
    return RenderedScreen(
        title=rendered[0].title,
        words=contexts[0].words,
        panels=tuple(panels),
        stages=tuple(on_stage),
        themes=over.themes,
        horizon=min(one.horizon for one in rendered),
        salt=_salt(environment, first),
        turned=screen.rotate_display,
        motion=screen.motion,
    )


def fallback_screen(environment: RenderEnvironment, language: str, panel: MissingPanel) -> RenderedScreen:
    """What stands where a screen or its content is not there."""
    context = environment.context(language, {})
    one = missing_view(context, panel)
    templates = environment.templates(language)
    panels = _render(templates, one.blocks, "")
    over = over_panel(context, None, ())
    words, names = context.words, tuple(panel.name for panel in panels)
    stage = StageView("missing", words.tag, words.dir, "", "", "", names, (), clock(words))
    panels.append(templates.panel("over", OVER, over))
    return RenderedScreen(
        one.title, words, tuple(panels), (stage,), over.themes, one.horizon, _salt(environment, context)
    )


def _salt(environment: RenderEnvironment, context: DayContext) -> str:
    """What else stands on a page and comes by no event: its clock's zone, and the age from which it is marked."""
    return f"{environment.salt} {context.layout.event.timezone} {context.layout.stale_after}"


def _with_address(one: RenderedView, code: CodePanel | None) -> RenderedView:
    """A board tells where to find what it leaves out."""
    blocks = [
        block._replace(panel=replace(block.panel, code=code)) if isinstance(block.panel, AgendaPanel) else block
        for block in one.blocks
    ]
    return replace(one, blocks=tuple(blocks))


def _with_notices(one: RenderedView, notices: NoticesPanel | None, code: CodePanel | None) -> tuple[Block, ...]:
    """The view's blocks with the banners below its header, and the code at the end."""
    headed = one.blocks[0].kind == "head"
    banners = (Block("notices", "notices", notices),) if notices else ()
    last = (Block("code", "code", code),) if code else ()
    return (*one.blocks[:headed], *banners, *one.blocks[headed:], *last)


def _render(templates: Templates, blocks: tuple[Block, ...], prefix: str) -> list[Panel]:
    return [templates.panel(block.kind, prefix + block.name, block.panel) for block in blocks]


def _as_on_page(panels: list[Panel], stage: StageView) -> list[Panel]:
    """The order in which a page has them, and tells their revisions: those that stand in no column first."""
    placed = [name for page in stage.pages for column in page.columns for name in column.panels]
    places = {name: place for place, name in enumerate(placed, start=1)}
    return sorted(panels, key=lambda panel: places.get(panel.name, 0))


def _stage(
    screen: Screen, stage: PlaylistItem, context: DayContext, one: RenderedView, panels: list[Panel], prefix: str
) -> StageView:
    """The frame of a stage: what its panels cannot change."""
    pages = tuple(
        replace(page, columns=tuple(_prefixed(column, prefix) for column in page.columns)) for page in one.pages
    )
    shape: Literal["", "landscape", "portrait"] = "portrait" if screen.rotate_display in ("90", "270") else ""
    if screen.orientation != "auto":
        shape = screen.orientation
    names = tuple(panel.name for panel in panels)
    words = context.words
    return StageView(one.kind, words.tag, words.dir, stage.half, shape, stage.turn, names, pages, clock(words))


def clock(words: Words) -> tuple[str, str]:
    """`data-time` and `data-periods` of a language."""
    return words.time_pattern, "|".join(words.periods)


def _prefixed(column: ColumnView, prefix: str) -> ColumnView:
    return replace(column, panels=tuple(prefix + name for name in column.panels))


def _code(context: DayContext, path: str) -> CodePanel | None:
    """A QR code of the page's address; None as long as staff have not told this server's address."""
    if context.layout.address is None:
        return None
    url = str(context.layout.address).rstrip("/") + path
    code = segno.make(url, error="m", micro=False)
    svg = code.svg_inline(border=2, omitsize=True, svgclass="code__svg", lineclass=None)
    return CodePanel(svg, url, context.words.translate("On your phone"))
