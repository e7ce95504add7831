"""A simulated fortnight with random faults, against a model that knows what each wall must show.

The program, its sockets and its streams are real, and so is the browser; time, the weather and the ends of the server
are made. A minute is two halves: the server does its work and sends a tick; then time passes for the walls.
"""

from __future__ import annotations

import asyncio
import logging
import math
import random
from collections import Counter
from contextlib import AsyncExitStack
from datetime import datetime
from typing import TYPE_CHECKING

from tests.e2e.gateway import Gateway
from tests.e2e.venue import Clock, Venue, venue

from .glass import browser
from .model import Model, Saved
from .programme import START, edit, programme
from .walls import Walls, following
from .weather import FEED, KINDS, RESTARTS, USUAL, Pace, Weather, damage

if TYPE_CHECKING:
    from pathlib import Path

DAY = 1440
log = logging.getLogger("soak")
OVER = object()


class Soak:
    """One run; `passed` are its minutes."""

    def __init__(self, folder: Path, minutes: int, seed: int, pace: Pace = USUAL) -> None:
        self.folder, self.minutes, self.pace = folder, minutes, pace
        self.chance = random.Random(seed)  # noqa: S311 - not for secrets
        self.clock = Clock(START)
        self.gateway = Gateway(*programme(minutes // DAY + 2), now=lambda: self.truly)
        self.model = Model(self.gateway, self.clock)
        self.walls = Walls(self.clock, self.model)
        self.faults: Counter[str] = Counter()
        self.passed = self.lives = 0
        self._deck: list[str] = []
        self._weather: Weather | None = None
        self._kind = ""
        self._left = self._between(pace.calm)

    def __str__(self) -> str:
        faults = ", ".join(f"{count} {kind}" for kind, count in sorted(self.faults.items()))
        return (
            f"{self.passed} minutes, {self.lives} lives of the server, {self.walls.frames} frames, of these"
            f" {self.walls.seen} in a browser, each as the model has it; {self.faults.total()} faults: {faults}"
        )

    @property
    def truly(self) -> datetime:
        """The time that the platform has."""
        return self.clock.now() - self.clock.stepped

    def _between(self, ends: tuple[int, int]) -> int:
        return self.chance.randint(*ends)

    # Lives of the server ----------------------------------------------------------------------------------------------

    async def run(self) -> None:
        async with self.gateway, browser() as context, AsyncExitStack() as stack:
            port = 0
            while self.passed < self.minutes:
                # ticks are sent by hand
                async with venue(self.folder, self.gateway, self.clock, port=port, tick_interval=math.inf) as here:
                    port = here.client.base_url.port or 0
                    self.lives += 1
                    self.wake(here)
                    if self.lives == 1:
                        await self.walls.hang(here, context, stack)
                    await self.walls.find()
                    try:
                        await self.live(here)
                    finally:
                        await self.clear()
                await self.walls.lose()
                await self.be_gone()

    def wake(self, here: Venue) -> None:
        """The server has started, and had its first tick: what does it know?"""
        self.model.wake()
        if here.status.error and here.status.confirmed_at in self.model.saved.confirmed:
            self.model.recall(here.status.confirmed_at)
        self.learn(here, delta=True)

    async def live(self, here: Venue) -> None:
        for _ in range(min(self._between(self.pace.life), self.minutes - self.passed)):
            await self.minute(here)

    async def be_gone(self) -> None:
        """No server, for a while; and what happens meanwhile to what it needs."""
        for _ in range(min(self._between(self.pace.gone), self.minutes - self.passed)):
            await self.minute(None)
        if self.passed == self.minutes:
            return
        restart = RESTARTS[self.lives % len(RESTARTS)]
        self.faults[f"restart: {restart}"] += 1
        if "damaged" in restart:
            damage(self.folder)
            self.model.saved = Saved()
        if "down" in restart:
            self._weather, self._left = self.down(), self._between(self.pace.fault)
            await anext(self._weather)

    # Weather ----------------------------------------------------------------------------------------------------------

    async def befall(self, here: Venue) -> None:
        """Now and then something befalls the venue, for some minutes."""
        self._left -= 1
        if self._weather and self._left > 0:
            if await anext(self._weather, OVER) is OVER:
                await self.clear()
        elif self._weather:
            await self.clear()
        elif self._left <= 0:
            self._kind = self.draw()
            self.faults[self._kind] += 1
            self._weather, self._left = KINDS[self._kind](self, here), self._between(self.pace.fault)
            await anext(self._weather)

    def draw(self) -> str:
        """The next kind; none comes again before all others have. A feed is turned upside down by day."""
        by_day = 30 < self.passed % DAY < 660 and not self.model.held
        possible = [kind for kind in self._deck if by_day or kind not in FEED]
        if not possible:
            self._deck += self.chance.sample(list(KINDS), len(KINDS))
            return self.draw()
        self._deck.remove(possible[0])
        return possible[0]

    async def clear(self) -> None:
        if self._weather:
            await self._weather.aclose()
            self._weather, self._kind, self._left = None, "", self._between(self.pace.calm)

    async def down(self) -> Weather:
        await self.gateway.die()
        try:
            while True:
                yield
        finally:
            await self.gateway.rise()

    # A minute ---------------------------------------------------------------------------------------------------------

    async def minute(self, here: Venue | None) -> None:
        self.passed += 1
        self.advance()
        if self.chance.random() < 1 / 15 and self._kind not in FEED:
            edit(self.gateway, self.chance, self.truly)
        if here:
            await self.work(here)
        await self.walls.half(here, before_end=0.5)
        self.walls.look()
        self.advance()
        await self.walls.half(here, before_end=1)
        if self.passed % DAY == 0:
            log.info("%s", self)

    def advance(self) -> None:
        self.clock.advance(following(self.clock) - self.clock.passed)

    async def work(self, here: Venue) -> None:
        """What the server does each minute, and what the model makes of it."""
        await self.befall(here)
        here.minutes += 1
        await here.tick()
        self.learn(here, delta=here.minutes % 5 == 0)
        if self.passed % DAY == 1260:
            await self.pull(here)

    async def pull(self, here: Venue) -> None:
        """Everything anew, as each night."""
        await here.pull()
        if here.status.error:
            self.model.full_due = 0.0
        else:
            self.model.full()
        self.compare(here)

    def learn(self, here: Venue, *, delta: bool) -> None:
        if here.status.error == "":
            self.model.window()
            if delta:
                self.model.delta()
        self.compare(here)

    def compare(self, here: Venue) -> None:
        """Staff are told what the model says, and nothing goes wrong in fair weather."""
        status = here.status
        assert status.error == "" or self._weather, status.error
        assert status.confirmed_at == self.model.at, (status.confirmed_at, self.model.at, status.error, self._kind)
        assert (status.held is not None) == bool(self.model.held), (status.held, self._kind)
        if not here.status.store_error:
            self.model.save()


if __name__ == "__main__":
    import sys
    import tempfile
    from pathlib import Path

    logging.basicConfig(format="%(asctime)s %(message)s")
    log.setLevel(logging.INFO)
    with tempfile.TemporaryDirectory() as data:
        run = Soak(Path(data), minutes=int(sys.argv[1]), seed=int(sys.argv[2]))
        try:
            asyncio.run(run.run())
        finally:
            print(run)
