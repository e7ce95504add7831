"""A display that starts while the server is away: what it kept, for how long, and where it cannot keep anything."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from PIL import Image

from signage import assets
from tests.e2e.venue import LAYOUT, venue
from tests.wait import until

from .chromium import FLAGS, find
from .glass import MINUTE, ROOM, TICKED, due, holds, served, shown

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser, BrowserContext, Page

POLLED = "fetch(location.href).then(answer => answer.text()).then(text => text.includes('data-now'), () => false)"


class Display:
    """A display with a device to keep things on: it can be switched off and on."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser, self._folder = browser, folder
        self.context: BrowserContext | None = None
        self.said: list[str] = []

    async def on(self, url: str, *more: str, later: timedelta | None = None) -> Page:
        """Switch on and load; `later` is by how much its clock has gone on meanwhile, and it stands still then."""
        path = find(self._browser.browser_type.executable_path)
        self.context = await self._browser.browser_type.launch_persistent_context(
            str(self._folder), executable_path=path, args=[*FLAGS, *more], viewport={"width": 1920, "height": 1080}
        )
        page = self.context.pages[0]
        page.on("pageerror", lambda error: self.said.append(str(error)))
        if later is not None:
            await page.clock.install(time=datetime.now(UTC) + later)
        await page.goto(url)
        return page

    async def off(self) -> None:
        if self.context:
            await self.context.close()
        self.context = None


@pytest_asyncio.fixture(loop_scope="session")
async def display(browser: Browser, tmp_path: Path) -> AsyncIterator[Display]:
    display = Display(browser, tmp_path / "device")
    yield display
    await display.off()
    assert display.said == []


async def keeps(page: Page, text: str) -> None:
    """Wait until what is kept of a page has this text."""
    kept = "caches.match(location.href).then(kept => kept ? kept.text() : '')"
    await holds(page, f"{kept}.then(html => html.includes(arg))", text)


async def test_a_display_restarts_without_the_server_rolls_on_and_is_live_again(
    display: Display, tmp_path: Path
) -> None:
    async with served(tmp_path) as (gateway, here, way):
        page = await display.on(way.url + ROOM)
        await keeps(page, "Talk 1")
        gateway.edit("ses_4", title="Changed since")
        await here.tick()
        await keeps(page, "Changed since")
        await display.off()
        await way.become("refused")

        page = await display.on(way.url + ROOM, later=31 * MINUTE)
        now = here.clock.now() + 31 * MINUTE
        assert await shown(page) == due(gateway.records, now) == {"now": ["ses_3"], "next": ["ses_4"]}
        assert await page.locator("[data-stale-kind=offline]:visible").count() == 1
        await page.clock.run_for(300_000)
        assert await shown(page) == {"now": ["ses_4"], "next": ["ses_5"]}
        assert "Changed since" in await page.locator("body").inner_text()

        await way.become()
        for _ in range(60):
            await page.clock.run_for(1000)
            await page.wait_for_timeout(20)
            if way.streams:
                break
        await holds(page, "!document.querySelector('[data-fresh]').hidden")
        assert await shown(page) == due(gateway.records, here.clock.now())


async def test_whatever_answers_in_place_of_the_server_the_kept_page_is_shown(display: Display, tmp_path: Path) -> None:
    async with served(tmp_path) as (gateway, here, way):
        page = await display.on(way.url + ROOM)
        await keeps(page, "Talk 1")
        for fault in ("refused", "502", "portal", "empty", "frozen"):
            await way.become(fault)
            await page.reload()
            assert (fault, await shown(page)) == (fault, due(gateway.records, here.clock.now()))
            assert fault == "frozen" or not await page.evaluate(POLLED)
            await page.evaluate("document.fonts.ready")
            assert await page.evaluate("[...document.fonts].some(font => font.status === 'error')") is False
        await way.become()
        await page.reload()
        assert await page.evaluate("document.documentElement.hasAttribute('data-kept')") is False


async def test_a_server_that_lost_its_agenda_takes_nothing_from_the_device(display: Display, tmp_path: Path) -> None:
    async with served(tmp_path) as (gateway, here, way):
        page = await display.on(way.url + ROOM)
        await keeps(page, "Talk 1")
        await gateway.die()
        (tmp_path / "fresh").mkdir()
        async with venue(tmp_path / "fresh", gateway, here.clock) as lost:
            way.behind = lost.client.base_url.port or 0
            assert "in a moment" in (await lost.client.get(ROOM)).text
            await way.become()
            await page.reload()
            await holds(page, "!document.querySelector('[data-fresh]').hidden")
            assert await shown(page) == due(gateway.records, here.clock.now())
            await way.become("refused")
            await page.reload()
            assert await shown(page) == due(gateway.records, here.clock.now())


