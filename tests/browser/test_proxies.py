"""A real browser behind a real proxy: addresses nearly right, old and new mixed, more pages than connections."""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from signage.agenda import Agenda, Room
from tests.build import layout, session
from tests.e2e.gateway import Gateway, iso
from tests.e2e.test_deploy import AROUND
from tests.e2e.venue import LAYOUT, venue
from tests.ports import free_port
from tests.wait import until
from tests.walls.walk import serving

from .glass import BEGIN, MINUTE, Running, holds, talks
from .test_sharing import HIDE, holding, pages
from .test_stream import NO_CHANCE, mark, panel, pass_seconds, reloaded, says

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Page

    from signage.web.quota import Quota

    from .conftest import PageAt
    from .wall import Wall

SAYS = "document.body.innerText.indexOf(arg) >= 0"
PASSING = """
server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass {behind}; proxy_set_header Host inner.example; }}
}}
"""
STREAMING = """
server {{
    listen 127.0.0.1:{port};
    location / {{
        proxy_pass {behind}; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;
    }}
}}
"""
REPLAYING = """
proxy_cache_path {folder}/cache keys_zone=pages:1m;
server {{
    listen 127.0.0.1:{port};
    location = / {{
        proxy_pass {behind};
        proxy_cache pages;
        proxy_cache_valid 200 1h;
        proxy_ignore_headers Cache-Control Expires;
    }}
    location / {{ proxy_pass {behind}; proxy_buffering off; }}
}}
"""
APART = """
server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass {behind}; }}
    location ~ /events$ {{ proxy_pass {other}; proxy_buffering off; }}
}}
"""
BY_TURNS = """
upstream both {{ server {one}; server {other}; }}
server {{
    listen 127.0.0.1:{port};
    location / {{
        proxy_pass http://both; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;
    }}
}}
"""


@asynccontextmanager
async def proxy(server: str, behind: str, folder: Path) -> AsyncIterator[str]:
    """The address of an nginx with this server block, in front of an address."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no nginx: sh .ci/proxies")
    port = free_port()
    around = AROUND.replace("daemon off;", "daemon off;\nuser root;")  # its cache is in a folder of ours; else ignored
    text = around.format(folder=folder, server=server.format(folder=folder, port=port, behind=behind.rstrip("/")))
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    arguments = ("-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf"))
    nginx = await asyncio.create_subprocess_exec(program, *arguments)
    try:
        await until(lambda: (folder / "pid").exists() and (folder / "pid").read_text())
        yield f"http://127.0.0.1:{port}"
    finally:
        nginx.terminate()
        await nginx.wait()


@pytest.mark.parametrize(("path", "leads"), [
    ("/screens/all/", "/screens/all"),
    ("/Screens/ALL", "/screens/all"),
    ("/rooms/A%2FB", "/rooms/ab"),
])  # fmt: skip
async def test_an_address_that_is_nearly_right_leads_through_the_proxy(
    page_at: PageAt, tmp_path: Path, path: str, leads: str
) -> None:
    agenda = Agenda.of([session("s1", "09:00", "10:00", Room("ab", "A/B"))])
    async with serving(agenda, layout("all: {show: overview}")) as base, proxy(PASSING, base, tmp_path) as front:
        page = await page_at(f"{front}{path}?at=2026-02-07T09:10")
        assert page.url == f"{front}{leads}?at=2026-02-07T09:10"
        assert await page.locator("[data-signage] main").count() == 1


async def test_a_proxy_that_replays_an_old_page_makes_no_page_reload(
    page_at: PageAt, wall: Wall, tmp_path: Path
) -> None:
    wall.content = panel("old", "a1")
    async with proxy(REPLAYING, wall.url, tmp_path) as front:
        page = await page_at(front, script=NO_CHANCE)
        await until(lambda: wall.open)
        await mark(page)
        wall.attributes, asked = {"data-set": "set-2"}, wall.asked("/")
        for _ in range(20):
            await wall.say("reload", {})
            await asyncio.sleep(0.05)
        await wall.panel("main", "a2", panel("new", "a2"))
        await says(page, "new")
        assert not await reloaded(page)
        assert wall.asked("/") == asked  # the proxy answered by itself


@asynccontextmanager
async def two_layouts(folder: Path) -> AsyncIterator[tuple[str, str]]:
    """The hosts of two servers with one agenda and different layouts."""
    clock, places = Running(BEGIN + MINUTE), [folder / name for name in ("one", "other")]
    for place in places:
        place.mkdir()
    async with (
        Gateway(*talks(BEGIN, 6), now=clock.now) as gateway,
        venue(places[0], gateway, clock) as one,
        venue(places[1], gateway, clock, LAYOUT.replace("show: overview", "show: agenda")) as other,
    ):
        yield one.client.base_url.netloc.decode(), other.client.base_url.netloc.decode()


async def test_a_page_of_one_server_with_the_stream_of_another_makes_few_reloads(
    page_at: PageAt, tmp_path: Path
) -> None:
    async with (
        two_layouts(tmp_path) as (one, other),
        proxy(APART.replace("{other}", f"http://{other}"), f"http://{one}", tmp_path) as front,
    ):
        page = await page_at(f"{front}/screens/foyer", script=NO_CHANCE, clock=True)
        await mark(page)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await pass_seconds(page, 60)
        assert not await reloaded(page)  # what it fetches is the page that it has
        assert 1 <= sum(url.endswith("/screens/foyer") for url in asked) <= 8


async def test_two_servers_that_answer_by_turns_make_few_reloads(page_at: PageAt, tmp_path: Path) -> None:
    async with (
        two_layouts(tmp_path) as (one, other),
        proxy(BY_TURNS.replace("{one}", one).replace("{other}", other), "", tmp_path) as front,
    ):
        page = await page_at(f"{front}/screens/foyer", script=NO_CHANCE, clock=True)
        loads: list[str] = []
        page.on("load", lambda loaded: loads.append(loaded.url))
        await pass_seconds(page, 60)
        assert len(loads) <= 5


async def test_of_seven_pages_behind_a_proxy_all_load_four_have_streams_and_all_follow_changes(
    page_at: PageAt, tmp_path: Path
) -> None:
    """Over HTTP/1.1 a browser has six connections to a host, each stream takes one for good."""
    clock = Running(BEGIN + MINUTE)
    async with (
        Gateway(*talks(BEGIN, 6), now=clock.now) as gateway,
        venue(tmp_path, gateway, clock, tick_interval=0.5) as here,
        proxy(STREAMING, str(here.client.base_url), tmp_path) as front,
    ):
        paths = ["/screens/foyer", "/screens/today", "/screens/hall-a", *["/rooms/hall-a"] * 4]
        shown = await pages(page_at, *(front + path for path in paths))
        streams = here.program.streams.hub.quota
        for page in shown:
            await holds(page, SAYS, "Talk 0")
        held = await settled(shown, streams, 4)
        gateway.records[0] |= {"title": "Another talk", "updated_at": iso(clock.now())}
        await here.tick()
        for page in shown:
            await holds(page, SAYS, "Another talk")
        for page in held:
            await page.evaluate(HIDE, True)
        assert not {*await settled(shown, streams, 3)} & {*held}


async def settled(shown: list[Page], streams: Quota, count: int) -> list[Page]:
    """The pages that have a stream, once so many of them think so, and the server too."""
    async with asyncio.timeout(30):
        while True:
            held = await holding(shown)
            if len(held) == streams.count == count:
                return held
            await asyncio.sleep(0.05)
