"""What a Sync asks, and what becomes of the answers."""

from __future__ import annotations

import pytest

from signage.agenda import Room
from signage.inevent.wire import RecordProblem
from tests.sync.bench import DAY, HOUR, MINUTE, Bench, program
from tests.sync.feed import T0, error, iso, page, record


async def test_the_first_tick_pulls_everything_and_marks_nothing_as_added(bench):
    assert bench.ids == ["ses_1", "ses_2", "ses_3", "ses_4"]
    assert {(session.added_at, session.past) for session in bench.shown[0].sessions} == {(None, ())}
    assert (bench.sync.status.pulled_at, bench.sync.confirmed_at) == (T0, T0)


async def test_a_tick_at_rest_is_one_request_and_publishes_nothing(bench):
    for _ in range(3):
        await bench.minute()
    await bench.sync.delta()
    assert bench.asked() == ["sessions?from"] * 3 + ["sessions"]
    assert len(bench.shown) == 1
    assert bench.sync.confirmed_at == T0 + 3 * MINUTE


async def test_a_changed_title_is_shown_by_the_next_window(bench):
    bench.feed.change("ses_2", T0, title="New")
    await bench.minute()
    assert bench.titles == ["Talk 1", "New", "Talk 3", "Talk 4"]


async def test_a_delta_brings_what_no_window_sees(bench):
    bench.feed.change("ses_4", bench.clock.now(), title="New")
    bench.feed.records.append(record(5, T0 + 2 * DAY, updated_at=iso(bench.clock.now())))
    await bench.minute()
    assert len(bench.shown) == 1
    await bench.sync.delta()
    assert bench.titles == ["Talk 1", "Talk 2", "Talk 3", "New", "Talk 5"]
    assert bench.shown[-1].by_id["ses_5"].added_at == T0 + MINUTE


async def test_a_moved_session_is_asked_for_by_id_and_keeps_its_first_place(bench):
    bench.feed.change(
        "ses_2", T0, starts_at=iso(T0 + 6 * HOUR), ends_at=iso(T0 + 7 * HOUR), room={"id": "b", "name": "B"}
    )
    await bench.minute()
    assert bench.asked() == ["sessions?from", "sessions/ses_2"]
    moved = bench.shown[-1].by_id["ses_2"]
    assert (moved.starts_at, moved.was_at, moved.moved_from) == (
        T0 + 6 * HOUR,
        (T0 + HOUR, T0 + HOUR + 45 * MINUTE),
        Room("room_a", "Hall A"),
    )


@pytest.mark.parametrize("fields", [None, {"status": "draft"}])
async def test_a_session_that_is_gone_or_hidden_leaves_within_a_window(bench, fields):
    if fields:
        bench.feed.change("ses_2", T0, **fields)
    else:
        bench.feed.delete("ses_2")
    await bench.minute()
    assert bench.ids == ["ses_1", "ses_3", "ses_4"]


async def test_a_session_hidden_far_ahead_leaves_by_delta(bench):
    bench.feed.change("ses_4", T0, status="hidden")
    await bench.sync.delta()
    assert bench.ids == ["ses_1", "ses_2", "ses_3"]


async def test_absence_from_a_window_only_asks_and_not_every_minute(bench):
    for _ in range(12):
        bench.feed.faults = [page([])]
        await bench.minute()
    # The feed gives an empty window each time, and the sessions themselves when asked: now, and after ten minutes.
    assert [one for one in bench.asked() if "/" in one] == ["sessions/ses_1", "sessions/ses_2"] * 2
    assert len(bench.shown) == 1


async def test_many_missing_at_once_are_one_full_pull():
    bench = Bench(*program(14))
    await bench.sync.window()
    bench.asked()
    for _ in range(3):
        bench.feed.faults = [page([])]
        await bench.minute()
    assert bench.asked() == ["sessions?from", "sessions", "sessions?from", "sessions?from"]
    assert len(bench.shown) == 1


async def test_a_session_that_cannot_be_asked_for_does_not_stop_the_windows(bench):
    bench.feed.delete("ses_2")
    bench.feed.change("ses_1", T0, title="New")
    window = lambda _: page(bench.feed.records[:1])  # noqa: E731
    bench.feed.faults = [window, error(500, "oops")]
    await bench.minute()
    bench.feed.faults = [window]
    await bench.minute()
    assert (bench.titles[0], bench.sync.status.error) == ("New", "")


