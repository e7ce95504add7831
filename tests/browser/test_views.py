"""Views besides rooms and boards, halves, turned displays and what lies over everything, as a browser lays them out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from PIL import Image

from signage.agenda import Agenda, Room
from signage.layout import load
from signage.venue.folders import Venue
from signage.web import app, server
from signage.web.hub import Hub
from tests.build import at, layout, publisher, session
from tests.clock import FakeClock
from tests.walls.script import AUDIT
from tests.walls.walk import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Page

    from .conftest import PageAt

LANDSCAPE, PORTRAIT, SQUARE, PHONE = (1920, 1080), (1080, 1920), (1080, 1080), (390, 844)
PAINTED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
UNCOVERED = """cover => [...Array(41 * 41).keys()].filter(i => {
  const x = Math.min(innerWidth - 1, (i % 41) * innerWidth / 40);
  const y = Math.min(innerHeight - 1, Math.floor(i / 41) * innerHeight / 40);
  const el = document.elementFromPoint(x, y);
  return !el || !el.closest(cover);
}).length"""
UNDER = """code => {
  const walk = document.createTreeWalker(document.querySelector('.glass'), NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const range = document.createRange(), text = walk.currentNode.data.trim();
    range.selectNodeContents(walk.currentNode);
    const hit = r => r.width && r.right > code.x && r.left < code.x + code.width
      && r.bottom > code.y && r.top < code.y + code.height;
    if (text && [...range.getClientRects()].some(hit)) { found.push(text); }
  }
  return found;
}"""
LOGOS = """[...document.querySelectorAll('.brand img')].filter(el => el.offsetWidth && el.naturalWidth)
  .map(el => el.src.split('/').pop())"""
ROOMS = [Room(f"room_{number}", f"Hall {number}") for number in range(12)]
LONG = (
    "How nineteen mid-sized municipalities rewrote their tender rules so that open traffic control could win on price"
)
SCREENS = """
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}
language: en-GB
address: http://signage.local:8080
brand: {logo: logo.png, logo_on_light: light.png, accent: "#8FA8FF"}
screens:
  door: {show: room, room: Hall 1, qr: yes}
  light: {show: room, room: Hall 1, theme: light}
  hours: {show: room, room: Hall 1, theme: {"07:00": light, "19:00": dark}}
  signs: {show: directory, arrows: {Floor 0: left, Floor 1: up, Floor 2: right}}
  semitic: {show: directory, language: he, arrows: {Floor 0: left, Floor 1: up, Floor 2: right}}
  hebrew: {show: room, room: Hall 1, language: he}
  foyer: {show: overview}
  board: {show: agenda, qr: yes}
  hello: {show: message, title: Welcome to Lisbon, text: Coffee is served on the roof terrace until eleven, qr: yes}
  slides: {show: slides, files: slides, each: 5}
  still: {show: slides, files: slides, each: 5, motion: none}
  beside: {split: [{show: agenda}, {show: room, room: Hall 1}]}
  stacked: {split: [{show: directory}, {show: room, room: Hall 1}], direction: stacked}
  turned: {show: room, room: Hall 1, rotate_display: 90}
  over: {show: room, room: Hall 1, rotate_display: 270}
  alarm: {show: room, room: Hall 1}
  portuguese: {show: room, room: Hall 1, language: pt}
  agora: {show: overview, language: pt}
  night: {show: room, room: Hall 1, dark: 09:00-12:00}
  wide: {show: overview, orientation: landscape}
notices:
  - {title: Leave the building now, text: Do not use the lifts., style: takeover, screens: [alarm, over]}
  - {title: Abandone já o edifício, text: Siga a sinalização verde., style: takeover, screens: [alarm, over]}
