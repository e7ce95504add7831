"""What lists work out ahead: turns and boundaries find it ready, and whatever comes between shows what is right."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from signage.agenda import Agenda, Room, Session
from signage.publish.state import PageKey
from tests.build import at, chance, layout, on_now, publisher, session
from tests.walls.agendas import WORDS
from tests.walls.script import AUDIT
from tests.walls.walk import serving

from .glass import SHOWN, holds
from .test_weight import STREAM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Page

    from .conftest import PageAt

LAYOUT = layout("wall: {show: overview}\nsigns: {show: directory}\nboard: {show: agenda}")
WIDE, TALL = (1920, 1080), (1080, 1920)
# Work is left at each of its steps: a clock that is late whenever it is asked.
SLOW = "{ const now = performance.now.bind(performance); let late = 0; performance.now = () => now() + (late += 20); }"
LIST = "document.querySelector('[data-list]')"
READY = f"{LIST}.ahead && {LIST}.ahead.isDone && {LIST}.timer === 0"
BEGUN = f"{LIST}.ahead && {LIST}.ahead.steps.length && !{LIST}.ahead.isDone"
# Where the walk against burn-in stands by then depends on how long the test has taken.
SEEN = """ms => {
  signage.render(ms);
  ['x', 'y'].forEach(axis => document.documentElement.style.setProperty('--shift-' + axis, '0px'));
  const live = e => [...e.children].filter(n => n.tagName !== 'TEMPLATE').map(n => n.outerHTML).join();
  return [...document.querySelectorAll('.cell, .ov__h, .row, .bd__s, .bd__foot')]
    .filter(e => e.offsetHeight && !e.closest('.is-off'))
    .map(e => [[...e.classList].sort().join(' '), JSON.stringify(e.getBoundingClientRect()), live(e)]);
}"""
ARRANGED = """ms => {
  const real = signage.arrangement.arrange;
  let arranged = 0;
  signage.arrangement.arrange = wall => { arranged += 1; return real(wall); };
  signage.render(ms);
  signage.arrangement.arrange = real;
  return arranged;
}"""
NINE, TEN, ELEVEN = (at(f"{hour:02}:00").timestamp() * 1000 for hour in (9, 10, 11))


def agenda(seed: int = 1) -> list[Session]:
    """Forty rooms with titles of any length at nine, at ten and at eleven; at ten a crowd."""
    dice = chance(seed)
    made = []
    for number in range(40):
        room = Room(f"r{number}", f"Hall {number}")
        for hour in (9, 10, 11):
            for n in range(9 if (number, hour) == (3, 10) else 1):
                title = " ".join(dice.choices(WORDS["latin"], k=dice.randint(2, 24)))
                made.append(session(f"s{number}-{hour}-{n}", f"{hour:02}:00", f"{hour + 1:02}:00", room, title=title))
    return made


def for_hours() -> list[Session]:
    """What a board tells at its foot until ten, and until noon."""
    return [
        session("desk", "06:00", "12:00", Room("desk", "Foyer"), title="Information"),
        session("breakfast", "06:00", "10:00", Room("bar", "Bar"), title="Breakfast"),
    ]


@asynccontextmanager
async def wall(
    page_at: PageAt, held: list[Session], script: str = "", path: str = "wall", size: tuple[int, int] = WIDE
) -> AsyncIterator[Page]:
    """A list of these sessions at half past nine."""
    async with serving(Agenda.of(held), LAYOUT) as base:
        page = await page_at(f"{base}/screens/{path}?at=2026-02-07T09:30", size, script)
        await holds(page, "signage.fit.generation() > 1")  # once more for engines that are late with a font
        await page.evaluate("ms => signage.render(ms)", NINE + 1_800_000)
        yield page


async def afresh(
    page_at: PageAt, held: list[Session], ms: float, path: str = "wall", size: tuple[int, int] = WIDE
) -> Any:
    """What a page shows that has worked nothing out ahead."""
    async with wall(page_at, held, path=path, size=size) as page:
        return await page.evaluate(SEEN, ms)


@pytest.mark.parametrize("path", ["wall", "signs", "board"])
async def test_a_boundary_finds_its_arrangement_ready_and_shows_what_it_would_anyway(
    page_at: PageAt, path: str
) -> None:
    held = [one for one in agenda() if one.id.endswith("-0")] + (for_hours() if path == "board" else [])
    async with wall(page_at, held, path=path) as page:
        await holds(page, READY)
        assert await page.evaluate(ARRANGED, TEN) == 0
        shown = [await page.evaluate(SEEN, TEN + turn * 12_000) for turn in range(3)]
        assert (await page.evaluate(SHOWN))["now"]
    assert shown == [await afresh(page_at, held, TEN + turn * 12_000, path) for turn in range(3)]


@pytest.mark.parametrize("path", ["wall", "board"])
@pytest.mark.parametrize("ms", [TEN, ELEVEN, NINE - 1, NINE + 1_812_000])
async def test_a_clock_that_jumps_amid_what_is_worked_out_shows_the_right_thing_at_once(
    page_at: PageAt, ms: float, path: str
) -> None:
    """At the boundary itself what was begun is gone on with."""
    held = agenda() + (for_hours() if path == "board" else [])
    async with wall(page_at, held, SLOW, path) as page:
        await holds(page, BEGUN)
        shown = await page.evaluate(SEEN, ms)
        assert await page.evaluate(AUDIT) == []
    assert shown == await afresh(page_at, held, ms, path)


@pytest.mark.parametrize("path", ["wall", "board"])
@pytest.mark.parametrize("when", [BEGUN, READY])
async def test_a_resize_amid_what_is_worked_out_arranges_for_the_new_size(
    page_at: PageAt, when: str, path: str
) -> None:
    held = agenda() + (for_hours() if path == "board" else [])
    async with wall(page_at, held, SLOW if when == BEGUN else "", path) as page:
        await holds(page, when)
        await page.set_viewport_size({"width": TALL[0], "height": TALL[1]})
        shown = await page.evaluate(SEEN, TEN)
        assert await page.evaluate(AUDIT) == []
    assert shown == await afresh(page_at, held, TEN, path, TALL)


# What a list's elements had changed by a page turn.
TURNED = f"""ms => {{
  const changes = new MutationObserver(() => {{}});
  changes.observe({LIST}.parentNode, {{attributes: true, characterData: true, childList: true, subtree: true}});
  signage.render(ms);
  const within = changes.takeRecords().filter(one => {LIST}.contains(one.target));
  const told = one => [one.type, one.attributeName, one.target.matches('[data-panel], .ov__h')].join();
  return [...new Set(within.map(told))];
}}"""
WAITS = """() => [...document.querySelectorAll('.is-laid.is-off')].map(e =>
  [e.offsetHeight > 0, getComputedStyle(e).visibility, e.innerText])"""


@pytest.mark.parametrize("path", ["wall", "signs"])
async def test_a_turn_finds_its_page_laid_out_and_shows_its_cells_alone(page_at: PageAt, path: str) -> None:
    """A change of what is in them, or of the list, would cost styles and layout."""
    held = [one for one in agenda() if one.id.endswith("-0")]
    async with wall(page_at, held, path=path) as page:
        await holds(page, READY)
        waits = await page.evaluate(WAITS)
        changed = [await page.evaluate(TURNED, NINE + 1_800_000 + turn * 12_000) for turn in range(1, 4)]
        assert await page.evaluate(AUDIT) == []
    assert len(waits) >= 40 - 24
    assert {tuple(one) for one in waits} == {(True, "hidden", "")}
    assert changed[:1] == [["attributes,class,true"]]
    assert {one for turn in changed for one in turn} == {"attributes,class,true"}


async def test_a_phone_scrolls_through_what_had_waited_for_its_turn(page_at: PageAt) -> None:
    held = [one for one in agenda() if one.id.endswith("-0")]
    async with wall(page_at, held) as page:
        await holds(page, READY)
        await page.set_viewport_size({"width": 390, "height": 844})
        await holds(page, "document.body.className === 'phone'")
        await page.evaluate(SEEN, NINE + 1_800_000)
        tops = await page.evaluate("[...document.querySelectorAll('.cell')].map(e => e.getBoundingClientRect().top)")
        assert await page.evaluate("document.querySelectorAll('.is-off, .is-laid').length") == 0
    assert (len(tops), tops) == (40, sorted(tops))


CHANGE = "panels => panels.forEach(panel => stream.on.panel({data: JSON.stringify(panel)}))"


@pytest.mark.parametrize("when", [BEGUN, READY])
async def test_a_change_of_what_was_worked_out_ahead_is_shown(page_at: PageAt, when: str) -> None:
    held, other = agenda(1), agenda(2)
    rendered = publisher(LAYOUT, *other).renderer.rendered_screen(PageKey("screen", "wall")).panels
    panels = [{"panel": p.name, "revision": p.revision, "html": p.html} for p in rendered if p.name.startswith("room-")]
    async with wall(page_at, held, STREAM + (SLOW if when == BEGUN else "")) as page:
        await holds(page, when)
        await page.evaluate(CHANGE, panels[::2])
        await page.evaluate(SEEN, TEN)
        assert await page.evaluate(AUDIT) == []
        await page.evaluate(CHANGE, panels)
        shown = await page.evaluate(SEEN, TEN)
    assert len(panels) == 40
    assert shown == await afresh(page_at, other, TEN)


async def test_each_boundary_of_a_day_shows_what_is_on_however_much_was_worked_out(page_at: PageAt) -> None:
    held = agenda()
    few = [one for one in held if one.room and one.room.id in {"r0", "r1", "r2", "r3"}]
    async with wall(page_at, few) as page:
        for clock in ("10:00", "11:00", "12:00"):
            await holds(page, f"{LIST}.timer === 0")
            await page.evaluate(SEEN, at(clock).timestamp() * 1000)
            assert (await page.evaluate(SHOWN))["now"] == sorted(one.id for one in on_now(few, at(clock)))


async def test_the_walk_against_burn_in_comes_after_the_turn_that_is_due_with_it(page_at: PageAt) -> None:
    place = "document.documentElement.getAttribute('style')"
    async with wall(page_at, agenda()[:3]) as page:
        before, at_once = await page.evaluate(f"ms => [{place}, (signage.render(ms), {place})]", NINE + 2_160_000)
        assert before == at_once
        await holds(page, f"{place} !== arg", before)
