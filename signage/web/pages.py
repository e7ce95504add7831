"""Pages as ready answers: composed and compressed once for all who ask between two boundaries."""

from __future__ import annotations

import asyncio
import bisect
import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cachetools import LRUCache

from signage.publish.renderer import Renderer
from signage.web.answer import Content
from signage.web.compose import REFRESH, Composer, Draft, PageTime
from signage.web.headers import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from signage.publish.state import PageKey, State

PAGES_KEPT = 32_000_000
"""Bytes of pages that are kept."""
PATHS_KEPT = 4096
"""Paths whose page of now is found by one look-up: a room has several, by its id, its name and its slugs."""
COMPRESS_FROM = 500
"""Bytes of a page from which it is compressed."""


@dataclass(frozen=True, slots=True)
class PageOfNow:
    """A page, and how long it is the one of now: while `state` is current, from `since` until `until` (epoch s)."""

    content: Content
    state: State
    since: float
    until: float


class Pages:
    """The pages of what is current. `confirmed` tells when the agenda was last confirmed; `most` bytes are kept."""

    def __init__(self, renderer: Renderer, confirmed: Callable[[], datetime | None], most: int = PAGES_KEPT) -> None:
        self._renderer = renderer
        self._composer = Composer(renderer, confirmed)
        self._kept: LRUCache[str, Content] = LRUCache(most, lambda content: content.size)
        self._composing: dict[str, asyncio.Task[Content]] = {}
        self._of_now: dict[str, PageOfNow] = {}

    @property
    def kept_bytes(self) -> float:
        """Bytes of the pages that are kept."""
        return self._kept.currsize

    def of_now(self, path: str, now: float) -> Content | None:
        """The page at a path, if it is known already and still right at `now` (epoch seconds)."""
        page = self._of_now.get(path)
        if page is not None and page.state is self._renderer.state and page.since <= now < page.until:
            return page.content
        return None

    async def content(self, page_key: PageKey, time: PageTime, path: str = "") -> Content:
        """The page of a room or screen. The one of now is found by its path from then on."""
        state, draft = self._renderer.state, self._composer.draft(page_key, time)
        content = self._kept.get(draft.etag) or await self._composed(draft)
        if path and not time.chosen and content.plain.status == 200:
            self._remember(path, PageOfNow(content, state, *_holds(draft)))
        return content

    async def _composed(self, draft: Draft) -> Content:
        """The page, composed once for all who ask meanwhile."""
        composing = self._composing.get(draft.etag)
        if composing is None:
            composing = self._composing[draft.etag] = asyncio.create_task(self._compose(draft))
            composing.add_done_callback(lambda _: self._composing.pop(draft.etag))
        return await asyncio.shield(composing)

    async def _compose(self, draft: Draft) -> Content:
        headers, status = self._headers(), 200 if self._renderer.state.exists(draft.page_key) else 404
        plain = self._composer.html(draft)
        packed = await asyncio.to_thread(gzip.compress, plain, 6, mtime=0) if len(plain) > COMPRESS_FROM else b""
        content = Content.of(status, plain, packed, headers, draft.etag)
        if content.size <= self._kept.maxsize:
            self._kept[draft.etag] = content
        return content

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache"}
        if frames := self._renderer.state.appearance.frames:
            headers["Content-Security-Policy"] = f"{POLICY}; frame-src {' '.join(frames)}"
        return headers

    def _remember(self, path: str, page: PageOfNow) -> None:
        if len(self._of_now) >= PATHS_KEPT:
            self._of_now.clear()
        self._of_now[path] = page


def _holds(draft: Draft) -> tuple[float, float]:
    """The epoch seconds between which a page of now is the same: within a minute, between two boundaries."""
    now, edges = draft.time.now.timestamp(), draft.shown.edges
    place = bisect.bisect_right(edges, now)
    minute = now // REFRESH * REFRESH
    since = max(minute, *edges[place - 1 : place]) if place else minute
    return since, min(minute + REFRESH, *edges[place : place + 1]) if edges[place : place + 1] else minute + REFRESH
