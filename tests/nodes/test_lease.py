"""Exactly one node asks the gateway; what happens when it dies, is paused, or loses its lease in mid-pull."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from signage.errors import Fenced, StoreError
from tests.nodes.bench import One
from tests.sync.feed import error, record


async def test_one_asks_and_the_other_follows(bench):
    assert (bench.a.sync.asks, bench.b.sync.asks) == (True, False)
    assert (bench.a.schedule.running, bench.b.schedule.running) == (True, False)
    assert bench.a.shown[-1] == bench.b.shown[-1] == ["Talk 1", "Talk 2"]
    assert bench.a.sync.number == bench.b.sync.number > 0
    assert len(bench.feed.tokens) == 1


async def test_whoever_follows_asks_nothing_whatever_calls_it(bench):
    bench.feed.asked.clear()
    await bench.b.sync.full()
    await bench.b.sync.window()
    assert bench.feed.asked == []


async def test_a_change_comes_to_who_follows_with_its_number(bench):
    bench.feed.records.append(record(3))
    before = bench.b.sync.number
    await bench.a.sync.full()
    await bench.b.hears()
    assert bench.b.shown[-1] == ["Talk 1", "Talk 2", "Talk 3"]
    assert bench.b.sync.number == bench.a.sync.number > before
    assert bench.b.sync.confirmed_at == bench.a.sync.confirmed_at


async def test_who_follows_knows_that_nothing_changed_but_was_confirmed(bench):
    shown = len(bench.b.shown)
    bench.pass_seconds(60)
    await bench.a.claims()
    await bench.a.sync.window()
    await bench.b.hears()
    assert bench.b.sync.confirmed_at == bench.clock.now()
    assert len(bench.b.shown) == shown


async def test_a_dead_one_is_replaced_within_fifteen_seconds_and_the_agenda_goes_on(bench):
    bench.feed.records.append(record(3))
    waited = 0.0
    while not bench.b.sync.asks:
        await bench.b.claims()
        bench.pass_seconds(10 / 3)
        waited += 10 / 3
    assert waited <= 15
    assert bench.b.schedule.running
    await bench.b.sync.full()
    assert bench.b.shown[-1] == ["Talk 1", "Talk 2", "Talk 3"]


async def test_one_that_is_stopped_well_is_replaced_at_once(bench):
    await bench.a.node.lease.give_back()
    await bench.b.claims()
    assert bench.b.sync.asks
    assert not bench.a.sync.asks


async def test_one_that_cannot_renew_stops_by_its_own_clock(bench):
    bench.a.store.cut = True
    await bench.a.claims()
    assert bench.a.sync.asks  # it has some seconds left
    bench.pass_seconds(10)
    assert not bench.a.sync.asks
    await bench.a.node.lease.watch()
    assert not bench.a.schedule.running
    bench.feed.asked.clear()
    await bench.a.sync.full()
    assert bench.feed.asked == []


async def test_a_lost_lease_gives_up_a_pull_that_is_under_way_and_its_token(bench):
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def hangs(request):
        if "/sessions" in request.url.path:
            reached.set()
            await go_on.wait()
        return await bench.feed(request)

    one = One("c", bench.middle, hangs, bench.clock)
    await bench.a.node.lease.give_back()
    await one.claims()
    pulling = asyncio.create_task(one.sync.full())
    await reached.wait()
    bench.pass_seconds(11)
    await one.node.lease.watch()
    await pulling
    assert one.sync.status.error == ""
    tokens = len(bench.feed.tokens)
    go_on.set()
    await one.claims()
    await one.sync.full()
    assert len(bench.feed.tokens) == tokens + 1


async def test_one_that_was_paused_in_mid_pull_shows_and_writes_nothing_old(bench):
    number, shown = bench.b.sync.number, list(bench.a.shown)

    def paused(_: httpx.Request) -> httpx.Response:
        bench.pass_seconds(60)  # as if the whole process had been stopped
        return bench.feed.sessions("", httpx.QueryParams(page="1", page_size="100"))

    bench.feed.records = [record(9)]
    bench.feed.faults = [paused]
    await bench.a.sync.full()
    assert bench.a.shown == shown
    assert bench.middle.load("evt").number == number


async def test_the_store_refuses_what_an_old_holder_writes(bench):
    bench.pass_seconds(11)
    await bench.b.claims()
    snapshot = bench.middle.load("evt")
    with pytest.raises(Fenced):
        bench.a.store.save(snapshot)
    with pytest.raises(Fenced):
        bench.a.store.put("feed of evt", "old", fenced=True)


async def test_the_next_one_leaves_the_gateway_alone_as_long_as_it_wants(bench):
    bench.feed.faults = [error(429, "slow down", **{"Retry-After": "120"})] * 3
    await bench.a.sync.full()
    bench.pass_seconds(11)
    await bench.b.claims()
    assert bench.b.sync.asks
    bench.feed.asked.clear()
    await bench.b.sync.window()
    assert bench.feed.asked == []
    bench.pass_seconds(150)
    await bench.b.claims()
    await bench.b.claims()
    await bench.b.sync.window()
    assert bench.feed.asked


async def test_a_refusal_that_is_being_waited_out_is_told_at_once(bench):
    told = []

    async def dies(seconds):
        await bench.a.archive.write_notes()
        told.append(seconds)
        raise asyncio.CancelledError

    bench.clock.sleep = dies
    bench.feed.faults = [error(429, "slow down", **{"Retry-After": "20"})]
    await bench.a.sync.full()
    del bench.clock.sleep
    assert told
    bench.pass_seconds(11)
    await bench.b.claims()
    bench.feed.asked.clear()
    await bench.b.sync.window()
    assert bench.feed.asked == []


async def test_requests_are_counted_over_all_nodes(bench):
    assert bench.b.sync.usage.hours() == bench.a.sync.usage.hours() != ()


async def test_staff_at_either_node_see_that_the_gateway_fails(bench):
    bench.feed.faults = [error(403, "no")]
    await bench.a.sync.full()
    await bench.b.hears()
    assert bench.b.sync.status.error == bench.a.sync.status.error != ""
    assert bench.b.sync.status.failing_since == bench.a.sync.status.failing_since


async def test_in_an_emptied_store_no_other_takes_the_lease_before_who_had_it_must_know(bench):
    bench.pass_seconds(1)
    await bench.a.claims()
    await bench.b.claims()
    bench.middle.empty()
    await bench.b.claims()
    assert (bench.a.sync.asks, bench.b.sync.asks) == (True, False)
    await bench.a.claims()
    await bench.b.claims()
    assert (bench.a.sync.asks, bench.b.sync.asks) == (True, False)


async def test_in_an_emptied_store_a_dead_one_is_replaced_as_soon_as_elsewhere(bench):
    bench.middle.empty()
    for _ in range(4):
        await bench.b.claims()
        bench.pass_seconds(10 / 3)
    assert bench.b.sync.asks


async def test_an_emptied_store_is_saved_into_again(bench):
    bench.middle.empty()
    await bench.a.claims()
    bench.pass_seconds(60)
    await bench.a.claims()
    await bench.a.sync.window()
    assert len(bench.middle.load("evt").agenda.sessions) == 2


async def test_what_cannot_be_asked_of_others_is_an_error(bench):
    bench.b.store.cut = True
    with pytest.raises(StoreError):
        await bench.b.sync.ask_others("pull", "now")
