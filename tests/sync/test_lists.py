"""Lists in which ids repeat, and lists that shift while they are read."""

from __future__ import annotations

import random
from datetime import timedelta

import httpx
import pytest

from signage.inevent.wire import RecordProblem
from tests.sync.bench import HOUR, Bench
from tests.sync.feed import T0, iso, page, record

B = {"id": "room_b", "name": "Hall B"}


def same(*starts, **fields):
    """Sessions of one id, an hour each."""
    return [record(1, T0 + start * HOUR, 60, title=f"Workshop {start}", **fields) for start in starts]


async def shown(*records):
    bench = Bench(*records)
    await bench.sync.restore()
    await bench.sync.window()
    return bench


async def test_sessions_that_share_an_id_are_all_shown_and_told(caplog):
    bench = await shown(*same(0, 1, 2), record(2))
    assert sorted(bench.titles) == ["Talk 2", "Workshop 0", "Workshop 1", "Workshop 2"]
    assert len(set(bench.ids)) == 4
    assert {session.gateway_id for session in bench.shown[-1].sessions} == {"ses_1", "ses_2"}
    text = "3 sessions of other times or rooms have this id: each is shown"
    assert bench.sync.status.problems == (RecordProblem("ses_1", text),)
    assert f"session ses_1 of the platform: {text}" in caplog.messages


async def test_where_ids_repeat_a_second_pull_tells_that_nothing_is_missing():
    bench = await shown(*same(0, 1), record(2), record(3))
    assert bench.sync.status.pulled_at is None
    bench.clock.passed = 15.0
    await bench.sync.window()
    assert bench.sync.status.pulled_at == bench.clock.now()
    bench.feed.delete("ses_3")
    await bench.sync.full()
    assert "Talk 3" in bench.titles
    bench.clock.passed = 30.0
    await bench.sync.window()
    assert (sorted(bench.titles), bench.shown[-1].sessions[0].past) == (["Talk 2", "Workshop 0", "Workshop 1"], ())


async def test_a_record_that_comes_twice_does_not_stop_removal_for_good():
    bench = await shown(record(1), record(1), record(2))
    bench.clock.passed = 15.0
    await bench.sync.window()
    bench.feed.delete("ses_2")
    for _ in range(2):
        await bench.sync.full()
    assert bench.ids == ["ses_1"]


async def test_a_window_or_delta_updates_those_it_can_tell_apart_and_asks_for_the_rest():
    bench = await shown(*same(0, 1, 2))
    bench.clock.passed = 15.0
    await bench.sync.window()
    bench.asked()
    bench.feed.records[0]["title"] = "New"
    await bench.minute()
    assert (bench.asked(), sorted(bench.titles)) == (["sessions?from"], ["New", "Workshop 1", "Workshop 2"])
    bench.feed.records[0] |= {"starts_at": iso(T0 + timedelta(minutes=10)), "updated_at": iso(bench.clock.now())}
    for one in bench.feed.records:
        one["updated_at"] = iso(bench.clock.now())
    await bench.minute()
    assert bench.asked() == ["sessions?from", "sessions"]
    assert len(bench.ids) == 4  # a list in which ids repeat removes nothing until it came twice
    await bench.sync.full()
    assert len(bench.ids) == 3


async def test_a_session_that_gets_a_namesake_is_neither_moved_nor_added():
    bench = await shown(record(1, minutes=60), record(2))
    bench.feed.records += same(3)
    for _ in range(2):
        await bench.sync.full()
    second, first, third = bench.shown[-1].sessions
    assert ([first.past, second.past, third.past], first.added_at, second.added_at) == ([(), (), ()], None, None)
    assert (first.gateway_id, third.gateway_id, third.added_at) == ("ses_1", "ses_1", T0)
    bench.feed.records.pop()
    await bench.sync.full()
    assert [(s.id, s.past, s.added_at) for s in bench.shown[-1].sessions if s.gateway_id == "ses_1"] == [
        ("ses_1", (), None)
    ]


async def test_other_rooms_at_one_time_are_other_sessions():
    bench = await shown(record(1), record(1, room=B))
    assert sorted(session.room.id for session in bench.shown[-1].sessions) == ["room_a", "room_b"]


@pytest.mark.parametrize("count", [250, 1000])
async def test_an_order_that_changes_from_page_to_page_is_told_once_and_complete_within_minutes(caplog, count):
    chance = random.Random(count)  # noqa: S311 - not for secrets
    records = [record(number, T0 + number * timedelta(minutes=1)) for number in range(count)]
    bench = Bench()

    def unordered(request):
        number = int(request.url.params["page"])
        return page(chance.sample(records, min(100, count - 100 * (number - 1))), count, number + 1)

    def last(request):
        number = int(request.url.params["page"])
        answer = unordered(request)
        return (
            answer
            if number * 100 < count
            else httpx.Response(200, content=answer.content.replace(b'"next_page": ', b'"_": '))
        )

    bench.feed.faults = [last] * 9999
    await bench.sync.restore()
    await bench.sync.window()
    assert len(bench.ids) < count
    while len(bench.ids) < count:
        bench.clock.passed += 5
        if bench.clock.passed % 60 == 0 or bench.sync.status.sessions < count:
            await bench.sync.window()
    assert bench.clock.passed < 600
    told = [message for message in caplog.messages if "changes while it is read" in message]
    assert len(told) == 1
