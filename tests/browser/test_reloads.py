"""Reloads that bring no peace become rare: pages and streams that never agree."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from tests.wait import until

from .test_stream import NO_CHANCE, mark, panel, pass_seconds, reloaded, says

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from .conftest import PageAt
    from .wall import Wall


@asynccontextmanager
async def asking_each_stream_for_a_reload(wall: Wall, before: Callable[[], None] = lambda: None) -> AsyncIterator[None]:
    """Every stream is told to reload as it opens, as those of a page of another set are."""

    async def ask() -> None:
        told: set[object] = set()
        while True:
            if fresh := wall.open - told:
                told |= fresh
                before()
                await wall.say("reload", {})
            await asyncio.sleep(0.005)

    asking = asyncio.create_task(ask())
    yield
    asking.cancel()
    with suppress(asyncio.CancelledError):
        await asking


async def test_an_old_page_that_a_proxy_replays_is_not_loaded_again_and_again(page_at: PageAt, wall: Wall) -> None:
    wall.content = panel("old", "a1")
    async with asking_each_stream_for_a_reload(wall):
        page = await page_at(wall.url, script=NO_CHANCE, clock=True)
        await until(lambda: wall.open)
        await mark(page)
        await pass_seconds(page, 60)
        assert not await reloaded(page)
        assert 2 < wall.asked("/") < 8
        wall.content = panel("new", "a2")
        await pass_seconds(page, 300)
        await says(page, "new")
        assert not await reloaded(page)
        assert wall.asked("/") < 12


async def test_two_servers_that_differ_behind_one_address_make_few_reloads(page_at: PageAt, wall: Wall) -> None:
    served = 0

    def other_server() -> None:
        nonlocal served
        served += 1
        wall.attributes = {"data-set": f"set-{served % 2}"}

    async with asking_each_stream_for_a_reload(wall, other_server):
        page = await page_at(wall.url, script=NO_CHANCE, clock=True)
        loads = 0

        def count(_: object) -> None:
            nonlocal loads
            loads += 1

        page.on("load", count)
        await pass_seconds(page, 60)
        assert 2 <= loads <= 5
    for _ in range(30):  # one of them is gone: soon calm again
        await wall.tick()
        await page.clock.run_for(12_000)
        await until(lambda: wall.open)
    assert await page.evaluate("sessionStorage.getItem('signage-reloads')") == "0"
