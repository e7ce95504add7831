"""Overviews and directories on the glass: their pages, columns and sizes, whatever rooms and sessions there are."""

from __future__ import annotations

import math
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from signage.agenda import Agenda, Room, Session
from tests.build import at, layout, on_now, session
from tests.walls.script import AUDIT
from tests.walls.walk import serving

from .glass import SHOWN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from playwright.async_api import Page

    from .conftest import PageAt

WIDE, TALL = (1920, 1080), (1080, 1920)
TITLES = (
    "Cool roofs",
    "Signal priority for cargo bikes and what it took to get there in three small cities",
    "Reading rivers with low-cost sensors",
    "Night trains",
)
# Of the page that is shown: names and where they stand, sizes a role, texts that are cut, panels in order.
SEEN = """() => {
  const list = document.querySelector('[data-list]');
  const all = css => [...list.querySelectorAll(css)].filter(e => e.offsetHeight && !e.closest('.is-off'));
  const size = css => [...new Set(all(css).map(e => parseFloat(getComputedStyle(e).fontSize).toFixed(1)))];
  return {
    pages: list.pages, names: all('.cell__r').map(e => e.textContent.replace(/\\u200b/g, '')),
    floors: all('.ov__f').map(e => e.textContent),
    sizes: {room: size('.cell__r'), title: size('.rm:not(.rm--many) .rm__t'), item: size('.rm--many .rm__t')},
    cut: all('.cell *').filter(e => !e.children.length && e.textContent.endsWith('…')).map(e => e.textContent),
    left: Math.min(...all('.cell').map(e => e.getBoundingClientRect().left)),
    lists: all('.rm__k').length,
    elements: document.getElementsByTagName('*').length,
  };
}"""


def rooms(*names: str) -> list[Room]:
    return [Room(f"r{number}", name) for number, name in enumerate(names)]


def busy(places: Sequence[Room], titles: Sequence[str] = TITLES) -> list[Session]:
    """A session in each of these rooms at nine, and one at ten."""
    return [
        session(
            f"{room.id}-{hour}", f"{hour:02}:00", f"{hour + 1:02}:00", room, title=titles[(number + hour) % len(titles)]
        )
        for number, room in enumerate(places)
        for hour in (9, 10)
    ]


@asynccontextmanager
async def wall(
    page_at: PageAt, sessions: Sequence[Session], size: tuple[int, int] = WIDE, view: str = "overview", rest: str = ""
) -> AsyncIterator[Page]:
    """A view of these sessions at ten past nine, arranged."""
    async with serving(Agenda.of(sessions), layout(f"wall: {{show: {view}}}", rest)) as base:
        page = await page_at(f"{base}/screens/wall?at=2026-02-07T09:10", size)
        await page.locator("html.fonts").wait_for(state="attached")
        await page.evaluate("signage.render()")
        yield page


async def pages(page: Page) -> list[dict[str, Any]]:
    """What each page of a list shows, in order; nothing on it is out of its place."""
    found: dict[int, dict[str, Any]] = {}
    await page.evaluate("ms => signage.render(ms)", at("09:10").timestamp() * 1000)
    for turn in range(await page.evaluate("document.querySelector('[data-list]').pages")):
        await page.evaluate("ms => signage.render(ms)", at("09:10").timestamp() * 1000 + turn * 12000)
        assert await page.evaluate(AUDIT) == []
        found[await page.evaluate("document.querySelector('[data-list]').page")] = await page.evaluate(SEEN)
    return [found[number] for number in sorted(found)]


def floors(places: Sequence[Room], *names: str) -> str:
    lines = "".join(f"  {room.name}: {{floor: {names[number % len(names)]}}}\n" for number, room in enumerate(places))
    return f"rooms:\n{lines}"


# Pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 14, 35])
@pytest.mark.parametrize(("view", "size", "each"), [
    ("overview", WIDE, 16), ("overview", TALL, 12), ("directory", WIDE, 24), ("directory", TALL, 24),
])  # fmt: skip
async def test_rooms_take_few_pages_and_each_is_there_once(
    page_at: PageAt, view: str, size: tuple[int, int], each: int, count: int
) -> None:
    places = rooms(*(f"Hall {number}" for number in range(count)))
    async with wall(
        page_at, busy(places), size, view, floors(places, "Ground floor", "First floor", "House of waters")
    ) as page:
        shown = await pages(page)
    assert len(shown) <= math.ceil(count / each)
    assert sorted(name for one in shown for name in one["names"]) == sorted(room.name for room in places)
    assert len({str(one["sizes"]["room"]) for one in shown}) == 1  # one size, the same on all pages
    lengths = [len(one["names"]) for one in shown]
    assert max(lengths) - min(lengths) <= max(2, count // 10)


async def test_a_floor_has_one_heading_and_small_ones_stand_below_each_other(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {number}" for number in range(1, 13)))
    held = busy(places, ("A talk about something",))
    async with wall(page_at, held, view="directory", rest=floors(places, "Floor 1", "Floor 0")) as page:
        [shown] = await pages(page)
    assert shown["floors"] == ["Floor 1", "Floor 0"]
    assert shown["names"][:6] == ["Hall 1", "Hall 3", "Hall 5", "Hall 7", "Hall 9", "Hall 11"]


@pytest.mark.parametrize("size", [WIDE, TALL])
async def test_floors_of_a_room_each_stand_behind_the_names(page_at: PageAt, size: tuple[int, int]) -> None:
    places = rooms(*(f"Hall {number}" for number in range(1, 25)))
    houses = floors(places, *(f"House {number}" for number in range(1, 25)))
    async with wall(page_at, busy(places), size, rest=houses) as page:
        shown = await pages(page)
        assert [(len(one["names"]), one["floors"]) for one in shown] == [(12, []), (12, [])]
        assert await page.evaluate(
            "[...document.querySelectorAll('.cell:not(.is-off) .cell__f')].some(e => e.clientWidth)"
        )


@pytest.mark.parametrize(("view", "size", "each"), [("overview", TALL, 12), ("directory", WIDE, 24)])
async def test_floors_and_the_ends_of_names_yield_before_a_page_more(
    page_at: PageAt, view: str, size: tuple[int, int], each: int
) -> None:
    places = rooms(*(f"{number}. " + "Interdisciplinary centre for oceanography and the seas" for number in range(36)))
    names = [f"Wing {number} of the house of the coasts and the rivers and the seas" for number in range(12)]
    async with wall(page_at, busy(places), size, view, floors(places, *names)) as page:
        shown = await pages(page)
    assert len(shown) == math.ceil(36 / each)
    assert len({name for one in shown for name in one["names"]}) == 36


# Sizes ------------------------------------------------------------------------------------------------------------

NAMES = {
    "one letter": ["A", "B", "C"],
    "sixty letters": [
        "Interdisciplinary Centre for Oceanography, Main Lecture Hall",
        *(f"Hall {n}" for n in range(11)),
    ],
    "compounds": [
        "Hauptversammlungsraumverwaltungsgebäude",
        "Juhlakokoushuoneistotoimikunta",
        "Auditório Fernando Pessoa",
    ]
    * 1,
    "alike": ["The Workshop", "The Workshop (Ceramics)", "Help Desk / Repairs", *(f"Hall {n}" for n in range(11))],
    "scripts": ["قاعة المؤتمرات الكبرى", "国際会議場 大ホール", "해양 도시 회의장", "ห้องประชุมใหญ่", "אולם מרכזי"],
}


@pytest.mark.parametrize("size", [WIDE, TALL])
@pytest.mark.parametrize(
    ("kind", "language"),
    [("one letter", "en-US"), ("sixty letters", "es-AR"), ("compounds", "fi"), ("alike", "en-US"), ("scripts", "ar")],
)
async def test_names_are_whole_in_any_language(
    page_at: PageAt, kind: str, language: str, size: tuple[int, int]
) -> None:
    places = rooms(*NAMES[kind])
    async with wall(page_at, busy(places), size, rest=f"language: {language}") as page:
        shown = await pages(page)
        broken = """[...document.querySelectorAll('.cell:not(.is-off) .cell__r')].filter(e => {
          const words = e.textContent.split(' ').length, line = parseFloat(getComputedStyle(e).lineHeight);
          return Math.round(e.getBoundingClientRect().height / line) > words }).map(e => e.textContent)"""
        assert kind == "scripts" or await page.evaluate(broken) == []
    assert sorted(name for one in shown for name in one["names"]) == sorted(room.name for room in places)
    for role in ("room", "title", "item"):
        assert len({size for one in shown for size in one["sizes"][role]}) <= 1


async def test_a_crowd_stands_in_lists_and_each_of_it_is_there(page_at: PageAt) -> None:
    places = rooms("Salon 3", "Salon 2", "Salon 5")
    crowd = [
        session(f"c{n}", room=places[0], title=f"{n}. Report about the bridges of a small town and of its river")
        for n in range(22)
    ]
    async with wall(page_at, [*crowd, *busy(places[1:])]) as page:
        [shown] = await pages(page)
        assert shown["cut"] == []
        assert shown["lists"] > 1
        assert len((await page.evaluate(SHOWN))["now"]) == 24


async def test_a_crowd_that_no_wall_could_hold_says_how_many_more_there_are(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {n}" for n in range(16)))
    crowd = [session(f"{room.id}-{n}", room=room, title=f"Poster {n}") for room in places for n in range(30)]
    async with wall(page_at, crowd) as page:
        [shown] = await pages(page)
        more = "[...document.querySelectorAll('.rm__t--more')].map(e => e.textContent)"
        assert len(shown["names"]) == 16
        assert {text.partition(" ")[0] for text in await page.evaluate(more)} == {"and"}


async def test_right_to_left_begins_on_the_right(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {n}" for n in range(14)))
    first = "document.querySelector('.cell').getBoundingClientRect()"
    async with wall(page_at, busy(places), rest="language: ar") as page:
        assert await page.evaluate(f"{first}.right") > 1800
    async with wall(page_at, busy(places)) as page:
        assert await page.evaluate(f"{first}.left") < 80


# Time -------------------------------------------------------------------------------------------------------------


async def test_at_every_boundary_the_wall_shows_what_is_on(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {n}" for n in range(6)))
    sessions = [*busy(places), session("late", "10:30", "11:30", Room("r9", "Hall 9"))]
    async with wall(page_at, sessions) as page:
        for clock in ("08:00", "09:00", "09:59:59", "10:00", "10:59:59", "11:00", "11:29:59", "11:30"):
            await page.evaluate("ms => signage.render(ms)", at(clock).timestamp() * 1000)
            assert (await page.evaluate(SHOWN))["now"] == sorted(one.id for one in on_now(sessions, at(clock)))


async def test_a_resize_arranges_anew(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {n}" for n in range(14)))
    async with wall(page_at, busy(places)) as page:
        [before] = await pages(page)
        await page.set_viewport_size({"width": 1080, "height": 1920})
        after = await pages(page)
        assert sorted(name for one in after for name in one["names"]) == sorted(before["names"])
        await page.set_viewport_size({"width": 390, "height": 844})  # a phone: all, one below the other
        await page.evaluate("signage.render()")
        assert sorted((await page.evaluate(SEEN))["names"]) == sorted(before["names"])


async def test_without_script_the_page_shows_what_is_on(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {n}" for n in range(4)))
    async with serving(Agenda.of(busy(places)), layout("wall: {show: overview}")) as base:
        page = await page_at(f"{base}/screens/wall?at=2026-02-07T09:10", java_script_enabled=False)
        for number in range(4):
            assert await page.locator(f"[data-panel='room-r{number}'] [data-slot=now] [data-session]").count() == 1


async def test_what_waits_costs_nothing(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {n}" for n in range(90)))
    clocks = [f"{8 + n // 2:02}:{n % 2 * 30:02}" for n in range(18)]
    sessions = [
        session(f"{room.id}-{n}", start, end, room, title=TITLES[n % 4])
        for room in places
        for n, (start, end) in enumerate(pairwise(clocks))
    ]
    async with wall(page_at, sessions) as page:
        assert (await page.evaluate(SEEN))["elements"] < 6000
        assert (await page.evaluate(SEEN))["pages"] <= 6


async def test_a_sign_is_as_wide_as_its_place_in_either_direction(page_at: PageAt) -> None:
    wide = "() => [...document.querySelectorAll('.sign')].map(e => e.clientWidth - e.firstElementChild.offsetWidth)"
    for language in ("en", "ar"):
        rest = f"language: {language}"
        async with wall(page_at, busy(rooms("Hall A", "Hall B")), view="directory", rest=rest) as page:
            assert await page.evaluate(wide) == [0, 0]


# Where not all of it holds ----------------------------------------------------------------------------------------

LONG_TITLE = (
    "Signal priority for cargo bikes, night buses and trams, and what it took to get there in nineteen towns. " * 4
)
GROWN = "document.querySelector('[data-list]').grown"


async def test_a_crowd_in_lists_stands_as_calculated_with_what_comes_next(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {n}" for n in range(4)))
    crowd = [
        session(f"c{n}", room=places[0], title=f"{n}. Report about the bridges of a small town") for n in range(30)
    ]
    after = session("after", "10:00", "11:00", places[0], title=LONG_TITLE)
    async with wall(page_at, [*crowd, after, *busy(places[1:])]) as page:
        [shown] = await pages(page)
        assert (shown["lists"] > 1, await page.evaluate(GROWN)) == (True, 1)


async def test_floors_of_high_letters_stand_as_calculated(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {n}" for n in range(12)))
    names = [f"الطابق {n} في مبنى قاعة المؤتمرات الكبرى على النهر بين الجسرين القديمين، الجناح {n}" for n in range(2)]
    rest = f"language: ar\n{floors(places, *names)}"
    async with wall(page_at, busy(places, (LONG_TITLE * 3,)), TALL, rest=rest) as page:
        assert [one["floors"] for one in await pages(page)]
        held = "e => [e.firstElementChild.offsetHeight, e.firstElementChild.offsetHeight <= e.offsetHeight]"
        headings = await page.evaluate(f"[...document.querySelectorAll('.ov__h--set:not(.is-off)')].map({held})")
        assert max(high for high, _ in headings) > 100
        assert all(fits for _, fits in headings)
        assert await page.evaluate(GROWN) == 1


async def test_pages_with_much_on_them_have_fewer_rooms(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {n}" for n in range(24)))
    crowd = [session(f"c{n}", room=places[0], title=f"{n}. {LONG_TITLE[:150]}") for n in range(30)]
    async with wall(page_at, [*crowd, *busy(places[1:], (LONG_TITLE[:100],))], TALL) as page:
        first, second = await pages(page)
    assert len(first["names"]) < len(second["names"]) <= 2 * len(first["names"])


async def test_room_that_is_left_goes_to_all_that_is_cut(page_at: PageAt) -> None:
    """No title of many lines beside those of a crowd that have one."""
    places = rooms(*(f"Hall {n}" for n in range(3)))
    crowd = [session(f"c{n}", room=places[0], title=f"{n}. {LONG_TITLE[:75]}") for n in range(20)]
    async with wall(page_at, [*crowd, *busy(places[1:], (LONG_TITLE * 5,))], TALL) as page:
        [shown] = await pages(page)
    assert len(shown["cut"]) < 10


async def test_times_are_as_wide_as_their_figures_and_signs_are(page_at: PageAt) -> None:
    """Those of a clock of 12 hours have points and colons, which are wider between tabular figures than in text."""
    sessions = busy(rooms("Hall"))
    times = """ () => [...document.querySelectorAll('.rm__u')].map(e => [
      signage.measure.figures(e.textContent, 400),
      e.getBoundingClientRect().width - parseFloat(getComputedStyle(e).paddingLeft),
      parseFloat(getComputedStyle(e).fontSize)])"""
    async with wall(page_at, sessions, rest="language: en-AU") as page:
        [[em, width, size]] = await page.evaluate(times)
    assert width <= em * size < 1.05 * width


async def test_the_time_of_a_crowd_that_comes_stands_behind_its_name(page_at: PageAt) -> None:
    crowd = [session(f"c{n}", "10:00", "11:00", Room("r", "Salon"), title=f"{n}. {LONG_TITLE[:60]}") for n in range(30)]
    tops = "[...document.querySelectorAll('.cell__r, .rm__u, .rm__a')].map(e => e.getBoundingClientRect().bottom)"
    async with wall(page_at, crowd) as page:
        [shown] = await pages(page)
        name, label, time = await page.evaluate(tops)
    assert shown["lists"] > 1
    assert name == pytest.approx(label, abs=15) == pytest.approx(time, abs=15)


@pytest.mark.parametrize("size", [WIDE, TALL])
@pytest.mark.parametrize("view", ["overview", "directory"])
async def test_goodbye_is_said_in_place_of_the_rooms_once_all_is_over(
    page_at: PageAt, size: tuple[int, int], view: str
) -> None:
    held = [session(f"s{n}", "09:00", "10:00", Room(str(n), f"Room {n}")) for n in range(40)]
    box = "css => document.querySelector(css).getBoundingClientRect().toJSON()"
    async with wall(page_at, held, size, view) as page:
        await page.evaluate("ms => signage.render(ms)", at("09:30").timestamp() * 1000)
        shown = await page.evaluate(box, ".ov")
        await page.evaluate("ms => signage.render(ms)", at("10:00").timestamp() * 1000)
        assert await page.evaluate(AUDIT) == []
        assert await page.evaluate(box, ".rest .calm") == shown
        assert await page.evaluate("document.querySelector('[data-pager]').hidden")
        assert await page.evaluate("document.querySelector('.hd__title').hidden")


async def test_a_crowd_that_is_on_gives_way_before_other_rooms_are_cut_or_small(page_at: PageAt) -> None:
    title = "Hyperphosphataemia in haemodialysis patients"
    rooms = [Room(str(n), f"Lecture Hall {n}") for n in range(1, 14)]
    held = [session(f"s{room.id}", "09:00", "10:00", room, title=title) for room in rooms]
    held += [session(f"p{n}", "09:00", "10:00", Room("20", "Poster Area"), title=f"P{n} {title}") for n in range(60)]
    async with wall(page_at, held) as page:
        shown = await page.evaluate(
            """() => ({
              cut: [...document.querySelectorAll('.rm__t')].filter(t => t.textContent.endsWith('\u2026')).length,
              size: parseFloat(getComputedStyle(document.querySelector('.rm:not(.rm--many) .rm__t')).fontSize) / 24,
              told: document.querySelector('.rm__t--more').textContent,
            })"""
        )
        assert (shown["cut"], shown["told"]) == (0, "and 52 more sessions")
        assert shown["size"] >= 1.35
