"""Several pages in one browser, which has six connections to a host: all of them load, and the right ones are live."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.wait import until

from .test_stream import panel, says

if TYPE_CHECKING:
    from playwright.async_api import Page

    from .conftest import PageAt
    from .wall import Wall

HIDE = """hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
  document.dispatchEvent(new Event('visibilitychange')); }"""
HOLDS = "signage.sharing.holds()"
QUICK = "(real => { window.setTimeout = (f, ms, ...more) => real(f, ms === 30000 ? 1000 : ms, ...more); })(setTimeout);"
"""Half a minute between two polls becomes a second; all else stays as it is."""


async def pages(page_at: PageAt, *urls: str) -> list[Page]:
    """Pages of one browser, opened at the same time."""
    first = await page_at("about:blank")
    await first.context.add_init_script(QUICK)
    others = [await first.context.new_page() for _ in urls[1:]]
    found = [first, *others]
    await asyncio.gather(*(page.goto(url) for page, url in zip(found, urls, strict=True)))
    return found


async def settled(shown: list[Page], wall: Wall) -> list[Page]:
    """The pages that have a stream, once there are four of both; at each tick they look whose it is."""
    async with asyncio.timeout(20):
        while len(held := await holding(shown)) != 4 or len(wall.open) != 4:
            await wall.tick()
            await asyncio.sleep(0.05)
        return held


async def holding(shown: list[Page]) -> list[Page]:
    """The pages that have a stream."""
    return [page for page in shown if await page.evaluate(HOLDS)]


async def test_seven_pages_load_four_have_streams_and_all_follow_changes(page_at: PageAt, wall: Wall) -> None:
    wall.content = panel("first", "a1")
    shown = await pages(page_at, *[wall.url] * 7)
    for page in shown:
        await says(page, "first")
    await settled(shown, wall)
    wall.content = panel("second", "a2")
    await wall.panel("main", "a2", wall.content)
    for page in shown:
        await says(page, "second")


async def test_a_page_that_nobody_sees_gives_its_stream_to_another(page_at: PageAt, wall: Wall) -> None:
    wall.content = panel("first", "a1")
    shown = await pages(page_at, *[wall.url] * 5)
    held = await settled(shown, wall)
    [waiting] = [page for page in shown if page not in held]
    await held[0].evaluate(HIDE, True)
    await waiting.wait_for_function(f"() => {HOLDS}")
    await until(lambda: len(wall.open) == 4)
    await held[1].evaluate(HIDE, True)
    await until(lambda: len(wall.open) == 3)
    await held[0].evaluate(HIDE, False)  # seen again
    await held[0].wait_for_function(f"() => {HOLDS}")
    await until(lambda: len(wall.open) == 4)


async def test_a_browser_without_a_store_lets_each_page_have_one(page_at: PageAt, wall: Wall) -> None:
    page = await page_at(wall.url, script="Object.defineProperty(window, 'localStorage', {get() { throw 1 }})")
    await until(lambda: len(wall.open) == 1)
    assert await page.evaluate(HOLDS) is False
