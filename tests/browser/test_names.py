"""Names and words that no line holds: where they take a hyphen, and what is left of names that must be cut."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from tests.build import session
from tests.walls.judge import Known
from tests.walls.script import AUDIT

from .test_lists import TALL, WIDE, busy, pages, rooms, wall

if TYPE_CHECKING:
    from .conftest import PageAt

BROKEN = """([text, width]) => {
  const el = document.createElement('span'), measure = signage.measure;
  el.textContent = text;
  measure.cut(el, measure.read(el, 400), width, 1e6);
  return el.textContent.replace(/\\u00ad/g, '-');
}"""
CUT = """([html, width]) => {
  const el = document.createElement('span'), measure = signage.measure;
  el.innerHTML = html;
  measure.cut(el, measure.read(el, 400), width, 1);
  return el.textContent;
}"""
APART = """([names, width, lines]) => names.map(name => {
  const others = names.filter(other => other !== name);
  return signage.names.apart(name, others, width, lines).words.replace(/\\u2060/g, '');
})"""
TORN = """() => [...document.querySelectorAll('.cell__r')].filter(e => e.offsetHeight && !e.closest('.is-off'))
  .filter(e => /\\u00ad/.test(e.textContent)).length"""


@pytest.mark.parametrize(("text", "width", "shown"), [
    ("Straßenbahnhaltestelle", 100, "Straßenbahnhaltestelle"),
    ("Straßenbahnhaltestelle", 9, "Straßenbahnhaltes-telle"),
    ("an der Straßenbahnhaltestelle", 9, "an der Straßen-bahnhaltestelle"),
    ("Kansainvälinen lentokenttäsuunnittelu", 7, "Kansainvälinen lentokenttä-suunnittelu"),
    ("Достопримечательность", 8, "Достопримеча-тельность"),
    ("die Verkehrsflächenplanung,", 8, "die Verkehrsflä-chenplanung,"),
    ("„Bundesgartenschaugelände“\u00a0– und", 9, "„Bundesgarten-schaugelände“\u00a0– und"),
    ("Weltanschauungsberatung", 7, "Weltan-schauungsbe-ratung"),
    ("Bundesgartenschaugelände", 7, "Bundesgarten-schaugelände"),
])  # fmt: skip
async def test_a_word_that_fits_no_line_takes_a_hyphen(page_at: PageAt, text: str, width: int, shown: str) -> None:
    async with wall(page_at, busy(rooms("Hall"))) as page:
        assert await page.evaluate(BROKEN, [text, width]) == shown


async def test_no_dot_between_two_titles_stands_before_an_ellipsis(page_at: PageAt) -> None:
    async with wall(page_at, busy(rooms("Hall"))) as page:
        assert await page.evaluate(CUT, ["<i>Tides</i> · <i>Infrastructure</i>", 4]) == "Tides…"


async def test_names_that_are_cut_are_told_apart(page_at: PageAt) -> None:
    async with wall(page_at, busy(rooms("Hall"))) as page:
        assert await page.evaluate(APART, [["Hall of Rivers and Lakes", "Dome"], 9, 1]) == [
            "Hall of Rivers and…",
            "Dome…",
        ]
        alike = "Seminar Room of the Northern Annex"
        shown = await page.evaluate(APART, [[alike, f"{alike} 2"], 9, 1])
    assert [name.partition("…")[2] for name in shown] == ["Annex", "Annex 2"]
    assert all(alike.startswith(name.partition("…")[0]) for name in shown)


async def test_names_of_one_long_word_keep_such_an_end_that_only_one_fits(page_at: PageAt) -> None:
    """Each begins like another, and many end in the same letter: of Thai, and of anything without spaces."""
    parts = ("การจัดการน้ำ", "ในเมืองชายฝั่ง", "บทเรียน", "จากกรุงเทพฯ")
    names = ["".join(some) for count in (2, 3, 4) for some in itertools.permutations(parts, count)]
    names += [f"{name}ก" for name in names[::3]]
    async with wall(page_at, busy(rooms("Hall"))) as page:
        for given in (names, [f"Wasser{'am'.join(str(n))}kraftwerksgelände{n % 4}" for n in range(100, 140)]):
            shown = await page.evaluate(APART, [given, 12, 1])
            known = Known({name: (name, "") for name in given})
            assert [text for text in shown if len(known.could_be(text)) > 1] == []
            assert len(set(shown)) == len(given)


@pytest.mark.parametrize("size", [WIDE, TALL])
async def test_a_name_is_not_broken_where_smaller_type_holds_it(page_at: PageAt, size: tuple[int, int]) -> None:
    words = [
        f"{word}{number}" for number in range(12) for word in ("Konferenzzentrumssaal", "Переговорная", "Planetarium")
    ]
    title = "A session with a title that says at length what is to be heard there, by whom and what for"
    async with wall(page_at, busy(rooms(*words), [title]), size) as page:
        assert len(await pages(page)) <= 3
        assert await page.evaluate(TORN) == 0


async def test_of_a_crowd_titles_are_whole_where_a_wall_has_room(page_at: PageAt) -> None:
    few, [many] = rooms("Hall A", "Hall B"), rooms("Forum")
    titles = [f"{number} things that we learned from the river and what it did to the town" for number in range(12)]
    crowd = [session(f"c{number}", "09:00", "10:00", many, title=title) for number, title in enumerate(titles)]
    async with wall(page_at, [*busy(few), *crowd], TALL) as page:
        [shown] = await pages(page)
        assert shown["cut"] == []
        assert await page.evaluate(AUDIT) == []


# The words that are left of these names in so many em, the widest of them in em; none is wider, so that none is broken.
LEFT = """width => {
  const {measure, names} = signage, known = [
    'the for interoperable Kelp procuremen', 'interoperable Batteries after storage for',
    'interoperable Batteries after storage for\\u00a011', 'İzmir control the harbour learned',
    'İzmir control the harbour learned\\u00a014'];
  return known.map(name => {
    const left = names.apart(name, known.filter(other => other !== name), width, 2);
    return [left.words, left.lines, Math.max(...measure.plain(left.words, 700).w)];
  });
}"""


@pytest.mark.parametrize("width", [8, 9.5, 11, 13, 15])
async def test_no_word_of_a_name_that_is_cut_is_broken(page_at: PageAt, width: float) -> None:
    async with wall(page_at, [session("s1", "09:00", "10:00")]) as page:
        left = await page.evaluate(LEFT, width)
    assert len({words for words, _, _ in left}) == 5
    assert [words for words, lines, widest in left if widest > width or lines > 2] == []
