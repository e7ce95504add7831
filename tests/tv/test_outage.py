"""Outages of the real program as the engines of TVs go through them, and a start without it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.browser.glass import BEGIN, MINUTE, ROOM, SHOWN, Running, due, served
from tests.wait import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.between import Between

    from .conftest import Tv

RATE = 120  # a talk takes 5 s, an hour half a minute
OUTAGES = (("refused", 30), ("frozen", 50), ("502", 10))
LOOK = f"""(function () {{
  var time = +new Date(), seen = window.seen = window.seen || [];
  seen.push([time / 1000, {SHOWN}]);
  if (seen.length === 50) {{ Date.now = function () {{ return +new Date() + 7200e3; }}; }}
  return document.body.innerText.indexOf('The end') >= 0;
}})()"""  # the display's clock is set by two hours on the way
KEPT = "(caches.match(location.href).then(function (kept) {{ window.kept = !!kept; }}), {})"


async def through_all(way: Between) -> list[float]:
    """One outage after the other; how long each time until a stream comes through again."""
    took = []
    for fault, seconds in OUTAGES:
        await until(lambda: way.streams, seconds=60)
        await asyncio.sleep(3)
        await way.become(fault)
        await asyncio.sleep(seconds)
        asked = len(way.requests)
        await way.become()
        begin = asyncio.get_running_loop().time()
        await until(lambda: way.streams and (way.requests[asked:] or fault == "frozen"), seconds=60)  # noqa: B023
        took.append(asyncio.get_running_loop().time() - begin)
    return took


async def test_the_right_sessions_through_outages_and_live_again(tv: Tv, engine: str, tmp_path: Path) -> None:
    clock = Running(BEGIN + 5 * MINUTE, RATE)
    async with served(tmp_path, clock) as (gateway, here, way):
        visit = asyncio.create_task(tv(engine, way.url + ROOM, seconds=280, until=LOOK, value="window.seen"))
        took = await through_all(way)
        last = due(gateway.records, here.clock.now() + 10 * MINUTE)["next"][0]
        gateway.edit(last, title="The end")
        await here.program.sync.full()
        seen = await visit
    assert seen.errors == []
    assert [seconds for seconds in took if seconds > 60] == []
    assert len(seen.value) > 300
    assert wrong(seen.value, gateway.records, clock) == []


def wrong(seen: list[Any], records: list[dict[str, Any]], clock: Running) -> list[Any]:
    """What was seen that was not due; either will do within a third of a second of a change."""
    found = []
    for time, shown in seen:
        right = [due(records, clock.at(time + late)) for late in (-0.3, 0, 0.3)]
        if shown not in right:
            found.append((time, shown, right[1]))
    return found


async def test_a_start_without_the_server(tv: Tv, engine: str, tmp_path: Path) -> None:
    """On loopback, where workers run as they do over HTTPS. What is new to a device is safe after half a minute."""
    async with served(tmp_path) as (gateway, here, way):
        url, device = way.url + ROOM, tmp_path / "device"
        before = await tv(
            engine, url, seconds=45, until=KEPT.format("window.kept && performance.now() > 30000"), profile=device
        )
        await way.become("refused")
        after = await tv(
            engine, url, seconds=3, value=f"[{SHOWN}, !!document.querySelector('[data-kept]')]", profile=device
        )
        assert before.errors == []
        assert after.errors == []
        assert after.value == [due(gateway.records, here.clock.now()), True]


async def test_on_plain_http_it_does_without(tv: Tv, engine: str, tmp_path: Path) -> None:
    async with served(tmp_path) as (gateway, here, way):
        seen = await tv(
            engine,
            f"http://venue.test{ROOM}",
            seconds=5,
            value=f"[{SHOWN}, location.hostname, !!(navigator.serviceWorker || {{}}).controller]",
            proxy=way.port,
        )
        # Chromium says of one header that it goes for HTTPS alone; a server behind a TLS proxy cannot tell which it is
        assert [text for text in seen.errors if "Cross-Origin-Opener-Policy header has been ignored" not in text] == []
        assert seen.value == [due(gateway.records, here.clock.now()), "venue.test", False]
