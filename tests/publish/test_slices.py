"""Large views are rendered in slices: everything else has its turn between them, and what comes of it is the same."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from signage.agenda import Agenda, Days, Room, Session
from signage.publish.publisher import Publisher
from signage.publish.renderer import SLICE
from signage.publish.state import PageKey
from signage.render.memo import OutOfTime, Slice, check_time, within
from tests.build import agenda, at, layout, session
from tests.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

LAYOUT = layout("board: {show: agenda}\nfoyer: {show: overview}")
KEYS = [PageKey("screen", "board"), PageKey("screen", "foyer"), PageKey("room", "r3")]


class Busy(FakeClock):
    """A clock by which a third of a slice has passed whenever it is looked at."""

    looks = 0

    def monotonic(self) -> float:
        self.looks += 1
        return self.busy()

    def busy(self) -> float:
        return self.looks * SLICE / 3


def talks(version: int = 0) -> Agenda:
    return agenda(*(
        session(f"s{n}", f"{8 + n % 12:02}:00", f"{8 + n % 12:02}:50", Room(f"r{n // 12}", f"Hall {n // 12}"),
                title=f"Title {n} in version {version}")
        for n in range(120)
    ))  # fmt: skip


async def shown(clock: FakeClock, talks: Agenda) -> Publisher:
    publisher = Publisher(LAYOUT, clock=clock, topics=dict, send=lambda *_: None)
    await publisher.show_agenda(talks)
    return publisher


async def turns_until(done: Callable[[], bool]) -> int:
    """How often the event loop comes round until something is done."""
    turns = 0
    while not done():
        turns += 1
        await asyncio.sleep(0)
    return turns


@pytest.mark.parametrize("key", KEYS)
async def test_a_view_in_slices_is_the_view_at_once(key: PageKey) -> None:
    sliced, whole = await shown(Busy(at("09:30")), talks()), await shown(FakeClock(at("09:30")), talks())
    ready = asyncio.create_task(sliced.renderer.ready(key))
    turns = await turns_until(ready.done)
    assert turns > (50 if key.kind == "screen" else 3)
    assert sliced.renderer.is_ready(key)
    assert sliced.renderer.rendered_screen(key).panels == whole.renderer.rendered_screen(key).panels


@pytest.mark.parametrize("key", KEYS[:2])
async def test_a_slice_begins_where_the_last_one_ended(key: PageKey, monkeypatch: pytest.MonkeyPatch) -> None:
    """What all sessions carry is found out once: of 20,000 that takes twice as long as a slice is."""
    asked: list[int] = []
    horizon = Days.horizon

    def counted(days: Days, sessions: Iterable[Session], day: date) -> tuple[datetime, datetime]:
        known = tuple(sessions)
        asked.append(len(known))
        return horizon(days, known, day)

    monkeypatch.setattr(Days, "horizon", counted)
    publisher = await shown(Busy(at("09:30")), talks())
    await publisher.renderer.ready(key)
    assert asked.count(len(talks().sessions)) == 1


@pytest.mark.parametrize("key", KEYS)
async def test_what_changes_between_two_slices_is_shown(key: PageKey) -> None:
    publisher, whole = await shown(Busy(at("09:30")), talks()), await shown(FakeClock(at("09:30")), talks(1))
    ready = asyncio.create_task(publisher.renderer.ready(key))
    for _ in range(4):
        await asyncio.sleep(0)
    assert not ready.done()
    await publisher.show_agenda(talks(1))
    await ready
    assert publisher.renderer.rendered_screen(key).panels == whole.renderer.rendered_screen(key).panels


async def test_all_who_wait_for_a_page_wait_for_the_same() -> None:
    clock = Busy(at("09:30"))
    publisher, key = await shown(clock, talks()), KEYS[0]
    await publisher.renderer.ready(key)
    alone = clock.looks
    await publisher.show_agenda(talks(1))
    await asyncio.gather(*(publisher.renderer.ready(key) for _ in range(20)))
    assert clock.looks - alone < 2 * alone


class Passing(FakeClock):
    """A clock whose two times are set by hand."""

    wall = own = 0.0

    def monotonic(self) -> float:
        return self.wall

    def busy(self) -> float:
        return self.own


def test_a_slice_begins_with_the_first_thing_that_is_made_and_makes_one_at_least() -> None:
    clock = Passing(at("09:30"))
    with within(Slice(1, clock)):
        for clock.wall, clock.own in ((5, 5), (6, 6)):
            check_time()
        clock.wall, clock.own = 6.1, 6.1
        with pytest.raises(OutOfTime):
            check_time()
    check_time()


def test_time_in_which_others_had_the_processor_is_not_the_slices() -> None:
    clock = Passing(at("09:30"))
    with within(Slice(1, clock)):
        for clock.wall, clock.own in ((5, 5), (50, 5.9), (50.05, 5.95), (51, 6)):
            check_time()
        clock.wall, clock.own = 51.1, 6.1
        with pytest.raises(OutOfTime):
            check_time()
