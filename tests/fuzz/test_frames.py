"""Whatever a framed page of others answers: it can be shown, or it is skipped."""

from __future__ import annotations

import asyncio

import httpx
from hypothesis import given
from hypothesis import strategies as st

from signage.venue.frames import Frames
from tests.fuzz.corpus import examples, of

ODD = [b"x:y", b"http://[", b"//\xff", b"https://xn--a/", b"/again", b"http://a:99999/", b"id=\x80", b"a" * 70_000, b""]
headers = st.lists(
    st.tuples(
        st.sampled_from([b"Location", b"Set-Cookie", b"Content-Security-Policy", b"Content-Encoding", b"X"]),
        st.sampled_from(ODD) | st.binary(max_size=10),
    ),
    max_size=3,
)
answers = st.lists(st.tuples(st.sampled_from([200, 302, 307, 404, 500]), headers), min_size=1, max_size=4)


async def outcome(found: list[tuple[int, list[tuple[bytes, bytes]]]]) -> frozenset[str]:
    """What can be reached when these are the answers in turn."""
    said = iter(found)

    def answer(_: httpx.Request) -> httpx.Response:
        status, headers = next(said, (200, []))
        return httpx.Response(status, headers=headers)

    looked = asyncio.Event()

    async def changed() -> None:
        looked.set()

    frames = Frames(changed, httpx.MockTransport(answer))
    frames.reachable = frozenset({"before"})
    frames.want(frozenset({"https://a.example/"}), frozenset({"a.example", "xn--a"}))
    task = asyncio.create_task(frames.run())
    await asyncio.wait([task, asyncio.create_task(looked.wait())], return_when=asyncio.FIRST_COMPLETED)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert looked.is_set(), task
    return frames.reachable


@examples(100, 3_000)
def test_whatever_a_page_of_others_answers_the_others_are_looked_at(count: int) -> None:
    seen: set[frozenset[str]] = set()
    with asyncio.Runner() as runner:

        @of(count)
        @given(answers)
        def holds(found: list[tuple[int, list[tuple[bytes, bytes]]]]) -> None:
            seen.add(runner.run(outcome(found)))

        holds()
    assert seen == {frozenset(), frozenset({"https://a.example/"})}
