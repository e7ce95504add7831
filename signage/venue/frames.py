"""Whether the web pages that screens frame can be reached: one that can't is skipped rather than shown as an error."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import httpx

log = logging.getLogger(__name__)

EVERY = 60.0
TIMEOUT = 10.0


class Frames:
    """Looks at each address once a minute. `changed` is awaited when the set of those that answer is another one."""

    def __init__(
        self, changed: Callable[[], Awaitable[None]], transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._changed, self._transport = changed, transport
        self._wanted: frozenset[str] = frozenset()
        self._due = asyncio.Event()
        self.reachable: frozenset[str] = frozenset()

    def want(self, urls: frozenset[str]) -> None:
        """Look at these from now on, at once if they are others than before."""
        if urls != self._wanted:
            self._wanted = urls
            self._due.set()

    async def run(self) -> None:
        """Look, until cancelled."""
        async with httpx.AsyncClient(transport=self._transport, timeout=TIMEOUT, follow_redirects=True) as client:
            while True:
                self._due.clear()
                wanted = self._wanted
                answers = await asyncio.gather(*(_answers(client, url) for url in wanted))
                reachable = frozenset(url for url, good in zip(wanted, answers, strict=True) if good)
                if reachable != self.reachable:
                    for url in wanted - reachable:
                        log.warning("%s cannot be framed or reached: screens skip it", url)
                    self.reachable = reachable
                    await self._changed()
                try:
                    async with asyncio.timeout(EVERY if wanted else None):
                        await self._due.wait()
                except TimeoutError:
                    continue


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    """Whether a page is there and lets itself be framed by another site."""
    try:
        async with client.stream("GET", url) as response:
            policy = response.headers.get("content-security-policy", "")
            refuses = "x-frame-options" in response.headers or "frame-ancestors" in policy
            return response.is_success and not refuses
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):  # the latter two of redirects and cookies that are none
        return False
