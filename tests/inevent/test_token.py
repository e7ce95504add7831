"""The token flow, seen through the requests it makes."""

from __future__ import annotations

import asyncio
import gzip

import httpx
import pytest

from signage.errors import Forbidden, RateLimited, Transient, Unauthorized
from signage.inevent.answer import LARGEST
from signage.inevent.token import Grant
from tests.clock import FakeClock
from tests.sync.feed import EVENT, SETTINGS, T0, Feed, client, error, page, record


@pytest.fixture
def feed():
    return Feed(record(1))


async def refused(feed, kind):
    with pytest.raises(kind) as refusal:
        await client(feed).pull(EVENT)
    return str(refusal.value)


async def test_asks_for_exactly_one_scope_and_keeps_the_token(feed):
    asking = client(feed)
    await asking.pull(EVENT)
    await asking.pull(EVENT)
    assert feed.tokens == [
        {
            "grant_type": "client_credentials",
            "client_id": "signage",
            "client_secret": "s3cr3t+of/ours",
            "scope": "read:sessions",
        }
    ]


@pytest.mark.parametrize("scope", [None, "read:sessions", " read:sessions ", ["read:sessions"]])
async def test_as_requested(feed, scope):
    feed.scope = scope
    assert (await client(feed).pull(EVENT)).whole


@pytest.mark.parametrize(
    "scope", ["read:sessions write:sessions read:attendees", ["read:sessions", "read:attendees", "write:sessions"]]
)
async def test_a_broader_grant_is_refused_and_its_excess_named(feed, scope):
    feed.scope = scope
    assert await refused(feed, Forbidden) == (
        "the client is too powerful: besides read:sessions it is granted read:attendees write:sessions."
        " Its token is not used; give signage a client that may do nothing but read:sessions"
    )
    assert feed.asked == []


@pytest.mark.parametrize(
    ("scope", "granted"), [("", "nothing"), ("read:events read:agenda", "read:agenda read:events")]
)
async def test_a_narrower_grant_is_named(feed, scope, granted):
    feed.scope = scope
    expected = f"the client lacks the scope read:sessions (granted: {granted}): have it granted"
    assert await refused(feed, Forbidden) == expected


async def test_a_scope_that_is_no_text_is_nonsense(feed):
    feed.scope = 7
    await refused(feed, Transient)


@pytest.mark.parametrize(("expires_in", "renewed_after"), [(3600, 3540), (10, 8), ("100", 80), (None, 240), (-5, 240)])
async def test_renewed_before_it_expires(feed, expires_in, renewed_after):
    feed.expires_in = expires_in
    clock = FakeClock(T0)
    asking = client(feed, clock)
    await asking.pull(EVENT)
    clock.passed = renewed_after - 0.5
    await asking.pull(EVENT)
    assert len(feed.tokens) == 1
    clock.passed = renewed_after
    await asking.pull(EVENT)
    assert (len(feed.tokens), len(feed.asked)) == (2, 3)


async def test_one_refresh_in_flight(feed):
    asking = client(feed)
    await asyncio.gather(*(asking.pull(EVENT) for _ in range(5)))
    assert len(feed.tokens) == 1


async def test_a_refused_token_is_replaced_and_the_request_replayed_once(feed):
    asking = client(feed)
    await asking.pull(EVENT)
    feed.faults = [error(401, "revoked")]
    assert len((await asking.pull(EVENT)).sessions) == 1
    assert (len(feed.tokens), len(feed.asked)) == (2, 3)


async def test_many_refused_at_once_share_one_new_token(feed):
    asking = client(feed)
    await asking.pull(EVENT)
    feed.tokens.append({})  # now the feed wants a later token
    await asyncio.gather(*(asking.pull(EVENT) for _ in range(3)))
    assert (len(feed.tokens), len(feed.asked)) == (3, 7)


async def test_a_fresh_token_that_is_refused_is_the_end(feed):
    feed.faults = [error(401, "no"), error(401, "no")]
    told = "GET gw.example/api/v1/events/evt/sessions answered 401: no (request req_7)"
    assert await refused(feed, Unauthorized) == told
    assert (len(feed.tokens), len(feed.asked)) == (2, 2)