rooms:
"""
FLOORS = "".join(f"  Hall {n}: {{floor: Floor {n // 4}, near: Past registration}}\n" for n in range(12))
SESSIONS = [session("lunch", "12:30", "14:00", None, title="Lunch on the roof terrace")]
for number, room in enumerate(ROOMS):
    SESSIONS += [session(f"now{number}", "09:00", "10:00", room, title=LONG if number % 3 else "Cool roofs")]
    SESSIONS += [session(f"next{number}", "10:30", "11:00", room, title="Signal priority for cargo bikes")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def venue(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a server with these screens, and pictures beside its screens.yaml."""
    config = tmp_path_factory.mktemp("venue") / "screens.yaml"
    (config.parent / "media/slides").mkdir(parents=True)
    for name, colour in {"logo": "white", "light": "black", "slides/a": "red", "slides/b": "blue"}.items():
        Image.new("RGB", (160, 90), colour).save(config.parent / f"media/{name}.png")
    loaded, looks = load((SCREENS + FLOORS).encode()), Venue.beside(config)
    assert loaded.findings == ()
    shown, hub = publisher(loaded.layout), Hub(tick=lambda: b"event: tick\ndata: {}\n\n")
    await shown.show_layout(loaded.layout, looks.prepared(loaded.layout, frozenset())[0])
    await shown.show_agenda(Agenda.of(SESSIONS))
    made = app.create(shown, hub, clock=FakeClock(at("09:30")), confirmed=lambda: at("09:29"), media=looks.media)
    sock = server.listen("127.0.0.1", 0)
    running = server.Server(made, sock, on_shutdown=hub.close)
    task = asyncio.create_task(running.serve(sockets=[sock]))
    yield f"http://127.0.0.1:{sock.getsockname()[1]}/screens/"
    running.should_exit = True
    await task


async def shown(page_at: PageAt, url: str, size: tuple[int, int] = LANDSCAPE) -> Page:
    """A screen at half past nine, its text fitted."""
    page = await page_at(f"{url}?at=2026-02-07T09:30", size)
    await page.locator("html.fonts").wait_for(state="attached")
    await page.evaluate(PAINTED)
    return page


@pytest.mark.parametrize(("screen", "logos"), [("door", 1), ("light", 1), ("hours", 2)])
async def test_a_page_of_a_brand_asks_for_little_too(page_at: PageAt, venue: str, screen: str, logos: int) -> None:
    """Page, stylesheet, script and stream, and a logo for each background that the screen has."""
    asked: list[str] = []
    page = await page_at("about:blank")
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{venue}{screen}?at=2026-02-07T09:30")
    await page.locator("html.fonts").wait_for(state="attached")
    assert len([url for url in asked if "/media/" in url and url.endswith(".png")]) == logos
    assert len([url for url in asked if "/fonts/" not in url and not url.endswith(".png")]) == 4


async def test_every_display_is_shifted_against_burn_in_however_it_hangs(page_at: PageAt, venue: str) -> None:
    """Two pixels along its own sides; full-screen words too."""
    for name, selector in (("door", ".glass"), ("turned", ".glass"), ("over", ".glass"), ("over", ".alarm__m")):
        page = await shown(page_at, venue + name)
        place = f"(r => [r.x, r.y])(document.querySelector('{selector}').getBoundingClientRect())"
        at_rest = "document.documentElement.style.setProperty('--shift-x', '%s')"
        await page.evaluate(at_rest % "0px")
        before = await page.evaluate(place)
        await page.evaluate(at_rest % "2px")
        after = await page.evaluate(place)
        assert sorted(abs(one - other) for one, other in zip(before, after, strict=True)) == [0, 2], (name, selector)


async def sized(page: Page, size: tuple[int, int]) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.evaluate(PAINTED)


async def rect(page: Page, selector: str) -> dict[str, float]:
    box = await page.locator(selector).first.bounding_box()
    assert box is not None, selector
    return dict(box)  # type: ignore[arg-type]


async def test_long_words_of_a_language_leave_names_and_minutes_their_size(page_at: PageAt, venue: str) -> None:
    steps = "[...document.querySelectorAll('.hd__a, .slab')].filter(e => e.offsetHeight).map(e => e.className)"
    for screen, expected in (("portuguese", ["hd__a r1", "slab s1"]), ("agora", ["hd__a r3"])):
        page = await shown(page_at, venue + screen, PORTRAIT)
        await page.evaluate("document.querySelector('.hd__b b').textContent = 'Segunda-feira'; signage.render()")
        found = await page.evaluate(steps)
        assert found == expected
        assert "\u2026" not in await page.locator("h1:visible").first.inner_text()


