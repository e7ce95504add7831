"""What stands beside the rooms: sessions that have none yet, and the page of a room that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signage.agenda import Agenda
from tests.build import at, layout, session
from tests.walls.script import AUDIT
from tests.walls.walk import serving

from .test_lists import TALL, WIDE, busy, rooms, wall

if TYPE_CHECKING:
    from playwright.async_api import Page

    from .conftest import PageAt

MINUTE = 60_000
NAMES = """css => [...document.querySelectorAll(css)]
  .filter(e => e.offsetHeight && !e.closest('.is-off')).map(e => e.textContent)"""


async def names(page: Page, css: str, ms: float) -> list[str]:
    """The names on a page at this moment, of which nothing is out of its place."""
    await page.evaluate("ms => signage.render(ms)", ms)
    assert await page.evaluate(AUDIT) == []
    shown: list[str] = await page.evaluate(NAMES, css)
    return shown


@pytest.mark.parametrize("size", [WIDE, TALL])
async def test_a_room_that_is_not_there_names_those_that_are_on_pages(page_at: PageAt, size: tuple[int, int]) -> None:
    places = rooms(*(f"Hall {number} of the house of waters" for number in range(60)))
    async with serving(Agenda.of(busy(places)), layout("wall: {show: overview}")) as base:
        page = await page_at(f"{base}/rooms/nope?at=2026-02-07T09:10", size)
        await page.locator("html.fonts").wait_for(state="attached")
        start = at("09:10").timestamp() * 1000
        await page.evaluate("ms => signage.render(ms)", start)
        count = await page.evaluate("document.querySelector('.miss__l').pages")
        found = [name for turn in range(count) for name in await names(page, ".miss__l li", start + turn * 8000)]
    assert 1 < count <= 5
    assert sorted(found) == sorted(room.name for room in places)


@pytest.mark.parametrize(("size", "most"), [(WIDE, 16), (TALL, 12)])
async def test_sessions_without_a_room_have_a_cell_and_take_no_page_more(
    page_at: PageAt, size: tuple[int, int], most: int
) -> None:
    held = [*busy(rooms(*(f"Hall {number}" for number in range(most)))), session("lunch", "09:00", "09:30", None)]
    async with wall(page_at, held, size) as page:
        start = at("09:10").timestamp() * 1000
        assert await page.evaluate("document.querySelector('[data-list]').pages") == 1
        shown = await names(page, ".cell__r", start)
        assert shown[-1:] == ["Room to be announced"]
        assert len(shown) == most + 1
        assert len(await names(page, ".cell__r", start + 30 * MINUTE)) == most
