"""The score itself: each defect, planted on a small page made by hand, is found, and a good page has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from signage.agenda import Room
from tests.build import agenda, at, layout, session
from tests.walls.judge import ELEMENTS, Known, judge, missing, order, unequal
from tests.walls.roles import OTHER
from tests.walls.script import LOOK
from tests.walls.venue import Venue

if TYPE_CHECKING:
    from tests.browser.conftest import PageAt

# A wall of four equal cells, 1000 x 600, full enough; a rem is 10 px.
PAGE = """<!doctype html><html><meta charset="utf-8"><style>
* { margin: 0; padding: 0; box-sizing: border-box; } body { background: #000; color: #fff; font: 20px/1.2 sans-serif; }
.glass { width: 1000px; height: 600px; overflow: hidden; }
.tv { width: 1000px; height: 600px; font-size: 10px; } .hd { height: 60px; font-size: 30px; }
ul { font-size: 20px; height: 540px; }
li { position: relative; float: left; width: 500px; height: 270px; list-style: none; }
h3 { font-size: 30px; width: 300px; } .until { position: absolute; right: 10px; top: 8px; } p { width: 480px; }
</style><body><div class="glass"><main class="tv" data-view="overview">
<header class="hd" data-panel="head">Now and next <span data-pager>PAGER</span></header>
<ul data-pages="12">CELLS</ul></main></div>EXTRA"""
CELL = """<li data-panel="room-{id}"><h3 class="name">{name}</h3><i class="until">until 11:00</i>
<p class="title" data-session="s{id}">{title}</p></li>"""
NAMES = ("Tejo", "Belém Palace", "Chiado", "Alfama")
TITLE = " ".join(["What nineteen towns learned about wind, water and the grid after the storm."] * 5)
ELIDED = "p { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }"
ROLES = {"overview": {"room": ".name", "floor": ".floor", "title": ".title", "label": ".until"}}
KNOWN = Known(
    {str(number): (name, "") for number, name in enumerate(NAMES)}
    | {"7": ("Belém Tower", ""), "8": ("Twin", "Floor 1"), "9": ("Twin", "Floor 2")},
    ("To be continued …",),
)


def made(names: tuple[str, ...] = NAMES, title: str = TITLE, css: str = "", extra: str = "", pager: str = "") -> str:
    cells = "".join(CELL.format(id=number, name=name, title=title) for number, name in enumerate(names))
    return PAGE.replace("CELLS", cells).replace("EXTRA", f"<style>{css}</style>{extra}").replace("PAGER", pager)


async def seen(page_at: PageAt, html: str) -> dict[str, Any]:
    page = await page_at("about:blank", (1000, 600))
    await page.set_content(html)
    found: dict[str, Any] = await page.evaluate(LOOK, {"roles": ROLES, "other": OTHER, "natural": KNOWN.natural})
    return found


async def kinds(page_at: PageAt, html: str) -> set[str]:
    return {fault.kind for fault in judge(await seen(page_at, html), KNOWN, [])}


async def test_a_good_page_has_no_findings_and_its_measures(page_at: PageAt) -> None:
    look = await seen(page_at, made())
    (view,) = look["views"]
    assert list(judge(look, KNOWN, [])) == []
    assert view["sizes"] == {"room": [3.0], "title": [2.0], "label": [2.0]}
    assert view["share"] > 0.75
    assert (view["rooms"], view["cells"]) == (["0", "1", "2", "3"], ["0", "1", "2", "3"])
    assert view["sessions"] == ["s0", "s1", "s2", "s3"]
    assert (view["page"], view["pages"], view["turning"]) == (1, 1, 1)
    assert 20 < look["elements"] < 40


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        (made(css=".until { right: 250px; }"), "text over text"),
        (made(css="p { position: relative; left: 40px; }"), "text outside"),  # out of its cell
        (made(css=".tv { margin-left: 20px; } li:nth-child(2) p { width: 600px; }"), "text outside"),  # off the wall
        (made(css="p { height: 50px; overflow: hidden; }"), "text outside"),  # clipped, without a word
        (made(css=".until { width: 40px; white-space: nowrap; }"), "text outside"),  # out of its own column
        (made(css="h3 { white-space: nowrap; overflow: hidden; width: 80px; }"), "text outside"),
        (made(css=".until { font-size: 12px; }"), "too small"),
        (made(css=".until { color: #777; }"), "too pale"),
        (made(title=""), "nothing told"),
        (made(title="What nineteen towns learned …"), "cut with room to spare"),
        (made(title="What nineteen towns ..."), "cut with room to spare"),
        (made(css=ELIDED), "cut with room to spare"),
        (made(css="h3 { width: 80px; overflow-wrap: anywhere; }"), "broken name"),
        (made(title="Donaudampfschifffahrt " * 20, css="p { word-break: break-all; }"), "broken word"),
        (made(title="바다와 도시 사이 전력망의 다음 십 년 " * 10), "broken word"),  # Korean, between syllables
        (made(("Tejo", "Belém …", "Chiado", "Alfama")), "names alike"),
        (made(css="li:first-child h3 { font-size: 25px; }"), "sizes differ"),
        (made(css="li:last-child p { font-size: 21px; }"), "sizes differ"),
        (made(pager="1/2"), "pages"),
        (made(extra="<b></b>" * ELEMENTS), "elements"),
    ],
)
async def test_a_planted_defect_is_found(page_at: PageAt, html: str, kind: str) -> None:
    assert kind in await kinds(page_at, html)


@pytest.mark.parametrize(
    ("css", "sentence"),
    [
        ("p { height: 10px; overflow: hidden; }", "cut through a line: title"),
        ("h3 { width: 150px; white-space: nowrap; overflow: hidden; }", "cut at the side: name"),
        (".glass { position: relative; left: 990px; }", "out of sight: name"),
        (".until { left: 0; top: 0; width: 300px; height: 40px; background: #00f; }", "covered by until: name"),
        ("main { display: none; }", "an empty body"),
    ],
)
async def test_a_sentence_says_what_is_wrong(page_at: PageAt, css: str, sentence: str) -> None:
    wrong = (await seen(page_at, made(css=css)))["wrong"]
    assert any(found.startswith(sentence) for found in wrong), wrong


@pytest.mark.parametrize(
    "html",
    [
        made(title="To be continued …"),  # its author's own
        made(("Tejo", "Chiad…", "Alfama", "Twin")),  # no other could be meant
        made(
            ("Donaudampf" * 9, *NAMES[1:]),
            css="h3 { font-size: 15px; width: 250px; min-height: 36px; overflow-wrap: anywhere; }",
        ),
        made(title="津波のあとに三陸沿岸の十五年と次への備えを考える地域の漁業とエネルギー転換のこれから" * 5),
        made(title="การจัดการน้ำในเมืองชายฝั่งบทเรียนจากกรุงเทพฯ" * 7),
        made(title="Straßenbahnhaltes\u00adtelle " * 4, css="p { width: 190px; }"),  # the hyphen is not the next part's
        made(extra=f"<template>{'<b></b>' * ELEMENTS}</template>"),
        made(css="p { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 20; overflow: hidden; }"),
    ],
)
async def test_what_is_right_is_no_finding(page_at: PageAt, html: str) -> None:
    assert await kinds(page_at, html) == set()


async def test_a_cut_is_none_too_many_where_the_wall_is_full(page_at: PageAt) -> None:
    assert await kinds(page_at, made(title=f"{TITLE} What nineteen towns …")) == set()


async def test_a_cut_is_too_much_beside_free_room_in_its_cell(page_at: PageAt) -> None:
    cells = "".join(CELL.format(id=n, name=name, title=f"{TITLE} {TITLE[:40]}") for n, name in enumerate(NAMES[1:], 1))
    first = CELL.format(id=0, name="Tejo", title="What nineteen towns …")
    look = await seen(page_at, PAGE.replace("CELLS", first + cells).replace("EXTRA", "").replace("PAGER", ""))
    assert look["views"][0]["share"] > 0.7
    assert [fault.kind for fault in judge(look, KNOWN, [])] == ["cut with room to spare"]


async def test_a_browsers_own_ellipsis_is_a_cut_and_nothing_else(page_at: PageAt) -> None:
    assert await kinds(page_at, made(css=ELIDED)) == {"cut with room to spare"}
    inline = made(title=f"<span>{TITLE}</span>", css=ELIDED)
    assert await kinds(page_at, inline) == {"cut with room to spare"}


async def test_a_title_is_not_cut_in_a_header_with_room(page_at: PageAt) -> None:
    cut = made().replace("Now and next <span", "Now and … <span")
    assert await kinds(page_at, cut) == set()
    css = "<style>.hd { height: 90px; } .tv, .glass { height: 630px; }</style>"
    assert await kinds(page_at, cut + css) == {"cut with room to spare"}


async def test_an_empty_half_of_a_wall_counts(page_at: PageAt) -> None:
    look = await seen(page_at, made(NAMES[:2]))
    assert 0.35 < look["views"][0]["share"] < 0.55


async def test_a_text_of_one_line_leaves_room_beside_it(page_at: PageAt) -> None:
    css = "li { width: 1000px; height: 90px; } h3 { font-size: 20px; } .until { right: 500px; }"
    look = await seen(page_at, made((*NAMES, "Estrela", "Graça"), "A short title", css))
    assert 0.05 < look["views"][0]["share"] < 0.2


async def test_rooms_that_share_a_name_are_told_apart_by_their_floors(page_at: PageAt) -> None:
    names = ((8, "Floor 1"), (9, "Floor 2"))
    cells = [CELL.format(id=n, name="Twin", title=f"{TITLE}<i class='floor'>{where}</i>") for n, where in names]
    told = PAGE.replace("CELLS", "".join(cells)).replace("EXTRA", "").replace("PAGER", "")
    assert "names alike" not in await kinds(page_at, told)
    assert "names alike" in await kinds(page_at, told.replace("Floor 2", ""))


async def test_pages_are_counted_by_rooms_those_that_wait_included(page_at: PageAt) -> None:
    waiting = "".join(CELL.format(id=n, name=f"Hall {n}", title=TITLE) for n in range(10, 24))
    html = made(pager="1/2").replace("</ul>", f"</ul><template>{waiting}</template>")
    look = await seen(page_at, html)
    assert len(look["views"][0]["rooms"]) == 18
    assert list(judge(look, KNOWN, [])) == []
    look["views"][0]["pages"] = 3
    assert [fault.what for fault in judge(look, KNOWN, [])] == ["overview: 3 pages, at most 2"]
    look["views"][0] |= {"usual": False, "area": 2330}  # 32:9 has three quarters of the area: eleven rooms a page
    assert [fault.what for fault in judge(look, KNOWN, [])] == ["overview: 3 pages, at most 2"]
    look["views"][0] |= {"area": 1530}
    assert list(judge(look, KNOWN, [])) == []
    look["views"][0] |= {"half": True, "upright": True, "pages": 4}
    assert [fault.what for fault in judge(look, KNOWN, [])] == ["overview: 4 pages, at most 3"]
    look["views"][0] |= {"view": "agenda", "pages": 5}
    assert [fault.what for fault in judge(look, KNOWN, [4])] == ["agenda: 5 pages, at most 4"]


async def test_lists_that_turn_pages_say_so(page_at: PageAt) -> None:
    html = made(extra="<script>document.querySelector('ul').pages = 3</script>")
    assert await kinds(page_at, html) == {"pages"}


def test_pages_are_of_equal_length() -> None:
    def looks(*counts: int) -> list[dict[str, Any]]:
        views = [{"view": "overview", "pages": len(counts), "turning": 1, "cells": ["x"] * n} for n in counts]
        return [{"views": [view]} for view in views]

    assert list(unequal(looks(6, 6, 5))) == []
    assert list(unequal(looks(8))) == []
    assert [fault.what for fault in unequal(looks(8, 8, 1))] == ["overview: pages of 8, 8, 1 cells"]


def test_boards_stand_in_the_order_of_rooms() -> None:
    rooms = [Room(id_, name) for id_, name in (("x", "Room 2"), ("a", "Room 10"))]
    known = Known.of(Venue("two", agenda(*(session(f"s{n}", room=room) for n, room in enumerate(rooms))), layout()))
    views = [{"view": "agenda", "rows": ids} for ids in (["s0", "s1"], ["s1", "s0"])]
    assert list(order(views[0], known)) == []
    assert [fault.what for fault in order(views[1], known)] == ["agenda: Room 10 before Room 2"]


def test_what_is_on_must_stand_somewhere() -> None:
    hall = Room("a", "Hall A")
    shown = agenda(
        session("one", "09:00", "10:00", hall),
        session("two", "09:00", "10:00", hall),
        session("off", "09:00", "10:00", hall, cancelled=True),
        session("later", "10:00", "11:00", hall),
    )
    known = Known.of(Venue("hall", shown, layout()))
    views = [{"view": "overview", "rooms": ["a"], "sessions": [id_], "names": []} for id_ in ("one", "two")]
    looks: list[dict[str, Any]] = [{"views": [view]} for view in views]
    assert list(missing(looks, known, at("09:30"), "")) == []
    assert [fault.what for fault in missing(looks[:1], known, at("09:30"), "")] == ["overview a: 1 of 2 that are on"]
    views[0]["names"] = [{"room": "a", "cell": "Hall A until 10:00 Title of one and 1 more"}]
    assert list(missing(looks[:1], known, at("09:30"), "")) == []
