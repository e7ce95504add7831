"""What is held back, and how it passes."""

from __future__ import annotations

import json

import pytest

from signage.agenda import Room
from tests.sync.bench import DAY, HOUR, MINUTE, Bench, program
from tests.sync.feed import T0, iso, page, record


async def test_an_emptied_feed_is_held_and_shown_to_staff(held):
    status = held.sync.status
    assert (len(held.shown), status.sessions, status.held.since) == (1, 12, T0)
    assert str(status.held.bulk_change) == "2026-02-07: of 12 sessions to come 12 would be removed"
    assert json.loads(held.store.get("held")) == {
        "digest": status.held.bulk_change.digest,
        "since": "2026-02-07T09:00:00+00:00",
        "text": "2026-02-07: of 12 sessions to come 12 would be removed",
    }


async def test_what_is_held_passes_after_ten_minutes(held):
    for _ in range(9):
        await held.minute()
    assert (len(held.shown), held.sync.confirmed_at) == (1, T0)  # what is shown is no longer confirmed
    await held.minute()
    assert (held.ids, held.sync.status.held, held.store.get("held")) == ([], None, "")
    assert held.sync.confirmed_at == T0 + 10 * MINUTE


async def test_what_comes_back_as_it_was_is_no_longer_held(held):
    held.feed.records = held.kept
    await held.minute(10)
    assert (len(held.shown), held.sync.status.held, held.sync.confirmed_at) == (1, None, T0 + 10 * MINUTE)


async def test_what_comes_back_different_is_held_anew(held):
    held.feed.records = [one | {"room": {"id": "b", "name": "B"}} for one in held.kept]
    await held.minute(10)
    assert (len(held.shown), held.sync.status.held.since) == (1, T0 + 10 * MINUTE)
    await held.minute(10)
    assert held.shown[-1].sessions[-1].room == Room("b", "B")


async def test_staff_may_accept_it(held):
    held.store.put("accept", "something else")
    await held.minute()
    assert len(held.shown) == 1
    held.store.put("accept", json.loads(held.store.get("held"))["digest"])
    await held.minute()
    assert (held.ids, held.store.get("accept")) == ([], "")


async def test_accepted_is_what_was_held_and_nothing_else(held):
    held.feed.records = [one | {"room": {"id": "b", "name": "B"}} for one in held.kept]
    held.store.put("accept", json.loads(held.store.get("held"))["digest"])
    await held.minute()
    assert (len(held.shown), held.sync.status.held is not None) == (1, True)


async def test_what_staff_reject_stays_held_until_it_differs(held):
    assert not held.sync.reject("something else")
    assert held.sync.reject(held.sync.status.held.bulk_change.digest)
    for _ in range(25):
        await held.minute()
    assert (len(held.shown), held.sync.status.held.rejected, held.sync.status.passes_in) == (1, True, None)
    held.feed.records = [one | {"room": {"id": "b", "name": "B"}} for one in held.kept]
    await held.minute(10)
    assert (held.sync.status.held.rejected, held.sync.status.passes_in) == (False, 600)
    await held.minute(10)
    assert held.shown[-1].sessions[-1].room == Room("b", "B")


async def test_a_rejection_ends_when_the_feed_is_as_it_was(held):
    held.sync.reject(held.sync.status.held.bulk_change.digest)
    held.feed.records = held.kept
    await held.minute(10)
    assert (held.sync.status.held, held.sync.confirmed_at) == (None, T0 + 10 * MINUTE)


async def test_what_was_rejected_may_still_be_accepted(held):
    digest = held.sync.status.held.bulk_change.digest
    held.sync.reject(digest)
    assert not held.sync.accept("something else")
    assert held.sync.accept(digest)
    await held.minute()
    assert held.ids == []


async def test_a_rejection_survives_a_restart_and_what_has_ended_since(held):
    held.sync.reject(held.sync.status.held.bulk_change.digest)
    await held.minute()
    held.clock.passed += 1800  # three sessions have ended
    await held.restart()
    for _ in range(12):
        await held.minute()
    assert (len(held.ids), held.sync.status.held.rejected) == (12, True)