@pytest.mark.parametrize(
    "screen", ["door", "signs", "semitic", "board", "hello", "slides", "beside", "stacked", "alarm", "night"]
)
async def test_no_text_is_cut_covered_or_too_small(page_at: PageAt, venue: str, screen: str) -> None:
    page = await shown(page_at, venue + screen)
    for size in (LANDSCAPE, PORTRAIT):
        await sized(page, size)
        assert await page.evaluate(AUDIT) == [], size


@pytest.mark.parametrize(("screen", "cover"), [("alarm", ".alarm"), ("over", ".alarm"), ("night", ".dark")])
async def test_what_lies_over_everything_leaves_nothing_out(
    page_at: PageAt, venue: str, screen: str, cover: str
) -> None:
    page = await shown(page_at, venue + screen)
    for size in (LANDSCAPE, PORTRAIT, SQUARE):
        await sized(page, size)
        assert await page.evaluate(UNCOVERED, cover) == 0, size


async def test_takeovers_in_several_languages_have_one_size_and_one_clock(page_at: PageAt, venue: str) -> None:
    page = await shown(page_at, venue + "alarm")
    sizes = "s => [...document.querySelectorAll(s)].map(el => getComputedStyle(el).fontSize)"
    for part in (".alarm__t", ".alarm__s"):
        first, second = await page.evaluate(sizes, part)
        assert first == second
    assert (
        await page.evaluate("[...document.querySelectorAll('.alarm time')].filter(el => el.offsetHeight).length") == 1
    )
    above, below = await rect(page, ".alarm"), await rect(page, ".alarm ~ .alarm")
    assert above["y"] + above["height"] <= below["y"] + 0.5


@pytest.mark.parametrize(
    ("screen", "size", "second"),
    [
        ("beside", LANDSCAPE, (960, 0, 960, 1080)),
        ("stacked", LANDSCAPE, (0, 540, 1920, 540)),
        ("beside", PORTRAIT, (0, 960, 1080, 960)),
        ("stacked", PORTRAIT, (0, 960, 1080, 960)),
        ("beside", SQUARE, (540, 0, 540, 1080)),
        ("stacked", SQUARE, (540, 0, 540, 1080)),
    ],
)
async def test_halves_share_the_display(
    page_at: PageAt, venue: str, screen: str, size: tuple[int, int], second: tuple[int, int, int, int]
) -> None:
    page = await shown(page_at, venue + screen, size)
    glass, one, other = [await rect(page, part) for part in (".glass", "main", "section.tv")]
    x, y, width, height = second
    assert (other["x"] - glass["x"], other["y"] - glass["y"], other["width"], other["height"]) == (x, y, width, height)
    assert (one["x"], one["y"], one["width"], one["height"]) == (glass["x"], glass["y"], width, height)


async def test_a_turned_display_shows_an_upright_page(page_at: PageAt, venue: str) -> None:
    upright = await shown(page_at, venue + "light", PORTRAIT)
    turned = await shown(page_at, venue + "turned", LANDSCAPE)
    for part in ("main", ".blk:not([hidden]) .slab", ".blk:not([hidden]) .next"):
        one, other = await rect(upright, part), await rect(turned, part)
        assert (other["width"], other["height"]) == pytest.approx((one["height"], one["width"]), abs=2), part
        # a quarter clockwise: what was at the top is at the right
        assert (LANDSCAPE[0] - other["x"] - other["width"], other["y"]) == pytest.approx((one["y"], one["x"]), abs=6), (
            part
        )


@pytest.mark.parametrize(("screen", "logo"), [("door", "logo"), ("light", "light"), ("hours", "light")])
async def test_the_logo_of_the_theme_is_shown(page_at: PageAt, venue: str, screen: str, logo: str) -> None:
    page = await shown(page_at, venue + screen)
    [shown_logo] = await page.evaluate(LOGOS)
    assert logo in shown_logo


