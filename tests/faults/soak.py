"""A simulated fortnight with random faults, against a model that knows what each wall must show.

The program, its sockets and its streams are real; time, the gateway's moods and the ends of the server are not.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx

from tests.e2e.gateway import Gateway, iso, record
from tests.e2e.venue import Clock, Venue, venue
from tests.e2e.wall import Wall, until

from .rows import CONTENT, NETWORK, STATUSES, TOKENS

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2026, 3, 23, 7, 40, tzinfo=UTC)  # with the change to summer time in it
ROOMS = "abcd"
MINUTE, WINDOW, BEHIND = timedelta(minutes=1), timedelta(hours=2), timedelta(minutes=15)
SLOW = ("in time", "drips", "MB", "for ever")
STRIKES = [
    row.strike for row in (*NETWORK, *CONTENT, *STATUSES, *TOKENS) if not any(word in row.fault for word in SLOW)
]


def programme(days: int) -> list[dict[str, Any]]:
    """Talks of 20 to 55 minutes in four rooms, from eight to half past ten at night."""
    chance, found = random.Random(1), []  # noqa: S311 - not for secrets
    for room in ROOMS:
        for day in range(days):
            at = START + timedelta(days=day)
            while at < START + timedelta(days=day, hours=15):
                length = chance.choice([20, 25, 45, 55])
                found.append(record(len(found), at, length, room))
                at += timedelta(minutes=length + chance.choice([0, 0, 5, 30]))
    return found


def overlaps(one: dict[str, Any], start: str, end: str) -> bool:
    return bool(one["starts_at"] < end and one["ends_at"] > start)


class Model:
    """What the server may know of the gateway's records, by the contract's three questions."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Any]] = {}
        self.at = START

    def learn(self, gateway: Gateway, at: datetime, *, delta: bool, full: bool) -> None:
        """A good tick at this time: everything; or what is new, and the truth of what lies in the window."""
        truth, known = {one["id"]: dict(one) for one in gateway.records}, self.known
        window = iso(at - BEHIND), iso(at + WINDOW)
        seen = {id_ for id_, one in (*truth.items(), *known.items()) if overlaps(one, *window)}
        asked = truth.keys() | known.keys() if full or not known else seen | truth.keys() if delta else seen
        self.known = {id_: one for id_, one in known.items() if id_ not in asked}
        self.known |= {id_: truth[id_] for id_ in asked if id_ in truth}
        self.at = at

    def now(self, at: str, room: str) -> set[str]:
        return {one["id"] for one in self._in(room) if one["starts_at"] <= at < one["ends_at"]}

    def next(self, at: str, room: str) -> set[str]:
        ahead = [one for one in self._in(room) if one["starts_at"] > at]
        first = min((one["starts_at"] for one in ahead), default="")
        return {one["id"] for one in ahead if one["starts_at"] == first}

    def _in(self, room: str) -> list[dict[str, Any]]:
        return [one for one in self.known.values() if room in one["room"]["id"]]


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
    """One run: `frames` counts what was looked at, and each of them was right."""

    def __init__(self, folder: Path, minutes: int, seed: int) -> None:
        self.folder, self.minutes = folder, minutes
        self.chance = random.Random(seed)  # noqa: S311 - not for secrets
        self.clock = Clock(START)
        self.gateway = Gateway(*programme(minutes // 1440 + 2), now=self.clock.now)
        self.model = Model()
        self.walls: dict[str, Wall] = {}
        self.passed = self.frames = self.faults = self.lives = self.port = 0
        self._strike: tuple[AsyncExitStack, int] | None = None

    async def run(self) -> None:
        async with self.gateway, AsyncExitStack() as stack:
            while self.passed < self.minutes:
                async with venue(self.folder, self.gateway, self.clock, port=self.port) as here:
                    self.lives += 1
                    self.learn(here, delta=True)
                    await self.hang(here, stack)
                    await self.live(here, self.chance.randrange(20, 20 + self.minutes // 6))
                    await self.calm(0)
                self.look()  # the server is gone, the walls are not

    async def hang(self, here: Venue, stack: AsyncExitStack) -> None:
        """Put up the walls, the first time; later wait until they have come back."""
        if self.walls:
            await until(lambda: all(wall.open for wall in self.walls.values()))
            await here.settle()
            return
        self.port = here.client.base_url.port or 0
        client = httpx.AsyncClient(base_url=here.client.base_url, trust_env=False, timeout=30)
        await stack.enter_async_context(client)
        for path in (*(f"/rooms/room_{room}" for room in ROOMS), "/screens/foyer", "/screens/today"):
            self.walls[path] = await stack.enter_async_context(Wall(client, path))

    async def live(self, here: Venue, minutes: int) -> None:
        for _ in range(min(minutes, self.minutes - self.passed)):
            self.passed += 1
            if self.chance.random() < 1 / 15:
                edit(self.gateway, self.chance, self.clock.now())
            await self.strike(here)
            await here.pass_minutes()
            nightly = self.passed % 1440 == 1260
            if nightly:
                await here.pull()
            self.learn(here, delta=here.minutes % 5 == 0, full=nightly)
            await here.settle()
            self.look()

    async def strike(self, here: Venue) -> None:
        """Now and then something befalls the gateway, for some minutes."""
        if self._strike:
            await self.calm(self._strike[1] - 1)
        elif self.chance.random() < 1 / 60:
            stack = AsyncExitStack()
            await stack.enter_async_context(self.chance.choice(STRIKES)(here))
            self._strike = stack, self.chance.randrange(1, 45)
            self.faults += 1

    async def calm(self, left: int) -> None:
        if self._strike and left <= 0:
            await self._strike[0].aclose()
            self._strike = None
        elif self._strike:
            self._strike = self._strike[0], left

    def learn(self, here: Venue, *, delta: bool, full: bool = False) -> None:
        if here.status.error == "":
            self.model.learn(self.gateway, self.clock.now(), delta=delta, full=full)
        assert here.status.confirmed_at == self.model.at
        assert here.status.held is None

    def look(self) -> None:
        """At every wall, now and until the next minute: right, or the last right thing."""
        for seconds in (0, 29.5, 59):
            at = self.clock.now() + timedelta(seconds=seconds)
            for path, wall in self.walls.items():
                room = path.rpartition("/")[2] if path.startswith("/rooms") else ""
                slots = wall.slots(at.timestamp())
                assert slots.get("now", set()) == self.model.now(iso(at), room), (path, at, self.passed)
                if room:
                    assert slots.get("next", set()) == self.model.next(iso(at), room), (path, at, self.passed)
                self.frames += 1


async def soak(folder: Path, minutes: int, seed: int) -> Soak:
    run = Soak(folder, minutes, seed)
    await run.run()
    return run


if __name__ == "__main__":
    import sys
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as data:
        done = asyncio.run(soak(Path(data), int(sys.argv[1]), int(sys.argv[2])))
    print(f"{done.passed} minutes, {done.frames} frames, {done.faults} faults, {done.lives} lives")