async def test_what_says_that_there_is_no_such_room_is_a_page_of_ours(display: Display, tmp_path: Path) -> None:
    async with served(tmp_path) as (_, _, way):
        page = await display.on(way.url + "/rooms/nowhere")
        await keeps(page, "nowhere")
        await way.become("502")
        await page.reload()
        assert "Hall A" in await page.locator("body").inner_text()


async def test_what_no_page_needs_any_longer_is_forgotten(display: Display, tmp_path: Path) -> None:
    async with served(tmp_path) as (gateway, here, way):
        page = await display.on(way.url + ROOM)
        await keeps(page, "Talk 1")
        await page.evaluate(
            """async now => { for (const days of [29, 31]) {
              const asset = `/static/${days}.0123456789.css`;
              await (await caches.open('signage-assets')).put(asset, new Response(''));
              await (await caches.open('signage-pages')).put(`/rooms/${days}`, new Response('', {headers: {
                'X-Signage-Now': now - days * 86400000, 'X-Signage-Needs': location.origin + asset}}));
            } }""",
            here.now * 1000,
        )
        gateway.edit("ses_4", title="Changed since")
        await here.tick()
        for gone in ("/rooms/31", "/static/31.0123456789.css"):
            await holds(page, "caches.match(arg).then(kept => !kept)", gone)
        for stays in ("/rooms/29", "/static/29.0123456789.css"):
            await holds(page, "caches.match(arg).then(kept => !!kept)", stays)


def another_build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("static", "templates"):
        shutil.copytree(assets.folder(name), folder / name)
    for name in ("base.css", "page.js"):
        with (folder / "static" / name).open("a") as file:
            file.write(".another { }\n" if name.endswith("css") else "window.another = 1;\n")
    monkeypatch.setattr(assets, "folder", folder.joinpath)
    assets.build_id.cache_clear()
    assets.static_url.cache_clear()


async def test_a_new_build_takes_the_place_of_the_old_one(
    display: Display, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = "caches.open('signage-assets').then(c => c.keys()).then(keys => keys.map(key => new URL(key.url).pathname))"
    scripts = "[...document.scripts].map(script => new URL(script.src).pathname)"
    async with served(tmp_path) as (_, _, way):
        page = await display.on(way.url + ROOM)
        await keeps(page, "Talk 1")
        old = await page.evaluate(scripts)
        with monkeypatch.context() as patched:
            (tmp_path / "new").mkdir()
            another_build(tmp_path / "new", patched)
            async with served(tmp_path / "new") as (_, there, _):
                way.behind = there.client.base_url.port or 0
                await way.become("refused")
                await way.become()
                await holds(page, f"{scripts}.join() !== arg", ",".join(old))
                new = await page.evaluate(scripts)
                await holds(page, f"{kept}.then(urls => !urls.includes(arg))", old[0])
                assert set(new) <= set(await page.evaluate(kept))
        assets.build_id.cache_clear()
        assets.static_url.cache_clear()


async def test_on_plain_http_nothing_is_kept_and_nothing_is_said(display: Display, tmp_path: Path) -> None:
    said: list[str] = []
    async with served(tmp_path) as (gateway, here, way):
        page = await display.on("about:blank", "--host-resolver-rules=MAP venue.test 127.0.0.1")
        page.on("console", lambda message: said.append(message.text))
        await page.goto(f"http://venue.test:{way.port}{ROOM}")
        await until(lambda: way.streams)
        await holds(page, TICKED)
        assert await page.evaluate("'serviceWorker' in navigator") is False
        assert await shown(page) == due(gateway.records, here.clock.now())
        # Chromium says of one header that it goes for HTTPS alone; a server behind a TLS proxy cannot tell which it is
        assert [text for text in said if "Cross-Origin-Opener-Policy header has been ignored" not in text] == []


async def test_an_address_that_the_kiosk_is_told_to_trust(display: Display, tmp_path: Path) -> None:
    async with served(tmp_path) as (gateway, here, way):
        trusted = f"http://venue.test:{way.port}"
        flags = (
            "--host-resolver-rules=MAP venue.test 127.0.0.1",
            f"--unsafely-treat-insecure-origin-as-secure={trusted}",
        )
        page = await display.on(trusted + ROOM, *flags)
        await keeps(page, "Talk 1")
        await display.off()
        await way.become("refused")
        page = await display.on(trusted + ROOM, *flags)
        assert await shown(page) == due(gateway.records, here.clock.now())


async def test_pictures_are_kept_too(display: Display, tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    Image.new("RGB", (64, 48), "teal").save(tmp_path / "media/map of all.png")
    (tmp_path / "screens.yaml").write_text(f"{LAYOUT}  map: {{show: picture, file: map of all.png}}\n")
    async with served(tmp_path) as (_, _, way):
        page = await display.on(way.url + "/screens/map")
        await keeps(page, "map%20of%20all")
        await way.become("refused")
        await page.reload()
        assert await page.evaluate("document.querySelector('.media img').naturalWidth") > 0
