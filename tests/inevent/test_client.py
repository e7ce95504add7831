"""The questions that a client asks."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from signage.errors import Transient
from signage.inevent.pull import Pull
from tests.inevent.lists import ids, many
from tests.sync.feed import EVENT, T0, Feed, client, iso, record


async def test_pulls_every_page():
    feed, told = Feed(*many(250)), []
    pull = await client(feed).pull(EVENT, lambda done, total: told.append((done, total)))
    assert (len(set(ids(pull))), pull.whole, pull.complete, pull.cursor) == (250, True, True, T0 - timedelta(days=1))
    assert told == [(100, 250), (200, 250), (250, 250)]
    assert feed.asked == [f"sessions?page={n}&page_size=100" for n in (1, 2, 3)]


async def test_an_empty_event_is_whole():
    assert await client(Feed()).pull(EVENT) == Pull(whole=True, complete=True, total=0)


async def test_window():
    feed = Feed(record(1), record(2, T0 + timedelta(hours=5)))
    pull = await client(feed).window(EVENT, T0, T0 + timedelta(hours=2))
    assert (ids(pull), pull.whole) == (["ses_1"], False)
    asked = "sessions?from=2026-02-07T09%3A00%3A00Z&to=2026-02-07T11%3A00%3A00Z&page=1&page_size=100"
    assert feed.asked == [asked]


async def test_delta_looks_back_a_little():
    feed = Feed(record(1), record(2, updated_at=iso(T0)), record(3, updated_at=iso(T0 - timedelta(seconds=9))))
    pull = await client(feed).delta(EVENT, T0)
    assert (ids(pull), pull.whole, pull.cursor) == (["ses_2", "ses_3"], False, T0)
    assert feed.asked == ["sessions?updated_since=2026-02-07T08%3A59%3A50Z&page=1&page_size=100"]


@pytest.mark.parametrize("wrapped", [False, True])
async def test_one_session(wrapped):
    feed = Feed()
    feed.faults = [httpx.Response(200, json={"data": record(1)} if wrapped else record(1))]
    assert ids(await client(feed).session(EVENT, "ses_1")) == ["ses_1"]


async def test_a_session_that_is_gone_is_withdrawn():
    assert await client(Feed()).session(EVENT, "ses_1") == Pull(withdrawn=frozenset({"ses_1"}))


async def test_a_session_that_is_hidden_is_withdrawn():
    pull = await client(Feed(record(1, status="draft"))).session(EVENT, "ses_1")
    assert (pull.sessions, pull.withdrawn) == ((), {"ses_1"})


async def test_another_session_than_asked_for_is_nonsense():
    feed = Feed()
    feed.faults = [httpx.Response(200, json=record(2))]
    with pytest.raises(Transient, match="something else than that session"):
        await client(feed).session(EVENT, "ses_1")


async def test_ids_are_escaped_in_addresses():
    feed = Feed()
    asking = client(feed)
    await asking.session(EVENT, "../../attendees?x=1#%2F é")
    assert feed.asked == ["sessions/..%2F..%2Fattendees%3Fx%3D1%23%252F%20%C3%A9"]


async def test_only_sessions_are_ever_asked_for():
    seen = []
    feed = Feed(*(one | {"speakers": None} for one in many(3)))
    for one in feed.records:
        del one["speakers"]

    async def watch(request):
        seen.append((request.method, request.url.path.removeprefix("/api")))
        return await feed(request)

    asking = client(watch)
    await asking.pull(EVENT)
    await asking.window(EVENT, T0, T0)
    await asking.delta(EVENT, T0)
    await asking.session(EVENT, "ses_1")
    sessions = "/v1/events/evt/sessions"
    assert {path for method, path in seen if method == "POST"} == {"/oauth/token"}
    assert {method for method, _ in seen} == {"GET", "POST"}
    assert all(path == sessions or path.startswith(f"{sessions}/ses_") for method, path in seen if method == "GET")
