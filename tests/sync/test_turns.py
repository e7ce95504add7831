"""An agenda of 20,000 sessions is taken over beside the loop: walls have their turns meanwhile."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from signage.agenda import Agenda, Room, Session
from signage.inevent.pull import Pull
from signage.sync.archive import Archive
from signage.sync.coordinator import Sync
from signage.sync.reconcile import merged, with_known_ids
from tests.clock import FakeClock
from tests.memory import MemoryStore
from tests.sync.bench import MINUTE, assigned
from tests.sync.feed import T0

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

MANY = 20_000
ROOM = Room("room_a", "Hall A")


def sessions(version: int) -> tuple[Session, ...]:
    return tuple(
        Session(f"s{n}", f"Talk {n}, {version}", T0 + n % 600 * MINUTE, T0 + (n % 600 + 45) * MINUTE, ROOM)
        for n in range(MANY)
    )


class Client:
    """A gateway whose every answer is there at once."""

    source, usage = "", None

    def __init__(self) -> None:
        self.answer: Collection[Session] = sessions(0)

    async def pull(self, *_: object) -> Pull:
        return Pull(tuple(self.answer), whole=True)

    def redact(self, text: str) -> str:
        return text

    async def delta(self, *_: object) -> Pull:
        return Pull(tuple(self.answer))


@asynccontextmanager
async def turns() -> AsyncIterator[list[float]]:
    """The processor time that each turn of the event loop takes, in seconds: others on the machine don't count."""
    taken: list[float] = []

    async def count() -> None:
        while True:
            began = time.thread_time()
            await asyncio.sleep(0)
            taken.append(time.thread_time() - began)

    counting = asyncio.create_task(count())
    await asyncio.sleep(0)
    yield taken
    counting.cancel()
    with suppress(asyncio.CancelledError):
        await counting


def work(before: Agenda, answer: Pull) -> float:
    """The processor time that it takes to put an answer into an agenda."""
    began = time.thread_time()
    merged(before, with_known_ids(answer, before))
    return time.thread_time() - began


async def test_an_answer_of_20_000_sessions_is_taken_over_beside_the_loop() -> None:
    shown: list[Agenda] = []

    async def show(agenda: Agenda) -> None:
        shown.append(agenda)

    client, clock = Client(), FakeClock(T0)
    sync = Sync(client, Archive(MemoryStore(), clock), assigned(), clock=clock, publish=show)  # type: ignore[arg-type]
    await sync.full()
    assert not sync.status.error
    client.answer = [replace(session, title=f"{session.title}!") for session in sessions(1)]
    async with turns() as taken:
        await sync.delta()
    assert shown[-1].sessions[0].title.endswith("!")
    assert max(taken) < work(shown[0], await client.delta()) * 0.8
