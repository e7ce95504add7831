"""Pages as ready answers: composed and compressed once for all who ask between two boundaries."""

from __future__ import annotations

import asyncio
import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from cachetools import LRUCache
from markupsafe import escape

from signage.publish.renderer import Renderer
from signage.publish.state import PageKey
from signage.web.admission import Turnstile
from signage.web.answer import Answer, Content
from signage.web.compose import REFRESH, Composer, Draft, PageTime

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from signage.publish.state import State

PAGES_KEPT = 32_000_000
"""Bytes of pages that are kept."""
PATHS_KEPT = 4096
"""Paths whose page of now is found by one look-up: a room has several, by its id, its name and its slugs."""
NAME = "signage-missing-name"
"""In place of the name in the page of what does not exist, of which there is one for all names."""
NAME_SHOWN = 80
"""Characters of such a name that its page repeats."""


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
        self._one_at_a_time = asyncio.Lock()
        self._turnstile = Turnstile()

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
        if not time.chosen and not self._renderer.is_ready(page_key):
            await self._renderer.ready(page_key)
            await self._turnstile.pass_through(lane="page")
        state, draft = self._renderer.state, self._composer.draft(page_key, time)
        content = self._kept.get(draft.etag) or await self._composed(draft)
        if path and not time.chosen and content.plain.status == 200:
            self._remember(path, PageOfNow(content, state, *_holds(draft)))
        return content

    async def missing(self, page_key: PageKey, now: datetime) -> Answer:
        """The page of what does not exist. It is composed once for all names, and this one put in."""
        of_all = await self.content(PageKey(page_key.kind, NAME), PageTime(now))
        url = f"/{page_key.kind}s/{quote(page_key.name.encode(errors='replace'), safe='')}/events"
        name = str(escape(page_key.name[:NAME_SHOWN])).encode(errors="replace")
        html = of_all.plain.body["body"].replace(f"/{page_key.kind}s/{NAME}/events".encode(), url.encode())
        headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache"}
        return Answer.of(404, html.replace(NAME.encode(), name), headers)

    async def _composed(self, draft: Draft) -> Content:
        """The page, composed once for all who ask meanwhile."""
        composing = self._composing.get(draft.etag)
        if composing is None:
            composing = self._composing[draft.etag] = asyncio.create_task(self._compose(draft))
            composing.add_done_callback(lambda _: self._composing.pop(draft.etag))
        content = await asyncio.shield(composing)
        await self._turnstile.pass_through(lane="page")  # thousands may have waited for it
        return content

    async def _compose(self, draft: Draft) -> Content:
        prepared = self._composer.prepared(draft)

        def made() -> Content:
            composed = prepared.composed()
            return composed.content(composed.compressed())

        async with self._one_at_a_time:  # threads that run Python take turns with the event loop, too
            content = await asyncio.to_thread(made)
        if content.size <= self._kept.maxsize:
            self._kept[draft.etag] = content
        return content

    def _remember(self, path: str, page: PageOfNow) -> None:
        if len(self._of_now) >= PATHS_KEPT:
            self._of_now.clear()
        self._of_now[path] = page


def _holds(draft: Draft) -> tuple[float, float]:
    """The epoch seconds between which a page of now is the same: within a minute, between two boundaries."""
    now, edges = draft.time.now.timestamp(), draft.shown.edges
    place = bisect.bisect_right(edges, now)
    minute = now // REFRESH * REFRESH
    return max([minute, *edges[:place][-1:]]), min([minute + REFRESH, *edges[place : place + 1]])