@pytest.mark.parametrize("status", [404, 405])
async def test_an_address_at_which_there_is_no_exchange_is_blamed_on_no_secret(feed, status):
    feed.token_faults = [httpx.Response(status)]
    assert await refused(feed, Unauthorized) == (
        f"no token: POST gw.example/api/oauth/token answered {status}; check INEVENT_BASE_URL and INEVENT_TOKEN_URL"
    )


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_refused_credentials(feed, status):
    feed.token_faults = [error(status, "invalid_client")]
    assert await refused(feed, Unauthorized) == (
        f"no token: POST gw.example/api/oauth/token answered {status}: invalid_client (request req_7);"
        " check INEVENT_CLIENT_ID and its secret"
    )


@pytest.mark.parametrize(
    "fault",
    [
        error(500, "oops"),
        error(408, "slow"),
        httpx.Response(302, headers={"Location": "https://elsewhere.example"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=["no", "object"]),
        httpx.Response(200, json={"access_token": ""}),
        httpx.Response(200, json={"access_token": "two\r\nlines"}),
        httpx.Response(200, json={"access_token": "é"}),
        httpx.Response(200, json={"access_token": 7}),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
    ],
)
async def test_a_broken_exchange_is_worth_trying_again(feed, fault):
    feed.token_faults = [fault]
    await refused(feed, Transient)
    assert feed.asked == []


async def test_a_rate_limited_exchange(feed):
    feed.token_faults = [error(429, "calm down", **{"Retry-After": "17"})]
    with pytest.raises(RateLimited) as refusal:
        await client(feed).pull(EVENT)
    assert refusal.value.retry_after == 17


async def test_goes_on_with_a_living_token_while_the_exchange_is_down(feed):
    clock = FakeClock(T0)
    asking = client(feed, clock)
    await asking.pull(EVENT)
    feed.token_faults = [httpx.ConnectError("down"), error(503, "down"), httpx.ConnectError("down")]
    feed.faults = [lambda _: page(feed.records)] * 3  # whatever the token
    clock.passed = 3540
    await asking.pull(EVENT)
    clock.passed = 3549
    await asking.pull(EVENT)
    assert len(feed.tokens) == 2  # tried again only after a while
    clock.passed = 3551
    await asking.pull(EVENT)
    assert len(feed.tokens) == 3
    clock.passed = 3600
    with pytest.raises(Transient):
        await asking.pull(EVENT)


async def test_a_huge_refusal_is_not_read():
    sent = 0

    async def endless():
        nonlocal sent
        while True:
            sent += 1
            yield b"x" * 2**16

    feed = Feed(record(1))
    feed.faults = [httpx.Response(401, content=endless())]
    assert len((await client(feed).pull(EVENT)).sessions) == 1
    assert sent == 0


async def test_a_huge_exchange_is_cut_short(feed):
    feed.token_faults = [httpx.Response(200, content=gzip.compress(b" " * (LARGEST + 1)), headers={})]
    feed.token_faults[0].headers["Content-Encoding"] = "gzip"
    await refused(feed, Transient)


@pytest.mark.parametrize(
    ("quoted", "shown"),
    [
        ("bad secret s3cr3t+of/ours!", "bad secret …!"),
        ("client_secret=s3cr3t%2Bof%2Fours&scope=x", "client_secret=…&scope=x"),
        ("client_secret=s3cr3t%2bof/ours", "client_secret=…"),
        ("Bearer token-2 may not", "Bearer … may not"),
        ("it began with s3cr3t+of/ou…", "it began with …"),
        ("nothing of ours…", "nothing of ours…"),
    ],
)
async def test_secrets_that_are_quoted_are_concealed(feed, quoted, shown):
    asking = client(feed)
    feed.faults = [error(401, "expired")]
    await asking.pull(EVENT)
    assert asking.redact(quoted) == shown


async def test_secrets_are_in_no_repr(feed):
    asking = client(feed)
    await asking.pull(EVENT)
    shown = repr([asking, vars(asking), Grant("token-1", 0.0, 0.0)])
    assert (SETTINGS.client_secret in shown, "token-1" in shown) == (False, False)
