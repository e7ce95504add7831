"""What a page weighs, what it waits for, and what a change of the whole agenda costs."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from signage.agenda import Agenda, Room, Session, Speaker
from signage.publish.state import PageKey
from tests.build import at, chance, layout, publisher, session
from tests.walls.agendas import AGENDAS, WORDS
from tests.walls.walk import serving

if TYPE_CHECKING:
    from .conftest import PageAt

LAYOUT = layout("overview: {show: overview}")
AT = "?at=2026-02-07T10:30"


def agenda(seed: int) -> Agenda:
    """Thirty rooms with fifteen sessions on each of two days: 900, all of them aboard an overview."""
    dice = chance(seed)
    sessions = []
    for number in range(900):
        room, slot = divmod(number, 30)
        starts = at("09:00") + timedelta(days=slot // 15, minutes=35 * (slot % 15) + room % 3 * 5)
        title = " ".join(dice.choices(WORDS["latin"], k=dice.randint(3, 14)))
        speakers = tuple(
            Speaker(" ".join(dice.choices(WORDS["latin"], k=2)), dice.choice(WORDS["latin"])) for _ in range(slot % 3)
        )
        place = Room(f"r{room}", f"Room {room}")
        sessions.append(Session(f"s{number}", title, starts, starts + timedelta(minutes=30), place, speakers=speakers))
    return Agenda.of(sessions)


@pytest.mark.parametrize(("path", "limit"), [("/rooms/r1", 60), ("/screens/overview", 150)])
async def test_a_page_is_light_and_asks_for_little(page_at: PageAt, path: str, limit: int) -> None:
    """Kilobytes as sent, compressed, the page, its style and script; fonts aside."""
    asked: list[Any] = []
    async with serving(agenda(1), LAYOUT) as base:
        page = await page_at("about:blank")
        page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - it must be a Python function
        await page.goto(f"{base}{path}{AT}")
        await page.locator("html.fonts").wait_for(state="attached")
        needed = [request for request in asked if "/fonts/" not in request.url]
        files = [request for request in needed if "/events" not in request.url]
        sizes = [(await request.sizes())["responseBodySize"] for request in files]
    assert len(needed) == 4, [request.url for request in needed]
    assert len(files) == 3
    assert min(sizes) > 1000
    assert sum(sizes) / 1024 < limit, dict(zip([request.url for request in files], sizes, strict=True))


PAINTED = """() => new Promise(done => new PerformanceObserver(() => done(
  [...document.querySelectorAll('.talk__title')].filter(el => el.clientHeight).map(el => el.textContent)))
  .observe({type: 'paint', buffered: true}))"""


async def test_the_first_paint_waits_for_neither_script_nor_font(page_at: PageAt) -> None:
    shown = agenda(1)
    async with serving(shown, LAYOUT) as base:
        page = await page_at("about:blank")
        for held in ("**/*.js", "**/fonts/*"):
            await page.route(held, lambda _: None)  # asked for, never answered
        await page.goto(f"{base}/rooms/r1{AT}", wait_until="commit")
        titles = await asyncio.wait_for(page.evaluate(PAINTED), 10)
        await page.unroute_all(behavior="ignoreErrors")
    at_half = [s.title for s in shown.in_room("r1") if s.starts_at <= at("10:30") < s.ends_at]
    assert titles == at_half != []


COUNTED = """(real => {
  window.measured = 0;
  CanvasRenderingContext2D.prototype.measureText = function (text) {
    window.measured += 1;
    return real.call(this, text);
  };
})(CanvasRenderingContext2D.prototype.measureText);"""
TRIED = "moments => [1, 2].map(() => { measured = 0; moments.forEach(signage.render); return measured; })"


async def test_what_fits_no_line_is_measured_once_however_often_it_is_tried(page_at: PageAt) -> None:
    """Words of eighty letters in sixteen rooms: an arrangement tries them in hundreds of widths."""
    dice = chance(1)
    words = ["".join(dice.choice("bdklmnst") + dice.choice("aeiou") for _ in range(40)) for _ in range(16)]
    held = [
        session(
            f"{word}-{hour}", f"{hour:02}:00", f"{hour + 1:02}:00", Room(word, f"Room {number}"), title=word * count
        )
        for number, word in enumerate(words)
        for hour, count in ((9, 1), (10, 2))
    ]
    async with serving(Agenda.of(held), LAYOUT) as base:
        page = await page_at(f"{base}/screens/overview?at=2026-02-07T09:10", script=COUNTED)
        await page.locator("html.fonts").wait_for(state="attached")
        took = await page.evaluate(TRIED, [at(clock).timestamp() * 1000 for clock in ("10:10", "09:10")])
        assert (0 < took[0] < 20_000, took[1]) == (True, 0)


ASKED = """() => ['lines', 'linesOf'].forEach(name => {
  const real = signage.measure[name];
  window.asked = 0;
  signage.measure[name] = (...given) => { window.asked += 1; return real(...given); };
})"""
ARRANGED = "moments => moments.map(ms => { asked = 0; signage.render(ms); return asked; })"


async def test_a_text_is_asked_for_its_lines_a_few_times_however_many_ways_to_arrange_ninety_rooms(
    page_at: PageAt,
) -> None:
    """The largest made agenda, whose titles are cut: so many of a page's plans and of lines a title are tried."""
    shown, signs = AGENDAS["largest"]()
    async with serving(shown, signs) as base:
        page = await page_at(f"{base}/screens/overview{AT}")
        await page.locator("html.fonts").wait_for(state="attached")
        await page.evaluate(ASKED)
        asked = await page.evaluate(ARRANGED, [at(clock).timestamp() * 1000 for clock in ("12:00", "15:00")])
    assert 0 < min(asked) <= max(asked) < 50_000, asked


