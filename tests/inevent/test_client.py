"""What the gateway is asked, what is made of its answers, and what of its faults."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from signage.agenda import Speaker
from signage.errors import Forbidden, NotFound, RateLimited, Refused, Transient
from signage.inevent import answer
from signage.inevent.pull import Pull
from signage.inevent.wire import Problem
from tests.clock import FakeClock
from tests.sync.feed import SETTINGS, T0, Feed, error, gateway, iso, page, record

WHERE = "GET gw.example/api/v1/events/evt/sessions"


def many(count, **fields):
    return [record(number, **fields) for number in range(count)]


def ids(pull):
    return [session.id for session in pull.sessions]


# Questions ------------------------------------------------------------------------------------------------------------


async def test_pulls_every_page():
    feed, told = Feed(*many(250)), []
    pull = await gateway(feed).pull(lambda done, total: told.append((done, total)))
    assert (len(set(ids(pull))), pull.whole, pull.complete, pull.cursor) == (250, True, True, T0 - timedelta(days=1))
    assert told == [(100, 250), (200, 250), (250, 250)]
    assert feed.asked == [f"sessions?page={n}&page_size=100" for n in (1, 2, 3)]


async def test_an_empty_event_is_whole():
    assert await gateway(Feed()).pull() == Pull(whole=True, complete=True)


async def test_window():
    feed = Feed(record(1), record(2, T0 + timedelta(hours=5)))
    pull = await gateway(feed).window(T0, T0 + timedelta(hours=2))
    assert (ids(pull), pull.whole) == (["ses_1"], False)
    asked = "sessions?from=2026-02-07T09%3A00%3A00Z&to=2026-02-07T11%3A00%3A00Z&page=1&page_size=100"
    assert feed.asked == [asked]


async def test_delta_looks_back_a_little():
    feed = Feed(record(1), record(2, updated_at=iso(T0)), record(3, updated_at=iso(T0 - timedelta(seconds=9))))
    pull = await gateway(feed).delta(T0)
    assert (ids(pull), pull.whole, pull.cursor) == (["ses_2", "ses_3"], False, T0)
    assert feed.asked == ["sessions?updated_since=2026-02-07T08%3A59%3A50Z&page=1&page_size=100"]


@pytest.mark.parametrize("wrapped", [False, True])
async def test_one_session(wrapped):
    feed = Feed()
    feed.faults = [httpx.Response(200, json={"data": record(1)} if wrapped else record(1))]
    assert ids(await gateway(feed).session("ses_1")) == ["ses_1"]


async def test_a_session_that_is_gone_is_withdrawn():
    assert await gateway(Feed()).session("ses_1") == Pull(withdrawn=frozenset({"ses_1"}))


async def test_a_session_that_is_hidden_is_withdrawn():
    pull = await gateway(Feed(record(1, status="draft"))).session("ses_1")
    assert (pull.sessions, pull.withdrawn) == ((), {"ses_1"})


async def test_another_session_than_asked_for_is_nonsense():
    feed = Feed()
    feed.faults = [httpx.Response(200, json=record(2))]
    with pytest.raises(Transient, match="something else than that session"):
        await gateway(feed).session("ses_1")


async def test_ids_are_escaped_in_addresses():
    feed = Feed()
    gate = gateway(feed)
    await gate.session("../../attendees?x=1#%2F é")
    assert feed.asked == ["sessions/..%2F..%2Fattendees%3Fx%3D1%23%252F%20%C3%A9"]


async def test_only_sessions_are_ever_asked_for():
    seen = []
    feed = Feed(*(one | {"speakers": None} for one in many(3)))
    for one in feed.records:
        del one["speakers"]

    async def watch(request):
        seen.append((request.method, request.url.path.removeprefix("/api")))
        return await feed(request)

    gate = gateway(watch)
    await gate.pull()
    await gate.window(T0, T0)
    await gate.delta(T0)
    await gate.session("ses_1")
    sessions = "/v1/events/evt/sessions"
    assert {path for method, path in seen if method == "POST"} == {"/oauth/token"}
    assert {method for method, _ in seen} == {"GET", "POST"}
    assert all(path == sessions or path.startswith(f"{sessions}/ses_") for method, path in seen if method == "GET")


# What a pull is worth -------------------------------------------------------------------------------------------------


async def test_a_page_that_shifts_is_not_whole():
    feed = Feed()
    feed.faults = [page(many(100), 150, 2), page([record(99), *many(150)[101:]], 150)]
    pull = await gateway(feed).pull()
    assert (len(ids(pull)), pull.whole) == (149, False)


async def test_a_total_that_changes_is_not_whole():
    feed = Feed()
    feed.faults = [page(many(100), 149, 2), page(many(150)[100:], 150)]
    pull = await gateway(feed).pull()
    assert (len(ids(pull)), pull.whole) == (150, False)


@pytest.mark.parametrize("total", [None, "many", 1.5, True, -1])
async def test_without_a_total_nothing_is_whole(total):
    feed = Feed()
    feed.faults = [httpx.Response(200, json={"data": [record(1)], "pagination": {"total": total}})]
    assert (await gateway(feed).pull()).whole is False


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
    pull = await gateway(feed).pull()
    assert ([s.title for s in pull.sessions], pull.withdrawn, pull.whole) == (["new", "later"], {"ses_3"}, True)


async def test_a_record_that_cannot_be_read_takes_nothing_down():
    feed = Feed()
    feed.faults = [page([record(1), record(2, starts_at="soon"), {"title": "no id"}, None, record(3)])]
    pull = await gateway(feed).pull()
    assert (ids(pull), pull.unreadable, pull.whole) == (["ses_1", "ses_3"], {"ses_2"}, True)
    assert pull.problems == (
        Problem("ses_2", "its start 'soon' is no time: skipped"),
        Problem("", "a record without a usable id (no id): skipped"),
        Problem("", "a record that is no object: skipped"),
    )


@pytest.mark.parametrize("following", [1, 0, -1, "1"])
async def test_pages_that_loop_end(following):
    feed = Feed()
    feed.faults = [page([record(1)], 1, following)] * 9
    await gateway(feed).pull()
    assert len(feed.asked) == 1


async def test_pages_that_repeat_end():
    feed = Feed()
    feed.faults = [page([record(1)], 1, n + 2) for n in range(9)]
    await gateway(feed).pull()
    assert len(feed.asked) == 2


async def test_pages_that_never_end_are_cut_off(monkeypatch):
    monkeypatch.setattr("signage.inevent.client.MOST_PAGES", 7)
    feed = Feed()
    feed.faults = [page([record(n)], 99, n + 2) for n in range(99)]
    with pytest.raises(Transient, match="goes on after 7 pages with 7 records of 99: not used") as refusal:
        await gateway(feed).pull()
    assert (len(feed.asked), refusal.value.retry_after) == (7, 7)


@pytest.mark.parametrize(("count", "paused"), [(5000, 0), (5001, 1), (6000, 10)])
async def test_fifty_pages_come_at_once_and_further_ones_one_a_second(count, paused):
    clock = FakeClock(T0)
    pull = await gateway(Feed(*many(count)), clock).pull()
    assert (len(pull.sessions), clock.slept) == (count, [1.0] * paused)


async def test_a_list_that_tells_of_too_many_is_not_even_begun():
    feed = Feed()
    feed.faults = [page(many(100), 20_001, 2)] * 2
    with pytest.raises(Transient, match="goes on after 1 pages with 100 records of 20001: not used"):
        await gateway(feed).pull()
    assert len(feed.asked) == 1


async def test_records_that_never_end_are_cut_off(monkeypatch):
    monkeypatch.setattr("signage.inevent.client.MOST_RECORDS", 300)
    feed = Feed()
    feed.faults = [page(many(100 * (n + 1))[100 * n :], 300, n + 2) for n in range(5)]
    with pytest.raises(Transient, match="goes on after 4 pages with 400 records"):
        await gateway(feed).pull()
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
        await gateway(feed).pull()


async def test_problems_are_bounded_and_the_rest_is_counted():
    feed = Feed(*many(1500, starts_at="soon"))
    problems = (await gateway(feed).pull()).problems
    assert len(problems) == 101
    assert problems[-1] == Problem("", "1,400 more records have problems")


# Speakers -------------------------------------------------------------------------------------------------------------


def speechless(count):
    records = many(count)
    for one in records:
        del one["speakers"]
    return records


async def test_speakers_are_fetched_once_for_each_session_and_version():
    feed = Feed(*speechless(2))
    feed.speakers = {"ses_0": [{"name": "Alex"}], "ses_1": [{"name": "Sam"}]}
    gate = gateway(feed)
    for _ in range(3):
        pull = await gate.pull()
        assert [session.speakers for session in pull.sessions] == [(Speaker("Alex"),), (Speaker("Sam"),)]
    assert [asked for asked in feed.asked if "speakers" in asked] == [
        "sessions/ses_0/speakers",
        "sessions/ses_1/speakers",
    ]
    feed.change("ses_1", T0)
    feed.speakers["ses_1"] = []
    pull = await gate.pull()
    assert [session.speakers for session in pull.sessions] == [(Speaker("Alex"),), ()]
    assert [asked for asked in feed.asked if "speakers" in asked][2:] == ["sessions/ses_1/speakers"]


async def test_speakers_known_from_before_a_restart_are_not_asked_for():
    feed = Feed(*speechless(1))
    feed.speakers = {"ses_0": [{"name": "Alex"}]}
    before = await gateway(feed).pull()
    asked = len(feed.asked)
    gate = gateway(feed)
    gate.seed_speakers(before.sessions)
    assert await gate.pull() == before
    assert feed.asked[asked:] == ["sessions?page=1&page_size=100"]


async def test_speakers_that_cannot_be_had_leave_the_last_known_and_a_problem():
    feed = Feed(*speechless(2))
    feed.speakers = {"ses_0": [{"name": "Alex"}]}
    gate = gateway(feed)
    await gate.pull()
    feed.change("ses_0", T0)
    feed.faults = [page(feed.records), error(500, "oops")]
    pull = await gate.pull()
    assert (pull.sessions[0].speakers, pull.whole, pull.complete) == ((Speaker("Alex"),), True, False)
    told = f"its speakers could not be read: {WHERE}/ses_0/speakers answered 500: oops (request req_7)"
    assert pull.problems == (Problem("ses_0", told),)
    assert (await gate.pull()).complete is True


async def test_speakers_that_are_forbidden_are_asked_for_no_more_than_they_must():
    feed = Feed(*speechless(50))
    feed.faults = [page(feed.records), *[error(403, "Missing required scope: read:speakers")] * 50]
    pull = await gateway(feed).pull()
    assert (len(pull.sessions), pull.complete, len(feed.asked)) == (50, True, 5)


async def test_one_session_without_speakers_to_be_had_does_not_starve_the_others():
    feed = Feed(*speechless(9))
    feed.faults = [page(feed.records), error(500, "oops")]
    await gateway(feed).pull()
    assert len(feed.asked) == 10


# Faults ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (204, Transient),
        (302, Transient),
        (400, Refused),
        (403, Forbidden),
        (404, NotFound),
        (408, Transient),
        (409, Refused),
        (500, Transient),
        (502, Transient),
        (503, Transient),
    ],
)
async def test_the_status_alone_decides(status, kind):
    feed = Feed()
    feed.faults = [error(status, "because")]
    with pytest.raises(kind) as refusal:
        await gateway(feed).pull()
    assert f"{WHERE} answered {status}: because (request req_7)" in str(refusal.value)
    assert len(feed.asked) == 1


async def test_a_wrong_event_id_is_said():
    feed = Feed()
    feed.faults = [error(404, "not found")]
    with pytest.raises(NotFound, match=r"the gateway knows no event 'evt' for this client: check event\.id"):
        await gateway(feed).pull()


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ConnectError("[Errno -2] Name or service not known"),
        httpx.ConnectTimeout(""),
        httpx.ReadTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("peer closed connection without sending complete message body"),
        httpx.ProxyError("502"),
        httpx.Response(200, html="<html>welcome to the hotel</html>"),
        httpx.Response(200, content=json.dumps({"data": [record(1)]})[:-20]),
        httpx.Response(200, content=b"\xff\xfe\x00"),
        httpx.Response(200, content=b""),
        httpx.Response(200, content=b"1" * 5000),
        httpx.Response(200, content=b'{"data":' + b"[" * 100_000),
        httpx.Response(200, json=[record(1)]),
        httpx.Response(200, json={"data": {"id": 1}}),
        httpx.Response(200, json={"data": "sessions"}),
        httpx.Response(200, json=None),
        lambda _: httpx.Response(200, headers={"Content-Encoding": "gzip"}, content=b"no gzip at all"),
        lambda _: httpx.Response(
            200, headers={"Content-Encoding": "gzip"}, content=gzip.compress(b'{"data": []}')[:-12]
        ),
    ],
)
async def test_nonsense_is_transient(fault):
    feed = Feed()
    feed.faults = [fault]
    with pytest.raises(Transient):
        await gateway(feed).pull()


async def test_a_redirect_is_not_followed():
    seen = []

    async def watch(request):
        seen.append(request.url.host)
        return await feed(request)

    feed = Feed()
    feed.faults = [httpx.Response(307, headers={"Location": "https://elsewhere.example/"})]
    with pytest.raises(Transient, match="redirect, which is not followed"):
        await gateway(watch).pull()
    assert set(seen) == {"gw.example"}


async def test_size_is_bounded_while_it_comes_in():
    sent = 0

    async def endless():
        nonlocal sent
        while True:
            sent += 2**20
            yield b" " * 2**20

    feed = Feed()
    feed.faults = [httpx.Response(200, content=endless())]
    with pytest.raises(Transient, match="answered more than 16 MB"):
        await gateway(feed).pull()
    assert sent == answer.LARGEST + 2**20


async def test_a_body_that_drips_is_given_up(monkeypatch):
    monkeypatch.setattr(answer, "DEADLINE", 0.05)

    async def drip():
        while True:
            await asyncio.sleep(0.01)
            yield b" "

    feed = Feed()
    feed.faults = [httpx.Response(200, content=drip())]
    with pytest.raises(Transient, match=r"took longer than 0\.05 s"):
        await gateway(feed).pull()


async def test_a_log_line_cannot_be_forged():
    feed = Feed()
    feed.faults = [error(403, "no\r\nWARNING all is well\x1b[2J" + "!" * 9999)]
    with pytest.raises(Forbidden) as refusal:
        await gateway(feed).pull()
    text = str(refusal.value)
    assert (text.isprintable(), len(text) < 500) == (True, True)


async def test_requests_are_not_logged(caplog):
    caplog.set_level(logging.INFO)
    await gateway(Feed()).pull()
    assert caplog.messages == []


# Rate limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "Sat, 07 Feb 2026 09:00:11 GMT"}, 11),
        ({"Retry-After": "Sat, 07 Feb 2026 08:00:00 GMT"}, 1),
        ({"X-RateLimit-Reset": "5"}, 5),
        ({"X-RateLimit-Reset": str(int(T0.timestamp()) + 13)}, 13),
        ({"X-RateLimit-Reset": "3600"}, 24),
        ({"Retry-After": "4", "X-RateLimit-Reset": "9"}, 4),
        ({"Retry-After": "nonsense", "X-RateLimit-Reset": "9"}, 9),
        ({"Retry-After": "nan"}, 1),
        ({"Retry-After": "inf"}, 24),
        ({"Retry-After": "-3"}, 1),
        ({}, 1),
    ],
)
async def test_waits_for_the_reset(headers, waited):
    feed, clock = Feed(record(1)), FakeClock(T0)
    feed.faults = [error(429, "calm down", **headers)]
    assert len((await gateway(feed, clock).pull()).sessions) == 1
    assert clock.slept == [waited]


async def test_the_names_of_the_headers_are_configurable():
    feed, clock = Feed(), FakeClock(T0)
    feed.faults = [error(429, "calm down", **{"X-Quota-Refill": "8", "X-RateLimit-Reset": "2"})]
    await gateway(feed, clock, replace(SETTINGS, reset_headers=("x-quota-refill",))).pull()
    assert clock.slept == [8]


async def test_the_statuses_that_reach_no_wall_are_configurable():
    feed = Feed(record(1, status="embargoed"), record(2, status="draft"))
    found = await gateway(feed, settings=replace(SETTINGS, hidden=frozenset({"embargoed"}))).pull()
    assert ([session.id for session in found.sessions], found.withdrawn) == (["ses_2"], {"ses_1"})


async def test_after_a_few_tries_the_next_tick_is_waited_for():
    feed, clock = Feed(), FakeClock(T0)
    feed.faults = [error(429, "calm down", **{"Retry-After": "60"})] * 9
    with pytest.raises(RateLimited) as refusal:
        await gateway(feed, clock).pull()
    assert (len(feed.asked), clock.slept, refusal.value.retry_after) == (3, [24, 24], 60)


async def test_waits_carry_jitter_and_stay_within_bounds():
    feed, clock = Feed(), FakeClock(T0, fraction=1.0)
    feed.faults = [error(429, "", **{"Retry-After": "8"}), error(429, "", **{"Retry-After": "60"})]
    await gateway(feed, clock).pull()
    assert clock.slept == [10, 30]
