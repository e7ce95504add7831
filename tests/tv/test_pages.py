"""The real pages side by side: what an old engine shows, and where, against today's Chromium."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from signage.agenda import Agenda, Room, Speaker
from tests.browser.chromium import FLAGS, find
from tests.build import layout, session
from tests.walls.script import AUDIT
from tests.walls.venue import from_file
from tests.walls.walk import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from .conftest import Tv

    See = Callable[[str, str, tuple[int, int], str], Awaitable[dict[str, Any]]]

OUT = Path("out/tv")
TEJO, BELEM, LAPA = Room("tejo", "Tejo"), Room("belem", "Auditório Belém"), Room("lapa", "Lapa")
PEOPLE = tuple(Speaker(f"Speaker Number {n}", "Atlântica Grid") for n in range(3))
AGENDA = Agenda.of([
    session("grid", "10:30", "11:15", TEJO, title="The grid after 2030: what 40 GW of wind asks", speakers=PEOPLE),
    session("bonds", "11:45", "12:30", TEJO, title="Who pays for adaptation?", track="Finance", speakers=PEOPLE[:1]),
    session("water", "10:30", "11:15", BELEM, title="إدارة المياه في المدن الساحلية", language="ar", track="Ocean"),
    session("tides", "11:30", "12:15", BELEM, title="津波のあとに：三陸沿岸の十五年と、次への備え", language="ja"),
    session("pilot", "10:00", "12:00", LAPA, title="How nineteen mid-sized municipalities rewrote their rules " * 5),
    session("grass", "12:15", "13:00", LAPA, title="Seagrass accounting", cancelled=True),
])  # fmt: skip
LAYOUT = layout(
    "overview: {show: overview, arrows: {Floor 1: left}}\nagenda: {show: agenda}",
    "rooms:\n  Tejo: {floor: Floor 1}\n  Lapa: {floor: Floor 2}",
)
WIDE, TALL = (1920, 1080), (1080, 1920)
PAGES = {
    "now": ("/rooms/tejo?at=2026-02-07T10:47", WIDE),
    "waiting": ("/rooms/tejo?at=2026-02-07T11:30", WIDE),
    "calm": ("/rooms/tejo?at=2026-02-07T08:00", WIDE),
    "portrait": ("/rooms/lapa?at=2026-02-07T10:47", TALL),
    "overview": ("/screens/overview?at=2026-02-07T10:47", WIDE),
    "agenda": ("/screens/agenda?at=2026-02-07T10:47", WIDE),
}
CASES = {
    "h12-four-columns": "/screens/overview",
    "floors-one-room": "/screens/directory",
    "board-order": "/screens/agenda",
    "parallel-13": "/screens/door",
}
"""A page of each kind that is arranged as a whole, of agendas that were hard to hold."""
# Engines up to 87 may lay out with a font a moment after they say that it is loaded; then the page fits again.
READY = """document.documentElement.classList.contains('fonts')
  && performance.now() > (window.since = window.since || performance.now()) + 1000"""
BOXES = ".hd,.slab,.talk,.next,.calm,.ov__c,.cell,.row,.act,.brand"
LOOK = f"""(function () {{
  function seen(el) {{ return el.getClientRects().length && !el.closest('.is-off') }}
  signage.render();
  return {{
    texts: [].filter.call(document.querySelectorAll('[data-session]'), seen).map(function (el) {{
      return [el.getAttribute('data-session'), el.textContent.replace(/\\s+/g, ' ').trim()] }}),
    boxes: [].filter.call(document.querySelectorAll('{BOXES}'), seen).map(function (el) {{
      var r = el.getBoundingClientRect(), w = innerWidth, h = innerHeight;
      return [el.className.split(' ')[0], r.left / w, r.top / h, r.right / w, r.bottom / h]
    }}),
    lines: [].filter.call(document.querySelectorAll('[data-session] [data-cut="1"]'), seen).map(function (el) {{
      var range = document.createRange(), r;
      range.selectNodeContents(el);
      r = range.getBoundingClientRect();
      return [el.textContent.slice(0, 9), r.left / innerWidth, r.top / innerHeight, r.right / innerWidth]
    }}),
    wrong: ({AUDIT})()
  }}
}})()"""


def look_at(ms: float) -> str:
    """What is seen at a moment, whenever an engine is ready: pages turn with the clock."""
    return LOOK.replace("signage.render()", f"signage.render({ms:.0f})")


@pytest_asyncio.fixture
async def today() -> AsyncIterator[See]:
    """What today's Chromium shows."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find(playwright.chromium.executable_path), args=FLAGS
        )

        async def see(name: str, url: str, size: tuple[int, int], look: str) -> dict[str, Any]:
            page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
            await page.goto(url)
            await page.locator("html.fonts").wait_for(state="attached")
            seen: dict[str, Any] = await page.evaluate(look)
            await page.screenshot(path=OUT / f"today/{name}.png")
            return seen

        yield see
        await browser.close()