READ = """moments => {
  const real = signage.measure.read;
  window.texts = 0;
  signage.measure.read = (...given) => { window.texts += 1; return real(...given); };
  return moments.map(ms => { texts = 0; signage.render(ms); return texts; });
}"""


async def test_a_text_that_stays_where_a_session_begins_is_not_read_again(page_at: PageAt) -> None:
    """Of ninety rooms a few change at a boundary; when their sessions were there before, none is read."""
    shown, signs = AGENDAS["largest"]()
    async with serving(shown, signs) as base:
        page = await page_at(f"{base}/screens/overview{AT}")
        await page.locator("html.fonts").wait_for(state="attached")
        moments = [at(clock).timestamp() * 1000 for clock in ("12:00", "12:05", "12:00")]
        first, after, again = await page.evaluate(READ, moments)
    assert again < after < first / 2, (first, after, again)


STREAM = """window.EventSource = function () { window.stream = this; this.readyState = 1; this.on = {}; };
EventSource.prototype = {close() {}, addEventListener(type, take) { this.on[type] = take; }};"""
CHANGED = """panels => {
  asked = 0;
  for (const panel of panels) { stream.on.panel({data: JSON.stringify(panel)}); }
  signage.render();
  return asked;
}"""


async def test_a_change_of_the_whole_agenda_on_an_overview_asks_for_few_lines(page_at: PageAt) -> None:
    versions = []
    for seed in (1, 2):
        panels = (
            publisher(LAYOUT, *agenda(seed).sessions).renderer.rendered_screen(PageKey("screen", "overview")).panels
        )
        versions.append([
            {"panel": p.name, "revision": p.revision, "html": p.html} for p in panels if p.name.startswith("room-")
        ])  # fmt: skip
    assert len(versions[0]) == 30
    async with serving(agenda(1), LAYOUT) as base:
        page = await page_at(f"{base}/screens/overview{AT}", script=STREAM)
        await page.locator("html.fonts").wait_for(state="attached")
        await page.evaluate(ASKED)
        asked = [await page.evaluate(CHANGED, versions[change % 2]) for change in range(1, 5)]
    assert 0 < min(asked) <= max(asked) < 5_000, asked
