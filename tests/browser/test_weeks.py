"""A page that runs for weeks: hours of the real program at 600 times their speed leave nothing behind.

One of them on one page; in `make soak` a whole day on several.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from tests.wait import until

from .glass import BEGIN, MINUTE, ROOM, Running, holds, served
from .test_stream import COUNTS

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import CDPSession, Page

    from .conftest import PageAt

DAY = [pytest.param(path, 24, marks=pytest.mark.soak) for path in (ROOM, "/screens/foyer", "/screens/today")]
RATE = 600
CHANGES = 12  # an hour
COUNTED = "({made: counts.listeners, streams: counts.streams, timers: Object.keys(counts.timers).length})"


async def measure(page: Page, devtools: CDPSession) -> dict[str, Any]:
    """What the page holds once its rubbish is collected."""
    await page.wait_for_timeout(500)
    await devtools.send("HeapProfiler.collectGarbage")
    heap = (await devtools.send("Runtime.getHeapUsage"))["usedSize"]
    dom = await devtools.send("Memory.getDOMCounters")
    counted: dict[str, Any] = await page.evaluate(COUNTED)
    return counted | {"heap": heap, "nodes": dom["nodes"], "listeners": dom["jsEventListeners"]}


@pytest.mark.parametrize(("path", "hours"), [("/screens/foyer", 1), *DAY])
async def test_hours_leave_nothing_behind(page_at: PageAt, tmp_path: Path, path: str, hours: int) -> None:
    clock, versions, talks = Running(BEGIN + 5 * MINUTE, RATE), count(), 12 * (hours + 1)  # twice as long
    async with served(tmp_path, clock, talks) as (gateway, here, way):
        page = await page_at(way.url + path, script=COUNTS)
        devtools = await page.context.new_cdp_session(page)
        await until(lambda: way.streams)

        async def play(part: float) -> None:
            for _ in range(round(part * CHANGES)):
                version = f"Version {next(versions)} of"
                for session in range(talks):
                    gateway.edit(f"ses_{session}", title=f"{version} talk {session}")
                await here.program.sync.full()
                await page.wait_for_timeout(3600_000 / CHANGES / RATE)
            await holds(page, "document.body.innerText.includes(arg)", version)

        await play(0.5)
        before = await measure(page, devtools)
        await play(hours / 2)
        between = await measure(page, devtools)
        await play(hours / 2)
        after = await measure(page, devtools)
    assert (after["made"], after["streams"]) == (before["made"], before["streams"])
    assert after["listeners"] <= before["listeners"] + 2
    assert (
        after["timers"] <= 5
    )  # the next boundary, silence, the next report, a step against burn-in, what is done ahead
    assert after["nodes"] < before["nodes"] * 1.3
    assert after["heap"] - min(before["heap"], between["heap"]) < 500_000
