"""How many requests are begun in one turn of the event loop."""

from __future__ import annotations

import asyncio
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from signage.web.admission import Turnstile, lane_of
from tests.wait import until
from tests.web.site import PING, site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signage.web.admission import Lane


async def begun_in_turns(turnstile: Turnstile, kinds: str) -> list[str]:
    """Which of these are begun in each turn, where they all come in the same one.

    `s` is a stream, `p` a page, `a` what no wall needs, `-` a page for which nobody waits any longer.
    """
    begun: list[str] = [""]
    loop = asyncio.get_running_loop()
    for kind in kinds:

        def begin(kind: str = kind) -> bool:
            begun[-1] += kind
            return kind != "-"

        turnstile.admit(begin, loop, lane="stream" if kind == "s" else "aside" if kind == "a" else "page")
    while sum(map(len, begun)) < len(kinds):
        begun.append("")
        await asyncio.sleep(0)
    return begun


async def test_only_so_many_requests_are_begun_in_a_turn_and_the_first_as_it_comes() -> None:
    turns = await begun_in_turns(Turnstile(4), "p" * 10)
    assert [one for one in turns if one] == ["p", "pppp", "pppp", "p"]


async def test_streams_and_pages_share_each_turn() -> None:
    turns = await begun_in_turns(Turnstile(4), "s" * 12 + "pp")
    assert [sorted(one) for one in turns if one] == [["s"], ["p", "p", "s", "s"], ["s"] * 4, ["s"] * 4, ["s"]]


async def test_a_turn_that_is_over_leaves_room_for_the_next() -> None:
    turnstile = Turnstile(2)
    for _ in range(3):
        assert [one for one in await begun_in_turns(turnstile, "ppp") if one] == ["p", "pp"]
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

    def begin() -> bool:
        begun[-1] += 1
        loop.call_soon(works)
        return True

    for _ in range(600):
        turnstile.admit(begin, loop)
    while sum(begun) < 600:
        begun.append(0)
        await asyncio.sleep(0)
    turns = [one for one in begun if one]
    assert turns[:2] == [1, 64]
    assert set(turns[2:-1]) == {settled}


async def test_what_no_wall_needs_is_begun_one_a_turn_and_keeps_no_page_waiting() -> None:
    turns = await begun_in_turns(Turnstile(4), "a" * 3 + "p" * 5)
    assert [one for one in turns if one] == ["apppp", "ap", "a"]


async def test_after_what_took_long_the_next_of_its_kind_waits_for_as_long() -> None:
    """A notice has the turns that it needs between two of them, however many are asked for at once."""
    loop, waited = asyncio.get_running_loop(), list[float]()
    busy, begun = 0.0, 0
    turnstile = Turnstile(busy=lambda: busy)

    def works() -> None:
        nonlocal busy
        busy += 0.03

    def begin() -> bool:
        nonlocal begun
        begun += 1
        loop.call_soon(works)
        waited.append(loop.time())
        return True

    for _ in range(3):
        turnstile.admit(begin, loop, lane="aside")
    pages = await begun_in_turns(turnstile, "ppp")
    assert (begun, [one for one in pages if one]) == (1, ["ppp"])
    await until(lambda: begun == 3)
    assert all(after - before >= 0.029 for before, after in pairwise(waited))


async def begun_by(turnstile: Turnstile, networks: Sequence[str], lane: Lane) -> list[str]:
    """In which order networks begin that all ask in the same turn."""
    loop, begun = asyncio.get_running_loop(), list[str]()

    def begin(network: str) -> bool:
        begun.append(network)
        return True

    for network in networks:
        turnstile.admit(partial(begin, network), loop, lane=lane, network=network)
    while len(begun) < len(networks):  # noqa: ASYNC110 - these are the turns
        await asyncio.sleep(0)
    return begun


async def test_nobody_waits_behind_all_that_another_address_asks_for() -> None:
    networks = ("stranger",) * 20 + ("staff",) + ("stranger",) * 20
    begun = await begun_by(Turnstile(2), networks, "aside")
    assert begun.index("staff") < 2


@pytest.mark.parametrize("lane", ["page", "stream", "aside"])
async def test_whoever_has_thousands_of_addresses_takes_each_second_turn_at_most(lane: Lane) -> None:
    known = ("staff", "colleague", "staff")
    begun = await begun_by(Turnstile(2, has_staff=known.__contains__), [*map(str, range(50)), *known], lane)
    assert [network for network in begun[:7] if network in known] == list(known)


async def test_whoever_has_gone_takes_no_turn() -> None:
    turns = await begun_in_turns(Turnstile(4), "-" * 20 + "pp")
    assert [one for one in turns if one] == ["-", "-" * 19 + "pp"]


async def test_all_who_ask_in_the_same_moment_are_answered() -> None:
    async with site(limit=1000) as here:
        asked = PING.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        answers = await asyncio.gather(*(here.ask(asked) for _ in range(300)))
        assert all(answer.startswith(b"HTTP/1.1 200 OK") for answer in answers)


async def test_those_who_have_waited_for_the_same_go_on_in_turns() -> None:
    turnstile, waited, went_on = Turnstile(4), asyncio.Event(), [0]

    async def ask() -> None:
        await waited.wait()
        await turnstile.pass_through(lane="stream")
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

    def begin(number: int) -> bool:
        if number == 5:
            raise ValueError
        begun.append(number)
        return True

    for number in range(8):
        turnstile.admit(partial(begin, number), loop, lane="page" if number % 2 else "aside")
    for _ in range(20):
        await asyncio.sleep(0)
    assert sorted(begun) == [-1, 0, 1, 2, 3, 4, 6, 7]


@pytest.mark.parametrize(
    ("path", "lane"),
    [
        ("/screens/staff", "page"),
        ("/e/evt/rooms/staff/events", "stream"),
        ("/screens/pair/events", "stream"),
        ("/static/staff/screens.js", "page"),
        ("/displays/0/report", "page"),
        ("/staff", "aside"),
        ("/e/evt/staff/api/notices", "aside"),
        ("/staff/events", "aside"),
        ("/walls/pair/0123.svg", "aside"),
        ("/metrics", "aside"),
    ],
)
def test_a_wall_called_staff_waits_with_walls(path: str, lane: str) -> None:
    assert lane_of(path) == lane
