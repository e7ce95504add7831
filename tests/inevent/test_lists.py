"""What is made of the pages of a list, and when nothing of it can be missing."""

from __future__ import annotations

import httpx
import pytest

from signage.errors import Transient
from signage.inevent.wire import RecordProblem
from tests.clock import FakeClock
from tests.inevent.lists import ids, many
from tests.sync.feed import EVENT, T0, Feed, client, iso, page, record


async def test_a_page_that_shifts_is_not_whole():
    feed = Feed()
    feed.faults = [page(many(100), 150, 2), page([record(99), *many(150)[101:]], 150)]
    pull = await client(feed).pull(EVENT)
    assert (len(ids(pull)), pull.whole) == (149, False)


async def test_a_total_that_changes_is_not_whole():
    feed = Feed()
    feed.faults = [page(many(100), 149, 2), page(many(150)[100:], 150)]
    pull = await client(feed).pull(EVENT)
    assert (len(ids(pull)), pull.whole) == (150, False)


@pytest.mark.parametrize("total", [None, "many", 1.5, True, -1])
async def test_without_a_total_nothing_is_whole(total):
    feed = Feed()
    feed.faults = [httpx.Response(200, json={"data": [record(1)], "pagination": {"total": total}})]
    assert (await client(feed).pull(EVENT)).whole is False


async def test_the_newer_of_two_wins_then_the_later():
    feed = Feed()
    feed.faults = [
        page(
            [
                record(1, title="new", updated_at=iso(T0)),
                record(1, title="old"),
                record(2, title="first"),
                record(2, title="later"),
                record(3, title="shown"),
                record(3, status="hidden", updated_at=iso(T0)),
            ],
            3,
        )
    ]
    pull = await client(feed).pull(EVENT)
    assert ([s.title for s in pull.sessions], pull.withdrawn, pull.whole) == (["new", "later"], {"ses_3"}, True)


async def test_a_record_that_cannot_be_read_takes_nothing_down():
    feed = Feed()
    feed.faults = [page([record(1), record(2, starts_at="soon"), {"title": "no id"}, None, record(3)])]
    pull = await client(feed).pull(EVENT)
    assert (ids(pull), pull.unreadable, pull.whole) == (["ses_1", "ses_3"], {"ses_2"}, True)
    assert pull.problems == (
        RecordProblem("ses_2", "its start 'soon' is no time: skipped"),
        RecordProblem("", "a record without a usable id (no id): skipped"),
        RecordProblem("", "a record that is no object: skipped"),
    )


@pytest.mark.parametrize("following", [1, 0, -1, "1"])
async def test_pages_that_loop_end(following):
    feed = Feed()
    feed.faults = [page([record(1)], 1, following)] * 9
    await client(feed).pull(EVENT)
    assert len(feed.asked) == 1


async def test_pages_that_repeat_end():
    feed = Feed()
    feed.faults = [page([record(1)], 1, n + 2) for n in range(9)]
    await client(feed).pull(EVENT)
    assert len(feed.asked) == 2


async def test_pages_that_never_end_are_cut_off(monkeypatch):
    monkeypatch.setattr("signage.inevent.client.MAX_PAGES", 7)
    feed = Feed()
    feed.faults = [page([record(n)], 99, n + 2) for n in range(99)]
    with pytest.raises(Transient, match="goes on after 7 pages with 7 records of 99: not used") as refusal:
        await client(feed).pull(EVENT)
    assert (len(feed.asked), refusal.value.retry_after) == (7, 7)


@pytest.mark.parametrize(("count", "paused"), [(5000, 0), (5001, 1), (6000, 10)])
async def test_fifty_pages_come_at_once_and_further_ones_one_a_second(count, paused):
    clock = FakeClock(T0)
    pull = await client(Feed(*many(count)), clock).pull(EVENT)
    assert (len(pull.sessions), clock.slept) == (count, [1.0] * paused)


async def test_a_list_that_tells_of_too_many_is_not_even_begun():
    feed = Feed()
    feed.faults = [page(many(100), 20_001, 2)] * 2
    with pytest.raises(Transient, match="goes on after 1 pages with 100 records of 20001: not used"):
        await client(feed).pull(EVENT)
    assert len(feed.asked) == 1


async def test_records_that_never_end_are_cut_off(monkeypatch):
    monkeypatch.setattr("signage.inevent.client.MAX_RECORDS", 300)
    feed = Feed()
    feed.faults = [page(many(100 * (n + 1))[100 * n :], 300, n + 2) for n in range(5)]
    with pytest.raises(Transient, match="goes on after 4 pages with 400 records"):
        await client(feed).pull(EVENT)
    assert len(feed.asked) == 4


@pytest.mark.parametrize(
    ("records", "told"),
    [([1] * 2001, "answered 2,001 records on a page"), ([{}] * 100_000, "that lists 100,000 records")],
)
async def test_a_page_with_far_more_than_was_asked_for_is_not_read(records, told, monkeypatch):
    monkeypatch.delattr("signage.inevent.client.read_record")
    feed = Feed()
    feed.faults = [page(records)]
    with pytest.raises(Transient, match=f"{told}, 2,000 at most"):
        await client(feed).pull(EVENT)


async def test_problems_are_bounded_and_the_rest_is_counted():
    feed = Feed(*many(1500, starts_at="soon"))
    problems = (await client(feed).pull(EVENT)).problems
    assert len(problems) == 101
    assert problems[-1] == RecordProblem("", "1,400 more records have problems")
