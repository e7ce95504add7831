"""Speakers that come with their session, by themselves, or not at all."""

from __future__ import annotations

from signage.agenda import Speaker
from signage.inevent.wire import RecordProblem
from tests.inevent.lists import many
from tests.sync.feed import EVENT, T0, Feed, client, error, page

WHERE = "GET gw.example/api/v1/events/evt/sessions"


def speechless(count):
    records = many(count)
    for one in records:
        del one["speakers"]
    return records


async def test_speakers_are_fetched_once_for_each_session_and_version():
    feed = Feed(*speechless(2))
    feed.speakers = {"ses_0": [{"name": "Alex"}], "ses_1": [{"name": "Sam"}]}
    asking = client(feed)
    for _ in range(3):
        pull = await asking.pull(EVENT)
        assert [session.speakers for session in pull.sessions] == [(Speaker("Alex"),), (Speaker("Sam"),)]
    assert [asked for asked in feed.asked if "speakers" in asked] == [
        "sessions/ses_0/speakers",
        "sessions/ses_1/speakers",
    ]
    feed.change("ses_1", T0)
    feed.speakers["ses_1"] = []
    pull = await asking.pull(EVENT)
    assert [session.speakers for session in pull.sessions] == [(Speaker("Alex"),), ()]
    assert [asked for asked in feed.asked if "speakers" in asked][2:] == ["sessions/ses_1/speakers"]


async def test_speakers_known_from_before_a_restart_are_not_asked_for():
    feed = Feed(*speechless(1))
    feed.speakers = {"ses_0": [{"name": "Alex"}]}
    before = await client(feed).pull(EVENT)
    asked = len(feed.asked)
    asking = client(feed)
    asking.seed_speakers(before.sessions)
    assert await asking.pull(EVENT) == before
    assert feed.asked[asked:] == ["sessions?page=1&page_size=100"]


async def test_speakers_that_cannot_be_had_leave_the_last_known_and_a_problem():
    feed = Feed(*speechless(2))
    feed.speakers = {"ses_0": [{"name": "Alex"}]}
    asking = client(feed)
    await asking.pull(EVENT)
    feed.change("ses_0", T0)
    feed.faults = [page(feed.records), error(500, "oops")]
    pull = await asking.pull(EVENT)
    assert (pull.sessions[0].speakers, pull.whole, pull.complete) == ((Speaker("Alex"),), True, False)
    told = f"its speakers could not be read: {WHERE}/ses_0/speakers answered 500: oops (request req_7)"
    assert pull.problems == (RecordProblem("ses_0", told),)
    assert (await asking.pull(EVENT)).complete is True


async def test_speakers_that_are_forbidden_are_asked_for_no_more_than_they_must():
    feed = Feed(*speechless(50))
    feed.faults = [page(feed.records), *[error(403, "Missing required scope: read:speakers")] * 50]
    pull = await client(feed).pull(EVENT)
    assert (len(pull.sessions), pull.complete, len(feed.asked)) == (50, True, 5)


async def test_one_session_without_speakers_to_be_had_does_not_starve_the_others():
    feed = Feed(*speechless(9))
    feed.faults = [page(feed.records), error(500, "oops")]
    await client(feed).pull(EVENT)
    assert len(feed.asked) == 10
