"""Lists give titles the room that other words can do without, before they cut them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from signage.agenda import Placement
from tests.build import at, session

from .test_lists import TALL, WIDE, floors, pages, rooms, wall

if TYPE_CHECKING:
    from .conftest import PageAt

LONG = (
    "What the river took, and what it left behind for all who live along the roads that lead to it, in three chapters"
)
FREE = """() => [...document.querySelectorAll('.sign')].filter(e => e.offsetHeight && !e.closest('.is-off'))
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


NEXT = """() => {
  const list = document.querySelector('[data-list="cells"]'), page = list.task.found.pages[0];
  const lines = () => [...document.querySelectorAll('.rm__x')].filter(e => e.offsetHeight && !e.closest('.is-off'))
    .map(e => Math.round((e.offsetHeight - 6) / (1.25 * parseFloat(getComputedStyle(e).fontSize))));
  const before = lines();
  page.things.forEach(thing => { thing.spare = 0; thing.made = null; thing.isRegained = false; });
  list.shown = -1;
  signage.render();
  return {level: page.level, before, after: lines()};
}"""
"""The lines of what comes next, and those that it has on a page whose titles were calculated to leave no room."""


async def test_what_comes_next_has_the_room_that_titles_were_calculated_to_take(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {number}" for number in range(12)))
    held = [
        one
        for number, room in enumerate(places)
        for one in (
            session(f"now{number}", "09:00", "10:00", room, title="Cool roofs" if number % 3 else LONG),
            session(f"next{number}", "10:00", "11:00", room, title=LONG + LONG),
        )
    ]
    async with wall(page_at, held) as page:
        found = await page.evaluate(NEXT)
    assert found["level"] == 1
    assert max(found["before"]) > 1
    assert found["after"] == found["before"]


@pytest.mark.parametrize("size", [WIDE, TALL])
async def test_where_two_sessions_went_is_told_whole_at_the_door_that_they_were_to_be_at(
    page_at: PageAt, size: tuple[int, int]
) -> None:
    """Of long titles to rooms of long names: the strip is higher before it cuts them."""
    here, there = rooms("Hall", "Seminar Room of the Northern Annex, past the Winter Garden")
    gone = [
        session(
            f"gone-{number}",
            "10:00",
            "11:00",
            there,
            title=LONG,
            past=(Placement(at("09:20"), at("10:20"), here, at("08:00")),),
        )
        for number in range(2)
    ]
    async with wall(page_at, [session("on", "09:00", "10:00", here), *gone], size, f"room, room: {here.id}") as page:
        told = await page.evaluate("[...document.querySelectorAll('.note__i')].map(note => note.textContent)")
    assert len(told) == 2
    assert [text for text in told if "…" in text] == []


async def test_of_sessions_that_come_next_at_once_a_line_counts_those_that_it_does_not_hold(
    page_at: PageAt,
) -> None:
    places = rooms(*(f"Hall {number}" for number in range(12)))
    held = [
        *(session(room.id, "09:00", "10:00", room, title=LONG[: 60 + number]) for number, room in enumerate(places)),
        *(session(f"{room.id}-{n}", "10:00", "11:00", room, title=f"Tides {n}") for room in places for n in range(9)),
    ]
    async with wall(page_at, held) as page:
        [shown] = await pages(page)
        told = await page.evaluate("[...document.querySelectorAll('.rm__x')].map(e => e.innerText.trim())")
    assert shown["cut"] == []
    assert len(told) == 12
    for line in told:
        count = re.fullmatch(r"(?:until \d\d:\d\d )?(?:10:00 )?Tides 0((?: · Tides \d)*)(?: · \+(\d))?", line)
        assert count, line
        assert count[1].count("·") + int(count[2] or 0) == 8


async def test_columns_end_where_most_of_all_titles_finds_room(page_at: PageAt) -> None:
    """Not where they are full with one line a title: all eight long ones would be cut, in the first columns."""
    places = rooms(*(f"Hall {number}" for number in range(24)))
    held = [
        session(room.id, "09:00", "10:00", room, title=LONG * 2 if number < 8 else "Tides")
        for number, room in enumerate(places)
    ]
    async with wall(page_at, held, view="directory") as page:
        [shown] = await pages(page)
    assert len(shown["cut"]) <= 4


async def test_what_has_no_room_takes_no_height_of_a_heading_that_it_has_not(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {number}" for number in range(10)))
    held = [session(room.id, "09:00", "10:00", room, title="Cool roofs") for room in places]
    lunch = session("lunch", "09:00", "14:00", None, title="Lunch on the roof terrace")
    gap = """() => {
      const cells = [...document.querySelectorAll('.cell')].filter(e => e.offsetHeight);
      const boxes = cells.map(e => e.getBoundingClientRect());
      const last = boxes.pop(), above = boxes.filter(box => Math.abs(box.left - last.left) < 2).pop();
      return last.top - above.bottom;
    }"""
    async with wall(page_at, [*held, lunch], rest=floors(places, "Floor 0", "Floor 1")) as page:
        [shown] = await pages(page)
        assert shown["names"][-1] == "Room to be announced"
        assert await page.evaluate(gap) < 2 * 24
