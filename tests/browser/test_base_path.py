"""A server below a base path, behind a real proxy that has other things at its host, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from signage.base_path import BasePath
from tests.build import at
from tests.e2e.gateway import record
from tests.venue.test_uploads import png
from tests.wait import until

from .desk import signed_in, staffed
from .glass import until_kept
from .test_proxies import proxy

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page, Request, Response

    from .conftest import PageAt

BASE = BasePath.of("/signage")
SHARED = """
server {{
    listen 127.0.0.1:{port};
    location /signage/ {{
        proxy_pass {behind};
        proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host; proxy_buffering off;
    }}
}}
"""
LAYOUT = """\
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}
brand: {logo: logo.png}
screens:
  hall-a: {show: room, room: Hall A}
  foyer: {show: overview}
"""
RAIL = {
    "screens": ".card__wall iframe",
    "messages": ".msg__item",
    "time": "iframe",
    "agenda": "main section",
    "layout": "#layout :text('Hall A')",
    "log": "main table, main ol, main ul",
    "access": "#own-role:not(:empty)",
    "pair": "#code",
    "screens/hall-a": ".one__walls iframe",
}
"""Pages of staff, and what stands on each once its script has asked the server for it."""


class Told:
    """What a browser asked for in vain or elsewhere, and what its console says."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def follow(self, page: Page) -> None:
        context = page.context
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on(
            "console", lambda said: said.type == "error" and self.wrong.append(f"{said.text} {said.location['url']}")
        )

    def _asked(self, request: Request) -> None:
        if BASE.inner(httpx.URL(request.url).path) is None:
            self.wrong.append(f"asked for {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.wrong.append(f"{response.status} {response.url}")


async def test_walls_and_staff_pages_live_below_a_base_path(page_at: PageAt, tmp_path: Path) -> None:
    told = Told()
    (tmp_path / "media").mkdir()
    (tmp_path / "media/logo.png").write_bytes(png())
    start = at("09:10")
    async with (
        staffed(tmp_path, start, record(1, at("09:00")), layout=LAYOUT, base=BASE) as (gateway, here),
        proxy(SHARED, str(here.client.base_url.copy_with(path="/")), tmp_path) as front,
    ):
        here.client.base_url = httpx.URL(f"{front}{BASE.path}")
        wall = await page_at("about:blank")
        told.follow(wall)
        await wall.goto(f"{front}/signage/screens/hall-a")
        await wall.locator("text=Talk 1").first.wait_for()
        await until(lambda: any(row.report for row in here.program.fleet.registry))
        await wall.evaluate("navigator.serviceWorker.ready")
        assert await wall.evaluate("navigator.serviceWorker.controller.scriptURL") == f"{front}/signage/sw.js"
        await until_kept(wall, wall.url)
        gateway.edit("ses_1", title="Another title")
        await here.pull()
        await wall.locator("text=Another title").first.wait_for()
        desk = await signed_in(page_at, here, "screens")
        told.follow(desk)
        for path, shows in RAIL.items():
            await desk.goto(f"{front}/signage/staff/{path}")
            await desk.locator(shows).first.wait_for(state="attached")
        assert told.wrong == []


async def test_a_tv_is_paired_below_a_base_path(page_at: PageAt, tmp_path: Path) -> None:
    told = Told()
    plain = LAYOUT.replace("brand: {logo: logo.png}\n", "")
    async with (
        staffed(tmp_path, at("09:10"), layout=plain, base=BASE) as (_, here),
        proxy(SHARED, str(here.client.base_url.copy_with(path="/")), tmp_path) as front,
    ):
        here.client.base_url = httpx.URL(f"{front}{BASE.path}")
        tv = await page_at("about:blank")
        told.follow(tv)
        await tv.goto(f"{front}/signage/pair")
        await tv.wait_for_function("() => document.getElementById('qr').naturalWidth > 0")
        code = (await tv.text_content("#code") or "").replace(" ", "")
        assert await tv.text_content("#address") == f"{front.removeprefix('http://')}/signage/staff"
        desk = await signed_in(page_at, here, "screens")
        told.follow(desk)
        await desk.goto(f"{front}/signage/staff/pair?code={code}")
        await desk.get_by_text("foyer", exact=True).click()
        await desk.get_by_role("button", name="Pair as foyer").click()
        await tv.wait_for_url("**/signage/screens/foyer")
        await tv.goto(f"{front}/signage/pair")
        await tv.wait_for_url("**/signage/screens/foyer")
        assert told.wrong == []
