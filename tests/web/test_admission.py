"""How many requests are begun in one turn of the event loop."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from signage.web.admission import Turnstile
from tests.web.site import PING, site


async def begun_in_turns(turnstile: Turnstile, kinds: str) -> list[str]:
    """Which of these (`s` a stream, `p` a page) are begun in each turn, where they all come in the same one."""
    begun: list[str] = [""]
    loop = asyncio.get_running_loop()
    for kind in kinds:

        def begin(kind: str = kind) -> None:
            begun[-1] += kind

        turnstile.admit(begin, loop, is_stream=kind == "s")
    while sum(map(len, begun)) < len(kinds):
        begun.append("")
        await asyncio.sleep(0)
    return begun


async def test_only_so_many_requests_are_begun_in_a_turn() -> None:
    turns = await begun_in_turns(Turnstile(4), "p" * 10)
    assert [one for one in turns if one] == ["pppp", "pppp", "pp"]


async def test_streams_and_pages_share_each_turn() -> None:
    turns = await begun_in_turns(Turnstile(4), "s" * 12 + "pp")
    assert [sorted(one) for one in turns if one] == [["s"] * 4, ["p", "p", "s", "s"], ["s"] * 4, ["s"] * 2]


async def test_a_turn_that_is_over_leaves_room_for_the_next() -> None:
    turnstile = Turnstile(2)
    for _ in range(3):
        assert [one for one in await begun_in_turns(turnstile, "pp") if one] == ["pp"]
        await asyncio.sleep(0)
        await asyncio.sleep(0)


@pytest.mark.parametrize(("each", "settled"), [(0.004, 2), (0.05, 1), (0.0001, 64)])
async def test_so_many_are_begun_in_a_turn_as_it_has_time_for(each: float, settled: int) -> None:
    """Whatever they ask for: a page that takes long to make, a picture of a code, an operation of the staff page."""
    busy, begun = 0.0, [0]
    loop = asyncio.get_running_loop()
    turnstile = Turnstile(busy=lambda: busy)

    def works() -> None:
        nonlocal busy
        busy += each

    def begin() -> None:
        begun[-1] += 1
        loop.call_soon(works)

    for _ in range(600):
        turnstile.admit(begin, loop, is_stream=False)
    while sum(begun) < 600:
        begun.append(0)
        await asyncio.sleep(0)
    turns = [one for one in begun if one]
    assert turns[:2] == [4, 64]
    assert set(turns[2:-1]) == {settled}


async def test_all_who_ask_in_the_same_moment_are_answered() -> None:
    async with site(limit=1000) as here:
        asked = PING.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        answers = await asyncio.gather(*(here.ask(asked) for _ in range(300)))
        assert all(answer.startswith(b"HTTP/1.1 200 OK") for answer in answers)


async def test_those_who_have_waited_for_the_same_go_on_in_turns() -> None:
    turnstile, waited, went_on = Turnstile(4), asyncio.Event(), [0]

    async def ask() -> None:
        await waited.wait()
        await turnstile.pass_through(is_stream=True)
        went_on[-1] += 1

    asking = [asyncio.create_task(ask()) for _ in range(10)]
    await asyncio.sleep(0)
    asking[8].cancel()  # whoever leaves keeps nobody else waiting
    waited.set()
    while sum(went_on) < 9:
        went_on.append(0)
        await asyncio.sleep(0)
    assert max(went_on) == 4


async def test_one_that_fails_to_begin_keeps_no_other_from_its_turn() -> None:
    turnstile, loop, begun = Turnstile(2), asyncio.get_running_loop(), list[int]()
    loop.set_exception_handler(lambda *_: begun.append(-1))
    for number in range(8):
        turnstile.admit(
            partial(begun.append, number) if number != 5 else partial(next, iter(())), loop, is_stream=False
        )
    for _ in range(20):
        await asyncio.sleep(0)
    assert sorted(begun) == [-1, 0, 1, 2, 3, 4, 6, 7]
