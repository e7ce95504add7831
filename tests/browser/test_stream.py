"""What the page does with its stream, and without one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from tests.wait import until

if TYPE_CHECKING:
    from playwright.async_api import Page

    from .conftest import PageAt
    from .wall import Wall

NO_CHANCE = "Math.random = function () { return 0 };"
TEXT = "document.body.innerText.trim()"


def panel(text: str, revision: str, name: str = "main", more: str = "") -> str:
    return f'<div data-panel="{name}" data-revision="{revision}"{more}>{text}</div>'


async def ticked(page: Page) -> None:
    await page.wait_for_function("() => localStorage.getItem('signage-offset') !== null")


async def says(page: Page, text: str) -> None:
    await page.wait_for_function(f"text => {TEXT} === text", arg=text)


async def pass_seconds(page: Page, seconds: int) -> None:
    """One by one, with time for answers in between."""
    for _ in range(seconds):
        await page.clock.run_for(1000)
        await asyncio.sleep(0.01)


async def mark(page: Page) -> None:
    await page.evaluate("window.marked = true")


async def reloaded(page: Page) -> bool:
    return not await page.evaluate("window.marked")


async def test_a_panel_is_replaced_as_a_whole_and_is_right_at_once(page_at: PageAt, wall: Wall) -> None:
    past = int(wall.now()) - 60
    wall.content = panel("old", "a1") + panel("same", "b1", "side")
    page = await page_at(wall.url)
    await ticked(page)
    await page.evaluate("""() => { new MutationObserver(records => { for (const node of records[0].addedNodes)
      window.inserted = node.querySelector('[data-until]').hidden }).observe(document.body, {childList: true}) }""")
    await wall.panel("main", "a2", panel(f"new<b data-until='{past}'>gone</b>", "a2", more=' class="x"'))
    await says(page, "new\nsame")
    assert await page.evaluate("window.inserted")
    assert await page.evaluate("document.querySelector('[data-panel=main]').className") == "x"


async def test_a_stream_opened_anew_names_what_the_page_has(page_at: PageAt, wall: Wall) -> None:
    wall.content = panel("old", "a1") + panel("same", "b1", "side")
    page = await page_at(wall.url, script=NO_CHANCE)
    await ticked(page)
    await wall.panel("main", "a2", panel("new", "a2"))
    await says(page, "new\nsame")
    wall.stream = 204
    await wall.stop()
    await wall.start()
    await until(lambda: any(r.startswith("/events?rev=set-1.a2.b1&") for r in wall.requests))
    assert any(r.startswith("/events?rev=set-1.a1.b1&display=") for r in wall.requests[1:])


async def test_unknown_and_empty_panels_change_nothing(page_at: PageAt, wall: Wall) -> None:
    wall.content = panel("here", "a1")
    page = await page_at(wall.url)
    await ticked(page)
    await wall.panel("elsewhere", "c1", panel("no", "c1", "elsewhere"))
    await wall.panel("main", "a2", "")
    await wall.panel("main", "a3", panel("last", "a3"))
    await says(page, "last")


@pytest.mark.parametrize("status", [204, 404, 502])
async def test_a_stream_closed_for_good_is_opened_anew(page_at: PageAt, wall: Wall, status: int) -> None:
    page = await page_at(wall.url, script=NO_CHANCE)
    await ticked(page)
    wall.stream = status
    await wall.stop()
    await wall.start()
    await until(lambda: wall.asked("/events") >= 3)
    wall.stream = 200
    await until(lambda: wall.open)


async def test_a_frozen_stream_is_noticed(page_at: PageAt, wall: Wall) -> None:
    page = await page_at(wall.url, script=NO_CHANCE, clock=True)
    await until(lambda: wall.open)
    await wall.tick()
    await page.clock.run_for(40_000)
    assert wall.asked("/events") == 1
    await page.clock.run_for(6_000)
    await until(lambda: wall.asked("/events") == 2)
    await until(lambda: len(wall.open) == 1)


async def test_a_set_clock_or_a_suspend_asks_anew(page_at: PageAt, wall: Wall) -> None:
    page = await page_at(wall.url, script="Date.now = function () { return +new Date() + (window.step || 0) }")
    await ticked(page)
    before = await page.evaluate("signage.now() - performance.now()")
    await page.evaluate("window.step = 7200e3")
    await until(lambda: wall.asked("/events") == 2, seconds=8)
    assert await page.evaluate("signage.now() - performance.now()") == pytest.approx(before, abs=1000)  # of two hours


async def test_reloads_only_into_a_page_of_ours(page_at: PageAt, wall: Wall) -> None:
    wall.content = "first"
    page = await page_at(wall.url, script=NO_CHANCE, clock=True)
    await until(lambda: wall.open)
    await mark(page)
    wall.content, wall.attributes = "second", {"data-set": "set-2"}
    for answer in (502, 203, 404):  # a proxy's error, another app's or a portal's page
        wall.answer, asked = answer, wall.asked("/")
        await wall.say("reload", {})
        await page.clock.run_for(100 if answer == 502 else 20_000)
        await until(lambda: wall.asked("/") > asked)  # noqa: B023 - awaited here
        assert not await reloaded(page)
    wall.answer = 200
    await page.clock.run_for(31_000)
    await says(page, "second")
    assert await reloaded(page)


async def test_polls_where_streams_do_not_work(page_at: PageAt, wall: Wall) -> None:
    wall.stream = 0
    wall.content = panel("old", "a1")
    page = await page_at(wall.url, script=NO_CHANCE, clock=True)
    wall.ahead = 7200
    for step in range(12):
        await pass_seconds(page, 11)
        wall.content = panel(f"new {step}", f"a{step}")
    await until(lambda: wall.asked("/") >= 3)
    await page.clock.run_for(31_000)
    await says(page, "new 11")
    assert await page.evaluate("signage.now() / 1000") == pytest.approx(wall.now(), abs=60)
    assert wall.asked("/events") == 4
    wall.stream = 200
    async with asyncio.timeout(20):
        while not wall.open:
            await pass_seconds(page, 5)
    await wall.tick()
    await page.clock.run_for(1_000)
    polled = wall.asked("/")
    await page.clock.run_for(31_000)
    assert wall.asked("/") == polled


async def test_a_polled_page_of_another_set_is_loaded(page_at: PageAt, wall: Wall) -> None:
    wall.stream = 0
    wall.content = "first"
    page = await page_at(wall.url, script=NO_CHANCE, clock=True)
    wall.content, wall.attributes = "second", {"data-set": "set-2"}
    await page.clock.run_for(3_100)
    await until(lambda: wall.asked("/") >= 2)
    await page.clock.run_for(100)
    await says(page, "second")


async def test_past_its_horizon_the_page_asks_for_more(page_at: PageAt, wall: Wall) -> None:
    end = int(wall.now()) + 30
    wall.content = panel("today", "a1")
    wall.attributes = {"data-horizon": str(end)}
    page = await page_at(wall.url, script=NO_CHANCE, clock=True)
    await until(lambda: wall.open)
    await wall.tick()
    await ticked(page)  # a tick that comes later would set the page's clock back
    wall.answer = 502
    await page.clock.run_for(31_000)
    await until(lambda: wall.asked("/") == 2)
    wall.answer, wall.content = 200, panel("tomorrow", "a2")
    wall.attributes = {"data-horizon": str(end + 86400)}
    await page.clock.run_for(61_000)
    await says(page, "tomorrow")
    assert await page.evaluate("document.documentElement.dataset.horizon") == str(end + 86400)


LADDER = (
    '<p data-fresh>today</p><p data-stale hidden><span data-stale-kind="offline">offline since</span>'
    '<span data-stale-kind="stale">as of</span> <b data-since></b></p>'
)


async def test_offline_after_two_minutes_and_back(page_at: PageAt, wall: Wall) -> None:
    wall.content = LADDER
    wall.ahead = -wall.now() + 1_800_003_600  # 09:00 UTC
    page = await page_at(wall.url, clock=True)
    await until(lambda: wall.open)
    await says(page, "today")
    await wall.stop()
    await page.clock.run_for(110_000)
    assert await page.evaluate(TEXT) == "today"
    await page.clock.run_for(15_000)
    assert await page.evaluate(TEXT) == "offline since 09:00"
    await wall.start()
    await page.clock.run_for(31_000)
    await says(page, "today")


async def test_stale_once_nothing_was_confirmed_for_long(page_at: PageAt, wall: Wall) -> None:
    wall.content = LADDER
    wall.attributes = {"data-stale-after": "90"}
    wall.ahead = -wall.now() + 1_800_003_600
    page = await page_at(wall.url)
    await ticked(page)
    await wall.tick(confirmed=wall.now() * 1000 - 89_000)
    await says(page, "today")
    await says(page, "as of 08:58")
    await wall.tick()
    await says(page, "today")


async def test_a_server_that_lost_its_agenda_takes_nothing_away(page_at: PageAt, wall: Wall) -> None:
    wall.content = LADDER
    wall.ahead = -wall.now() + 1_800_003_600
    wall.attributes = {"data-stale-after": "90", "data-confirmed": f"{wall.now() * 1000:.0f}"}
    page = await page_at(wall.url, script=NO_CHANCE, clock=True)
    await until(lambda: wall.open)
    await mark(page)
    wall.content, wall.attributes = "In a moment", {"data-confirmed": "", "data-set": "set-2"}
    asked = wall.asked("/")
    await wall.say("reload", {})
    for _ in range(5):  # and the streams that it opens meanwhile
        await wall.tick(confirmed=None)
        await page.clock.run_for(20_000)
    await until(lambda: wall.asked("/") > asked)
    assert await page.evaluate(TEXT) == "as of 09:00"
    assert not await reloaded(page)
    wall.content, wall.attributes = "all again", {"data-confirmed": f"{wall.now() * 1000:.0f}", "data-set": "set-2"}
    await page.clock.run_for(31_000)
    await says(page, "all again")


COUNTS = """
  window.counts = {listeners: 0, timers: {}, streams: 0};
  (function () {
    var set = setTimeout, clear = clearTimeout, add = EventTarget.prototype.addEventListener, Source = EventSource;
    window.setTimeout = function (f, ms, value) {
      var id = set(function () { delete counts.timers[id]; f(value) }, ms);
      counts.timers[id] = 1;
      return id };
    window.clearTimeout = function (id) { delete counts.timers[id]; clear(id) };
    EventTarget.prototype.addEventListener = function () { counts.listeners += 1; return add.apply(this, arguments) };
    window.EventSource = function (url) { counts.streams += 1; return new Source(url) };
  })();
