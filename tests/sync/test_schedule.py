from __future__ import annotations

import asyncio
import logging
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from signage.clock import SYSTEM
from signage.layout import SyncPlan
from signage.sync.schedule import Schedule
from tests.clock import FakeClock
from tests.sync.bench import assigned
from tests.sync.feed import LISBON, T0


class Ticks:
    """Stands in for a Sync: counts its ticks."""

    def __init__(self):
        self.assignment = assigned()
        self.retry_in = None
        self.ticked = []
        self.windowed = asyncio.Event()

    async def full(self):
        self.ticked.append("full")

    async def delta(self):
        self.ticked.append("delta")

    async def window(self):
        self.ticked.append("window")
        self.windowed.set()


@pytest.fixture
async def ticks():
    return Ticks()


@pytest.fixture
def clock():
    return FakeClock(T0)


@pytest.fixture
async def schedule(ticks, clock):
    made = Schedule(ticks, clock)
    made.start()
    yield made
    made.stop()


def jobs(schedule):
    return {job.id: job for job in schedule.jobs()}


async def test_a_window_comes_at_once_the_rest_by_the_plan(schedule, ticks):
    await asyncio.wait_for(ticks.windowed.wait(), 5)
    assert ticks.ticked == ["window"]
    found = jobs(schedule)
    now = datetime.now(LISBON)
    assert (found["delta"].trigger.interval, found["window"].trigger.interval) == (
        timedelta(minutes=5),
        timedelta(minutes=1),
    )
    assert timedelta(minutes=4) < found["delta"].next_run_time - now <= timedelta(minutes=5)
    assert found["full"].next_run_time.astimezone(LISBON).time() == time(3)


async def test_late_is_better_than_never_and_once_is_enough(schedule):
    for job in jobs(schedule).values():
        assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)


async def test_a_changed_plan_takes_effect_at_once(schedule, ticks):
    await asyncio.wait_for(ticks.windowed.wait(), 5)
    ticks.windowed.clear()
    tokyo = ZoneInfo("Asia/Tokyo")
    plan = SyncPlan(
        full_pull_at=time(4, 30),
        window_every=timedelta(seconds=90),
        window=timedelta(hours=1),
        delta_every=timedelta(minutes=7),
    )
    ticks.assignment = assigned(tokyo, plan=plan)
    schedule.change()
    await asyncio.wait_for(ticks.windowed.wait(), 5)
    found = jobs(schedule)
    assert found["full"].next_run_time.astimezone(tokyo).time() == time(4, 30)
    assert found["delta"].trigger.interval == timedelta(minutes=7)
    assert found["window"].trigger.interval == timedelta(seconds=90)


async def test_a_reload_without_a_change_starves_no_tick(schedule, ticks):
    await asyncio.wait_for(ticks.windowed.wait(), 5)
    before = {name: job.next_run_time for name, job in jobs(schedule).items()}
    ticks.assignment = assigned(plan=ticks.assignment.plan.model_copy())
    schedule.change()
    assert {name: job.next_run_time for name, job in jobs(schedule).items()} == before


@pytest.mark.parametrize(("step", "again"), [(-10_800, True), (10_800, True), (1, False)])
async def test_a_clock_that_was_set_stops_nothing(schedule, ticks, clock, step, again):
    await asyncio.wait_for(ticks.windowed.wait(), 5)
    ticks.windowed.clear()
    clock.stepped += timedelta(seconds=step)
    schedule.check_clock()
    next_run = jobs(schedule)["window"].next_run_time
    assert (next_run <= datetime.now(LISBON)) == again


async def test_stopping_in_the_middle_of_a_tick_is_quiet(caplog):
    caplog.set_level(logging.INFO)
    ticks, begun, ended = Ticks(), asyncio.Event(), asyncio.Event()

    async def slow():
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    ticks.window = slow
    schedule = Schedule(ticks, SYSTEM)
    schedule.start()
    await asyncio.wait_for(begun.wait(), 5)
    schedule.stop()
    await asyncio.wait_for(ended.wait(), 5)
    await asyncio.sleep(0)
    assert caplog.messages == []


async def test_a_tick_that_failed_for_a_passing_reason_is_followed_by_a_window():
    ticks = Ticks()
    ticks.retry_in = 0.01
    schedule = Schedule(ticks, SYSTEM)
    schedule.start()
    for _ in range(3):
        await asyncio.wait_for(ticks.windowed.wait(), 5)
        ticks.windowed.clear()
    schedule.stop()
    assert ticks.ticked == ["window"] * 3
