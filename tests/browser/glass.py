"""The real program and what stands before it; what a visitor sees on a wall of it in a browser, and should see."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error

from tests.e2e.gateway import Gateway, record
from tests.e2e.venue import Clock, Venue, venue
from tests.wait import PATIENCE

from .between import Between, between

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Page

MINUTE = timedelta(minutes=1)
TALK = 10 * MINUTE
BEGIN = datetime(2026, 2, 7, 9, 0, tzinfo=UTC)
ROOM = "/rooms/room_a"
TICKED = "localStorage.getItem('signage-offset') !== null"
SHOWN = """(function () {
  var shown = {now: [], next: []};
  [].forEach.call(document.querySelectorAll('[data-slot] [data-session], [data-slot][data-session]'), function (el) {
    var slot = shown[el.closest('[data-slot]').getAttribute('data-slot')], id = el.getAttribute('data-session');
    if (slot && el.getClientRects().length && !el.closest('.is-off') && slot.indexOf(id) < 0) { slot.push(id); }
  });
  return {now: shown.now.sort(), next: shown.next.sort()};
})()"""


ASKED = """window.asked = 0;
XMLHttpRequest.prototype.send = (send => function () {
  window.asked += 1;
  this.addEventListener('loadend', () => { window.asked -= 1; });
  send.apply(this, arguments);
})(XMLHttpRequest.prototype.send);"""
"""A script for `page_at` that counts the questions of the page that it has no answer to yet."""


async def until_kept(page: Page, url: str) -> None:
    """Return as soon as the service worker has this page; the page must be of its host.

    `wait_for_function` would be content with the promise, whatever comes of it.
    """
    async with asyncio.timeout(PATIENCE):
        while not await page.evaluate("url => caches.match(url).then(kept => !!kept)", url):  # noqa: ASYNC110 - of a page
            await asyncio.sleep(0.01)


class Running(Clock):
    """Time that passes by itself, `rate` times as fast as the world's."""

    def __init__(self, start: datetime, rate: float = 1.0) -> None:
        super().__init__(start)
        self.rate = rate
        self._began = time.time()

    def now(self) -> datetime:
        return self.at(time.time())

    def at(self, epoch: float) -> datetime:
        """Its time when the world's is `epoch`."""
        return self.start + timedelta(seconds=(epoch - self._began) * self.rate)


@asynccontextmanager
async def served(
    folder: Path, clock: Clock | None = None, count: int = 60
) -> AsyncIterator[tuple[Gateway, Venue, Between]]:
    """A room with a talk every ten minutes from 09:00 on, at 09:05; ticks come each second."""
    clock = clock or Running(BEGIN + 5 * MINUTE)
    async with (
        Gateway(*talks(BEGIN, count), now=clock.now) as gateway,
        venue(folder, gateway, clock, tick_interval=1.0) as here,
        between(here.client.base_url.port or 0) as way,
    ):
        yield gateway, here, way


def talks(start: datetime, count: int, room: str = "a") -> list[dict[str, Any]]:
    """Ten minutes each, one after the other."""
    return [record(n, start + n * TALK, 10, room) for n in range(count)]


def due(records: list[dict[str, Any]], now: datetime) -> dict[str, list[str]]:
    """What one room has to show of its sessions at an instant: ids by slot."""

    def at(one: dict[str, Any], key: str) -> datetime:
        return datetime.fromisoformat(one[key]).astimezone(UTC)

    running = [one["id"] for one in records if at(one, "starts_at") <= now < at(one, "ends_at")]
    ahead = [one for one in records if at(one, "starts_at") > now]
    first = min((at(one, "starts_at") for one in ahead), default=None)
    return {"now": sorted(running), "next": sorted(one["id"] for one in ahead if at(one, "starts_at") == first)}


async def shown(page: Page) -> dict[str, list[str]]:
    """The ids of the sessions on screen, by slot."""
    found: dict[str, list[str]] = await page.evaluate(SHOWN)
    return found


async def holds(page: Page, condition: str, arg: object = None) -> None:
    """Wait for a condition or a promise of one, also through a reload.

    Playwright's own way needs eval, which the page's policy forbids.
    """
    async with asyncio.timeout(20):
        while True:
            with suppress(Error):  # the page went away under the question
                if await page.evaluate(f"arg => {condition}", arg):
                    return
            await asyncio.sleep(0.05)
