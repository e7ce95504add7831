"""The displays' side of the fleet: their streams, their reports, and what each of these comes to."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import unquote

from cachetools import LRUCache

from signage.fleet.changes import Changes
from signage.fleet.expected import Expectation
from signage.fleet.registry import Registry, TooMany
from signage.fleet.report import BODY_MOST, BadReport, digest, read_report
from signage.fleet.verdict import judge
from signage.publish.changes import Event
from signage.publish.expected import expectation
from signage.publish.state import PageKey
from signage.web.answer import Answer, text
from signage.web.encoding import Piece
from signage.web.stream import encode

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.types import Receive, Scope, Send

    from signage.clock import Clock
    from signage.fleet.row import Link, Order, Row
    from signage.publish.publisher import Publisher
    from signage.render.screen import RenderedScreen

PATH = "/displays/"
"""What the paths of reports begin with."""
_REPORT = re.compile(rf"{PATH}([0-9a-f]{{32}})/report")
_PAGE = re.compile(r"/(screen|room)s/([^/]+)")
DISPLAY = b"&display="
"""What the query of a wall's stream ends with: then follow the device's id, and behind a hyphen the page's own load."""
_DEVICE = re.compile(rb"([0-9a-f]{32})(?:-([0-9a-f]{1,16}))?")
UNDER_WAY = 4.0
"""Seconds that a report may have been on its way, and in which a display follows a change."""
BEHIND_AFTER = 15.0
"""Seconds after a change from which a display with the revisions before it is behind."""
PATHS = 4_096
"""Paths of which it is known what page they lead to."""
KEPT = 64_000_000
"""Characters of panels of which it is known what they hold."""
RECEIVED = Answer.of(204)
NO_PAGE = text(404, "There is no such page.")
NO_REPORT = text(404, "A report goes to /displays/{id}/report, with 32 hexadecimal digits.")
TOO_LARGE = text(413, f"A report has at most {BODY_MOST} bytes.")
LATER = text(429, "Too many reports just now.", {"Retry-After": "30"})
_ENGINES = (
    ("Edge", re.compile(r"Edg/(\d+)")),
    ("Chromium", re.compile(r"(?:Chrome|Chromium)/(\d+)")),
    ("Firefox", re.compile(r"Firefox/(\d+)")),
    ("Safari", re.compile(r"Version/(\d+(?:\.\d+)?)[^)]* Safari/")),
)


@dataclass(slots=True)
class DisplayStream:
    """The stream of a display, between the hub, which knows no displays, and the registry, which knows no streams."""

    registry: Registry
    device: str
    load: str
    page_key: PageKey
    engine: str
    extension: dict[str, object]
    link: Link | None = None

    def opened(self, send: Callable[[Piece], None]) -> None:
        """The display is there, and takes orders."""

        def tell(order: Order) -> None:
            send(Piece(encode(Event("order", order))))

        self.link = self.registry.opened(self.device, self.load, self.page_key, self.engine, tell)

    def closed(self) -> None:
        """The display is gone, or comes back with another stream."""
        if self.link:
            broken = bool(self.extension.get("broken"))
            self.registry.closed(self.device, self.page_key, self.link, broken=broken)


