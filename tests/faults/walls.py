"""The walls of the soak: some in a browser, some read in Python; what they have been told, and whether they show it."""

from __future__ import annotations

import asyncio
import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import httpx

from tests.e2e.gateway import iso
from tests.e2e.wall import Wall
from tests.wait import until

from .glass import AGENDA, OVERVIEW, ROOM, Glass, hang, judge
from .model import Told
from .programme import ROOMS, START

if TYPE_CHECKING:
    from contextlib import AsyncExitStack

    from playwright.async_api import BrowserContext

    from tests.e2e.venue import Clock, Venue

    from .model import Model

HALF = 30.0  # seconds between two ticks
STEP = 5.0  # seconds at a time that pass while a wall seeks the server
GRACE = 60.0  # seconds after the return of the server until a wall is live again


class Walls:
    """`frames` counts what was looked at, `seen` those of it in the browser; each of them was right."""

    def __init__(self, clock: Clock, model: Model) -> None:
        self.clock, self.model = clock, model
        self.told = self.lost = Told({}, START, START, 0)
        self.rooms: dict[str, Wall] = {}
        self.glasses: list[Glass] = []
        self.frames = self.seen = 0
        self.back = -math.inf  # when the server came back

    async def hang(self, here: Venue, context: BrowserContext, stack: AsyncExitStack) -> None:
        """Put them up, for good."""
        url = here.client.base_url
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, trust_env=False, timeout=30))
        for room in ROOMS:
            self.rooms[f"room_{room}"] = await stack.enter_async_context(Wall(client, f"/rooms/room_{room}"))
        self.glasses += [await hang(context, str(url), path) for path in (ROOM, OVERVIEW, AGENDA)]

    async def find(self) -> None:
        """The server is back: those without a browser find it at once, the others when they ask."""
        self.back = self.clock.passed
        await until(lambda: all(wall.open for wall in self.rooms.values()))

    async def lose(self) -> None:
        """The server is gone."""
        await until(lambda: not any(wall.open for wall in self.rooms.values()))
        for glass in self.glasses:
            glass.lose()
        self.lost = self.told

    async def half(self, here: Venue | None, before_end: float) -> None:
        """A tick to all, if there is a server; then half a minute passes in the browser, and is looked at."""
        passed, end = self.clock.passed, following(self.clock)
        await asyncio.gather(*(glass.see(0, [], passed) for glass in self.glasses if glass.passed < passed))
        if here:
            await self.tell(here)
        moments = [self.clock.passed, end - before_end]
        live = [glass for glass in self.glasses if glass.open or not here]
        await asyncio.gather(*(self.see(glass, self.told.milliseconds if here else 0, moments, end) for glass in live))
        await self.seek([glass for glass in self.glasses if glass not in live], moments, end)

    async def tell(self, here: Venue) -> None:
        self.clock.advance(0.01)  # so that this tick is like no other
        await here.tell()
        model, word = self.model, (self.clock.now(), self.clock.passed)
        if model.confirmed is None:  # a server that knows nothing takes nothing away
            self.told = Told(self.told.known, self.told.confirmed, *word)
        else:
            self.told = Told(model.known, model.confirmed, *word)
        await until(lambda: {wall.word for wall in self.rooms.values()} == {self.told.milliseconds})

    async def seek(self, away: list[Glass], moments: list[float], end: float) -> None:
        """Half a minute of those that seek the server: it passes in steps, so that they find it when they ask."""
        assert all(moments[0] - max(self.back, glass.lost_at) < 2 * GRACE for glass in away), "a wall did not come back"
        steps = [at for n in range(1, round(HALF / STEP)) if (at := moments[0] + STEP * n) < end - 1]
        for start, at in pairwise([moments[0], *steps, end]) if away else ():
            some = [moment for moment in moments if start <= moment < at]
            await asyncio.gather(*(self.see(glass, 0, some, at) for glass in away))
            self.clock.advance(min(at, end - 1) - self.clock.passed)

    async def see(self, glass: Glass, word: int, moments: list[float], end: float) -> None:
        """Look, and compare with what it was told; one that has just found the server knows its time by a step."""
        tolds, away = [self.told], self.clock.passed - self.back
        if not word:
            tolds += [replace(self.told, passed=self.told.passed + late) for late in (STEP / 2, STEP)]
            if away < (GRACE if self.model.at else 2 * GRACE):  # from a server without an agenda no poll is taken
                tolds.append(self.lost)
        for moment, look in zip(moments, await glass.see(word, moments, end), strict=True):
            wrong = [judge(glass.path, told, moment, look) for told in tolds]
            assert "" in wrong, (wrong, glass.path, moment, self.told.time(moment), look)
            self.frames += 1
            self.seen += 1

    def look(self) -> None:
        """At those without a browser, now and until the next minute."""
        for seconds in (0, 29.5, 59):
            at = iso(self.told.time(self.clock.passed + seconds))
            for room, wall in self.rooms.items():
                slots = wall.slots(self.told.time(self.clock.passed + seconds).timestamp())
                due = self.told.now(at, room), self.told.next(at, room)
                assert (slots.get("now", set()), slots.get("next", set())) == due, (room, at)
                self.frames += 1


def following(clock: Clock) -> float:
    """When the next half of a minute begins."""
    return HALF * math.floor(clock.passed / HALF + 1.001)
