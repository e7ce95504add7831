"""What became otherwise in the agenda, and how pulls went: values for staff."""

from __future__ import annotations

from dataclasses import replace

from signage.agenda import Speaker
from signage.sync.changes import changes, changes_in, note_of
from signage.sync.pull_history import BLOCK, Pulled, PullHistory
from tests.build import A, B, agenda, at, session
from tests.sync.bench import HOUR, MINUTE, Bench, program
from tests.sync.feed import T0

ONE = session("one", "09:00", "10:00", A)


def told(*after):
    return [(change.what, change.before, change.after) for change in changes(agenda(ONE), agenda(*after), at("08:00"))]


def test_each_change_is_told_by_itself():
    assert told(ONE) == []
    assert told() == [("removed", "", "")]
    assert told(ONE, session("two")) == [("added", "", "")]
    assert told(replace(ONE, cancelled=True)) == [("cancelled", "", "")]
    assert told(replace(ONE, room=B)) == [("moved", "Hall A", "Hall B")]
    assert told(replace(ONE, room=None)) == [("moved", "Hall A", "")]
    assert told(replace(ONE, title="Other")) == [("retitled", "Title of one", "Other")]
    assert told(replace(ONE, speakers=(Speaker("Ana"),))) == [("speakers", "", "Ana")]
    assert told(session("one", "09:30", "10:00", A)) == [
        ("retimed", "2026-02-07T09:00:00+00:00", "2026-02-07T09:30:00+00:00")
    ]


def test_changes_come_back_from_the_store_unless_it_is_damaged():
    found = tuple(changes(agenda(ONE), agenda(replace(ONE, room=B)), at("08:00")))
    assert changes_in(note_of(found)) == found
    assert changes_in("[1") == changes_in("") == ()


async def test_changes_are_remembered_across_a_restart():
    bench = Bench(*program())
    await bench.sync.window()
    assert bench.sync.status.changes == ()
    bench.feed.change("ses_3", T0 + MINUTE, title="Other")
    await bench.minute()
    assert [(change.what, change.at) for change in bench.sync.status.changes] == [("retitled", T0 + MINUTE)]
    await bench.minute()
    await bench.restart()
    assert [change.after for change in bench.sync.status.changes] == ["Other"]


def test_the_worst_pull_of_a_quarter_of_an_hour_is_remembered_for_two_days():
    history = PullHistory()
    for minute, result in ((0, "good"), (3, "failed"), (4, "held"), (16, "good")):
        history.note(Pulled("window", T0 + minute * MINUTE, result, text=str(minute)))
    assert history.blocks("window", T0, T0 + 3 * BLOCK) == ["failed", "good", None]
    assert history.blocks("full", T0, T0 + BLOCK) == [None]
    assert (history.last["window", True].text, history.last["window", False].text) == ("16", "4")
    history.note(Pulled("window", T0 + 49 * HOUR, "good"))
    assert history.blocks("window", T0, T0 + BLOCK) == [None]


async def test_requests_and_what_is_left_of_them_are_counted():
    bench = Bench(*program())
    await bench.sync.window()
    usage = bench.sync.usage
    assert usage.since(T0)[0] == len(bench.feed.asked)
    assert usage.since(T0 + HOUR) == (0, 0)
