"""Text that fits, and lists that turn their pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from .test_clock import NINE, at_nine, render

if TYPE_CHECKING:
    from playwright.async_api import Page

    from .conftest import PageAt
    from .wall import Wall

LONG = (
    "How nineteen mid-sized municipalities rewrote their tender rules so that open traffic control could win on price "
)
ARABIC = "إدارة المياه في المدن الساحلية: دروس من الإسكندرية والدار البيضاء "
JAPANESE = "津波のあとに、三陸沿岸の十五年と次への備えを考える。"
FAMILY = "👩‍👩‍👧‍👦🇵🇹👍🏽é"


def box(title: str, who: str = "", more: str = "", lines: str = "") -> str:
    speakers = f'<p class="who" data-cut="2">{who}</p>' if who else ""
    return (
        f'<div class="box" data-fit="t1 t2 t3" data-lines="{lines}" {more}>'
        f'<h2 class="title" data-cut="1" dir="auto">{title}</h2>{speakers}</div>'
    )


MEASURE = """() => [...document.querySelectorAll('.box')].filter(b => b.offsetHeight).map(b => {
  const inner = b.getBoundingClientRect(), over = [...b.querySelectorAll('h2,p')].filter(e => {
    const r = e.getBoundingClientRect();
    return r.bottom > inner.bottom - 9 || r.right > inner.right - 19 || r.left < inner.left + 19
      || e.scrollWidth > e.clientWidth + 1 });
  return {step: ['t1', 't2', 't3', 'any'].filter(c => b.classList.contains(c)).join(' '), over: over.length,
    texts: [...b.querySelectorAll('h2,p')].map(e => e.textContent)} })"""


async def boxes(page: Page) -> list[dict[str, Any]]:
    await page.evaluate("signage.render()")
    found: list[dict[str, Any]] = await page.evaluate(MEASURE)
    return found


@pytest.mark.parametrize(
    ("title", "step"), [("Short", "t1"), ("A longer title of two lines", "t1"), (LONG[:56], "t2"), (LONG, "t3")]
)
async def test_the_largest_size_that_holds_the_text(page_at: PageAt, wall: Wall, title: str, step: str) -> None:
    page = await at_nine(page_at, wall, box(title.strip()))
    assert await boxes(page) == [{"step": step, "over": 0, "texts": [title.strip()]}]


@pytest.mark.parametrize("text", [LONG * 6, ARABIC * 9, JAPANESE * 12, "W" * 600, FAMILY * 60, LONG + "X" * 300])
async def test_what_is_too_long_is_cut_and_never_spills(page_at: PageAt, wall: Wall, text: str) -> None:
    page = await at_nine(page_at, wall, box(text.strip(), "Some One, Some Where"))
    [found] = await boxes(page)
    title = found["texts"][0]
    assert (found["step"], found["over"], title[-1], found["texts"][1]) == ("t3 any", 0, "…", "")
    assert text.startswith(title[:-1])
    assert "\ud83d" not in title.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


async def test_words_are_cut_between_words_and_speakers_before_titles(page_at: PageAt, wall: Wall) -> None:
    who = ", ".join(f"Speaker Number{n}" for n in range(40))
    page = await at_nine(page_at, wall, box(LONG.strip(), who, lines="1 1 3"))
    [found] = await boxes(page)
    assert found["texts"][0] == LONG.strip()
    assert who.startswith(found["texts"][1][:-1])
    assert who[len(found["texts"][1]) - 1] in ", "


async def test_times_and_marks_are_never_cut(page_at: PageAt, wall: Wall) -> None:
    head = '<b class="n">11:30 ausnahmsweise</b> <span class="flag">Neue Zeit</span> '
    page = await at_nine(page_at, wall, box(head + "X" * 600))
    [found] = await boxes(page)
    assert re.fullmatch("11:30 ausnahmsweise Neue Zeit X+…", found["texts"][0])
    assert found["over"] == 0
    page = await at_nine(page_at, wall, box(head + "Donaudampfschifffahrt " * 40))
    [found] = await boxes(page)
    assert "Donaudampfschifffahrt…" in found["texts"][0]


async def test_letters_that_belong_together_stay_together(page_at: PageAt, wall: Wall) -> None:
    page = await at_nine(page_at, wall, "".join(box(" " * n + "x" * n + FAMILY * 60) for n in range(8)))
    for found in await boxes(page):
        rest = found["texts"][0].strip(" x")[:-1]
        assert (FAMILY * 60).startswith(rest)
        tail = rest[len(rest) // len(FAMILY) * len(FAMILY) :]
        assert tail in ("", FAMILY[:7], FAMILY[:9], FAMILY[:11])


async def test_a_bound_on_lines_for_each_size(page_at: PageAt, wall: Wall) -> None:
    two = "A longer title of two lines"
    page = await at_nine(page_at, wall, box(two, lines="1 1 2") + box(two, lines="1/2 1 2"))
    assert [found["step"] for found in await boxes(page)] == ["t3", "t3"]
    await page.set_viewport_size({"width": 1080, "height": 1920})
    await page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert [found["step"] for found in await boxes(page)] == ["t3", "t1"]


async def test_a_turned_display_is_measured_alike(page_at: PageAt, wall: Wall) -> None:
    texts = ["Short", LONG, LONG * 6]
    page = await at_nine(page_at, wall, "".join(map(box, texts)))
    upright = await boxes(page)
    wall.content = f'<div class="turned">{wall.content}</div>'
    await page.reload()
    assert [(f["step"], f["texts"]) for f in await boxes(page)] == [(f["step"], f["texts"]) for f in upright]


async def test_japanese_breaks_at_punctuation_while_it_can(page_at: PageAt, wall: Wall) -> None:
    page = await at_nine(
        page_at,
        wall,
        box("津波のあとに、三陸沿岸の十五年。", more='lang="ja"') + box("三陸沿岸の十五年" * 4, more='lang="ja"'),
    )
    assert [found["step"] for found in await boxes(page)] == ["t1", "t2 any"]


async def test_fits_again_when_revealed_and_when_resized(page_at: PageAt, wall: Wall) -> None:
    hidden = f'<div data-from="{NINE + 60}">{box(LONG * 6)}</div>'
    page = await at_nine(page_at, wall, hidden)
    assert await boxes(page) == []
    await render(page, NINE + 60)
    [small] = await page.evaluate(MEASURE)
    assert (small["step"], small["over"]) == ("t3 any", 0)
    await page.evaluate("document.querySelector('.box').style.height = '4000px'")
    [large] = await boxes(page)
    assert (large["step"], large["texts"]) == ("t1", [LONG * 6])


async def test_boxes_that_look_alike_are_of_the_smallest_size_any_needs(page_at: PageAt, wall: Wall) -> None:
    """None is as small as the last class, which leaves something out; what becomes short lets all grow."""
    alike = 'data-even="kind"'
    long = f'<div data-until="{NINE + 60}">{box(LONG * 6, more=alike)}</div>'
    page = await at_nine(page_at, wall, long + box(LONG[:28], more=alike) + box("Short", more=alike) + box("Apart"))
    await render(page, NINE)
    with_long = [found["step"] for found in await page.evaluate(MEASURE)]
    await render(page, NINE + 60)
    await page.evaluate("signage.fit.forget(); signage.render()")
    without = [found["step"] for found in await page.evaluate(MEASURE)]
    assert (with_long, without) == (["t3 any", "t2", "t2", "t1"], ["t1", "t1", "t1"])


async def test_text_revealed_in_a_box_counts(page_at: PageAt, wall: Wall) -> None:
    text = "was 11:45, moved here from Hall B for good reasons, and not without some regret"
    mark = f'<p data-from="{NINE + 60}" data-until="{NINE + 120}">{text}</p>'
    page = await at_nine(page_at, wall, box("A longer title of two lines", mark))
    steps = []
    for seconds in (0, 60, 120):
        await render(page, NINE + seconds)
        steps.append((await page.evaluate(MEASURE))[0]["step"])
    assert steps == ["t1", "t2", "t1"]


async def test_two_lines_are_balanced(page_at: PageAt, wall: Wall) -> None:
    text = "Reading the river: low-cost sensors along the long and winding Tagus"
    page = await at_nine(page_at, wall, f'<p data-balance style="width: 500px">{text}</p>')
    await boxes(page)
    widths = await page.evaluate("""() => { const range = document.createRange(), p = document.querySelector('p');
      range.selectNodeContents(p); return [...range.getClientRects()].map(r => r.width) }""")
    assert len(widths) == 2
    assert min(widths) > 0.6 * max(widths)


async def test_what_a_trial_of_its_neighbour_hides_is_measured_when_it_is_back(page_at: PageAt, wall: Wall) -> None:
    style = (
        "<style>.box { height: 30px } .f ~ .own { display: none } .own { width: 400px; white-space: nowrap }</style>"
    )
    steps = "a b c d e f t3"  # long enough for the other to be at its cutting
    title = f'<div class="box" data-fit="{steps}"><h2 class="title">{"W" * 40}</h2></div>'
    page = await at_nine(
        page_at, wall, f'{style}<div>{title}<p class="own" data-fit="t1" data-cut="1">{LONG}</p></div>'
    )
    assert [one["over"] for one in await boxes(page)] == [1]  # so it goes through its steps again and again
    assert await page.evaluate("(own => own.offsetWidth && own.scrollWidth)(document.querySelector('.own'))") == 400


async def test_a_text_that_lacks_one_letter_is_cut_where_height_is_shared(page_at: PageAt, wall: Wall) -> None:
    """With its “…” it is as long as whole, though not as wide."""
    style = "<style>.own { width: 140px; font: 20px monospace; white-space: nowrap } .w1 .own { width: 200px }</style>"
    text = '<p class="own" data-fit="t1" data-cut="1">aaaaaaaaaa<span style="font-size: 60px">b</span></p>'
    page = await at_nine(page_at, wall, f'{style}<div class="area" data-share="w1">{text}</div>')
    await page.evaluate("signage.render()")
    assert await page.inner_text(".own") == "aaaaaaaaaab"
    assert await page.get_attribute(".area", "class") == "area w1 is-shared"


def rows(count: int, gone_after: int = 99) -> str:
    items = "".join(
        f'<li data-until="{NINE + 60 * (i + 1) if i < gone_after else NINE + 9999}">{i}</li>' for i in range(count)
    )
    return f'<div data-pager></div><ul class="list" data-pages="10" data-capacity="8 4">{items}</ul>'


SHOWN_ROWS = "[...document.querySelectorAll('li')].filter(l => l.offsetHeight).map(l => +l.textContent)"
PAGER = """(p => [p.hidden, p.textContent, [...p.querySelectorAll('i')].map(i => i.className)])
  (document.querySelector('[data-pager]'))"""


async def test_a_list_that_does_not_fit_is_shown_in_pages(page_at: PageAt, wall: Wall) -> None:
    page = await at_nine(page_at, wall, rows(14))
    seen = []
    for seconds in (0, 10, 20, 30):
        await render(page, NINE + seconds)
        seen.append(await page.evaluate(SHOWN_ROWS))
    first = NINE // 10 % 3
    pages = [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11], [12, 13]]
    assert seen == [pages[(first + n) % 3] for n in range(4)]
    on = (first + 3) % 3
    assert await page.evaluate(PAGER) == [False, f"{on + 1}/3", ["on" if i == on else "" for i in range(3)]]


async def test_rows_that_a_shape_of_display_leaves_out_make_no_page(page_at: PageAt, wall: Wall) -> None:
    left_out = "<style>li:nth-child(n+9) { display: none }</style>"
    page = await at_nine(page_at, wall, left_out + rows(14))
    seen = []
    for seconds in (0, 10):
        await render(page, NINE + seconds)
        seen.append(await page.evaluate(SHOWN_ROWS))
    assert sorted(seen) == [[0, 1, 2, 3, 4, 5], [6, 7]]


async def test_of_many_pages_the_first_ones_come_every_other_turn(page_at: PageAt, wall: Wall) -> None:
    page = await at_nine(page_at, wall, rows(48))  # eight pages of six
    start, seen = NINE // 300 * 300, []
    for turn in range(30):  # from here on, the turns begin with the first page
        await render(page, start + turn * 10)
        seen.append((await page.evaluate(SHOWN_ROWS))[0] // 6)
    assert seen[::2] == [0, 1, 2] * 5
    assert seen[1::2] == [3, 4, 5, 6, 7] * 3


async def test_rows_that_leave_make_the_pages_fewer(page_at: PageAt, wall: Wall) -> None:
    page = await at_nine(page_at, wall, rows(14))
    await render(page, NINE + 8 * 60)
    assert await page.evaluate(SHOWN_ROWS) == [8, 9, 10, 11, 12, 13]
    assert await page.evaluate("document.querySelector('[data-pager]').hidden")


async def test_a_pager_that_grows_or_shrinks_has_what_stands_beside_it_fitted_anew(page_at: PageAt, wall: Wall) -> None:
    style = (
        "<style>.head { display: flex; width: 520px } .box { flex: 1 1 0%; min-width: 0; width: auto } "
        "[data-pager] { flex: none } i { display: inline-block; width: 60px } "
        ".t2 ~ [data-pager] i { display: none }</style>"
    )
    title = '<div class="box" data-fit="t1 t2"><h2 class="title">Today</h2></div>'
    head = f'<div class="head">{title}<div data-pager></div></div>'
    page = await at_nine(page_at, wall, style + head + rows(40).replace("<div data-pager></div>", ""))
    for minutes, pages, step in ((0, 7, "t1"), (5, 6, "t2"), (0, 7, "t1")):  # as many as have bars, and one more
        await render(page, NINE + minutes * 60)
        assert (await page.evaluate(PAGER))[1].endswith(f"/{pages}")
        assert [one["step"] for one in await boxes(page)] == [step]


def cells(count: int, hole: int = 0) -> str:
    """Three beside each other in a list for two rows of them, of which the last `hole` are empty."""
    style = (
        "<style>.list { display: flex; flex-wrap: wrap; height: 220px } .list li { width: 30%; height: 100px }</style>"
    )
    items = "".join(f"<li>{i}</li>" for i in range(count)) + "<li></li>" * hole
    return f'{style}<div data-pager></div><ul class="list" data-pages="10">{items}</ul>'


@pytest.mark.parametrize(("count", "hole", "lengths"), [(6, 0, [6]), (7, 0, [4, 3]), (14, 0, [5, 5, 4]), (4, 4, [4])])
async def test_cells_side_by_side_stand_on_pages_of_about_equal_length(
    page_at: PageAt, wall: Wall, count: int, hole: int, lengths: list[int]
) -> None:
    page = await at_nine(page_at, wall, cells(count, hole))
    first, seen = NINE // 10 * 10, []
    while first // 10 % len(lengths):
        first += 10
    for turn in range(len(lengths) + 1):
        await render(page, first + 10 * turn)
        seen.append(len(await page.evaluate(SHOWN_ROWS)))
    assert seen == [*lengths, lengths[0]]


async def test_a_page_that_turns_shows_all_the_pages_of_its_lists(page_at: PageAt, wall: Wall) -> None:
    halves = "".join(f'<div data-page data-turn="-:{10 * n}/{10 * n + 10}/20">{cells(8)}</div>' for n in range(2))
    page = await at_nine(page_at, wall, halves.replace("<div data-pager></div>", "") + "<div data-pager></div>")
    first, seen = NINE // 40 * 40, []
    for turn in range(4):
        await render(page, first + 10 * turn)
        seen.append(((await page.evaluate(PAGER))[1], await page.evaluate(SHOWN_ROWS)))
    one, other = list(range(4)), list(range(4, 8))
    assert seen == [("1/4", one), ("2/4", one), ("3/4", other), ("4/4", other)]


async def test_a_page_that_scrolls_shows_its_lists_whole(page_at: PageAt, wall: Wall) -> None:
    page = await at_nine(page_at, wall, "<style>body { overflow: auto }</style>" + rows(14))
    await render(page, NINE)
    assert await page.evaluate(SHOWN_ROWS) == list(range(14))


async def test_a_capacity_bounds_the_rows_of_a_portrait_page(page_at: PageAt, wall: Wall) -> None:
    page = await at_nine(page_at, wall, rows(8))
    await page.set_viewport_size({"width": 1080, "height": 1920})
    await render(page, NINE // 20 * 20)
    assert await page.evaluate(SHOWN_ROWS) in ([0, 1, 2, 3], [4, 5, 6, 7])


async def test_an_overview_of_thirty_rooms_is_fitted_side_by_side(page_at: PageAt, wall: Wall) -> None:
    titles = ["Short", "A title that takes about two lines", LONG, LONG * 2, ARABIC, JAPANESE]
    cells = ""
    for i in range(900):
        start = NINE + i // 30 * 600
        text = box(titles[(i // 30 + i) % 6], "Some One", lines="2 3 4")
        cells += f'<div data-from="{start}" data-until="{start + 600}">{text}</div>'
    page = await at_nine(page_at, wall, f'<div class="cells">{cells}</div>')
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Performance.enable")

    async def layouts() -> int:
        metrics = (await devtools.send("Performance.getMetrics"))["metrics"]
        return sum(int(metric["value"]) for metric in metrics if metric["name"] == "LayoutCount")

    for change in range(1, 6):
        before = await layouts()
        await render(page, NINE + change * 600)
        assert 0 < await layouts() - before < 30  # a round costs one, however many boxes it has