"""


async def test_nothing_grows(page_at: PageAt, wall: Wall) -> None:
    """An hour at 600 times its speed, with two new panels and ticks a minute."""
    start = int(wall.now())

    def hour(revision: int) -> str:
        rows = "".join(
            f'<li data-until="{start + i * 900}" data-fit="a b"><b data-cut="1" data-balance>Session {i} of many</b>'
            f' <i data-left="{start + i * 900}"></i><i data-progress="{start} {start + i * 900}"></i></li>'
            for i in range(96)
        )
        return f'<ul data-panel="main" data-revision="r{revision}" data-pages="60" data-capacity="8">{rows}</ul>'

    wall.rate, wall.content = 600.0, hour(0) + "<p data-pager></p><p data-clock></p>"
    page = await page_at(wall.url, script=COUNTS)
    devtools = await page.context.new_cdp_session(page)
    await until(lambda: wall.open)

    async def measure() -> dict[str, Any]:
        await page.wait_for_timeout(300)
        await devtools.send("HeapProfiler.collectGarbage")
        heap = (await devtools.send("Runtime.getHeapUsage"))["usedSize"]
        nodes = (await devtools.send("Memory.getDOMCounters"))["nodes"]
        counts: dict[str, Any] = await page.evaluate(
            "({listeners: counts.listeners, streams: counts.streams, timers: Object.keys(counts.timers).length})"
        )
        return counts | {"heap": heap, "nodes": nodes}

    async def play(first: int) -> None:
        for step in range(first, first + 48):
            await wall.panel("main", f"r{step}", hour(step))
            await wall.tick()
            await page.wait_for_timeout(50)

    await play(1)
    before = await measure()
    await play(101)
    after = await measure()
    for _ in range(3):  # what a busy machine has not come to yet is no leak
        if after["heap"] - before["heap"] >= 500_000:
            after = await measure()
    assert (after["listeners"], after["streams"]) == (before["listeners"], before["streams"])
    assert after["timers"] <= 4  # the next boundary, silence, the next report, a step against burn-in
    assert after["nodes"] < before["nodes"] * 1.3
    assert after["heap"] - before["heap"] < 500_000
