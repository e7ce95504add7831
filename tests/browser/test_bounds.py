"""How many pages a list takes: never more than its bound, for any number of rooms and floors, whatever their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .test_lists import TALL, WIDE, busy, rooms, wall

if TYPE_CHECKING:
    from playwright.async_api import Page

    from .conftest import PageAt

# Walls made of numbers, as cells.js reads them: rooms with a name, a label, titles and what comes next, on floors with
# names. For each number of rooms and of floors that is not as it should be: the pages, and what they hold.
ARRANGED = """({kind, width, height, upright, each, from, until, names, titles, floors, step}) => {
  const {measure, arrangement} = signage, wrong = [];
  const text = words => {
    const el = document.createElement('span');
    el.textContent = words;
    return Object.assign(measure.read(el, 600), {head: 0});
  };
  const label = measure.plain('until 3:00 PM', 600, 'n'), made = names.map(text), told = titles.map(text);
  const floor = text(floors > 1 ? 'Ground floor of the annex for musical instruments and scores' : '');
  const cell = (group, n) => ({
    el: null, template: {}, group, name: made[n % made.length], text: names[n % names.length] + n, isRoom: true,
    twin: names.length === 1, way: 0, strays: false, floor: floor.all, floorText: floor, lead: 0, many: false,
    label: kind === 'signs' ? 0 : label.all, items: [told[n % told.length]], idle: false, who: false,
    next: told[(n + 1) % told.length],
    until: label, foot: Object.assign(measure.join(label, told[(n + 1) % told.length]), {head: 0})
  });
  for (let n = from; n <= until; n += step) {
    const named = {name: floor, quiet: floor, way: false, hint: 0};
    const heading = () => ({el: floors > 1 ? {} : null, arrow: '', cells: [], ...named});
    const groups = Array.from({length: Math.min(n, floors)}, heading);
    for (let k = 0; k < n; k++) { groups[k % groups.length].cells.push(cell(groups[k % groups.length], k)); }
    const shape = {pad: 2.5, gap: 2.5, width, height, upright, half: false, usual: true, tall: 1, unit: 24};
    const pages = arrangement.arrange({kind, groups, ...shape}).pages;
    const held = pages.map(page => page.things.filter(thing => thing.cell).length);
    const all = held.reduce((a, b) => a + b), even = Math.min(...held) * 2 >= Math.max(...held);
    if (held.length > Math.ceil(n / each) || all !== n || !even) { wrong.push([n, floors, held]); }
  }
  return wrong;
}"""
SHORT = ["Hall 1", "Auditorium", "Rooftop"]
LONG = ["Conference Room of the Northern Annex", "Grand Ballroom Salon ABC", "Straßenbahnhaltestellenverzeichnissaal"]
SAME = ["Conference Room of the Northern Annex"]
TITLES = [
    "Cool roofs",
    "Signal priority for cargo bikes and what it took to get there in three small cities",
    "Reading rivers with low-cost sensors, and other things that a town can do by itself",
]
KINDS = {"cells": (16, 12), "signs": (24, 24)}


async def hold(page: Page, kind: str, upright: bool, names: list[str], floors: int, step: int) -> None:
    """Whether walls of 1 to 120 rooms, or of each `step`th of these numbers, keep to their pages, all of them alike."""
    size = {"width": 37.5, "height": 56.4} if upright else {"width": 77.5, "height": 38.6}
    given = {"kind": kind, "upright": upright, "each": KINDS[kind][upright], "names": names, "floors": floors}
    wrong: list[Any] = []
    for start in range(1, 121, 20):  # so that no answer takes too long
        told = {"titles": TITLES, "step": step, "from": start + start % step, "until": start + 19}
        wrong += await page.evaluate(ARRANGED, given | size | told)
    assert wrong == []  # number of rooms, of floors, and the rooms on each page


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("upright", [False, True])
@pytest.mark.parametrize(("names", "floors", "step"), [
    (SHORT, 1, 3), (LONG, 7, 7), (SAME, 40, 7),
    *(pytest.param(*names, 1, marks=pytest.mark.soak) for names in ((SHORT, 1), (LONG, 7), (SAME, 40))),
])  # fmt: skip
async def test_a_list_takes_no_page_more_than_it_may(
    page_at: PageAt, kind: str, upright: bool, names: list[str], floors: int, step: int
) -> None:
    async with wall(page_at, busy(rooms("Hall")), TALL if upright else WIDE) as page:
        await hold(page, kind, upright, names, floors, step)
