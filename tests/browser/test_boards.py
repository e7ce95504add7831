"""Agenda boards on the glass: a time once for its rows, what just began first, and what is left out told in a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from signage.agenda import Room
from tests.build import at, session
from tests.walls.script import AUDIT

from .test_lists import TALL, WIDE, wall

if TYPE_CHECKING:
    from playwright.async_api import Page

    from .conftest import PageAt

ROOMS = [Room(f"r{number}", f"Room {number}") for number in range(1, 17)]
SEEN = """() => {
  const all = css => [...document.querySelectorAll(css)].filter(e => e.offsetHeight);
  const texts = css => all(css).map(e => e.innerText.trim());
  const list = document.querySelector('[data-list]');
  return {pages: list.pages, times: texts('.bd__s').map(t => t.replace(/\\s+/g, ' ')), titles: texts('.row .row__x'),
    rooms: texts('.row__n'), quiet: texts('.bd__e'), told: texts('.bd__m b').join(),
    torn: all('.bd__e').filter(e => e.getClientRects().length > 1).length, code: all('.bd__c').length,
    elements: document.getElementsByTagName('*').length};
}"""


async def seen(page: Page, clock: str = "09:10", turn: int = 0) -> dict[str, Any]:
    await page.evaluate("ms => signage.render(ms)", at(clock).timestamp() * 1000 + turn * 12000)
    assert await page.evaluate(AUDIT) == []
    found: dict[str, Any] = await page.evaluate(SEEN)
    return found


async def test_a_time_stands_once_for_its_rows_and_those_in_order_of_rooms(page_at: PageAt) -> None:
    held = [session(f"s{room.id}", "09:00", "09:45", room, title=f"Talk in {room.name}") for room in ROOMS]
    async with wall(page_at, held, view="agenda") as page:
        shown = await seen(page)
        assert set(shown["times"]) == {"Now until 09:45"}
        assert len(shown["times"]) <= 2  # one for each column
        assert shown["rooms"] == [room.name for room in ROOMS]
        assert shown["told"] == ""


@pytest.mark.parametrize("size", [WIDE, TALL])
async def test_what_runs_for_hours_is_told_at_the_foot(page_at: PageAt, size: tuple[int, int]) -> None:
    desks = [session(f"d{room.id}", "08:00", "18:00", room, title=f"Desk {room.id}") for room in ROOMS[:10]]
    talks = [
        session(f"t{hour}", f"{hour:02}:00", f"{hour:02}:45", ROOMS[0], title=f"Talk {hour}") for hour in range(9, 13)
    ]
    async with wall(page_at, [*desks, *talks], size, "agenda") as page:
        shown = await seen(page)
        assert shown["titles"] == ["Talk 9", "Talk 10", "Talk 11", "Talk 12"]
        assert [entry.partition(" Room")[0] for entry in shown["quiet"]] == [f"Desk {room.id}" for room in ROOMS[:10]]
        assert shown["torn"] == 0  # over two lines
        assert (await seen(page, "13:00"))["quiet"] == []  # there is nothing else: they are rows then


async def test_a_board_is_bounded_and_counts_what_it_leaves_out(page_at: PageAt) -> None:
    held = [
        session(f"{room.id}-{hour}", f"{hour:02}:00", f"{hour:02}:45", room, title=f"Talk {hour} in {room.name}")
        for hour in range(9, 21)
        for room in ROOMS
    ]
    async with wall(page_at, held, view="agenda", rest="address: http://signs.example") as page:
        shown = [await seen(page, turn=turn) for turn in range(4)]
        rows = {title for one in shown for title in one["titles"]}
        assert [one["pages"] for one in shown] == [4] * 4
        assert {f"Talk 9 in {room.name}" for room in ROOMS} < rows
        assert {one["told"] for one in shown} == {shown[0]["told"]}
        number, time = re.fullmatch(r"and (\d+) more, from (\d\d:00)", shown[0]["told"]).groups()  # type: ignore[union-attr]
        assert len(rows) + int(number) == len(held)
        assert max(int(row.split()[1]) for row in rows) in (int(time[:2]), int(time[:2]) - 1)
        assert shown[0]["code"] == 1
        assert shown[0]["elements"] < 2000


async def test_rows_without_any_room_have_no_column_for_it(page_at: PageAt) -> None:
    async with wall(page_at, [session("a", room=None), session("b", "10:00", "11:00", None)], view="agenda") as page:
        assert (await seen(page))["rooms"] == []


@pytest.mark.parametrize("size", [WIDE, TALL])
async def test_that_all_is_over_is_said_in_the_middle(page_at: PageAt, size: tuple[int, int]) -> None:
    async with wall(page_at, [session("s1", "09:00", "10:00")], size, "agenda") as page:
        await seen(page, "20:00")
        box = "css => document.querySelector(css).getBoundingClientRect().toJSON()"
        assert await page.evaluate(box, ".bd__gap:not([hidden])") == await page.evaluate(box, ".board")


async def test_times_and_titles_of_any_script_begin_where_the_language_does(page_at: PageAt) -> None:
    ends = """css => [...document.querySelectorAll(css)].map(el => {
      const range = document.createRange();
      range.selectNodeContents(el);
      return Math.round(range.getBoundingClientRect().right);
    })"""
    held = [session(f"s{hour}", f"{hour:02}:00", f"{hour:02}:45", title=f"Streets {hour}") for hour in range(9, 13)]
    async with wall(page_at, held, view="agenda, language: he") as page:
        await seen(page)
        for css in (".bd__s b", ".row__t"):
            found = await page.evaluate(ends, css)
            assert (css, len(found), max(found) - min(found)) == (css, 4, 0), found


SIZES = "[...document.querySelectorAll('.row__t')].map(e => parseFloat(getComputedStyle(e).fontSize) / 24)"
WORDS = (
    "Betäubungsmittelverschreibungsverordnung", "Kraftfahrzeughaftpflichtversicherung",
    "Lentokonesuihkuturbiinimoottori", "Epäjärjestelmällistyttämättömyys", "Rindfleischetikettierungsüberwachung",
)  # fmt: skip


@pytest.mark.parametrize(("count", "least"), [(3, 3.5), (2, 4.5), (1, 5)])
async def test_few_rows_are_large_and_have_the_whole_wall(page_at: PageAt, count: int, least: float) -> None:
    held = [session(f"s{room.id}", "09:00", "09:45", room, title=f"A talk in {room.name}") for room in ROOMS[:count]]
    share = "document.querySelector('.bd__s').offsetHeight / document.querySelector('.bd').offsetHeight"
    async with wall(page_at, held, view="agenda") as page:
        assert min(await page.evaluate(SIZES)) > least
        assert await page.evaluate(share) > 0.95


async def test_a_time_stands_on_a_line_with_its_first_row(page_at: PageAt) -> None:
    middle = """css => [...document.querySelectorAll(css)].map(e => {
      const range = document.createRange(); range.selectNodeContents(e);
      const box = range.getBoundingClientRect(); return (box.top + box.bottom) / 2;
    })"""
    held = [session(f"s{hour}", f"{hour}:00", f"{hour}:45", ROOMS[0], title=f"Streets {hour}") for hour in (10, 11, 12)]
    async with wall(page_at, held, view="agenda") as page:
        times, rows = await page.evaluate(middle, ".bd__s"), await page.evaluate(middle, ".row")
        assert len(times) == len(rows) == 3
        assert max(abs(time - row) for time, row in zip(times, rows, strict=True)) < 12


async def test_a_long_word_takes_no_page_more_and_makes_no_type_tiny(page_at: PageAt) -> None:
    held = [session(f"s{n}", "09:00", "09:45", ROOMS[n], title=word) for n, word in enumerate(WORDS)]
    async with wall(page_at, held, TALL, "agenda") as page:
        shown = await seen(page)
        assert (shown["pages"], len(shown["titles"])) == (1, 5)
        assert min(await page.evaluate(SIZES)) > 1.9
        assert {title.count("\u00ad") for title in shown["titles"]} <= {0, 1}


async def test_upright_a_time_stands_above_a_word_that_asks_for_the_width(page_at: PageAt) -> None:
    edges = """() => ['.bd__s--strip', '.row'].map(css => {
      const box = document.querySelector(css).getBoundingClientRect(); return [box.top, box.bottom].map(Math.round);
    })"""
    held = [session("s", "09:00", "09:45", ROOMS[0], title=WORDS[1])]
    async with wall(page_at, held, TALL, "agenda") as page:
        assert (await seen(page))["titles"] == [WORDS[1]]  # without a hyphen
        assert min(await page.evaluate(SIZES)) > 1.9
        strip, row = await page.evaluate(edges)
        assert strip[1] <= row[0] + 1


async def test_no_row_is_left_out_for_a_long_word_of_its_room(page_at: PageAt) -> None:
    rooms = [Room(f"w{n}", f"{word} {n}") for n, word in enumerate(WORDS[:4])]
    held = [session(f"s{room.id}", "09:00", "09:45", room, title="A talk of some words") for room in rooms]
    async with wall(page_at, held, TALL, "agenda") as page:
        shown = await seen(page)
        assert (shown["pages"], len(shown["titles"]), shown["told"]) == (1, 4, "")
        assert min(await page.evaluate(SIZES)) > 2


async def test_a_room_at_the_foot_keeps_its_language(page_at: PageAt) -> None:
    """So that Korean is not broken between syllables below a title in another script."""
    held = [
        session("desk", "08:00", "18:00", Room("k", "해양 도시 회의장"), title="Desk"),
        session("talk", "09:00", "09:45", ROOMS[0], title="Talk"),
    ]
    async with wall(page_at, held, view="agenda") as page:
        assert await page.evaluate("getComputedStyle(document.querySelector('.bd__e b')).wordBreak") == "keep-all"
