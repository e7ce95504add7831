"""What of a rendered screen should be on the glass at each instant, read back from its HTML (docs/page.md)."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import partial
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from signage.fleet.expected import Expectation, Span, StageSpans
from signage.render.screen import OVER
from signage.render.visibility import on_turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signage.render.screen import RenderedScreen

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>")
_MARKED = ("data-from", "data-until", "data-slot", "data-session", "data-notice", 'role="alert"', 'class="dark"')
_ATTRIBUTE = re.compile(r'(data-(?:from|until|slot|session|notice))="([^"]*)"')
_SHARE = re.compile(r"(\d*)-(\d*):(\d+)/(\d+)/(\d+)")
_EMPTY = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}


class _Open(NamedTuple):
    """An element that bears one of the marks, and is not closed yet."""

    tag: str
    start: float
    until: float
    slot: str


class Block(NamedTuple):
    """An element that says of what it is, and when it is on the glass. `covers`: it hides all that lies below it."""

    session: str
    notice: str
    slot: str
    start: float
    until: float
    covers: bool
    alone: bool = False
    """Whether no takeover after it is seen as long as it is on the glass."""

    def span(self, of: str) -> Span:
        """When it is on the glass, under this id."""
        return Span(of, self.start, self.until)


def blocks(panel: str) -> Iterator[Block]:
    """The sessions, notices and covers in a panel's HTML."""
    around = [_Open("", -inf, inf, "")]
    depths = [1]
    for match in _TAG.finditer(panel):
        closing, tag, attributes = match.groups()
        marked = not closing and any(mark in attributes for mark in _MARKED)
        if marked:
            given, outer = dict(_ATTRIBUTE.findall(attributes)), around[-1]
            start = max(outer.start, float(given.get("data-from", -inf)))
            until = min(outer.until, float(given.get("data-until", inf)))
            slot = given.get("data-slot", outer.slot)
            session, notice = (html.unescape(given.get(f"data-{name}", "")) for name in ("session", "notice"))
            covers = 'role="alert"' in attributes or 'class="dark"' in attributes
            if session or notice or covers:
                yield Block(session, notice, slot, start, until, covers, "data-covers" in attributes)
            if tag.lower() not in _EMPTY and not attributes.endswith("/"):
                around.append(_Open(tag, start, until, slot))
                depths.append(1)
        elif tag == around[-1].tag:
            depths[-1] += -1 if closing else 0 if attributes.endswith("/") else 1
            if not depths[-1]:
                around.pop()
                depths.pop()


def expectation(shown: RenderedScreen) -> Expectation:
    """What should be on a wall that shows this. Takes some milliseconds for a large board."""
    by_stage: list[list[Block]] = [[] for _ in shown.stages]
    over: list[Block] = []
    for panel in shown.panels:
        number, dot, _ = panel.name.partition(".")
        place = int(number) if dot and number.isdigit() else 0
        (over if panel.name == OVER else by_stage[place]).extend(blocks(panel.html))
    stages = tuple(
        _stage(found, stage.view, stage.turn or "") for found, stage in zip(by_stage, shown.stages, strict=True)
    )
    covers = tuple(block.span("") for block in over if block.covers)
    banners = [block.span(block.notice) for found in by_stage for block in found if block.notice]
    notices = [*_takeovers(over), *(piece for banner in banners for piece in _without(banner, covers))]
    return Expectation(shown.id, stages, covers, tuple(notices))


def _takeovers(over: list[Block]) -> Iterator[Span]:
    """When each takeover can be seen: those of the staff page hide the ones below them."""
    above: list[Span] = []
    for block in over:
        if block.notice:
            yield from _without(block.span(block.notice), above)
        if block.alone:
            above.append(block.span(""))


def _without(span: Span, others: Sequence[Span]) -> list[Span]:
    """What is left of a span where none of the others is on."""
    left = [span]
    for other in others:
        left = [
            Span(span.id, start, until)
            for one in left
            for start, until in ((one.start, min(one.until, other.start)), (max(one.start, other.until), one.until))
            if start < until
        ]
    return left


def _stage(found: list[Block], view: str, turn: str) -> StageSpans:
    sessions = tuple(block.span(block.session) for block in found if block.session)
    running = [block.span(block.session) for block in found if block.session and block.slot == "now"]
    return StageSpans(sessions, tuple(running) if view == "room" else (), _turns(turn))


def _turns(turn: str) -> Callable[[float], bool]:
    shares = _SHARE.findall(turn)
    return partial(_is_on, shares) if shares else lambda _: True


def _is_on(shares: list[tuple[str, str, str, str, str]], at: float) -> bool:
    return any(on_turn(share, at, at) for share in shares)
