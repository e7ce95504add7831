"""What walls show though the store could not take it: nothing brings back what was before."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest

from signage.errors import StoreError
from tests.sync.feed import error, record

BEFORE, NEW = ["Talk 1", "Talk 2"], ["Talk 1", "Talk 2", "Talk 3"]


@pytest.fixture
async def ahead(bench):
    """Node a shows what it could not save, for its lease was gone from the store."""
    bench.middle.lease = ("", 0.0)
    bench.feed.records.append(record(3))
    bench.pass_seconds(1)
    await bench.a.sync.full()
    assert (bench.a.shown[-1], len(bench.middle.load("evt").agenda.sessions)) == (NEW, 2)
    return bench


async def test_when_another_asks_next_walls_stay_until_that_one_knows_it_too(ahead):
    number = ahead.a.sync.number
    ahead.middle.empty()
    ahead.pass_seconds(10)  # until then node a may think that it asks
    await ahead.b.claims()
    ahead.feed.faults = [error(503, "later")] * 9
    await ahead.b.sync.full()  # it learns nothing, and saves what it had
    await ahead.a.claims()
    await ahead.a.hears()
    assert (ahead.b.sync.number > number, ahead.a.shown[-1]) == (True, NEW)
    ahead.pass_seconds(300)
    ahead.feed.faults = []
    await ahead.b.claims()
    await ahead.b.claims()
    await ahead.b.sync.full()
    await ahead.a.hears()
    assert BEFORE not in ahead.a.shown[ahead.a.shown.index(NEW) :]
    assert (ahead.b.shown[-1], ahead.a.sync.number) == (NEW, ahead.b.sync.number)


async def test_when_it_asks_again_itself_it_saves_what_it_shows(ahead):
    ahead.middle.token += 1
    await ahead.a.claims()
    ahead.pass_seconds(1)
    await ahead.a.sync.window()
    assert BEFORE not in ahead.a.shown[ahead.a.shown.index(NEW) :]
    assert len(ahead.middle.load("evt").agenda.sessions) == 3


async def test_nor_where_the_lease_ended_while_the_store_gave_no_answer(bench):
    def hangs(_):
        bench.pass_seconds(20)
        raise StoreError("redis gives no answer")

    bench.feed.records.append(record(3))
    bench.pass_seconds(1)
    save, bench.a.store.save = bench.a.store.save, hangs
    await bench.a.sync.full()
    assert (bench.a.shown[-1], bench.a.node.lease.is_held) == (NEW, False)
    bench.a.store.save = save
    await bench.a.claims()
    await bench.a.claims()
    assert (bench.a.shown[-1], bench.a.node.lease.is_held) == (NEW, True)
    await bench.a.sync.window()
    assert len(bench.middle.load("evt").agenda.sessions) == 3


async def test_nor_where_its_tick_was_ended_while_the_store_gave_no_answer(bench):
    saving, thawed = threading.Event(), threading.Event()

    def hangs(_):
        saving.set()
        thawed.wait(30)
        raise StoreError("redis gives no answer")

    bench.feed.records.append(record(3))
    bench.pass_seconds(1)
    save, bench.a.store.save = bench.a.store.save, hangs
    tick = asyncio.create_task(bench.a.sync.full())
    await asyncio.to_thread(saving.wait, 30)
    tick.cancel()  # as the schedule does where the lease has ended
    thawed.set()
    await asyncio.wait([tick])
    bench.a.store.save = save
    bench.pass_seconds(20)
    await bench.a.sync.follow()
    assert (bench.a.shown[-1], bench.a.node.lease.is_held) == (NEW, False)
    await bench.a.claims()
    await bench.a.claims()
    assert (bench.a.shown[-1], bench.a.node.lease.is_held) == (NEW, True)


async def test_a_clock_that_is_far_ahead_keeps_walls_from_nothing(ahead):
    ahead.clock.stepped = timedelta(hours=-1)  # what node b knows: node a's clock was an hour ahead
    ahead.middle.empty()
    ahead.pass_seconds(10)  # until then node a may think that it asks
    await ahead.b.claims()
    await ahead.b.sync.delta()
    ahead.feed.records = [record(number) for number in (1, 2, 4)]
    await ahead.b.sync.full()
    await ahead.a.claims()
    await ahead.a.hears()
    assert ahead.a.shown[-1] == ["Talk 1", "Talk 2", "Talk 4"]
