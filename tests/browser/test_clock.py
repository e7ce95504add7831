"""What is on screen when: intervals, countdowns and the clock they follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signage.assets import SCRIPT, static_content

if TYPE_CHECKING:
    from playwright.async_api import Page

    from .conftest import PageAt
    from .wall import Wall

NINE = 1_800_003_600  # 2027-01-15 09:00 UTC
SHOWN = "[...document.querySelectorAll('p')].filter(p => p.offsetHeight).map(p => p.textContent)"


async def shown(page: Page) -> list[str]:
    texts: list[str] = await page.evaluate(SHOWN)
    return texts


async def render(page: Page, seconds: float) -> None:
    await page.evaluate("s => signage.render(s * 1000)", seconds)


async def at_nine(page_at: PageAt, wall: Wall, content: str, **attributes: str) -> Page:
    """A page opened with `?at=`, at nine."""
    wall.content = content
    wall.attributes = {"data-at": "", "data-now": f"{NINE}000"} | {f"data-{k}": v for k, v in attributes.items()}
    return await page_at(wall.url)


@pytest.mark.parametrize("hours", [-2, 2, 24 * 400])
async def test_flips_at_the_servers_second_with_a_wrong_clock_and_no_network(
    page_at: PageAt, wall: Wall, hours: int
) -> None:
    wall.ahead = hours * 3600
    off: float | None = None
    for lead in (2, 8, 25):  # other work on the machine may have a page loaded late, or flipped late
        off = await seconds_off(page_at, wall, lead)
        if off is not None and off < 0.3:
            break
    assert off is not None
    assert off < 0.3


async def seconds_off(page_at: PageAt, wall: Wall, lead: float) -> float | None:
    """How far from the server's second a page flips without a network; None if it is not loaded `lead` seconds before.

    The server is there again after that.
    """
    flip = round(wall.now()) + lead
    wall.content = f'<p data-until="{flip}">A</p><p data-from="{flip}" hidden>B</p>'
    page = await page_at(
        wall.url,
        script="""addEventListener('DOMContentLoaded', function () {
          new MutationObserver(function () { window.flipped = window.flipped || Date.now() })
            .observe(document.body, {attributes: true, subtree: true}) })""",
    )
    await page.wait_for_function("() => signage.now() > 0 && localStorage.getItem('signage-offset') !== null")
    await page.context.set_offline(True)
    if await shown(page) != ["A"]:
        return None
    await wall.stop()
    flipped = await (await page.wait_for_function("() => window.flipped")).json_value()
    assert await shown(page) == ["B"]
    await wall.start()
    return float(abs(flipped / 1000 + wall.ahead - flip))


@pytest.mark.parametrize(("speed", "streams"), [("0", 0), ("1", 1)])
async def test_a_page_of_another_time_at_speed_0_is_a_picture_of_it(
    page_at: PageAt, wall: Wall, speed: str, streams: int
) -> None:
    wall.content = f'<p data-until="{NINE + 1}">A</p>'
    wall.attributes = {"data-at": "", "data-now": f"{NINE}000"}
    count = """window.streams = 0; var Source = window.EventSource;
      window.EventSource = function (url) { window.streams += 1; return new Source(url); }"""
    page = await page_at(f"{wall.url}?at=2027-01-15T09:00&speed={speed}", script=count)
    told = f"[signage.now() === {NINE}000, streams, signage.freshness.trouble]"
    assert await page.evaluate(f"signage.freshness.expectWordWithin(0), signage.render(), {told}") == [
        not streams, streams, "offline" if streams else ""
    ]  # fmt: skip


async def test_an_interval_is_half_open(page_at: PageAt, wall: Wall) -> None:
    page = await at_nine(page_at, wall, f'<p data-from="{NINE}" data-until="{NINE + 60}">on</p>')
    seen = []
    for seconds in (-0.001, 0, 59.999, 60):
        await render(page, NINE + seconds)
        seen.append(await shown(page))
    assert seen == [[], ["on"], ["on"], []]


async def test_countdown_rounds_up_and_turns_to_hours(page_at: PageAt, wall: Wall) -> None:
    page = await at_nine(page_at, wall, f'<div><p data-left="{NINE}">?</p></div>', digits="٠١٢٣٤٥٦٧٨٩")
    seen = []
    for before in (0, 1, 60, 61, 99 * 60, 99 * 60 + 1, 120 * 60 + 1):
        await render(page, NINE - before)
        hours = await page.evaluate("document.querySelector('div').classList.contains('is-hours')")
        seen.append((*await shown(page), hours))
    assert seen == [
        ("٠", False), ("١", False), ("١", False), ("٢", False), ("٩٩", False), ("١:٤٠", True), ("٢:٠١", True)
    ]  # fmt: skip


async def test_progress_is_the_share_that_has_passed(page_at: PageAt, wall: Wall) -> None:
    page = await at_nine(page_at, wall, f'<i data-progress="{NINE} {NINE + 100}"></i>')
    seen = []
    for seconds in (-5, 0, 25, 100, 130):
        await render(page, NINE + seconds)
        seen.append(await page.evaluate("document.querySelector('i').style.getPropertyValue('--p')"))
    assert seen == ["0.0000", "0.0000", "0.2500", "1.0000", "1.0000"]


async def test_what_goes_round_keeps_in_step_with_the_time(page_at: PageAt, wall: Wall) -> None:
    assert NINE % 30 == 0
    page = await at_nine(
        page_at,
        wall,
        f'<p data-turn="-{NINE + 60}:0/10/30 {NINE + 60}-:0/20/40">a</p><p data-turn="-{NINE + 60}:10/30/30">b</p>',
    )
    seen = []
    for seconds in (-1, 0, 9.9, 10, 29.9, 30, 60, 79, 99, 100):
        await render(page, NINE + seconds)
        seen += [await shown(page)]
    later = [["a"] if (NINE + seconds) % 40 < 20 else [] for seconds in (60, 79, 99, 100)]
    assert seen == [["b"], ["a"], ["a"], ["b"], ["b"], ["a"], *later]


async def test_pages_of_a_view_that_takes_turns_come_one_after_the_other(page_at: PageAt, wall: Wall) -> None:
    cycle = 40  # the first view has 24 s of it, the second one 16 s: two pages of 12 s, and one
    pages = "".join(f'<b data-turn="-:{12 * n}/{12 * n + 12}/36">{n}</b>' for n in range(3))
    rows = '<ul data-pages="12" data-capacity="1" style="height: 300px"><li>0<li>1<li>2</ul>'
    stages = [f'<p data-turn="-:0/24/40">a{pages}{rows}</p>', f'<p data-turn="-:24/40/40">b{pages}{rows}</p>']
    page = await at_nine(page_at, wall, "".join(stages).replace("<p ", "<div ").replace("</p>", "</div>"))
    start, seen = NINE // (3 * cycle) * 3 * cycle, ""
    for seconds in (0, 11.9, 12, 23.9, 24, 39.9, 40, 52, 64, 80, 92, 104):
        await render(page, start + seconds)
        visible = "[...document.querySelectorAll('div[data-turn]')].filter(e => e.offsetHeight).map(e => e.innerText)"
        seen += " " + "".join("".join(await page.evaluate(visible)).split())
    assert seen.split() == ["a00", "a00", "a11", "a11", "b00", "b00", "a22", "a00", "b11", "a11", "a22", "b22"]


async def test_a_turn_is_taken_on_its_second(page_at: PageAt, wall: Wall) -> None:
    wall.content = '<p data-turn="-:0/1/2">a</p><p data-turn="-:1/2/2">b</p>'
    page = await page_at(wall.url)
    await page.evaluate("""() => { window.seen = []; new MutationObserver(() => seen.push([signage.now() % 1000]))
      .observe(document.body, {attributes: true, subtree: true}) }""")
    await page.wait_for_function("() => seen.length > 2")
    assert max(late for [late] in (await page.evaluate("seen"))[1:]) < 300


async def test_a_theme_by_the_hour(page_at: PageAt, wall: Wall) -> None:
    page = await at_nine(page_at, wall, f'<i data-theme="light" data-from="{NINE}" data-until="{NINE + 60}"></i>')
    seen = []
    for seconds in (-1, 0, 60):
        await render(page, NINE + seconds)
        seen.append(await page.evaluate("document.documentElement.className"))
    assert seen == ["theme-dark wide", "theme-light wide", "theme-dark wide"]


@pytest.mark.parametrize(
    ("pattern", "morning", "evening"),
    [
        ("HH:mm", "09:05", "00:05"),
        ("h:mm a", "9:05 am", "12:05 am"),
        ("a hh:mm", "am 09:05", "am 12:05"),
        ("H 'h' mm", "9 h 05", "0 h 05"),
    ],
)
async def test_time_of_day_as_the_server_prints_it(
    page_at: PageAt, wall: Wall, pattern: str, morning: str, evening: str
) -> None:
    page = await at_nine(page_at, wall, "<p data-clock></p>", time=pattern, periods="am|pm")
    await render(page, NINE + 300)
    assert await shown(page) == [morning]
    await render(page, NINE + 300 + 15 * 3600)
    assert await shown(page) == [evening]


async def test_the_clock_follows_the_zones_offsets(page_at: PageAt, wall: Wall) -> None:
    page = await at_nine(page_at, wall, "<p data-clock></p>", offsets=f"0:3600,{NINE}:7200,{NINE + 86400}:-1800")
    seen = []
    for seconds in (-60, 0, 86400):
        await render(page, NINE + seconds)
        seen += await shown(page)
    assert seen == ["09:59", "11:00", "08:30"]


async def test_a_page_with_its_own_time_ignores_ticks_and_runs_at_its_speed(page_at: PageAt, wall: Wall) -> None:
    page = await at_nine(page_at, wall, f'<p data-until="{NINE + 60}">A</p><p data-from="{NINE + 60}">B</p>', rate="60")
    await wall.tick()
    assert await shown(page) == ["A"]
    await page.wait_for_function(f"() => {SHOWN}[0] === 'B'")
    assert NINE + 60 <= await page.evaluate("signage.now() / 1000") < NINE + 180


async def test_until_the_first_tick_the_servers_marks_stand(page_at: PageAt, wall: Wall) -> None:
    wall.stream = 0
    past = wall.now() - 100
    wall.content = f'<p data-until="{past}">A</p><p data-from="{past}" hidden>B</p><p data-left="{past}">?</p>'
    page = await page_at(wall.url)
    await page.wait_for_timeout(200)
    assert await shown(page) == ["A", "?"]


async def test_without_a_word_the_offset_this_device_remembers(page_at: PageAt, wall: Wall) -> None:
    wall.ahead = 7200
    wall.content = "<p data-sure>now</p><p data-unsure hidden>the day</p><p data-clock></p>"
    wall.attributes = {"data-now": f"{wall.now() * 1000 - 3600_000:.0f}"}  # an hour old, from a cache
    page = await page_at(wall.url)
    await page.wait_for_function("() => localStorage.getItem('signage-offset') !== null")
    html = wall.html()
    await wall.stop()
    await page.context.route(wall.url, lambda route: route.fulfill(body=html, content_type="text/html"))
    await page.context.route("**/*.js", lambda route: route.fulfill(body=static_content(SCRIPT)))
    await page.context.route("**/events*", lambda route: route.abort())
    await page.reload()
    await page.wait_for_function("() => document.querySelector('[data-clock]').textContent")
    assert await page.evaluate("Math.abs(signage.now() - Date.now() - 7200e3) < 1000")
    assert (await shown(page))[0] == "now"


async def test_a_clock_that_cannot_be_right_says_so_until_a_word_comes(page_at: PageAt, wall: Wall) -> None:
    wall.stream = 0
    wall.content = "<p data-sure>now</p><p data-unsure hidden>the day</p>"
    page = await page_at(wall.url, script=f"Date.now = function () {{ return {NINE}000 - 9e11 }};", clock=True)
    wall.answer = 502
    await page.clock.run_for(3100)
    assert await shown(page) == ["the day"]
    wall.answer = wall.stream = 200
    await page.clock.run_for(40_000)
    await page.wait_for_function(f"() => {SHOWN}[0] === 'now'")
    assert await page.evaluate("signage.now() / 1000") == pytest.approx(wall.now(), abs=120)
