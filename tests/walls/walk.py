"""Drive a page's own clock through moments of a day, and look at each of its pages."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.applications import Starlette

from signage.web import server
from signage.web.hub import Hub
from tests.build import publisher, served
from tests.walls.judge import Fault, Known, Look, bounds, door, judge, missing, unequal
from tests.walls.roles import OTHER, ROLES
from tests.walls.script import LOOK, TURN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

    from playwright.async_api import CDPSession, Page
    from starlette.types import ASGIApp, Receive, Scope, Send

    from signage.agenda import Agenda
    from signage.layout import Layout
    from tests.walls.venue import Venue

    Shoot = Callable[[Page, "Seen"], Awaitable[None]]

Size = tuple[int, int]
MOST = 4
"""Pages looked at at a moment, of those that turn; other moments begin with others."""
STAY = 2.0
"""Seconds that a page stays before a turn is timed; on a wall it is eight and more."""
# Each boundary of the page's days and the minute before it; `every` leaves some out.
EDGES = """every => {
  const edges = new Set();
  const timed = root => [...root.querySelectorAll('[data-from],[data-until]')].concat(
    ...[...root.querySelectorAll('template')].map(store => timed(store.content)));
  for (const el of timed(document)) {
    edges.add(el.getAttribute('data-from') * 1000).add(el.getAttribute('data-until') * 1000);
  }
  const day = [...edges].filter(ms => ms > 0).sort((a, b) => a - b);
  return day.filter((_, i) => i % every === 0).reduce((all, ms) => all.concat(ms - 60000, ms), []);
}"""


@dataclass(frozen=True)
class Finding:
    """A fault of a page: at which address and size, when first, and at how many moments."""

    path: str
    size: Size
    at: datetime
    fault: Fault
    times: int = 1


@dataclass
class Seen:
    """One look: the moment, what was seen, what is wrong with it, and the milliseconds that getting there took."""

    at: datetime
    look: Look
    faults: list[Fault]
    took: float
    turned: bool


@dataclass
class Walked:
    """All that was seen of a page in one size.

    `slow` are its page turns with a slower processor, `errors` what its script or its server failed with.
    """

    path: str
    size: Size
    seen: list[Seen] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def findings(self) -> list[Finding]:
        """Each fault once."""
        found: dict[Fault, Finding] = {}
        for one in self.seen:
            for fault in dict.fromkeys(one.faults):
                old = found.get(fault)
                at, times = (old.at, old.times + 1) if old else (one.at, 1)
                found[fault] = Finding(self.path, self.size, at, fault, times)
        at = self.seen[0].at if self.seen else datetime.fromtimestamp(0, UTC)
        failed = [Finding(self.path, self.size, at, Fault("failed", error)) for error in dict.fromkeys(self.errors)]
        return [*failed, *found.values()]


@dataclass(frozen=True)
class Stopwatch:
    """Tells the milliseconds of processor time that a page takes; a busy machine does not count."""

    devtools: CDPSession

    @classmethod
    @contextlib.asynccontextmanager
    async def on(cls, page: Page) -> AsyncIterator[Stopwatch]:
        """A page's stopwatch for a while: hundreds that stay on a page make each of its turns slow."""
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        try:
            yield cls(devtools)
        finally:
            await devtools.detach()

    async def turn(self, page: Page, ms: float) -> float:
        """Bring a page to a moment, for so many milliseconds of all that its thread does."""
        return await self.time(page, TURN, ms)

    async def time(self, page: Page, script: str, given: object) -> float:
        """The milliseconds that a page takes for a script, and for what that brings about."""
        before = await self._spent()
        await page.evaluate(script, given)
        return await self._spent() - before

    async def _spent(self) -> float:
        metrics = {m["name"]: m["value"] for m in (await self.devtools.send("Performance.getMetrics"))["metrics"]}
        return 1000 * float(metrics["TaskDuration"])  # the others leave out a script that DevTools evaluates


