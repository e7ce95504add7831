"""What is said of the address that displays use: with real proxies that gather, cut and redirect."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from signage.assets import build_id
from signage.base_path import BasePath
from signage.doctor.examination import Certificate, Place, Result
from signage.doctor.outside import Heard, Tick, judged, outside
from signage.layout import load
from tests.build import at
from tests.e2e.gateway import Gateway
from tests.e2e.test_deploy import AROUND, is_open
from tests.e2e.venue import Clock, Venue, venue
from tests.faults.test_gateway import T0, agenda
from tests.ports import free_port
from tests.wait import until

from .build import ADDRESS, LAYOUT, World

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

PASSES = "proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_header X-Forwarded-For $remote_addr;"
OWN = "proxy_http_version 1.1; proxy_set_header Accept-Encoding '';"
GATHERS = (
    f"{OWN} proxy_ignore_headers X-Accel-Buffering; proxy_hide_header Content-Encoding;"
    " gzip on; gzip_proxied any; gzip_types text/event-stream;"
)
"""What compresses streams anew, for which it waits until there is enough to compress."""


@asynccontextmanager
async def nginx(folder: Path, settings: str) -> AsyncIterator[str]:
    """The address of an nginx with this location."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no nginx: sh .ci/proxies")
    port = free_port()
    server = f"server {{ listen 127.0.0.1:{port}; location / {{ {settings} }} }}"
    config = folder / "nginx.conf"
    config.write_text(AROUND.format(folder=folder, server=server))
    arguments = ["-p", str(folder), "-e", str(folder / "error.log"), "-c", str(config)]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = await asyncio.create_subprocess_exec(program, *arguments, **silent)
    try:
        await until(lambda: is_open(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def serving(folder: Path, tick_interval: float = 0.2) -> AsyncIterator[Venue]:
    clock = Clock(T0)
    async with (
        Gateway(*agenda(), now=clock.now) as gateway,
        venue(folder, gateway, clock, tick_interval=tick_interval) as here,
    ):
        yield here


async def seen(folder: Path, here: Venue, address: str, patience: float) -> dict[str, Result]:
    place = Place(folder / "screens.yaml", folder / "data", {}, address=address, patience=patience)
    layout = here.program.reload.loaded.layout
    return {one.check: one async for one in outside(place, layout)}


async def test_a_stream_that_nobody_gathers(tmp_path: Path) -> None:
    async with serving(tmp_path) as here:
        behind = f"proxy_pass {here.client.base_url}; {PASSES}"
        async with nginx(tmp_path, behind) as address:
            said = await seen(tmp_path, here, address, 20)
        assert (said["stream"].level, said["address"].level) == ("good", "good")
        assert said["stream"].what.startswith("ticks arrive as they are sent")
        assert "metrics" not in said


async def test_a_proxy_that_gathers_streams(tmp_path: Path) -> None:
    async with serving(tmp_path) as here:
        behind = f"proxy_pass {here.client.base_url}; {GATHERS}"
        async with nginx(tmp_path, behind) as address:
            said = await seen(tmp_path, here, address, 2)
    assert (said["stream"].level, said["address"].level) == ("fault", "good")
    assert "something gathers it" in said["stream"].what
    assert "proxy_buffering off" in said["stream"].mend


async def test_a_proxy_that_takes_compression_away(tmp_path: Path) -> None:
    async with serving(tmp_path) as here, nginx(tmp_path, f"proxy_pass {here.client.base_url}; {OWN}") as address:
        said = await seen(tmp_path, here, address, 20)
    assert (said["stream"].level, "without compression" in said["stream"].what) == ("warning", True)


async def test_a_proxy_that_cuts_streams(tmp_path: Path) -> None:
    async with serving(tmp_path, tick_interval=600) as here:
        behind = f"proxy_pass {here.client.base_url}; {PASSES} proxy_read_timeout 1s;"
        async with nginx(tmp_path, behind) as address:
            said = await seen(tmp_path, here, address, 20)
    assert (said["stream"].level, "a stream was cut after" in said["stream"].what) == ("fault", True)
    assert "proxy_read_timeout 1h" in said["stream"].mend


async def test_a_proxy_that_redirects_and_one_that_leads_elsewhere(tmp_path: Path) -> None:
    async with serving(tmp_path) as here:
        async with nginx(tmp_path, "return 301 https://other.example.com$request_uri;") as address:
            said = await seen(tmp_path, here, address, 5)
            assert said["address"].what == f"{address} redirects to https://other.example.com"
        async with nginx(tmp_path, "return 200 'hello';") as address:
            said = await seen(tmp_path, here, address, 5)
            assert "not as signage does" in said["address"].what
        async with nginx(tmp_path, "return 502;") as address:
            said = await seen(tmp_path, here, address, 5)
            assert "answers 502" in said["address"].what
    assert "stream" not in said


def heard(*after: float, said: tuple[dict[str, Any], ...] = (), **more: Any) -> Heard:
    """Ticks that came after so many seconds, of a server that sends one every 15."""
    told = [{"now": 15_000 * number, "rate": 1, "build": build_id()} for number in range(len(after))]
    headers = {"content-type": "text/event-stream", "content-encoding": "gzip", **more.pop("headers", {})}
    ticks = [Tick(*pair) for pair in zip(after, said or told, strict=True)]
    return Heard(more.pop("status", 200), httpx.Headers(headers), ticks, **more)


@pytest.mark.parametrize(
    ("one", "level", "what"),
    [
        (heard(0.1, 15.2), "good", "the first after 0.1 s"),
        (heard(0.1, 19.3), "fault", "was kept for 4 s"),
        (heard(9.0, 24.0), "fault", "came after 9 s"),
        (heard(0.1), "fault", "brought no more"),
        (heard(0.1, ended=10.0), "fault", "was cut after 10 s"),
        (heard(), "fault", "nothing of a stream arrived"),
        (heard(status=404, headers={"content-type": "text/html"}), "fault", "answered 404 with text/html"),
        (heard(status=403, headers={"x-signage-refused": "key"}), "warning", "walls need keys"),
        (heard(0.1, 15.2, headers={"content-encoding": "identity"}), "warning", "without compression"),
        (heard(0.1, 0.2, said=({"build": "old"}, {})), "warning", "old is what answers there"),
    ],
)
def test_what_a_stream_tells(one: Heard, level: str, what: str) -> None:
    results = list(judged(one, 25))
    assert [(each.level, what in each.what) for each in results if what in each.what] == [(level, True)]


async def said_of(world: World, folder: Path, address: str = ADDRESS) -> list[tuple[str, str]]:
    layout = load(LAYOUT.encode()).layout
    return [(one.check, one.level) async for one in outside(world.place(folder, address=address), layout)]


async def test_certificate_http_version_and_open_numbers(tmp_path: Path) -> None:
    world = World()
    well = await said_of(world, tmp_path)
    assert well[:3] == [("tls", "good"), ("http", "good"), ("address", "good")]
    assert ("metrics", "warning") in well
    world.certificate = Certificate(at("09:30"), "http/1.1")
    assert (await said_of(world, tmp_path))[:2] == [("tls", "warning"), ("http", "warning")]
    assert (await said_of(world, tmp_path, "http://walls.example.com"))[0] == ("tls", "warning")
    world.found = OSError(-2, "Name or service not known")
    assert await said_of(world, tmp_path) == [("address", "fault")]
    assert await said_of(world, tmp_path, "") == [("address", "warning")]


async def test_below_a_base_path_all_is_asked_for_there(tmp_path: Path) -> None:
    world = World()
    world.answers = dict.fromkeys(("/e/evt_1/healthz", "/e/evt_1/metrics"), (200, "ok\n"))
    place = world.place(tmp_path, address=ADDRESS, base=BasePath.of("/e/evt_1"))
    said = [(one.check, one.what) async for one in outside(place, load(LAYOUT.encode()).layout)]
    assert ("address", f"{ADDRESS}/e/evt_1 leads to this server, without a redirect") in said
    assert f"GET {ADDRESS}/e/evt_1/screens/foyer/events" in world.asked
