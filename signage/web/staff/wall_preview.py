"""Walls at their true look, as they are now or with a message that is not sent yet: `/staff/glass/{name}?draft=…`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from cachetools import LRUCache
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from signage.publish.state import PageKey
from signage.staff.notice import Message, Notice
from signage.staff.threads import LOOKS
from signage.web.compose import Composer, Draft, PageTime

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from signage.clock import Clock
    from signage.publish.publisher import Publisher
    from signage.staff.notices import Notices
    from signage.web.staff.session import Gate

MOST = 64
"""Messages that are being written and looked at."""


@dataclass
class Glass:
    """Draws walls with a message that somebody is writing; nobody else sees it, and nothing is kept."""

    notices: Notices
    publisher: Publisher
    clock: Clock
    _drafts: LRUCache[str, Message] = field(default_factory=lambda: LRUCache(MOST))

    def add(self, message: Message) -> str:
        """Remember a message for a while; by what is returned its pages are asked for."""
        draft = hashlib.sha256(message.model_dump_json().encode()).hexdigest()[:16]
        self._drafts[draft] = message
        return draft

    def routes(self, gate: Gate) -> list[Route]:
        """The pages, for those who are signed in. With `at` and `speed=0` in the address they stand still."""

        async def page(request: Request) -> Response:
            if gate.who(request) is None:
                return PlainTextResponse("Nobody is signed in, or no longer.", 401)
            draft = request.query_params.get("draft")
            message = self._drafts.get(draft) if draft else None
            html = None if draft and not message else await self.html(request.path_params["name"], message)
            return HTMLResponse(html) if html else PlainTextResponse("There is no such screen or message.", 404)

        return [Route("/staff/glass/{name}", page)]

    async def html(self, name: str, message: Message | None = None) -> bytes | None:
        """A screen as it is now, or would be with a message; None where there is no such screen."""
        page_key, now = PageKey("screen", name), self.clock.now()
        if not self.publisher.current.exists(page_key):
            return None
        await self.publisher.renderer.ready(page_key)
        shown = self.publisher.renderer.rendered_screen(page_key)
        if message:
            at = now + timedelta(microseconds=1)
            message = message.model_copy(update={"start": None})  # it is looked at as it will be
            draft = Notice(id="n_draft", message=message, by="", sent=at, changed=at)
            shown = self.publisher.renderer.with_notices(page_key, self.notices.posted(draft))
        composer = Composer(self.publisher.renderer, self.clock.now)
        prepared = composer.prepared(Draft(page_key, shown, PageTime(now, chosen=True), ""))
        return (await LOOKS.run(prepared.composed)).html