class Host:
    """A server whose agenda can be another from one page to the next: browsers keep what they have of its address."""

    def __init__(self) -> None:
        self._socket = server.listen("127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._hub = Hub(tick=lambda: b"event: tick\ndata: {}\n\n")
        self._server = server.Server(self, self._socket, on_shutdown=self._leave)
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        self._app: ASGIApp = Starlette()

    def show(self, agenda: Agenda, layout: Layout) -> None:
        """Serve this agenda from now on; pages of another one end."""
        self._leave()
        self._hub = Hub(tick=lambda: b"event: tick\ndata: {}\n\n")
        self._app = served(publisher(layout, *agenda.sessions), hub=self._hub)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    async def aclose(self) -> None:
        self._server.should_exit = True
        await self._task
        self._socket.close()

    def _leave(self) -> None:
        self._hub.close()


@contextlib.asynccontextmanager
async def serving(agenda: Agenda, layout: Layout) -> AsyncIterator[str]:
    """The address of a server that shows this agenda."""
    host = Host()
    host.show(agenda, layout)
    try:
        yield host.base
    finally:
        await host.aclose()


async def opened(page: Page, venue: Venue, base: str, path: str, size: Size | None = None) -> None:
    """Load a page as it is on the venue's busiest day, its fonts included; in that size it is arranged once."""
    local = venue.days.start(venue.day).astimezone(venue.days.zone).replace(hour=9)
    if size:
        await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.goto(f"{base}{quote(path)}?at={local:%Y-%m-%dT%H:%M}")
    await page.locator("html.fonts").wait_for(state="attached")


async def walk(
    page: Page, venue: Venue, path: str, size: Size, moments: Iterable[datetime], shoot: Shoot | None = None,
    most: int = MOST,
) -> Walked:  # fmt: skip
    """Look at an opened page in one size at these moments, and at up to `most` of its pages at each."""
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    known, boards = Known.of(venue), bounds(venue, path)
    given: dict[str, Any] = {"roles": ROLES, "other": OTHER, "natural": known.natural}
    walked = Walked(path, size)
    async with Stopwatch.on(page) as stopwatch:

        async def look(ms: float, turned: bool) -> Seen:
            took = await stopwatch.turn(page, ms)
            shown = await page.evaluate(LOOK, given)
            seen = Seen(datetime.fromtimestamp(ms / 1000, UTC), shown, list(judge(shown, known, boards)), took, turned)
            walked.seen.append(seen)
            return seen

        for number, moment in enumerate(moments):
            ms, pages = moment.timestamp() * 1000, []
            first = await look(ms, turned=False)
            count, period = turns(first.look)
            for k in range(min(count, most)):
                turn = (number * most + k if count > most else k) % count
                seen = await look(ms + turn * period * 1000, turned=True) if turn else first
                pages.append(seen)
                if shoot:
                    if seen is first and k:
                        await page.evaluate(TURN, ms)
                    await shoot(page, seen)
            if count <= most:
                looks = [seen.look for seen in pages]
                first.faults += [*unequal(looks), *missing(looks, known, moment, door(venue, path))]
    return walked


def turns(look: Look) -> tuple[int, float]:
    """How many pages follow each other, and for how many seconds each stays."""
    pages = max((max(view["pages"], view["turning"]) for view in look["views"]), default=1)
    period = max((view["period"] for view in look["views"]), default=0) or 12
    return max(pages, round(look["cycle"] / period), 1), period


async def throttled(page: Page, walked: Walked, rate: float) -> None:
    """Turn the pages of the moment with most of them, on a processor slowed down so many times."""
    longest = max(walked.seen, key=lambda seen: turns(seen.look)[0], default=None)
    if longest is None or turns(longest.look)[0] < 2:
        return
    count, period = turns(longest.look)
    async with Stopwatch.on(page) as stopwatch:
        await stopwatch.devtools.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        ms = longest.at.timestamp() * 1000
        await page.evaluate(TURN, ms)
        for turn in range(1, min(count, MOST) + 2):
            await asyncio.sleep(STAY)
            walked.slow.append(await stopwatch.turn(page, ms + turn * period * 1000))
        await stopwatch.devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
