"""A simulated fortnight with random faults, against a model that knows what each wall must show.

The program, its sockets and its streams are real, and so is the browser; time, the weather and the ends of the server
are made. A minute is two halves: the server does its work and sends a tick; then time passes for the walls.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx

from tests.e2e.gateway import Gateway, iso, record
from tests.e2e.venue import Clock, Venue, venue
from tests.e2e.wall import Wall, until

from .glass import Glass, Look, browser, hang
from .model import Model, Saved, Told, overlaps
from .weather import FEED, KINDS, Weather, damage

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2026, 3, 23, 7, 40, tzinfo=UTC)  # with the change to summer time in it
ROOMS = "abcd"
ROOM, OVERVIEW, AGENDA = "/rooms/room_b", "/screens/foyer", "/screens/today"
DAY, HALF = 1440, 30.0
STEP = 5.0
GRACE = 60.0  # seconds after the return of the server until a wall is live again
RESTARTS = ("plain", "gateway down", "database damaged", "database damaged, gateway down")


@dataclass(frozen=True)
class Pace:
    """From and to how many minutes each takes: time without a fault, a fault, a life of the server, its absence."""

    calm: tuple[int, int] = (1, 90)
    fault: tuple[int, int] = (1, 45)
    life: tuple[int, int] = (20, 800)
    gone: tuple[int, int] = (0, 150)


HASTE = Pace(calm=(1, 2), fault=(2, 9), life=(25, 40), gone=(0, 4))


def programme(days: int) -> list[dict[str, Any]]:
    """Talks of 25 to 110 minutes in four rooms, from eight to half past ten at night."""
    chance, found = random.Random(1), []  # noqa: S311 - not for secrets
    for room in ROOMS:
        for day in range(days):
            at = START + timedelta(days=day)
            while at < START + timedelta(days=day, hours=15):
                length = chance.choice([25, 45, 60, 110])
                found.append(record(len(found), at, length, room))
                at += timedelta(minutes=length + chance.choice([0, 0, 5, 30]))
    return found


def edit(gateway: Gateway, chance: random.Random, now: datetime) -> None:
    """Something staff of the platform do to a session of the next days."""
    soon = iso(now), iso(now + timedelta(hours=chance.choice([1, 4, 40])))
    near = [one for one in gateway.records if overlaps(one, *soon)]
    if not near:
        return
    one = chance.choice(near)
    by = timedelta(minutes=chance.choice([-10, 5, 15, 60, 180]))
    moved = {key: iso(datetime.fromisoformat(one[key]) + by) for key in ("starts_at", "ends_at")}
    room = chance.choice(ROOMS)
    match chance.randrange(6):
        case 0:
            gateway.delete(one["id"])
        case 1:
            gateway.edit(one["id"], **moved)
        case 2:
            gateway.edit(one["id"], room={"id": f"room_{room}", "name": f"Hall {room.upper()}"})
        case 3:
            fresh = record(10_000 + chance.randrange(10**6), now + timedelta(minutes=chance.randrange(200)), 30, room)
            gateway.records.append(fresh | {"updated_at": iso(now)})
        case _:
            gateway.edit(one["id"], title=f"Version {chance.randrange(10**6)}")


class Soak:
    """One run: `frames` counts what was looked at, `seen` those of it in the browser, and each of them was right."""

    def __init__(self, folder: Path, minutes: int, seed: int, pace: Pace = Pace()) -> None:
        self.folder, self.minutes, self.pace = folder, minutes, pace
        self.chance = random.Random(seed)  # noqa: S311 - not for secrets
        self.clock = Clock(START)
        self.gateway = Gateway(*programme(minutes // DAY + 2), now=lambda: self.truly)
        self.model = Model(self.gateway, self.clock)
        self.told = self.before = Told({}, START, START, 0)
        self.walls: dict[str, Wall] = {}
        self.glasses: list[Glass] = []
        self.faults: Counter[str] = Counter()
        self.passed = self.frames = self.seen = self.lives = self.port = 0
        self._back = -math.inf  # when the server came back
        self._deck: list[str] = []
        self._weather: Weather | None = None
        self._kind = ""
        self._left = self._between(pace.calm)
        self.lost = self.told

    def __str__(self) -> str:
        faults = ", ".join(f"{count} {kind}" for kind, count in sorted(self.faults.items()))
        return (
            f"{self.passed} minutes, {self.lives} lives of the server, {self.frames} frames, of these {self.seen} in a"
            f" browser, 0 wrong; {self.faults.total()} faults: {faults}"
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
            while self.passed < self.minutes:
                async with venue(self.folder, self.gateway, self.clock, port=self.port) as here:
                    here.program.hub._every = math.inf  # ticks are sent by hand
                    self.lives += 1
                    self.wake(here)
                    if not self.walls:
                        await self.hang(here, context, stack)
                    try:
                        await self.live(here)
                    finally:
                        await self.clear()
                await self.be_gone()
        assert all(glass.errors == [] for glass in self.glasses)

    def wake(self, here: Venue) -> None:
        """The server has started, and had its first tick: what does it know?"""
        self._back = self.clock.passed
        saved = self.model.saved.at
        self.model.wake()
        confirmed = here.status.confirmed_at
        if here.status.error and confirmed and saved:
            assert timedelta() <= saved - confirmed <= 2 * timedelta(seconds=60)
            self.model.at = confirmed  # it is written once a minute
        self.learn(here, delta=True)

    async def hang(self, here: Venue, context: Any, stack: AsyncExitStack) -> None:
        url = here.client.base_url
        self.port = url.port or 0
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, trust_env=False, timeout=30))
        for room in ROOMS:
            self.walls[f"room_{room}"] = await stack.enter_async_context(Wall(client, f"/rooms/room_{room}"))
        self.glasses += [await hang(context, str(url), path) for path in (ROOM, OVERVIEW, AGENDA)]

    async def live(self, here: Venue) -> None:
        await until(lambda: all(wall.open for wall in self.walls.values()))
        for _ in range(min(self._between(self.pace.life), self.minutes - self.passed)):
            await self.minute(here)

    async def be_gone(self) -> None:
        """No server, for a while; and what happens meanwhile to what it needs."""
        await until(lambda: not any(wall.open for wall in self.walls.values()))
        for glass in self.glasses:
            glass.open = False
        self.lost = self.told
        for _ in range(min(self._between(self.pace.gone), self.minutes - self.passed)):
            await self.minute(None)
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
            if await anext(self._weather, self) is self:  # it is over by itself
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
        await self.half(here, before_end=0.5)
        self.look()
        self.advance()
        await self.half(here, before_end=1)

    def advance(self) -> None:
        """To the next half of a minute."""
        self.clock.advance(self.following - self.clock.passed)

    @property
    def following(self) -> float:
        return HALF * math.floor(self.clock.passed / HALF + 1.001)

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
        assert here.status.error == "" or self._weather
        assert here.status.confirmed_at == self.model.at
        assert (here.status.held is not None) == bool(self.model.held)
        if not here.status.store_error:
            self.model.save()

    async def half(self, here: Venue | None, before_end: float) -> None:
        """A tick to all walls; then half a minute passes for those in the browser, and they are looked at."""
        passed, end = self.clock.passed, self.following
        await asyncio.gather(*(glass.see(0, [], passed) for glass in self.glasses if glass.passed < passed))
        if here:
            self.clock.advance(0.01)  # so that this tick is like no other
            await here.tell()
            now, passed = self.clock.now(), self.clock.passed
            known = (
                (self.told.known, self.told.confirmed) if self.model.at is None else (self.model.known, self.model.at)
            )
            self.told = Told(*known, now, passed)
            await until(lambda: {wall.word for wall in self.walls.values()} == {self.told.milliseconds})
        live = [glass for glass in self.glasses if glass.open or not here]
        word = self.told.milliseconds if here else 0
        await asyncio.gather(*(self.see(glass, word, [passed, end - before_end], end) for glass in live))
        away = [glass for glass in self.glasses if glass not in live]
        if away:
            await self.seek(away, [passed, end - before_end], end)

    async def seek(self, away: list[Glass], moments: list[float], end: float) -> None:
        """The same for walls that seek the server: the time passes in steps, so that they find it when they ask."""
        assert moments[0] - self._back < 4 * HALF or self._kind == "TV clocks set", [glass.path for glass in away]
        for at in [*(moments[0] + STEP * n for n in range(1, math.ceil(HALF / STEP) - 1)), end]:
            some = [moment for moment in moments if moment < at]
            moments = [moment for moment in moments if moment >= at]
            await asyncio.gather(*(self.see(glass, 0, some, at) for glass in away))
            self.clock.advance(min(at, end - 1) - self.clock.passed)

    async def see(self, glass: Glass, word: float, moments: list[float], end: float) -> None:
        """Look, and compare with what it was told; a wall that has just found the server knows its time by a step."""
        tolds = [self.told]
        if not word:
            tolds += [replace(self.told, passed=self.told.passed + late) for late in (STEP / 2, STEP)]
            if self.clock.passed - self._back < GRACE * (
                1 + (self.model.at is None)
            ):  # longer, if there is nothing to say
                tolds.append(self.lost)
        for moment, look in zip(moments, await glass.see(word, moments, end), strict=True):
            wrong = [judge(glass.path, told, moment, look) for told in tolds]
            assert "" in wrong, (wrong, glass.path, self.passed, moment, look)
            self.frames += 1
            self.seen += 1

    def look(self) -> None:
        """At every wall without a browser, now and until the next minute."""
        for seconds in (0, 29.5, 59):
            at = self.told.time(self.clock.passed + seconds)
            for room, wall in self.walls.items():
                slots = wall.slots(at.timestamp())
                assert slots.get("now", set()) == self.told.now(iso(at), room), (room, at, self.passed)
                assert slots.get("next", set()) == self.told.next(iso(at), room), (room, at, self.passed)
                self.frames += 1


def judge(path: str, told: Told, passed: float, look: Look) -> str:
    """What is wrong with what a wall shows at a moment, if it knows what it was told; empty: nothing."""
    at = iso(told.time(passed))
    rooms = [ROOM.rpartition("/")[2]] if path == ROOM else [f"room_{room}" for room in ROOMS]
    now, after = ({id_ for room in rooms for id_ in ids(at, room)} for ids in (told.now, told.next))
    seen = {id_: text for slot in look.slots.values() for id_, text in slot.items() if text}
    mark = list(zip(look.mark, look.since, strict=True))
    checks = {
        "blank": look.text,
        "now": look.slots["now"].keys() == now,
        "next": path == AGENDA or look.slots["next"].keys() == after,
        "not seen": path == AGENDA or len(now) > 4 or all(look.slots["now"].values()),
        "nothing seen": bool(seen) or not (told.today(at) if path == AGENDA else now | after),
        "text": all(told.known[id_]["title"] in text for id_, text in seen.items() if id_ in told.known),
        "age": mark in [[m for m in (told.trouble(passed + error),) if m[0]] for error in (-0.5, 0, 0.5)]
        or (mark == [] and path == ROOM and not told.has(ROOM.rpartition("/")[2])),  # a page that says just this
    }
    return ", ".join(name for name, right in checks.items() if not right)


if __name__ == "__main__":
    import sys
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as data:
        run = Soak(Path(data), minutes=int(sys.argv[1]), seed=int(sys.argv[2]))
        try:
            asyncio.run(run.run())
        finally:
            print(run)
