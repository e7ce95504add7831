"""Doors on the glass: several at once on pages of equal length, and a session without an end by its start."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from signage.agenda import Placement, Room
from tests.build import A, B, at, session
from tests.walls.script import AUDIT

from .test_lists import TALL, WIDE, wall

if TYPE_CHECKING:
    from playwright.async_api import Page

    from .conftest import PageAt

DOOR = "room, room: Hall A"
SEEN = """() => {
  const sizes = css => [...new Set([...document.querySelectorAll(css)].filter(e => e.offsetHeight)
    .map(e => `${e.className} ${getComputedStyle(e).fontSize}`))].sort();
  const texts = css => [...document.querySelectorAll(css)].filter(e => e.offsetHeight).map(e => e.innerText.trim());
  return {titles: texts('.talk__title'), page: texts('[data-pager]').join(), since: texts('.slab__since').join(),
    states: texts('.slab__state'), sizes: sizes('.talk__title, .slab__range'),
    minutes: texts('[data-left]').length, bars: texts('[data-progress]').length};
}"""


async def seen(page: Page, clock: str, turn: int = 0) -> dict[str, Any]:
    await page.evaluate("ms => signage.render(ms)", at(clock).timestamp() * 1000 + turn * 12000)
    assert await page.evaluate(AUDIT) == []
    found: dict[str, Any] = await page.evaluate(SEEN)
    return found


@pytest.mark.parametrize("size", [WIDE, TALL])
@pytest.mark.parametrize("count", [8, 13, 19])
async def test_several_at_once_stand_on_numbered_pages_of_equal_length_and_one_size(
    page_at: PageAt, size: tuple[int, int], count: int
) -> None:
    titles = [f"Slot {number}" for number in range(count - 1)] + ["The last one, whose title is long " * 2 + "enough"]
    held = [session(f"s{number:02}", "14:00", "14:30", A, title=title) for number, title in enumerate(titles)]
    async with wall(page_at, held, size, view=DOOR) as page:
        pages = {}
        for turn in range(6):
            found = await seen(page, "14:10", turn)
            assert pages.setdefault(found["page"], found) == found
    numbers = sorted(pages)
    assert numbers == ([""] if len(pages) == 1 else [f"{n + 1}/{len(pages)}" for n in range(len(pages))])
    assert [title for number in numbers for title in pages[number]["titles"]] == titles
    lengths = [len(found["titles"]) for found in pages.values()]
    assert max(lengths) - min(lengths) <= 1
    assert len({str(found["sizes"]) for found in pages.values()}) == 1


async def test_a_page_is_not_set_small_for_a_monstrous_title_on_another(page_at: PageAt) -> None:
    titles = [*(f"Slot {number}" for number in range(12)), "The last one, whose title is very long indeed " * 11]
    held = [session(f"s{number:02}", "14:00", "14:30", A, title=title) for number, title in enumerate(titles)]
    async with wall(page_at, held, WIDE, view=DOOR) as page:
        turns = [await seen(page, "14:10", turn) for turn in range(2)]
    first, last = sorted(turns, key=lambda found: str(found["page"]))
    assert (first["page"], last["page"]) == ("1/2", "2/2")
    assert (first["sizes"][1], last["sizes"][1]) == ("talk__title 60px", "talk__title 48px")


@pytest.mark.parametrize("size", [WIDE, TALL])
@pytest.mark.parametrize(("language", "expected"), [("en-GB", "since 10:30"), ("en-US", "since 10:30 AM")])
async def test_a_session_without_an_end_says_since_when_and_no_minutes(
    page_at: PageAt, size: tuple[int, int], language: str, expected: str
) -> None:
    held = [session("s1", "10:30", "10:30"), session("s2", "12:00", "13:00")]
    async with wall(page_at, held, size, view=f"{DOOR}, language: {language}") as page:
        found = await seen(page, "10:31")
    assert " ".join(found["since"].split()) == expected
    assert (found["states"], found["minutes"], found["bars"]) == (["Now"], 0, 0)


async def test_what_is_not_due_waits_inert(page_at: PageAt) -> None:
    """A day of many sessions costs a door no more than what is on, and each comes in its time."""
    held = [
        session(f"s{hour}-{number}", f"{hour}:00", f"{hour}:30", A, title=f"Slot {hour} {number}")
        for hour in range(10, 18)
        for number in range(9)
    ]
    async with wall(page_at, held, WIDE, view=DOOR) as page:
        for hour in (10, 13, 17):
            titles = (await seen(page, f"{hour}:10"))["titles"]
            assert [title.rsplit(" ", 1)[0] for title in titles] == [f"Slot {hour}"] * len(titles) != []
            assert await page.evaluate("document.querySelectorAll('.door *').length") < 500
            assert await page.evaluate("document.querySelectorAll('.door > .blk').length") == 1


async def test_the_bar_of_the_last_of_several_is_whole(page_at: PageAt) -> None:
    names = (
        "Betwixt in the Alley",
        "David Nurenburg in the Alley",
        "Dragon's Opus in the Alley",
        "Riri's in the Alley",
    )
    held = [session(f"s{number}", "14:30", "18:00", title=title) for number, title in enumerate(names)]
    held += [session(f"t{number}", "19:00", "20:00", title=title) for number, title in enumerate(names)]
    async with wall(page_at, held, view=f"{DOOR}, language: en-US") as page:
        assert (await seen(page, "15:10"))["bars"] == 4


@pytest.mark.parametrize("size", [WIDE, TALL])
async def test_what_follows_begins_where_the_language_does(page_at: PageAt, size: tuple[int, int]) -> None:
    title = "Who pays for adaptation? Insurance, bonds and the budget of the cities by the sea, and what is left of it"
    held = [session("s1", "09:00", "10:00"), session("s2", "10:00", "11:00", title=title)]
    async with wall(page_at, held, size, view=f"{DOOR}, language: he") as page:
        await seen(page, "09:30")
        found = await page.evaluate("""['.next__b', '.next__title'].map(css => {
          const box = document.querySelector(css), style = getComputedStyle(box);
          return Math.round(box.getBoundingClientRect().right - parseFloat(style.paddingRight));
        })""")
    assert found[0] == found[1]


@pytest.mark.parametrize("size", [WIDE, TALL])
@pytest.mark.parametrize("language", ["fr"])
async def test_the_words_of_whole_days_that_follow_stand_within_their_column(
    page_at: PageAt, size: tuple[int, int], language: str
) -> None:
    days = {"start": "04:00", "end": "04:00", "all_day": True}
    for count in (1, 3):
        held = [session("s1", "09:00", "10:00")]
        for number in range(count):
            one = session(f"d{number}", room=A, title="Permanent exhibition", **days)
            tomorrow = one.starts_at + timedelta(days=1)
            held.append(replace(one, starts_at=tomorrow, ends_at=tomorrow + timedelta(days=1)))
        async with wall(page_at, held, size, view=f"{DOOR}, language: {language}") as page:
            for clock in ("08:00", "09:30", "10:30"):
                await seen(page, clock)


@pytest.mark.parametrize("language", ["zh-TW", "ko", "en-US"])
async def test_times_of_any_language_leave_the_minutes_large(page_at: PageAt, language: str) -> None:
    held = [session("s1", "09:00", "09:50"), session("s2", "10:00", "11:45")]
    async with wall(page_at, held, view=f"{DOOR}, language: {language}") as page:
        for clock in ("08:30", "09:10", "10:30"):
            await seen(page, clock)
            found = await page.evaluate("document.querySelector('.slab').className")
            assert found in ("slab s1", "slab s2"), clock


@pytest.mark.parametrize("language", ["en-US", "es-MX"])
async def test_a_wide_low_door_says_now_beside_times_of_twelve_hours(page_at: PageAt, language: str) -> None:
    """Times yield their size to the state; 32:9 is as low as two displays side by side."""
    held = [
        session("s1", "11:15", "12:15", title="A sustainable state of the union", track="Cloud Native"),
        session("s2", "12:30", "13:30", title="Turning incidents into insights"),
    ]
    async with wall(page_at, held, (3840, 1080), view=f"{DOOR}, language: {language}") as page:
        states = [(await seen(page, clock))["states"] for clock in ("11:00", "11:30")]
    assert states == ([["Up next"], ["Now"]] if language == "en-US" else [["Siguiente"], ["Ahora"]])


LONG = (
    "How nineteen mid-sized municipalities rewrote their tender rules so that open traffic control could win on price "
)


@pytest.mark.parametrize("size", [WIDE, TALL])
@pytest.mark.parametrize("running", [1, 2, 4])
async def test_what_comes_next_is_whole_where_what_is_on_leaves_room(
    page_at: PageAt, size: tuple[int, int], running: int
) -> None:
    """It takes height from what is on, whose type is smaller for it."""
    title = "Cool roofs" if running > 1 else LONG * 2
    held = [session(f"s{number}", "14:00", "14:30", A, title=title) for number in range(running)]
    held.append(session("t", "14:30", "15:00", A, title=LONG * 4))
    async with wall(page_at, held, size, view=DOOR) as page:
        await seen(page, "14:10")
        titles = await page.evaluate("[...document.querySelectorAll('.next__title')].map(e => e.textContent.trim())")
        assert titles == [(LONG * 4).strip()]
        assert await page.evaluate("document.querySelector('.blk').classList.contains('is-shared')")


@pytest.mark.parametrize("size", [WIDE, TALL])
async def test_what_is_on_keeps_its_share_where_all_of_what_comes_next_is_shown(
    page_at: PageAt, size: tuple[int, int]
) -> None:
    held = [session("s", "14:00", "14:30", A, title="Cool roofs"), session("t", "14:30", "15:00", A, title=LONG)]
    async with wall(page_at, held, size, view=DOOR) as page:
        await seen(page, "14:10")
        assert not await page.evaluate("document.querySelector('.blk').classList.contains('is-shared')")


@pytest.mark.parametrize("size", [WIDE, TALL])
async def test_the_title_that_is_on_is_cut_last(page_at: PageAt, size: tuple[int, int]) -> None:
    """Where neither it nor the next one can be whole, as much as there is room for is shown of it."""
    held = [session("s", "14:00", "14:30", A, title=LONG * 5), session("t", "14:30", "15:00", A, title=LONG * 8)]
    async with wall(page_at, held, size, view=DOOR) as page:
        titles = (await seen(page, "14:10"))["titles"]
    assert titles == [(LONG * 5).strip()]


@pytest.mark.parametrize("size", [WIDE, TALL])
async def test_names_of_sixty_letters_are_whole_in_a_higher_header(page_at: PageAt, size: tuple[int, int]) -> None:
    """Those of a room and of its floor, in Chinese, beside a clock of twelve hours."""
    name, floor = "国际会议中心东侧大楼多功能报告厅" * 3, "上海滨水区三十年的得与失气候适应与公共空间" * 3
    hall = Room("hall-a", name)
    held = [session("s", "14:00", "14:30", hall)]
    floors = f'rooms:\n  hall-a: {{floor: "{floor}"}}\n'
    async with wall(page_at, held, size, "room, room: hall-a, language: en-US", floors) as page:
        await seen(page, "14:10")
        texts = await page.evaluate("[...document.querySelectorAll('.hd__room, .hd__a b')].map(e => e.textContent)")
    assert [text.replace("\u200b", "") for text in texts] == [name, floor]


async def test_many_at_once_stand_on_as_many_pages_beside_each_note(page_at: PageAt) -> None:
    """Notes that take turns are of one line and of many: the pages of what is on are the same all the while."""
    held = [session(f"s{number:02}", "14:00", "14:30", A, title=f"Slot {number}") for number in range(17)]
    for number, title in enumerate((LONG * 3, LONG * 3, "Short")):
        moved = session(f"m{number}", "14:00", "14:30", B, title=title)
        old = Placement(moved.starts_at, moved.ends_at, A, moved.starts_at - timedelta(hours=1))
        held.append(replace(moved, past=(old,)))
    async with wall(page_at, held, TALL, view=DOOR) as page:
        pages = {(await seen(page, "14:10", turn))["page"].split("/")[1] for turn in range(4)}
    assert len(pages) == 1


async def test_what_comes_next_stands_on_as_many_pages_all_the_while(page_at: PageAt) -> None:
    """Also where one of its pages asks for smaller type than another."""
    titles = [LONG * 3, *(f"Slot {number}" for number in range(8)), *[LONG * 2] * 4]
    held = [session(f"s{number:02}", "14:00", "14:30", A, title=title) for number, title in enumerate(titles)]
    async with wall(page_at, held, view=DOOR) as page:
        pages = {(await seen(page, "10:00", turn))["page"].split("/")[1] for turn in range(6)}
    assert len(pages) == 1


async def test_a_note_of_a_monstrous_title_is_whole_where_there_is_room(page_at: PageAt) -> None:
    """Where a session went is told with its title, here of some hundred letters that are wide."""
    moved = session("m", "14:00", "14:30", B, title="国际会议中心东侧大楼多功能报告厅" * 27)
    old = Placement(moved.starts_at, moved.ends_at, A, moved.starts_at - timedelta(hours=1))
    held = [session("s", "14:00", "14:30", A, title="Cool roofs"), replace(moved, past=(old,))]
    async with wall(page_at, held, TALL, view=DOOR) as page:
        for clock in ("14:10", "14:11"):
            await seen(page, clock)
            note = await page.evaluate("document.querySelector('.note').textContent")
            assert moved.title in note.replace("\u200b", "")
