"""An agenda of 20,000 sessions is taken over beside the loop: walls have their turns meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from signage.agenda import Agenda, Room, Session, carry_history
from signage.inevent.pull import Pull
from signage.inevent.wire import READING
from signage.sync.archive import Archive
from signage.sync.bulk import bulk_change
from signage.sync.coordinator import Sync
from signage.sync.reconcile import merged, with_known_ids
from tests.clock import FakeClock
from tests.memory import MemoryStore
from tests.sync.bench import HOUR, MINUTE, assigned
from tests.sync.feed import T0
from tests.turns import turns, work

if TYPE_CHECKING:
    from collections.abc import Collection

MANY = 20_000
ROOM = Room("room_a", "Hall A")


def sessions(version: int) -> tuple[Session, ...]:
    return tuple(
        Session(f"s{n}", f"Talk {n}, {version}", T0 + n % 600 * MINUTE, T0 + (n % 600 + 45) * MINUTE, ROOM)
        for n in range(MANY)
    )


class Client:
    """A gateway whose every answer is there at once."""

    source, usage, base_url = "", None, ""

    def __init__(self) -> None:
        self.answer: Collection[Session] = sessions(0)

    async def pull(self, *_: object) -> Pull:
        return Pull(tuple(self.answer), whole=True)

    def redact(self, text: str) -> str:
        return text

    def seed_speakers(self, sessions: object) -> None:
        pass

    async def delta(self, *_: object) -> Pull:
        return Pull(tuple(self.answer))


class Bench:
    """A Sync of that gateway, and what it has shown."""

    def __init__(self, store: MemoryStore | None = None) -> None:
        self.client, self.clock, self.store = Client(), FakeClock(T0), store or MemoryStore()
        self.shown: list[Agenda] = []
        archive = Archive(self.store, self.clock)
        self.sync = Sync(self.client, archive, assigned(), clock=self.clock, publish=self.show)  # type: ignore[arg-type]

    async def show(self, agenda: Agenda) -> None:
        self.shown.append(agenda)


async def test_an_answer_of_20_000_sessions_is_taken_over_beside_the_loop() -> None:
    here = Bench()
    await here.sync.full()
    assert not here.sync.status.error
    here.client.answer = [replace(session, title=f"{session.title}!") for session in sessions(1)]
    async with turns() as taken:
        await here.sync.delta()
    assert here.shown[-1].sessions[0].title.endswith("!")
    answer = await here.client.delta()
    assert max(taken) < work(lambda: merged(here.shown[0], with_known_ids(answer, here.shown[0]))) * 0.8


async def test_where_20_000_sessions_stood_before_is_carried_on_beside_the_loop() -> None:
    here = Bench()
    await here.sync.full()
    here.client.answer = [
        replace(session, room=Room("room_b", "Hall B") if number % 3 == 0 else ROOM)
        for number, session in enumerate(sessions(0))
    ]
    async with turns() as taken:
        await here.sync.delta()
    before, after = here.shown
    assert sum(bool(session.past) for session in after.sessions) == len(range(0, MANY, 3))
    assert max(taken) < work(lambda: carry_history(before, Agenda.of(here.client.answer), T0)) * 0.8


async def test_a_bulk_change_of_20_000_sessions_is_found_and_held_beside_the_loop() -> None:
    here = Bench()
    await here.sync.full()
    here.client.answer = [replace(session, starts_at=session.starts_at + HOUR) for session in sessions(0)]
    async with turns() as taken:
        await here.sync.full()
        held = here.sync.status.held
        await here.sync.full()
    assert held is not None
    assert here.sync.status.held == held
    days = assigned().event.days
    found = work(lambda: bulk_change(here.shown[0], Agenda.of(here.client.answer), T0, days))
    assert max(taken) < found * 0.5


async def test_an_agenda_of_20_000_sessions_that_another_release_has_kept_is_read_anew_beside_the_loop() -> None:
    """At a start: displays that come back are answered as soon as there is a loop to answer them."""
    first = Bench()
    await first.sync.full()
    kept = first.store.load("evt")
    assert kept
    first.store.save(replace(kept, reading=READING - 1))
    again = Bench(first.store)
    async with turns() as taken:
        await again.sync.restore()
    assert len(again.shown[0].sessions) == MANY
    assert max(taken) < work(lambda: Agenda.of(kept.agenda.sessions))
