"""Walls at their true look, as they are now or with a message that is not sent yet: `/staff/glass/{name}?draft=…`."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from cachetools import LRUCache
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from signage.nodes.lending import Lending
from signage.publish.state import PageKey
from signage.staff.notice import Message, Notice
from signage.staff.threads import LOOKS
from signage.web.compose import Composer, Draft, PageTime
from signage.web.previews import Busy

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from signage.clock import Clock
    from signage.publish.publisher import Publisher
    from signage.staff.notices import Notices
    from signage.web.staff.session import Gate

MOST = 64
"""Messages that are being written and looked at."""
WAITING = 256
"""Pages that may be waited for: some screens of some members of staff at once."""


@dataclass
class Glass:
    """Draws walls with a message that somebody is writing; nobody else sees it, and nothing is kept.

    One page is made at a time: what it is made of is up to a megabyte, and would be there for all that wait.
    """

    notices: Notices
    publisher: Publisher
    clock: Clock
    lending: Lending = field(default_factory=Lending)
    _drafts: LRUCache[str, Message] = field(default_factory=lambda: LRUCache(MOST))
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: int = 0

    async def add(self, message: Message) -> str:
        """Remember a message for a while; by what is returned its pages are asked for, of other nodes, too."""
        text = message.model_dump_json()
        draft = hashlib.sha256(text.encode()).hexdigest()[:16]
        if draft not in self._drafts:
            await self.lending.give(f"message {draft}", text)
        self._drafts[draft] = message
        return draft

    async def _find(self, draft: str) -> Message | None:
        if draft not in self._drafts and (text := await self.lending.find(f"message {draft}")):
            self._drafts[draft] = Message.model_validate_json(text)
        return self._drafts.get(draft)

    def routes(self, gate: Gate) -> list[Route]:
        """The pages, for those who are signed in. With `at` and `speed=0` in the address they stand still."""

        async def page(request: Request) -> Response:
            if await gate.find(request) is None:
                return PlainTextResponse("Nobody is signed in, or no longer.", 401)
            draft = request.query_params.get("draft")
            message = await self._find(draft) if draft else None
            try:
                html = None if draft and not message else await self.html(request.path_params["name"], message)
            except Busy:
                return PlainTextResponse("Too many ask for walls just now.", 503, {"Retry-After": "5"})
            return HTMLResponse(html) if html else PlainTextResponse("There is no such screen or message.", 404)

        return [Route("/staff/glass/{name}", page)]

    async def html(self, name: str, message: Message | None = None) -> bytes | None:
        """A screen as it is now, or would be with a message; None where there is no such screen. Raises Busy."""
        page_key = PageKey("screen", name)
        if self._waiting >= WAITING:
            raise Busy
        self._waiting += 1
        try:
            async with self._turn:
                return await self._composed(page_key, message) if self.publisher.current.exists(page_key) else None
        finally:
            self._waiting -= 1

    async def _composed(self, page_key: PageKey, message: Message | None) -> bytes:
        await self.publisher.renderer.ready(page_key)
        now = self.clock.now()
        shown = self.publisher.renderer.rendered_screen(page_key)
        if message:
            at = now + timedelta(microseconds=1)
            message = message.model_copy(update={"start": None})  # it is looked at as it will be
            draft = Notice(id="n_draft", message=message, by="", sent=at, changed=at)
            shown = self.publisher.renderer.with_notices(page_key, self.notices.posted(draft))
        composer = Composer(self.publisher.renderer, self.clock.now)
        prepared = composer.prepared(Draft(page_key, shown, PageTime(now, chosen=True), ""))
        return (await LOOKS.run(prepared.composed)).html
