"""Answers of any size: read within bounds, and never so that the event loop is held up."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.errors import GatewayError, Transient
from signage.inevent import answer, json_split, large_json
from tests.sync.feed import EVENT, Feed, client, page, record

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


async def pulled(*faults: Any) -> Any:
    feed = Feed()
    asking = client(feed)
    await asking.pull(EVENT)  # so that it has a token
    feed.faults = list(faults)
    return await asking.pull(EVENT)


def pieces(body: bytes, length: int = 65_536) -> AsyncIterator[bytes]:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), length):
            yield body[start : start + length]

    return chunks()


def encoded(body: bytes, encoding: str) -> httpx.Response:
    return httpx.Response(200, headers={"Content-Encoding": encoding}, content=pieces(body))


# What is parsed where -------------------------------------------------------------------------------------------------


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of all texts that are parsed in this process."""
    lengths: list[int] = []
    loads = json.loads

    def note(text: bytes) -> object:
        lengths.append(len(text))
        return loads(text)

    monkeypatch.setattr("signage.inevent.answer.json.loads", note)
    return lengths


async def test_a_small_page_is_parsed_at_once(texts: list[int]) -> None:
    answered = page([record(number) for number in range(3)])
    assert len((await pulled(answered)).sessions) == 3
    assert texts[2:] == [len(answered.content)]  # after the token, and a page without sessions


async def test_a_large_page_is_parsed_beside_the_loop_and_taken_up_line_by_line(texts: list[int]) -> None:
    records = [record(number, description="x" * 5_000) for number in range(1_000)]
    assert [session.id for session in (await pulled(page(records))).sessions] == [one["id"] for one in records]
    assert len(texts[2:]) == 1_001
    assert max(texts) < 6_000


async def test_large_speakers_and_a_large_session_are_parsed_beside_the_loop(texts: list[int]) -> None:
    speakers = [{"name": f"Speaker {number}", "photo": "x" * 500_000} for number in range(3)]
    feed = Feed({**record(1), "speakers": None, "picture": "x" * 500_000})
    del feed.records[0]["speakers"]
    feed.speakers["ses_1"] = speakers
    (session,) = (await client(feed).session(EVENT, "ses_1")).sessions
    assert [speaker.name for speaker in session.speakers] == ["Speaker 0", "Speaker 1", "Speaker 2"]
    assert max(texts) < 10_000


@pytest.mark.parametrize("unit", ["1,", "[],", '{"a":1},'])
async def test_a_body_in_too_many_pieces_is_not_parsed(unit: str) -> None:
    with pytest.raises(Transient, match="answered 200 with an unnamed type that has more than 1,000,000 values"):
        await pulled(httpx.Response(200, content=f'{{"data":[{unit * 1_000_000}1]}}'))


async def test_a_large_error_or_token_is_not_parsed(texts: list[int]) -> None:
    said = {"message": "x" * 500_000, "access_token": "x" * 500_000}
    with pytest.raises(GatewayError, match=r"answered 400$"):
        await pulled(httpx.Response(400, json=said))
    feed = Feed()
    feed.token_faults = [httpx.Response(200, json=said)]
    with pytest.raises(Transient, match="bytes, 262,144 at most"):
        await client(feed).pull(EVENT)
    assert max(texts) < 100  # a token's and an empty page's, of before


async def test_the_loop_goes_on_between_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_json, "SLICE", 0.0)
    order: list[object] = []

    async def other() -> None:
        for number in range(3):
            order.append(number)
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    async for item in large_json.sliced("abc"):
        order.append(item)  # noqa: PERF401 - the other task appends in between
    await task
    assert order == ["a", 0, "b", 1, "c", 2]


# What is cut ----------------------------------------------------------------------------------------------------------


def mended(lines: bytes) -> object:
    """The document as `parsed` puts it together again."""

    async def lines_of(*_: object) -> bytes:
        return lines

    async def put_together() -> object:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(large_json, "in_child", lines_of)
            return await large_json.parsed(answer.Answer("GET x", 200, httpx.Headers(), b" " * (answer.LARGE + 1)))

    return asyncio.run(put_together())


@given(VALUES | st.fixed_dictionaries({"data": VALUES, "pagination": VALUES}))
def test_what_is_within_bounds_comes_out_as_it_was(value: object) -> None:
    assert mended(json_split.work(json.dumps(value).encode())) == value


def test_what_is_out_of_bounds_takes_nothing_from_what_is_beside_it() -> None:
    deep: Any = []
    for _ in range(20):
        deep = [deep]
    row = {"id": "ses_1", "title": "x" * 9_000, "notes": ["y"] * 300, "deep": deep, "room": {"name": "z" * 2_000}}
    (found,) = json_split.work(json.dumps([row]).encode()).split(b"\n")[1:]
    read = json.loads(found)
    assert (read["id"], len(read["title"]), len(read["notes"]), len(read["room"]["name"])) == (
        "ses_1",
        8_000,
        200,
        1_600,
    )
    assert read["deep"] == [[[[[[[None]]]]]]]


def test_a_row_that_is_too_long_all_the_same_is_none() -> None:
    row = {f"{number}": ["x" * 1_600] * 200 for number in range(3)}
    assert json_split.work(json.dumps([1, row, 2]).encode()) == b"[]\n1\nnull\n2"


# What is inflated -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("X-Gzip", gzip.compress), ("deflate", zlib.compress), ("", bytes)]
)
async def test_one_encoding_is_read(encoding: str, pack: Any) -> None:
    assert len((await pulled(encoded(pack(page([record(1)]).content), encoding))).sessions) == 1


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,deflate", "br", "zstd", "identity, gzip"])
async def test_encodings_that_were_not_asked_for_are_not_even_begun(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(zlib, "decompressobj")
    with pytest.raises(Transient, match=f"in the encoding '{encoding}', which was not asked for"):
        await pulled(encoded(gzip.compress(gzip.compress(bytes(10**6))), encoding))


async def test_only_gzip_is_asked_for() -> None:
    asked = []

    async def watch(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["Accept-Encoding"])
        return await feed(request)

    feed = Feed(record(1))
    await client(watch).pull(EVENT)  # type: ignore[arg-type]
    assert asked == ["gzip", "gzip"]


async def test_inflating_ends_at_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = []
    monkeypatch.setattr(answer, "bytearray", lambda: bodies.append(bytearray()) or bodies[-1], raising=False)
    with pytest.raises(Transient, match="answered more than 16 MB"):
        await pulled(encoded(gzip.compress(bytes(300 * 2**20), 1), "gzip"))
    assert len(bodies[-1]) <= answer.LARGEST + answer.PIECE


async def test_what_follows_the_end_is_bounded_too() -> None:
    body = gzip.compress(page([record(1)]).content)
    assert len((await pulled(encoded(body + b"more" * 1000, "gzip"))).sessions) == 1
    with pytest.raises(Transient, match="answered more than 16 MB"):
        await pulled(encoded(body + bytes(17 * 2**20), "gzip"))