@dataclass
class Displays:
    """Takes reports, and judges each by what is current when it comes.

    `confirmed` tells when the agenda was last confirmed.
    """

    registry: Registry
    publisher: Publisher
    clock: Clock
    confirmed: Callable[[], datetime | None]
    changes: Changes = field(init=False)
    _known: LRUCache[str, tuple[Expectation, int]] = field(
        default_factory=lambda: LRUCache(KEPT, lambda known: known[1] + 1000)
    )
    _reading: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _since: dict[PageKey, tuple[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._page_at = lru_cache(PATHS)(self._find_page)
        self.changes = Changes(self.clock, self.registry)
        self.registry.heard = self._heard
        self.publisher.on_sent = lambda page_key, revisions: self.changes.sent(self.canonical(page_key), revisions)

    def stream_of(self, page_key: PageKey, query: bytes) -> Callable[[Scope], DisplayStream | None]:
        """What is to know of a page's stream with this query: nobody, or the display that it names."""
        _, _, name = query.partition(DISPLAY)
        match = _DEVICE.fullmatch(name)
        if match is None:
            return lambda _: None
        device, load = match[1].decode(), (match[2] or b"").decode()
        of = self.canonical(page_key)
        return lambda scope: DisplayStream(
            self.registry, device, load, of, engine_of(scope), scope["extensions"]["signage.stream"]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a report: 204, or 400, 404, 413, 429."""
        await (await self._answer(scope, receive)).send(scope, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        match = _REPORT.fullmatch(scope["path"])
        if match is None:
            return NO_REPORT
        body = await body_of(scope, receive)
        if body is None:
            return TOO_LARGE
        try:
            report = read_report(body)
        except BadReport as error:
            return text(400, f"This is no report: {error}")
        page_key = self.page_at(report.page)
        if page_key is None:
            return NO_PAGE
        try:
            row = self.registry.report(match[1], page_key, report)
        except TooMany:
            return LATER
        if row:
            row.engine = row.engine or engine_of(scope)
            self._heard(row)
        return RECEIVED

    def _heard(self, row: Row) -> None:
        """A display has reported, here or at another node."""
        self.judge(row)
        self.changes.reported(row)

    def page_at(self, path: str) -> PageKey | None:
        """The page at a path as a report tells it, by its name of today."""
        return self._page_at(path.partition("?")[0], self.publisher.current.version)

    def _find_page(self, path: str, _: int) -> PageKey | None:
        """The page at a path, of the current version."""
        match = _PAGE.fullmatch(path)
        if match is None:
            return None
        state = self.publisher.current
        page_key = state.page_key(cast("Literal['room', 'screen']", match[1]), unquote(match[2]))
        return self.canonical(page_key) if state.exists(page_key) else None

    def canonical(self, page_key: PageKey) -> PageKey:
        """A page by its name of today, where it was asked for by one that it had before."""
        kind, name = page_key
        return PageKey(kind, self.publisher.current.renamed.get(name, name) if kind == "screen" else name)

    def expected(self, page_key: PageKey) -> Expectation | None:
        """What should be on a page's walls; None while that is being read."""
        shown = self.publisher.renderer.rendered_screen(page_key)
        known = self._known.get(shown.id)
        if known is None and shown.id not in self._reading:
            self._reading[shown.id] = asyncio.create_task(self._read(page_key, shown))
        return known and known[0]

    def judge(self, row: Row) -> None:
        """Compare the last report of a display with what should be there; later, if that has to be read first."""
        report, page_key, now = row.report, PageKey(*row.page), self.clock.now()
        expected = self.expected(page_key)
        if report is None or expected is None:
            return
        is_current, held = report.rev in (expected.id, digest(expected.id)), self._held(page_key, expected.id)
        if not is_current and held < BEHIND_AFTER:
            return  # the change is on its way, or has only just come
        at, rate, is_stale = now.timestamp(), self.clock.rate, self._is_stale(now)
        around = (expected.at(at - rate * UNDER_WAY), expected.at(at), expected.at(at + rate))
        compared = report.shown, report.notices, report.more, report.visible, around, is_current, is_stale
        if row.verdict is None or compared != row.compared:
            row.compared = compared
            row.verdict = judge(report, around, is_current=is_current, is_stale=is_stale)
        self.registry.judged(row, row.verdict)

    def _is_stale(self, now: datetime) -> bool:
        at = self.confirmed()
        return at is not None and now - at > self.publisher.current.layout.stale_after

    def _held(self, page_key: PageKey, current: str) -> float:
        """For how many seconds these have been the revisions of a page, as far as its reports have asked."""
        before, at = self._since.get(page_key, ("", float("-inf")))
        if before != current:
            at = self.clock.monotonic() if before else float("-inf")
            self._since[page_key] = current, at
        return self.clock.monotonic() - at

    async def _read(self, page_key: PageKey, shown: RenderedScreen) -> None:
        """Read what should be on a page's walls, beside the loop, and judge the reports that wait for it."""
        try:
            self._known[shown.id] = await asyncio.to_thread(expectation, shown), shown.size
        finally:
            del self._reading[shown.id]
        for row in self.registry.of(page_key):
            if not row.judged:
                self.judge(row)


def engine_of(scope: Scope) -> str:
    """A request's browser in a few words, such as `Chromium 94`; empty if it is none that is known."""
    agent = next((value for name, value in scope["headers"] if name == b"user-agent"), b"")[:400].decode("latin-1")
    found = ((name, pattern.search(agent)) for name, pattern in _ENGINES)
    return next((f"{name} {match[1]}" for name, match in found if match), "")


async def body_of(scope: Scope, receive: Receive) -> bytes | None:
    """A request's body; None if it is larger than a report may be."""
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    if not length.isdigit() or int(length) > BODY_MOST:
        return None
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > BODY_MOST:
            return None
        if not message.get("more_body"):
            return body
