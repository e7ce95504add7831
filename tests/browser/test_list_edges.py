"""Lists at their edges: sessions without a room, rooms without sessions, a long word beside a clock, a phone turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import at, session
from tests.walls.roles import OTHER, ROLES
from tests.walls.script import LOOK

from .test_lists import TALL, TITLES, WIDE, busy, floors, pages, rooms, wall

if TYPE_CHECKING:
    from .conftest import PageAt


async def test_what_has_no_room_stands_below_the_shortest_column_and_tears_no_floor(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {number}" for number in range(12)))
    titles = ("Cool roofs", *["How nineteen towns rewrote their rules so that open traffic control could win"] * 3)
    held = [
        session(f"s{n}", "09:00", "10:00", room, title=titles[n % 4 if n > 7 else 0]) for n, room in enumerate(places)
    ]
    lunch = [session("lunch", "12:30", "14:00", None, title="Lunch on the roof terrace")]
    names = "rooms:\n" + "".join(f"  Hall {number}: {{floor: Floor {number // 4}}}\n" for number in range(12))
    async with wall(page_at, held + lunch, rest=names) as page:
        [shown] = await pages(page)
    assert shown["floors"] == ["Floor 0", "Floor 1", "Floor 2"]
    assert shown["names"] == [*(room.name for room in places), "Room to be announced"]


async def test_what_comes_next_in_no_room_gives_way_to_titles_of_rooms(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {number}" for number in range(12)))
    lunch = session("lunch", "12:30", "14:00", None, title="Lunch on the roof terrace")
    held = [*busy(places, (" ".join(TITLES),)), lunch]
    seen = "[...document.querySelectorAll('.cell--roomless:not(.is-off)')].filter(el => el.offsetHeight).length"
    async with wall(page_at, held, TALL, rest=floors(places, "Floor 0", "Floor 1", "Floor 2")) as page:
        assert await page.evaluate(seen) == 0
        await page.evaluate("ms => signage.render(ms)", at("12:30").timestamp() * 1000)
        assert await page.evaluate(seen) == 1


async def test_a_phone_that_is_turned_upright_shows_all_in_its_order(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {number}" for number in range(6)))
    async with wall(page_at, busy(places), (844, 390)) as page:
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.wait_for_function("() => !document.querySelector('.is-set')")
        lefts = "[...new Set([...document.querySelectorAll('.cell')].map(el => el.getBoundingClientRect().left))]"
        assert len(await page.evaluate(lefts)) == 1
        cut = "[...document.querySelectorAll('.cell')].filter(el => el.scrollHeight > el.clientHeight + 2).length"
        assert await page.evaluate(cut) == 0


@pytest.mark.parametrize("size", [WIDE, TALL])
async def test_no_word_of_a_title_is_broken_beside_a_long_clock(page_at: PageAt, size: tuple[int, int]) -> None:
    places = rooms(*(f"Hall {number}" for number in range(30)))
    async with wall(page_at, busy(places), size, "overview, language: es-MX") as page:
        await page.evaluate("ms => signage.render(ms)", at("10:10").timestamp() * 1000)
        look = await page.evaluate(LOOK, {"roles": ROLES, "other": OTHER, "natural": ()})
    assert look["views"][0]["tears"] == []


async def test_only_a_room_that_waits_may_do_without_the_word_that_it_is_free(page_at: PageAt) -> None:
    places = rooms("Hall A", "Hall B", "Hall C")
    held = [session("over", "08:00", "09:00", places[0]), session("next", "10:00", "11:00", places[1])]
    async with wall(page_at, [*held, session("now", "09:00", "10:00", places[2])]) as page:
        waits = "signage.cells.wallOf(document.querySelector('[data-list]')).groups[0].cells.map(cell => cell.idle)"
        assert await page.evaluate(waits) == [False, True, False]


async def test_headings_of_floors_yield_to_the_titles_of_a_crowd(page_at: PageAt) -> None:
    """Long names of floors, twelve quiet rooms, and twelve sessions in one: few titles are cut."""
    *places, forum = rooms(*(f"r{number}" for number in range(12)), "Forum")
    title = "What {} towns at the coast have learned from floods, and how they pay for all that has to be rebuilt now"
    crowd = [session(f"c{n}", room=forum, title=title.format(n)) for n in range(12)]
    quiet = [session(f"q{n}", "14:00", "15:00", room) for n, room in enumerate(places)]
    names = [f"Wing {number} of the house of the coasts and the rivers and the seas" for number in range(5)]
    async with wall(page_at, [*crowd, *quiet], rest=floors([*places, forum], *names)) as page:
        shown = await pages(page)
        assert sum(len(one["cut"]) for one in shown) <= 4


async def test_a_crowd_that_waits_leaves_the_wall_to_what_is_on(page_at: PageAt) -> None:
    places = rooms(*(f"Hall {number}" for number in range(11)), "Posters")
    posters = [session(f"p{n}", "12:30", "13:30", places[-1], title=f"P{n} {TITLES[1]}") for n in range(40)]
    async with wall(page_at, [*busy(places[:-1], (f"{TITLES[1]} {TITLES[2]}",)), *posters]) as page:
        [shown] = await pages(page)
        assert await page.locator(".rm__t--more").count() == 1
    assert [text for text in shown["cut"] if text.startswith("Signal")] == []


@pytest.mark.parametrize("size", [WIDE, TALL])
async def test_a_single_room_has_the_wall_to_itself(page_at: PageAt, size: tuple[int, int]) -> None:
    async with wall(page_at, busy(rooms("Canteen")), size) as page:
        [shown] = await pages(page)
        unit = await page.evaluate("parseFloat(getComputedStyle(document.querySelector('[data-list]')).fontSize)")
        high = "(el => el.lastElementChild.offsetHeight / el.parentElement.closest('.ov').clientHeight)"
        assert await page.evaluate(f"{high}(document.querySelector('.cell'))") > 0.6
    assert float(shown["sizes"]["title"][0]) > 4.5 * unit
    assert shown["cut"] == []


# One column of three rooms whose next titles ask for two lines, on walls from as high as one line each needs: for each
# the lines that the room would have had, and those that there are.
LINES = """() => {
  const {measure, columns, placing} = signage, BIG = measure.BIG;
  const text = words => {
    const el = document.createElement('span');
    el.textContent = words;
    return Object.assign(measure.read(el, 400), {head: 0});
  };
  const label = measure.plain('until 3:00 PM', 600, 'n'), none = text('');
  const next = text('Call of Cthulhu and the edge of darkness');
  const group = {el: null, arrow: '', way: false, name: none, quiet: none, hint: 0, cells: []};
  group.cells = ['Blood on the Clocktower', 'A most wondrous exchange of all kinds', 'Cthulhu'].map((title, n) => ({
    el: null, template: {}, group, name: text('Table ' + n), text: 'Table ' + n, isRoom: true, twin: false, way: 0,
    strays: false, floor: 0, floorText: none, lead: 0, many: false, label: label.all, items: [text(title)],
    idle: false, who: false, next, until: label, foot: next
  }));
  const wall = {kind: 'cells', groups: [group], cells: group.cells, width: 24, gap: 2, pad: 2, height: 0, unit: 24,
    upright: true, half: true, tall: 1, long: BIG, longName: BIG, crowd: false, heads: false, bare: false};
  const found = [], page = [{group, cells: group.cells}];
  for (let more = 0.1; more < 5; more += 0.2) {
    const plan = {columns: 1, place: 1, grid: 0, banded: 0, level: 1, cut: false, shown: BIG, waiting: BIG, names: 2};
    wall.height = 60;
    let laid = columns.holds(wall, plan, [page], 1.4)[0];
    const line = plan.sizes.next * 1.25, lines = room => Math.floor(room / line + 0.01);
    wall.height = laid[0].used + more;
    laid = columns.holds(wall, plan, [page], 1.4)[0];
    const shown = placing.finish(wall, plan, 1.4, laid, page);
    const had = shown.things.filter(thing => thing.cell).map(one => shown.level ? Math.min(1, lines(one.spare)) : 1);
    found.push([lines(more - 0.05), had.reduce((sum, one) => sum + one)]);
  }
  return found.filter(pair => pair[0] < 4);
}"""


async def test_what_comes_next_has_each_line_that_its_column_has_room_for(page_at: PageAt) -> None:
    async with wall(page_at, [session("s1", "09:00", "10:00")]) as page:
        found = await page.evaluate(LINES)
    assert [pair for pair in found if pair[1] < pair[0]] == []
    assert {room for room, _ in found} == {0, 1, 2, 3}


@pytest.mark.parametrize(("language", "title"), [("he", "Anatomie d'une chute"), ("en", "ואלס עם באשיר")])
async def test_a_title_of_another_direction_begins_below_the_name_of_its_room(
    page_at: PageAt, language: str, title: str
) -> None:
    ends = """css => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector(css).lastChild);
      const box = range.getBoundingClientRect();
      return getComputedStyle(document.querySelector('.tv')).direction === 'rtl' ? box.right : box.left;
    }"""
    held = [session("s1", "09:00", "10:00", title=title)]
    async with wall(page_at, held, view=f"overview, language: {language}") as page:
        assert abs(await page.evaluate(ends, ".rm__t") - await page.evaluate(ends, ".cell__r")) < 2


END = """css => [...document.querySelectorAll(css)].filter(el => el.offsetHeight && !el.closest('.is-off')).map(el => {
  const walk = document.createTreeWalker(el, NodeFilter.SHOW_TEXT), x = place => {
    const range = document.createRange();
    range.setStart(node, place);
    range.setEnd(node, place + 1);
    return range.getBoundingClientRect().left;
  };
  let node = null;
  while (walk.nextNode()) { node = walk.currentNode.data.trim().endsWith('?') ? walk.currentNode : node; }
  const last = node.data.trimEnd().length - 1;
  return x(last) > x(last - 1);
})"""
"""Whether the question mark at the end of each of these texts stands to the right of the letter before it."""


@pytest.mark.parametrize(
    ("view", "css"), [("overview", ".rm__t, .rm__x"), ("directory", ".sign__b"), ("agenda", ".row__t")]
)
async def test_neither_a_time_nor_a_mark_decides_the_direction_of_a_title(page_at: PageAt, view: str, css: str) -> None:
    title = "What is an Anthropologist doing in our Infrastructure?"
    one, other = rooms("Hall A", "Hall B")
    held = [
        session("s1", "09:00", "10:00", one, title=title, cancelled=True),
        session("s2", "10:00", "11:00", one, title=title),
        session("s3", "10:00", "11:00", other, title=title),
    ]
    async with wall(page_at, held, view=f"{view}, language: ar") as page:
        ends = await page.evaluate(END, css)
    assert len(ends) > 1
    assert all(ends)
