"""The pictures of docs/staff.md: the staff page in use, at a desk and on a phone. `make guide`.

The real program and its simulated gateway, at the same moment of the same conference each time; the displays are
browsers that have its walls open, one of them made to lie.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.async_api import async_playwright, expect

from signage.clock import DemoClock
from signage.demo import ZONE
from signage.inevent.settings import Settings
from signage.program import Program
from signage.runtime import Runtime
from signage.sandbox import app as sandbox
from signage.sandbox import demo
from signage.staff.settings import StaffSettings
from signage.web import server
from tests.browser.chromium import FLAGS, find
from tests.gallery import AT

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "staff"
PASSWORD = "a long password"
DESK, PHONE, TV = (1440, 900), (390, 844), (1280, 720)
WAIT = 60_000  # ms


@asynccontextmanager
async def served() -> AsyncIterator[str]:
    """The address of the demo's conference with a staff page."""
    gateway = server.Server(sandbox.create(demo.agenda(AT.astimezone(ZONE).date(), AT)), server.listen("127.0.0.1", 0))
    address = f"http://127.0.0.1:{gateway.sock.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as folder:
        venue = Path(folder)
        (venue / "screens.yaml").write_text((ROOT / "screens.yaml").read_text(encoding="utf-8"), encoding="utf-8")
        settings = Settings(address, "signage", "demo-secret", f"{address}/oauth/token")
        runtime = Runtime(venue / "screens.yaml", venue / "data", DemoClock(AT), staff=StaffSettings(PASSWORD))
        walls = Program(runtime, settings).serve("127.0.0.1", 0)
        running = asyncio.create_task(server.run(gateway, walls))
        await asyncio.sleep(4)  # a first pull
        try:
            yield f"http://127.0.0.1:{walls.sock.getsockname()[1]}"
        finally:
            walls.should_exit = gateway.should_exit = True
            await running


@dataclass
class Guide:
    """A browser at an address, and what is done there for each picture."""

    browser: Browser
    base: str

    async def opened(self, path: str, size: tuple[int, int]) -> Page:
        """A page in a browser of its own."""
        context = await self.browser.new_context(viewport={"width": size[0], "height": size[1]})
        page = await context.new_page()
        await page.goto(self.base + path)
        return page

    async def staff(self, path: str, size: tuple[int, int] = DESK) -> Page:
        """A page of the staff page, signed in."""
        page = await self.opened(f"/staff/login?next=/staff/{path}", size)
        await page.fill("[name=name]", "staff")
        await page.fill("[name=password]", PASSWORD)
        await page.press("[name=password]", "Enter")
        await page.wait_for_url(f"**/staff/{path}*")
        return page

    async def make(self) -> None:
        """All pictures, in an order in which each scene leaves what the next one needs."""
        walls = [await self.opened(f"/screens/{name}", (1920, 1080)) for name in ("tejo-door", "graca-door", "foyer")]
        await self.screens(walls[1])
        await self.time()
        await self.layout()
        await self.agenda()
        await self.messages()
        await self.pairing()
        await self.log()

    async def screens(self, liar: Page) -> None:
        """The fleet with a wall that lies, and that wall alone."""
        await liar.wait_for_timeout(5000)
        await liar.evaluate(
            """document.querySelector('[data-slot=now] [data-session]').removeAttribute('data-session')"""
        )
        page = await self.staff("screens")
        await expect(page.get_by_text("Wrong since").first).to_be_visible(timeout=120_000)
        await page.wait_for_timeout(3000)
        await take(page, "screens")
        await page.get_by_role("link", name="graca-door").first.click()
        await page.wait_for_timeout(5000)
        await take(page, "screen")
        phone = await self.staff("screens", PHONE)
        await phone.wait_for_timeout(5000)
        await take(phone, "screens-phone")

    async def time(self) -> None:
        """All walls of another time, and what pre-flight finds."""
        page = await self.staff("time")
        await page.wait_for_selector(".day")
        await page.click("#after")
        await page.click("#preflight-run")
        await page.wait_for_selector("#preflight-clean:not(:empty)", timeout=240_000)
        await page.wait_for_timeout(5000)
        await take(page, "time")

    async def messages(self) -> None:
        """A message being written, a takeover that is confirmed, and the same on a phone."""
        page = await self.staff("messages")
        await page.fill("#msg-title", "Lunch is on the roof terrace")
        await page.wait_for_timeout(4000)
        await take(page, "message")
        await page.get_by_text("Evacuation").first.click()
        await page.locator("label", has_text="Exercise").first.click()
        await page.wait_for_timeout(4000)
        await take(page, "takeover")
        await page.locator(".hold:enabled").hover()
        await page.mouse.down()
        await page.wait_for_selector(".msg__lead", timeout=WAIT)
        await page.mouse.up()
        await page.wait_for_timeout(9000)
        await take(page, "takeover-progress")
        phone = await self.staff("messages", PHONE)
        await phone.wait_for_timeout(3000)
        await take(phone, "messages-phone")

    async def layout(self) -> None:
        """An edit with an error, and one that is ready to be applied."""
        page = await self.staff("layout")
        await page.locator(".cm-line", has_text="title: Floor 1").click()
        await page.keyboard.press("End")
        await page.keyboard.insert_text("\n    thema: light")
        await expect(page.locator(".problem--error")).to_be_visible(timeout=WAIT)
        await page.wait_for_timeout(2000)
        await take(page, "layout-error")
        await page.locator(".problem--error button").first.click()
        await expect(page.locator(".lay__apply")).to_have_text("Apply to 1 screen", timeout=WAIT)
        await page.wait_for_timeout(4000)
        await take(page, "layout-ready")
        await page.locator(".lay__apply").click()
        await expect(page.locator(".lay__bar")).to_contain_text("Applied", timeout=WAIT)

    async def agenda(self) -> None:
        """How the agenda is."""
        page = await self.staff("agenda")
        await page.wait_for_timeout(3000)
        await take(page, "agenda")

    async def pairing(self) -> None:
        """A TV with a code, and the phone that makes it a screen."""
        tv = await self.opened("/pair", TV)
        await expect(tv.locator("#code")).not_to_be_empty(timeout=WAIT)
        await tv.wait_for_timeout(1000)
        await take(tv, "pair-tv")
        code = await tv.locator("#code").inner_text()
        phone = await self.staff("pair", PHONE)
        await phone.fill("#code", code)
        await phone.locator(".pair__row", has_text="floor-1").click()
        await phone.wait_for_timeout(4000)
        await take(phone, "pair-phone")

    async def log(self) -> None:
        """Who did what."""
        page = await self.staff("log")
        await page.wait_for_timeout(2000)
        await take(page, "log")


async def take(page: Page, name: str) -> None:
    """Keep a picture of a page, small enough for a repository: 128 colours."""
    image = Image.open(BytesIO(await page.screenshot())).convert("RGB")
    image.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


async def main() -> None:
    """Make all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with served() as base, async_playwright() as playwright:
        path = find(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        await Guide(browser, base).make()
        await browser.close()
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}\n")


if __name__ == "__main__":
    server.start(main())
