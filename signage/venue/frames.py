"""Whether the web pages that screens frame can be reached: one that can't is skipped rather than shown as an error."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

log = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between two checks of a page."""
WITHIN = 10.0
"""Seconds in which a page has to answer, redirects and all."""
REDIRECTS = 5


class Frames:
    """Checks each address once a minute, independently of the others. `reachable` are those that answer.

    `changed` is awaited when that is another set. Redirects are followed to `hosts` only, the ones that screens may
    frame, and cookies are not kept: what is seen is what a display would see, and nothing else is asked.
    """

    def __init__(
        self,
        changed: Callable[[], Awaitable[None]],
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        within: float = WITHIN,
    ) -> None:
        self._changed, self._transport, self._within = changed, transport, within
        self._wanted: frozenset[str] = frozenset()
        self._hosts: frozenset[str] = frozenset()
        self._answers: dict[str, bool] = {}
        self._news = asyncio.Event()
        self.reachable: frozenset[str] = frozenset()

    def want(self, urls: frozenset[str], hosts: frozenset[str]) -> None:
        """Check these addresses from now on, new ones at once."""
        self._wanted, self._hosts = urls, frozenset(host.strip("[]") for host in hosts)  # as httpx has IPv6 ones
        self._news.set()

    async def run(self) -> None:
        """Check the addresses again and again, until cancelled."""
        jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        client = httpx.AsyncClient(transport=self._transport, timeout=self._within, cookies=jar)
        looking: dict[str, asyncio.Task[None]] = {}
        async with client, asyncio.TaskGroup() as group:
            while True:
                self._news.clear()
                for url in looking.keys() - self._wanted:
                    looking.pop(url).cancel()
                    self._answers.pop(url, None)
                for url in self._wanted - looking.keys():
                    looking[url] = group.create_task(self._look(client, url))
                reachable = frozenset(url for url in self._wanted if self._answers.get(url))
                if reachable != self.reachable:
                    self.reachable = reachable
                    await self._changed()
                await self._news.wait()

    async def _look(self, client: httpx.AsyncClient, url: str) -> None:
        while True:
            good = await self._can_be_framed(client, url)
            if not good and self._answers.get(url, True):
                log.warning("%s cannot be framed or reached: screens skip it", url)
            self._answers[url] = good
            self._news.set()
            await asyncio.sleep(EVERY)

    async def _can_be_framed(self, client: httpx.AsyncClient, url: str) -> bool:
        """Whether a page is there and lets itself be framed by another site."""
        try:
            async with asyncio.timeout(self._within):
                request = client.build_request("GET", url)
                for _ in range(REDIRECTS + 1):
                    response = await client.send(request, stream=True, follow_redirects=False)
                    await response.aclose()
                    if response.next_request is None:
                        return _lets_itself_be_framed(response)
                    request = response.next_request
                    if request.url.raw_host.decode() not in self._hosts:
                        return False
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, ValueError):  # the last two: bad redirects
            pass
        return False


def _lets_itself_be_framed(response: httpx.Response) -> bool:
    policy = response.headers.get("content-security-policy", "")
    return response.is_success and "x-frame-options" not in response.headers and "frame-ancestors" not in policy
