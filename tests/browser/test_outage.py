"""The right sessions throughout an outage, and live again within a minute of its end."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.e2e.gateway import Gateway
from tests.e2e.process import serving
from tests.e2e.venue import Clock
from tests.wait import until

from .between import FAULTS, between
from .glass import ASKED, BEGIN, MINUTE, ROOM, TICKED, due, holds, served, shown, talks

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page

    from tests.e2e.venue import Venue

    from .between import Between
    from .conftest import PageAt

LIKE_ANOTHER = ("empty", "portal", "stream 404", "stream 204")  # these take their time with the old engines
OFFLINE = "[data-stale-kind=offline]:visible"


async def reads(page: Page, text: str) -> bool:
    return text in await page.locator("body").inner_text()


async def pass_seconds(page: Page, here: Venue, way: Between, seconds: int) -> None:
    """Let time pass on both sides, and the page hear the answers to what it asked."""
    here.clock.advance(seconds)
    await page.clock.run_for(seconds * 1000)
    if way.fault != "frozen":
        await holds(page, "window.asked === 0")


async def seconds_until(page: Page, here: Venue, way: Between, text: str) -> int:
    """How long it takes until the wall shows a text."""
    for seconds in range(120):
        if await reads(page, text):
            return seconds
        await pass_seconds(page, here, way, 1)
        await asyncio.sleep(0.02)
    return 120


@pytest.mark.parametrize(
    "fault", [pytest.param(fault, marks=pytest.mark.tv) if fault in LIKE_ANOTHER else fault for fault in FAULTS]
)
async def test_an_hour_of_it(page_at: PageAt, tmp_path: Path, fault: str) -> None:
    async with served(tmp_path, Clock(BEGIN + 5.5 * MINUTE)) as (gateway, here, way):
        page = await page_at(way.url + ROOM, script=ASKED, clock=True)
        await until(lambda: way.streams)
        await holds(page, TICKED)
        await way.become(fault)
        for minute in range(60):
            for _ in range(3):  # a poll finds the server ahead by a step at most: half a minute is safe
                await pass_seconds(page, here, way, 20)
            assert (minute, await shown(page)) == (minute, due(gateway.records, here.clock.now()))
        polls = fault in ("buffered", "stream 404", "stream 204")
        assert await page.locator(OFFLINE).count() == (0 if polls else 1)

        gateway.edit("ses_7", title="Changed since")
        await here.tick()
        if not polls:
            assert not await reads(page, "Changed since")
            await way.become()
        assert await seconds_until(page, here, way, "Changed since") <= 60
        assert await page.locator(OFFLINE).count() == 0
        assert await shown(page) == due(gateway.records, here.clock.now())


async def test_the_displays_clock_is_set_during_an_outage(page_at: PageAt, tmp_path: Path) -> None:
    async with served(tmp_path, Clock(BEGIN + 5 * MINUTE)) as (gateway, here, way):
        page = await page_at(way.url + ROOM, script=ASKED, clock=True)
        await until(lambda: way.streams)
        await holds(page, TICKED)
        await way.become("refused")
        for hours in (2, -5):
            await page.evaluate(f"Date.now = function () {{ return performance.now() + {1.8e12 + hours * 3.6e6} }}")
            for _ in range(15):
                await pass_seconds(page, here, way, 60)
                assert await shown(page) == due(gateway.records, here.clock.now())
        gateway.edit("ses_4", title="Changed since")
        await here.tick()
        await way.become()
        assert await seconds_until(page, here, way, "Changed since") <= 60


async def test_a_display_that_wakes_while_the_server_is_away_says_at_once_that_it_is_cut_off(
    page_at: PageAt, tmp_path: Path
) -> None:
    """In a suspend its monotonic clock stands still: the silence seems to have lasted for seconds."""
    async with served(tmp_path, Clock(BEGIN + 5 * MINUTE)) as (_, here, way):
        page = await page_at(way.url + ROOM, script=ASKED, clock=True)
        await until(lambda: way.streams)
        await holds(page, TICKED)
        await way.become("refused")
        await pass_seconds(page, here, way, 10)
        assert await page.locator(OFFLINE).count() == 0
        await page.evaluate("Date.now = (now => () => now() + 8 * 3600e3)(Date.now)")
        await pass_seconds(page, here, way, 10)
        assert await page.locator(OFFLINE).count() == 1


async def test_a_clock_that_is_set_marks_no_page_that_is_polled(page_at: PageAt, tmp_path: Path) -> None:
    async with served(tmp_path, Clock(BEGIN + 5 * MINUTE)) as (gateway, here, way):
        page = await page_at(way.url + ROOM, script=ASKED, clock=True)
        await until(lambda: way.streams)
        await way.become("buffered")
        for _ in range(12):
            await pass_seconds(page, here, way, 15)
        await page.evaluate("Date.now = (now => () => now() + 10e3)(Date.now)")
        seen = []
        for _ in range(30):
            await pass_seconds(page, here, way, 1)
            seen.append(await page.locator(OFFLINE).count())
        assert seen == [0] * 30
        assert await shown(page) == due(gateway.records, here.clock.now())


async def test_the_real_process_stopped_and_killed(page_at: PageAt, tmp_path: Path) -> None:
    """SIGSTOP freezes it, SIGKILL and a start are a restart; the port stays the same."""
    now = datetime.now(UTC)
    records = talks(now - 5 * MINUTE, 6)

    async def live(page: Page, title: str) -> None:
        gateway.edit("ses_0", title=title)
        for _ in range(60):
            await page.clock.run_for(1000)
            await asyncio.sleep(0.1)
            if await reads(page, title):
                return
        pytest.fail(f"{title} did not come")

    async with Gateway(*records) as gateway, serving(tmp_path, gateway) as server, between(server.port) as way:
        await server.ready()
        page = await page_at(way.url + ROOM, script=ASKED, clock=True)
        await live(page, "First")
        server.process.send_signal(signal.SIGSTOP)
        await page.clock.run_for(130_000)
        assert await shown(page) == {"now": ["ses_0"], "next": ["ses_1"]}
        server.process.send_signal(signal.SIGCONT)
        await live(page, "Thawed")
        server.process.kill()
        await server.process.wait()
        await page.clock.run_for(130_000)
        assert await shown(page) == {"now": ["ses_0"], "next": ["ses_1"]}
        async with serving(tmp_path, gateway) as again:
            way.behind = again.port
            await live(page, "Back")