def same(old: list[str], new: list[str]) -> bool:
    """Whether a session says the same. Letters differ in width by fractions: a cut may fall a few words apart."""
    texts = sorted((old[1].rstrip("…"), new[1].rstrip("…")), key=len)
    cut = "…" in old[1] + new[1]
    return old[0] == new[0] and (
        texts[1].startswith(texts[0]) and len(texts[1]) < len(texts[0]) + 30 if cut else old[1] == new[1]
    )


def apart(old: list[Any], new: list[Any]) -> list[Any]:
    """The boxes, or lines of text, of which an edge lies more than 2 % of the display away."""
    return [
        (one, other)
        for one, other in zip(old, new, strict=True)
        if one[0] != other[0] or max(abs(a - b) for a, b in zip(one[1:], other[1:], strict=True)) > 0.02
    ]


@pytest.mark.parametrize("name", PAGES)
async def test_the_same_texts_in_the_same_places(tv: Tv, today: See, engine: str, name: str) -> None:
    path, size = PAGES[name]
    async with serving(AGENDA, LAYOUT) as base:
        await alike(tv, today, engine, name, base + path, size)


@pytest.mark.parametrize(
    ("case", "size"),
    [(case, size) for case in CASES for size in (WIDE, TALL) if (case, size) != ("floors-one-room", TALL)],
)  # a directory of 24 rooms is too full upright: which of them gets a second line is up to a fraction of a letter
async def test_agendas_of_others_are_arranged_alike(
    tv: Tv, today: See, engine: str, case: str, size: tuple[int, int]
) -> None:
    """At the second moment of three of the day: most of these agendas are at their fullest then."""
    venue, path = from_file(Path("tests/cases") / f"{case}.json"), CASES[case]
    moment = venue.instants(3)[1].timestamp() * 1000
    async with serving(venue.agenda, venue.layout) as base:
        url = f"{base}{path}?at={venue.day}T09:00"
        await alike(tv, today, engine, f"{case}-{size[0]}", url, size, look_at(moment))


async def alike(
    tv: Tv, today: See, engine: str, name: str, url: str, size: tuple[int, int], look: str = LOOK
) -> None:  # fmt: skip
    """A page is the same in an old engine as in today's Chromium."""
    (OUT / engine).mkdir(parents=True, exist_ok=True)
    new = await today(name, url, size, look)
    old = await tv(engine, url, size, until=READY, value=look, screenshot=(OUT / engine / f"{name}.png").resolve())
    assert old.errors == []
    assert old.value["wrong"] == new["wrong"] == []
    assert len(old.value["texts"]) == len(new["texts"]) > 0
    assert [pair for pair in zip(old.value["texts"], new["texts"], strict=True) if not same(*pair)] == []
    assert apart(old.value["boxes"], new["boxes"]) == apart(old.value["lines"], new["lines"]) == []
