"""Whatever bytes come over the gateway's wire: an answer, or one of the errors that say what was wrong with it."""

from __future__ import annotations

import asyncio
import gzip
import json
import unicodedata
from collections.abc import AsyncIterator
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

from signage.errors import GatewayError, Transient
from signage.inevent.pull import Pull
from tests.clock import FakeClock
from tests.fuzz.corpus import examples, junk, of
from tests.sync.feed import EVENT, T0, Feed, client, record
from tests.sync.feed import page as of_records

PAGE = of_records([record(number) for number in range(3)]).content
ENTITY = json.dumps(record(1)).encode()
TOKEN = b'{"access_token": "token-1", "token_type": "Bearer", "expires_in": 3600, "scope": "read:sessions"}'
QUESTIONS = [
    (PAGE, lambda gateway: gateway.pull(EVENT)),
    (PAGE, lambda gateway: gateway.window(EVENT, T0, T0)),
    (PAGE, lambda gateway: gateway.delta(EVENT, T0)),
    (ENTITY, lambda gateway: gateway.session(EVENT, "ses_1")),
]
statuses = st.one_of(
    st.just(200), st.sampled_from([200, 204, 206, 301, 302, 401, 403, 404, 409, 429, 500, 503, 599, 999])
)
values = st.one_of(
    st.sampled_from(
        ["gzip", "br", "deflate", "identity, gzip", "application/json", "text/html", "0", "-1", "1e400", "nan"]
    ),
    st.sampled_from(
        ["9" * 400, "Sat, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 0001 00:00:00 -2400", "utf-7", "chunked"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=20),
)
headers = st.dictionaries(
    st.sampled_from(
        ["Content-Type", "Content-Length", "Content-Encoding", "Retry-After", "X-RateLimit-Reset", "Location",
         "RateLimit-Reset", "X-Request-Id", "Set-Cookie", "Transfer-Encoding"]
    ),
    values,
    max_size=3,
)  # fmt: skip


class Pieces(httpx.AsyncByteStream):
    """A body that comes in pieces, and may break off."""

    def __init__(self, body: bytes, size: int, fault: Exception | None) -> None:
        self._body, self._size, self._fault = body, size, fault

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._body), self._size):
            yield self._body[start : start + self._size]
        if self._fault:
            raise self._fault


@st.composite
def answers(draw: st.DrawFn, valid: bytes) -> httpx.Response:
    """An answer of which the body, the status or a header is not what it was."""
    raw = bytearray(draw(st.one_of(st.just(valid), junk.map(lambda value: json.dumps(value).encode()))))
    if draw(st.booleans()):
        raw = bytearray(gzip.compress(raw, mtime=0))
    for _ in range(draw(st.integers(0, 5))):
        match draw(st.sampled_from(["flip", "cut", "double", "insert"])):
            case "flip" if raw:
                raw[draw(st.integers(0, len(raw) - 1))] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del raw[draw(st.integers(0, len(raw))) :]
            case "double":
                raw += raw[: draw(st.integers(0, len(raw)))]
            case "insert":
                place = draw(st.integers(0, len(raw)))
                raw[place:place] = draw(st.binary(max_size=8))
    said = draw(headers)
    if bytes(raw[:2]) == b"\x1f\x8b" and draw(st.booleans()):
        said = {**said, "Content-Encoding": "gzip"}
    faults = [None, None, httpx.ReadError("reset"), httpx.RemoteProtocolError("cut short"), httpx.ReadTimeout("slow")]
    body = Pieces(bytes(raw), draw(st.integers(1, 4096)), draw(st.sampled_from(faults)))
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in said.items()]
    return httpx.Response(draw(statuses), headers=encoded, stream=body)


@st.composite
def exchanges(draw: st.DrawFn) -> tuple[Any, list[httpx.Response], list[httpx.Response]]:
    """A question, and the answers that come to the token request and to it."""
    valid, question = draw(st.sampled_from(QUESTIONS))
    tokens = draw(st.lists(answers(TOKEN), max_size=2)) if draw(st.integers(0, 3)) == 0 else []
    return question, tokens, draw(st.lists(answers(valid), min_size=1, max_size=4))


async def outcome(exchange: tuple[Any, list[httpx.Response], list[httpx.Response]]) -> Pull | GatewayError:
    """What comes of a question that gets these answers; nothing waits for long."""
    feed, clock = Feed(record(1)), FakeClock(T0)
    question, feed.token_faults, feed.faults = exchange
    asked = client(feed, clock)
    try:
        found: Pull | GatewayError = await question(asked)
    except GatewayError as error:
        found = error
    await asked.aclose()
    assert clock.passed < 120
    return found


async def test_a_cookie_is_not_kept() -> None:
    feed = Feed(record(1))
    feed.faults = [httpx.Response(429, headers=[(b"Set-Cookie", b"id=\x80"), (b"Retry-After", b"1")])]
    cookies = []

    async def watched(request: httpx.Request) -> httpx.Response:
        cookies.append(request.headers.get("Cookie"))
        return await feed(request)

    asked = client(watched)
    assert len((await asked.pull(EVENT)).sessions) == 1
    await asked.aclose()
    assert cookies == [None] * 3  # the token, the question and, after a while, the question again


@examples(400, 10_000)
def test_whatever_comes_is_an_answer_or_an_error_of_ours(count: int) -> None:
    seen: set[type] = set()
    with asyncio.Runner() as runner:

        @of(count)
        @given(exchanges())
        def holds(exchange: tuple[Any, list[httpx.Response], list[httpx.Response]]) -> None:
            found = runner.run(outcome(exchange))
            seen.add(type(found))
            if not isinstance(found, Pull):
                said = str(found)
                assert len(said) < 1000
                assert {unicodedata.category(char) for char in said} & {"Cc", "Cs", "Zl", "Zp"} == set(), said
                assert [secret for secret in ("token-1", "s3cr3t") if secret in said] == []

        holds()
    assert seen >= {Pull, Transient}