async def test_a_session_is_asked_for_again_until_there_was_an_answer(bench):
    bench.feed.delete("ses_2")
    bench.feed.faults = [lambda _: page(bench.feed.records[:1]), error(503, "down"), error(503, "down")]
    await bench.minute()
    assert (bench.sync.confirmed_at, bench.sync.status.error != "") == (T0, True)  # nobody knows what became of it
    await bench.minute()
    await bench.minute()
    assert (bench.ids, bench.sync.status.error) == (["ses_1", "ses_3", "ses_4"], "")
    assert bench.sync.confirmed_at == T0 + 3 * MINUTE


async def test_where_no_session_can_be_asked_for_by_id_the_whole_tells_what_is_gone(bench):
    bench.feed.delete("ses_2")
    without = lambda r: error(503, "down") if "/ses_" in r.url.path else bench.feed.sessions("", r.url.params)  # noqa: E731
    bench.feed.faults = [without] * 99
    await bench.minute()
    await bench.minute()
    assert (bench.asked(), bench.ids) == (["sessions?from", "sessions/ses_2", "sessions"], ["ses_1", "ses_3", "ses_4"])
    assert (bench.sync.status.error, bench.sync.confirmed_at) == ("", T0 + 2 * MINUTE)


async def test_one_session_that_cannot_be_asked_for_costs_one_window_in_ten_minutes(bench):
    """The window leaves it out for good, and the whole list has it."""

    def without(request):
        if "/ses_" in request.url.path:
            return error(503, "down")
        if b"from" in request.url.query:
            return page([one for one in bench.feed.records if one["id"] == "ses_1"])
        return bench.feed.sessions("", request.url.params)

    bench.feed.faults = [without] * 999
    errors = []
    for _ in range(20):
        await bench.minute()
        errors.append(bool(bench.sync.status.error))
    assert (errors.count(True), bench.ids) == (2, ["ses_1", "ses_2", "ses_3", "ses_4"])


async def test_a_gateway_that_ignores_the_window_changes_nothing(bench):
    bench.feed.heeds_window = False
    bench.feed.delete("ses_2")
    await bench.minute()
    assert bench.ids == ["ses_1", "ses_3", "ses_4"]


async def test_a_whole_pull_removes_a_torn_one_does_not(bench):
    bench.feed.delete("ses_3")
    bench.feed.faults = [page(bench.feed.records[:2], total=4)]
    await bench.sync.full()
    assert len(bench.shown) == 1
    bench.clock.passed = 14
    await bench.sync.window()
    assert bench.asked() == ["sessions", "sessions?from"]
    bench.clock.passed = 15  # a torn pull is repeated soon
    await bench.sync.window()
    assert (bench.asked(), bench.ids) == (["sessions"], ["ses_1", "ses_2", "ses_4"])


async def test_until_a_first_whole_pull_nothing_is_added():
    bench = Bench(record(1), record(2))
    bench.feed.faults = [page([record(1)], total=2)]
    await bench.sync.window()
    await bench.minute(10)
    assert [session.added_at for session in bench.shown[-1].sessions] == [None, None]


async def test_a_record_that_turns_unreadable_keeps_its_last_good_form(bench):
    bench.feed.change("ses_3", T0, starts_at="soon")
    await bench.sync.full()
    assert len(bench.shown) == 1
    assert bench.sync.status.problems == (RecordProblem("ses_3", "its start 'soon' is no time: skipped"),)
    bench.feed.change("ses_3", T0, starts_at=iso(T0 + 5 * HOUR))
    await bench.sync.delta()
    assert bench.sync.status.problems == ()


async def test_what_is_wrong_with_records_is_not_remembered_without_end(bench):
    for round_ in range(5):
        bench.feed.faults = [page([{"title": f"Talk {round_}.{n}"} for n in range(90)])]
        await bench.sync.delta()
    assert len(bench.sync.status.problems) == 200
    assert bench.sync.status.problems[0].text == "a record without a usable id (Talk 4.0): skipped"


async def test_the_cursor_is_never_ahead_of_the_question(bench):
    bench.feed.change("ses_4", T0 + 900 * DAY)  # a clock gone mad, for one record
    await bench.sync.delta()
    bench.clock.passed = 300
    bench.feed.change("ses_3", bench.clock.now(), title="New")
    await bench.sync.delta()
    assert bench.titles[2] == "New"


async def test_what_no_delta_showed_the_nightly_pull_does(bench):
    bench.feed.change("ses_4", T0 - 900 * DAY, title="New")
    await bench.sync.delta()
    assert len(bench.shown) == 1
    await bench.sync.full()
    assert bench.titles[3] == "New"


async def test_duplicates_over_pages(bench):
    new = record(1, title="New", updated_at=iso(T0))
    bench.feed.faults = [page([new, record(2), record(1, title="Old")], total=3)]
    await bench.sync.delta()
    assert bench.titles[0] == "New"