async def test_how_pulls_went_is_told_by_kind(held):
    last = held.sync.status.pulls.last
    assert (last["full", True].sessions, last["full", True].at) == (12, T0)
    assert (last["full", False].result, last["full", False].sessions) == ("held", 0)
    assert held.sync.status.pulls.blocks("full", T0, T0 + HOUR) == ["held", None, None, None]


async def test_other_news_goes_on_while_something_is_held(held):
    held.feed.records = [record(77, T0 + HOUR, updated_at=iso(T0))]
    await held.sync.delta()
    assert (len(held.ids), "ses_77" in held.ids) == (13, True)


async def test_a_hold_survives_a_restart(held):
    held.feed.tokens.clear()
    await held.restart()
    await held.sync.window()
    assert (len(held.ids), held.sync.status.held is not None) == (12, True)


async def test_a_day_moved_as_the_window_sees_it_is_held_as_the_whole_pull_sees_it():
    bench = Bench(*program())
    await bench.sync.window()
    for number, one in enumerate(program()):
        later = T0 + DAY + number * 10 * MINUTE
        bench.feed.change(one["id"], T0, starts_at=iso(later), ends_at=iso(later + 10 * MINUTE))
    await bench.minute()
    assert (len(bench.shown), len(bench.sync.status.held.bulk_change.ids)) == (1, 12)
    bench.asked()
    for _ in range(10):
        await bench.minute()
    assert bench.asked() == ["sessions?from"] * 9 + ["sessions"]
    assert bench.shown[-1].sessions[0].was_at == (T0, T0 + 10 * MINUTE)


async def test_what_is_held_passes_by_a_list_that_never_comes_whole_too():
    bench = Bench(*program())
    await bench.sync.window()
    moved = [record(number, T0 + DAY + number * 10 * MINUTE, 10) for number in range(12)]
    bench.feed.faults = [page(moved, 13)] * 9  # one more than the gateway gives
    await bench.sync.full()
    assert (len(bench.shown), len(bench.sync.status.held.bulk_change.ids)) == (1, 12)
    bench.clock.passed += 600
    await bench.sync.full()
    assert bench.sync.status.held is None
    assert bench.shown[-1].sessions[0].was_at == (T0, T0 + 10 * MINUTE)


async def test_a_partial_view_is_checked_against_the_whole_and_not_every_minute():
    bench = Bench(*program())
    await bench.sync.window()
    bench.asked()
    elsewhere = [one | {"room": {"id": "b", "name": "B"}} for one in program()]
    for _ in range(3):
        bench.feed.faults = [page(elsewhere)]  # the delta says so, the whole pull does not
        bench.clock.passed += 60
        await bench.sync.delta()
    assert bench.asked() == ["sessions", "sessions", "sessions", "sessions"]
    assert (len(bench.shown), bench.sync.status.held, bench.sync.confirmed_at) == (1, None, T0 + MINUTE)


@pytest.mark.parametrize(("gone", "left"), [(5, 7), (6, 12)])
async def test_a_halved_feed_is_held(gone, left):
    bench = Bench(*program())
    await bench.sync.window()
    bench.feed.delete(*(f"ses_{n}" for n in range(gone)))
    await bench.sync.full()
    assert len(bench.ids) == left


@pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"title": ""}, {"ends_at": None}])
async def test_nothing_of_what_is_held_comes_by_a_window(fields):
    bench = Bench(*program())
    await bench.sync.window()
    for one in program():
        bench.feed.change(one["id"], T0, **fields)
    bench.feed.heeds_window = False
    for _ in range(10):
        await bench.minute()
        await bench.sync.delta()
    assert len(bench.shown) == 1
    await bench.minute()
    assert (len(bench.shown), bench.sync.status.held) == (2, None)
