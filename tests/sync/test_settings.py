"""What changed settings do, while a Sync runs or while it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from signage.layout import SyncPlan
from tests.sync.bench import DAY, HOUR, KOLKATA, MINUTE, Bench, assigned, program
from tests.sync.feed import SETTINGS, T0, error, page, record


async def test_another_zone_moves_naive_times_at_once():
    bench = Bench(*(one | {"starts_at": one["starts_at"][:-1], "ends_at": one["ends_at"][:-1]} for one in program()))
    await bench.sync.window()
    await bench.sync.configure(assigned(KOLKATA))
    await bench.sync.window()
    assert (bench.shown[-1].sessions[0].starts_at, bench.sync.status.held) == (
        T0 - timedelta(hours=5, minutes=30),
        None,
    )


@pytest.mark.parametrize("live", [False, True], ids=["while nobody ran", "just before the end"])
async def test_another_zone_at_a_restart_moves_naive_times_at_once(live):
    bench = Bench(*(one | {"starts_at": one["starts_at"][:-1], "ends_at": one["ends_at"][:-1]} for one in program()))
    await bench.restart()
    await bench.sync.window()
    if live:
        await bench.sync.configure(assigned(KOLKATA))
        bench.feed.faults = [error(503, "down")]
        await bench.minute()
    for _ in range(2):  # also where the gateway is away at first
        await bench.restart(KOLKATA)
        bench.feed.faults = [error(401, "expired"), error(503, "down")]
        await bench.minute()
    await bench.minute()
    session = bench.shown[-1].sessions[0]
    assert (session.starts_at, session.past) == (T0 - timedelta(hours=5, minutes=30), ())
    assert (bench.sync.status.held, bench.sync.status.error) == (None, "")
    await bench.restart(KOLKATA)
    bench.feed.tokens.clear()
    bench.asked()
    await bench.sync.window()
    assert bench.asked() == ["sessions?from"]  # and from then on it is known


async def test_another_end_of_the_day_at_a_restart_moves_no_session_of_whole_days():
    bench = Bench(*program(), record(90, starts_at="2026-02-07", ends_at="2026-02-07"))
    await bench.restart()
    await bench.sync.window()
    await bench.restart(day_ends=time(6))
    await bench.minute()
    all_day = bench.shown[-1].by_id["ses_90"]
    assert (all_day.starts_at.hour, all_day.past) == (6, ())
    bench.asked()
    await bench.restart(day_ends=time(6))
    await bench.sync.window()
    assert "sessions" not in bench.asked()  # it is known from then on: nothing is pulled anew


async def test_what_cannot_be_read_of_records_is_known_after_a_restart():
    bench = Bench(*program(), record(91, starts_at="soon"))
    await bench.restart()
    await bench.sync.window()
    known = bench.sync.status.problems
    assert [problem.session for problem in known] == ["ses_91"]
    await bench.archive.write_notes()
    await bench.restart()
    assert bench.sync.status.problems == known
    await bench.minute()  # a window that does not speak of it
    assert bench.sync.status.problems == known


async def test_what_another_gateway_had_under_the_same_name_is_replaced_as_another_event_is():
    bench = Bench(*program())
    await bench.restart()
    await bench.sync.window()
    bench.feed.records = [record(n + 50, T0 + n * 10 * MINUTE, 10) for n in range(12)]
    bench.feed.faults = [lambda _: page(bench.feed.records[:6], total=12)]  # not whole: nothing of the other's stays
    bench.feed.tokens.clear()
    await bench.restart(settings=replace(SETTINGS, base_url="https://production.example/api"))
    assert len(bench.ids) == 12
    await bench.sync.window()
    assert bench.ids == [f"ses_{n + 50}" for n in range(6)]
    await bench.minute(10)
    assert bench.ids == [f"ses_{n + 50}" for n in range(12)]
    assert {(session.added_at, session.past) for session in bench.shown[-1].sessions} == {(None, ())}
    assert bench.sync.status.held is None


async def test_the_speakers_of_another_gateway_are_asked_for_anew():
    def bare(title):
        return {key: value for key, value in record(1, title=title).items() if key != "speakers"}

    bench = Bench(bare("Staged"))
    bench.feed.speakers = {"ses_1": [{"id": "a", "name": "Staging Person"}]}
    await bench.restart()
    await bench.sync.window()
    bench.feed.records, bench.feed.speakers = [bare("Played")], {"ses_1": [{"id": "b", "name": "Real Speaker"}]}
    bench.feed.tokens.clear()
    await bench.restart(settings=replace(SETTINGS, base_url="https://production.example/api"))
    await bench.sync.window()
    assert [(one.title, [speaker.name for speaker in one.speakers]) for one in bench.shown[-1].sessions] == [
        ("Played", ["Real Speaker"])
    ]


async def test_other_hidden_statuses_hold_from_the_restart_on():
    bench = Bench(*program()[:11], record(60, T0 + DAY, status="internal"))
    await bench.restart()
    await bench.sync.window()
    assert "ses_60" in bench.ids
    await bench.restart(settings=replace(SETTINGS, hidden=frozenset({"internal"})))
    bench.feed.tokens.clear()
    await bench.minute()
    assert ("ses_60" in bench.ids, bench.sync.status.held) == (False, None)


async def test_where_no_pull_is_ever_whole_the_gate_is_open_for_three_of_them():
    bench = Bench(*program())
    await bench.restart()
    await bench.sync.window()
    await bench.sync.configure(assigned(KOLKATA))
    bench.feed.faults = [lambda _: page(bench.feed.records, total=99)] * 999
    for _ in range(3):
        await bench.sync.full()
    bench.feed.records = bench.feed.records[:3]
    moved = [one | {"room": {"id": "b", "name": "B"}} for one in program()]
    bench.feed.records = moved
    await bench.sync.full()
    assert bench.sync.status.held is not None


async def test_a_hold_is_none_of_another_zone(held):
    held.feed.tokens.clear()
    await held.restart(KOLKATA)
    await held.sync.window()
    assert (held.ids, held.sync.status.held, held.store.get("held")) == ([], None, "")


async def test_where_an_agenda_is_from_is_kept_after_it(bench):
    before = bench.store.get("source of evt")
    await bench.sync.configure(assigned(KOLKATA))
    bench.store.full = True
    bench.feed.change("ses_1", T0, title="New")
    await bench.minute()
    assert (bench.titles[0], bench.store.get("source of evt")) == ("New", before)
    bench.store.full = False
    await bench.minute()
    zone, _, hidden, base_url = bench.store.get("source of evt").split()
    assert (zone, set(hidden.split(",")), base_url) == ("Asia/Kolkata", SETTINGS.hidden, SETTINGS.base_url)


async def test_another_event_replaces_this_one_once_there_is_one(bench):
    await bench.sync.configure(assigned(event="other"))
    assert len(bench.shown) == 1
    await bench.sync.window()  # the feed knows no such event
    assert (len(bench.shown), bench.sync.status.error != "") == (1, True)
    await bench.sync.configure(assigned())
    await bench.minute()
    assert (bench.ids, bench.sync.status.error) == (["ses_1", "ses_2", "ses_3", "ses_4"], "")


async def test_a_wider_window_takes_effect(bench):
    await bench.sync.configure(assigned(plan=SyncPlan(window=6 * HOUR)))
    bench.feed.delete("ses_3")
    await bench.minute()
    assert bench.ids == ["ses_1", "ses_2", "ses_4"]
