"""Displays that the demo plays itself, so that a newcomer sees what the staff page is for: one right, one that lies."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import httpx

from signage.clock import SYSTEM
from signage.publish.expected import expectation
from signage.publish.state import PageKey

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signage.agenda import Session
    from signage.clock import Clock
    from signage.fleet.expected import Expectation, Expected
    from signage.publish.publisher import Publisher

AGENT = "Signage demo Chrome/108"
REPORT_EVERY = 4.0
"""Seconds between two reports."""
RETRY_AFTER = 3.0
SIZE = (1920, 1080, 1)
LATE = 3600.0
"""Seconds by which a display that lies is behind, where it showed something else then."""
EARLIER = 50
"""Changes of a wall that are gone through for something else that it showed."""
UNDER_WAY = (-10.0, 0.0, 10.0)
"""Seconds around an instant, at all of which a lie has to be one: a report is on its way for some."""


class Glass(NamedTuple):
    """What can be seen on a display: sessions and notices, by their ids."""

    shown: tuple[str, ...]
    notices: tuple[str, ...]


def truth(expected: Expectation, now: float) -> Glass:
    """What should be on a wall."""
    return _glass(expected.at(now))


def lie(expected: Expectation, sessions: Sequence[Session], now: float) -> Glass:
    """What was on a wall an hour ago; where that belongs there still, what was last that does not, or what is over."""
    may = {one for around in UNDER_WAY for one in expected.at(now + around).sessions}
    for then in _earlier(expected, now):
        if not set(then.shown) <= may:
            return then
    others = sorted((one for one in sessions if one.id not in may), key=lambda one: one.starts_at)
    over = [one for one in others if one.starts_at.timestamp() < now]
    return Glass(tuple(one.id for one in (over[-1:] or others[:1])), ())


def _earlier(expected: Expectation, now: float) -> Iterator[Glass]:
    yield _glass(expected.at(now - LATE))
    for _, then in expected.before(now, EARLIER):
        yield _glass(then)


def _glass(then: Expected) -> Glass:
    return Glass(tuple(sorted(then.running) or sorted(then.sessions)[:20]), tuple(sorted(then.notices)))


@dataclass
class PlayedDisplay:
    """A display of a page, played over HTTP: it has its stream, and reports what should be on it, or lies."""

    publisher: Publisher
    clock: Clock
    base: str
    page_key: PageKey
    lies: bool = False
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
        agenda = self.publisher.current.shown
        sessions = agenda.sessions if agenda else ()
        expected, at = expectation(shown), now.timestamp()
        glass = lie(expected, sessions, at) if self.lies else truth(expected, at)
        title = next((one.title for one in sessions if one.id in glass.shown[:1]), "")
        return {
            "page": self.publisher.current.path(self.page_key),
            "rev": shown.id,
            "load": self._load,
            "up": SYSTEM.monotonic() - self._began,
            "shown": glass.shown,
            "more": True,
            "title": title[:200],
            "notices": glass.notices,
            "now": round(now.timestamp() * 1000),
            "offset": 0,
            "size": SIZE,
        }