@pytest.mark.parametrize("screen", ["door", "board", "hello"])
async def test_a_code_is_large_and_clear_of_all_text(page_at: PageAt, venue: str, screen: str) -> None:
    page = await shown(page_at, venue + screen)
    for size in (LANDSCAPE, PORTRAIT, SQUARE):
        await sized(page, size)
        code = await rect(page, ".code__i")
        assert code["width"] == code["height"] >= 0.16 * min(size)
        assert await page.evaluate(UNDER, code) == [], size


async def test_right_to_left_keeps_times_in_order_and_arrows_in_the_room(page_at: PageAt, venue: str) -> None:
    turns = "[...document.querySelectorAll('.sign .ic')].map(el => getComputedStyle(el).transform)"
    page = await shown(page_at, venue + "semitic")
    mirrored = await page.evaluate(turns)
    assert mirrored == await (await shown(page_at, venue + "signs")).evaluate(turns)
    page = await shown(page_at, venue + "hebrew")
    times = await page.evaluate("""() => {
      const node = document.querySelector('.blk:not([hidden]) .slab__range').firstChild, place = i => {
        const range = document.createRange();
        range.setStart(node, i);
        range.setEnd(node, i + 1);
        return range.getBoundingClientRect().left; };
      return [node.data, place(0) < place(node.data.length - 1)] }""")
    assert times == ["9:00–10:00", True]


async def test_a_phone_scrolls_and_shows_no_code(page_at: PageAt, venue: str) -> None:
    for screen in ("door", "signs", "board", "beside", "turned", "wide", "night"):
        page = await shown(page_at, venue + screen, PHONE)
        root: dict[str, Any] = await page.evaluate(
            "({wide: document.documentElement.scrollWidth, cut: getComputedStyle(document.body).overflowY})"
        )
        assert root == {"wide": PHONE[0], "cut": "auto"}, screen
        assert not await page.locator(".code").first.is_visible()
        first = await rect(page, "h1")
        assert 20 < first["height"] < first["width"], screen
        top = "document.elementFromPoint(innerWidth / 2, 40).closest('.tv') !== null"
        assert await page.evaluate(top) is True, screen


async def test_a_narrow_strip_of_a_wall_is_no_phone(page_at: PageAt, venue: str) -> None:
    page = await shown(page_at, venue + "signs", (600, 1920))
    assert await page.evaluate("getComputedStyle(document.body).overflowY") == "hidden"


@pytest.mark.parametrize(("screen", "seconds"), [("slides", "0.4s"), ("still", "0s")])
async def test_pictures_change_softly_unless_nothing_may_move(
    page_at: PageAt, venue: str, screen: str, seconds: str
) -> None:
    page = await shown(page_at, venue + screen)
    style = "getComputedStyle(document.querySelector('.pics img')).transitionDuration.split(', ')[0]"
    assert await page.evaluate(style) == seconds
    await page.emulate_media(reduced_motion="reduce")
    assert await page.evaluate(style) == "0s"
    images = "[...document.querySelectorAll('.pics img')].map(el => el.complete && el.naturalWidth > 0)"
    assert await page.evaluate(images) == [True, True]


async def test_a_title_that_clock_and_pager_leave_no_width_gets_smaller(page_at: PageAt) -> None:
    """Upright, with a clock of twelve hours and six bars: it was fitted to nothing, and ran over both."""
    places = [Room(f"r{number}", f"Hall {number}") for number in range(72)]
    sessions = [session(room.id, "09:00", "16:00", room, title="Tides and cities " * 9) for room in places]
    async with serving(Agenda.of(sessions), layout("wall: {show: overview}", "language: es-MX")) as base:
        page = await page_at(f"{base}/screens/wall?at=2026-02-07T15:55", (1080, 1920))
        await page.locator("html.fonts").wait_for(state="attached")
        await page.evaluate("signage.render()")
        assert await page.evaluate("document.querySelector('[data-list]').pages") == 6
        assert await page.evaluate(AUDIT) == []
