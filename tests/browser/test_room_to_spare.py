"""Lists give titles the room that other words can do without, before they cut them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import session

from .test_lists import TALL, WIDE, pages, rooms, wall

if TYPE_CHECKING:
    from .conftest import PageAt

LONG = (
    "What the river took, and what it left behind for all who live along the roads that lead to it, in three chapters"
)
FREE = """() => [...document.querySelectorAll('.sign')].filter(e => e.offsetHeight)
  .filter(e => !e.querySelector('[data-session]'))
  .map(e => [e.querySelector('.cell__r'), e.querySelector('.sign__b')].map(e => e.getBoundingClientRect()))
  .map(([name, free]) => free.top < name.bottom && free.left >= name.right)"""


@pytest.mark.parametrize(("size", "times"), [(WIDE, 2), (TALL, 1)])
async def test_that_a_room_is_free_stands_behind_its_name_where_titles_would_be_cut(
    page_at: PageAt, size: tuple[int, int], times: int
) -> None:
    places = rooms(*(f"Hall {number}" for number in range(24)))
    held = [
        session(room.id, "09:00", "10:00", room, title=LONG * times)
        if number % 3 == 0
        else session(room.id, "07:00", "08:00", room)
        for number, room in enumerate(places)
    ]
    async with wall(page_at, held, size, "directory") as page:
        [shown] = await pages(page)
        assert shown["cut"] == []
        assert await page.evaluate(FREE) == [True] * 16


async def test_that_a_room_is_free_has_a_line_of_its_own_where_nothing_is_cut(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {number}" for number in range(12)))
    held = [
        session(room.id, *(("07:00", "08:00") if number % 2 else ("09:00", "10:00")), room)
        for number, room in enumerate(places)
    ]
    async with wall(page_at, held, view="directory") as page:
        assert await page.evaluate(FREE) == [False] * 6
