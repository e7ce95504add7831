"""Displays that the demo plays itself, so that a newcomer sees what the staff page is for: one right, one that lies."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx

from signage.clock import SYSTEM
from signage.publish.expected import expectation
from signage.publish.state import PageKey

if TYPE_CHECKING:
    from signage.clock import Clock
    from signage.publish.publisher import Publisher

AGENT = "Signage demo Chrome/108"
REPORT_EVERY = 4.0
"""Seconds between two reports."""
RETRY_AFTER = 3.0
SIZE = (1920, 1080, 1)


@dataclass
class PlayedDisplay:
    """A display of a page, played over HTTP: it has its stream, and reports what was on so long ago (`late`)."""

    publisher: Publisher
    clock: Clock
    base: str
    page_key: PageKey
    late: timedelta = timedelta()
    _device: str = field(default_factory=lambda: secrets.token_hex(16))
    _load: str = field(default_factory=lambda: secrets.token_hex(4))
    _began: float = field(default_factory=SYSTEM.monotonic)

    async def run(self) -> None:
        """Be there until cancelled."""
        headers = {"User-Agent": AGENT}
        async with httpx.AsyncClient(
            base_url=self.base, trust_env=False, timeout=httpx.Timeout(10, read=None), headers=headers
        ) as client:
            while True:
                try:
                    await asyncio.gather(self._follow(client), self._reports(client))
                except httpx.HTTPError:
                    await asyncio.sleep(RETRY_AFTER)

    async def _follow(self, client: httpx.AsyncClient) -> None:
        path = self.publisher.current.path(self.page_key)
        async with client.stream("GET", f"{path}/events?rev=&display={self._device}-{self._load}") as stream:
            async for _ in stream.aiter_raw():
                pass

    async def _reports(self, client: httpx.AsyncClient) -> None:
        while True:
            await asyncio.sleep(1)
            await client.post(f"/displays/{self._device}/report", json=self._report())
            await asyncio.sleep(REPORT_EVERY)

    def _report(self) -> dict[str, object]:
        shown, now = self.publisher.renderer.rendered_screen(self.page_key), self.clock.now()
        then = expectation(shown).at((now - self.late).timestamp())
        agenda = self.publisher.current.shown
        titles = {session.id: session.title for session in agenda.sessions} if agenda else {}
        seen = sorted(then.running) or sorted(then.sessions)[:20]
        return {
            "page": self.publisher.current.path(self.page_key),
            "rev": shown.id,
            "load": self._load,
            "up": SYSTEM.monotonic() - self._began,
            "shown": seen,
            "more": True,
            "title": titles.get(seen[0], "")[:200] if seen else "",
            "notices": sorted(then.notices),
            "now": round(now.timestamp() * 1000),
            "offset": 0,
            "size": SIZE,
        }
