"""The pictures of docs/staff.md and docs/staff-walk.md: the staff page in use, at a desk and on a phone. `make guide`.

The real program and its simulated gateway, at the same moment of the same conference each time; the displays are
browsers that have its walls open, one of them made to lie. `python -m tests.guide layout log`: some scenes alone.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image
from playwright.async_api import async_playwright, expect

from signage.clock import DemoClock
from signage.demo import ZONE
from signage.inevent.settings import Settings
from signage.program import Program
from signage.runtime import Runtime
from signage.sandbox import app as sandbox
from signage.sandbox import demo
from signage.sandbox.gateway import Gateway
from signage.staff.accounts import Account
from signage.staff.passwords import hash_of
from signage.staff.settings import StaffSettings
from signage.web import server
from tests.browser.chromium import FLAGS, find
from tests.gallery import AT

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "staff"
PASSWORD = "a long password"
DESK, PHONE, TV, WALL = (1440, 900), (390, 844), (1280, 720), (1920, 1080)
WAIT = 120_000  # ms
SETTLED = 3000  # ms until walls in miniature are drawn


class Place(NamedTuple):
    """The demo's conference with a staff page: its address, and what happens beside the page."""

    base: str
    folder: Path
    program: Program
    gateway: Gateway


@asynccontextmanager
async def served() -> AsyncIterator[Place]:
    """The conference, running."""
    simulated = sandbox.create(demo.agenda(AT.astimezone(ZONE).date(), AT))
    gateway = server.Server(simulated, server.listen("127.0.0.1", 0))
    address = f"http://127.0.0.1:{gateway.sock.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as folder:
        venue = Path(folder)
        (venue / "screens.yaml").write_text((ROOT / "screens.yaml").read_text(encoding="utf-8"), encoding="utf-8")
        settings = Settings(address, "signage", "demo-secret", f"{address}/oauth/token")
        runtime = Runtime(venue / "screens.yaml", venue / "data", DemoClock(AT), staff=StaffSettings(PASSWORD))
        program = Program(runtime, settings)
        walls = program.serve("127.0.0.1", 0)
        running = asyncio.create_task(server.run(gateway, walls))
        await asyncio.sleep(4)  # a first pull
        try:
            base = f"http://127.0.0.1:{walls.sock.getsockname()[1]}"
            yield Place(base, venue, program, simulated.state.gateway)
        finally:
            walls.should_exit = gateway.should_exit = True
            await running


@dataclass
class Guide:
    """A browser at a place, and what is done there for each picture."""

    browser: Browser
    place: Place

    async def opened(self, path: str, size: tuple[int, int]) -> Page:
        """A page in a browser of its own."""
        context = await self.browser.new_context(viewport={"width": size[0], "height": size[1]})
        page = await context.new_page()
        page.set_default_timeout(WAIT)
        await page.goto(self.place.base + path)
        return page

    async def staff(self, path: str, size: tuple[int, int] = DESK, name: str = "staff") -> Page:
        """A page of the staff page, signed in."""
        page = await self.opened(f"/staff/login?next=/staff/{path}", size)
        await page.fill("[name=name]", name)
        await page.fill("[name=password]", PASSWORD)
        await page.press("[name=password]", "Enter")
        await page.wait_for_url(f"**/staff/{path}*")
        return page

    async def make(self, scenes: list[str]) -> None:
        """The pictures of these scenes, or of all, in an order in which each leaves what the next one needs."""
        tejo, graca, foyer = [
            await self.opened(f"/screens/{name}", WALL) for name in ("tejo-door", "graca-door", "foyer")
        ]
        every = {
            "sign_in": self.sign_in,
            "screens": partial(self.screens, graca),
            "offline": partial(self.offline, foyer),
            "time": self.time,
            "layout": self.layout,
            "conflict": self.conflict,
            "picture": self.picture,
            "message": self.message,
            "takeover": partial(self.takeover, foyer),
            "pairing": self.pairing,
            "role": self.role,
            "agenda": self.agenda,
            "log": self.log,
        }
        await tejo.wait_for_load_state()
        for scene in scenes or every:
            await every[scene]()

    async def sign_in(self) -> None:
        """The door, after a wrong password."""
        page = await self.opened("/staff", DESK)
        await page.fill("[name=name]", "staff")
        await page.fill("[name=password]", "a guess")
        await page.press("[name=password]", "Enter")
        await page.wait_for_selector("#problem")
        await both(page, "sign-in")

    async def screens(self, liar: Page) -> None:
        """The fleet with a wall that lies, and that wall alone."""
        await liar.wait_for_timeout(5000)
        await liar.evaluate(
            """document.querySelector('[data-slot=now] [data-session]').removeAttribute('data-session')"""
        )
        page = await self.staff("screens")
        await expect(page.get_by_text("Wrong since").first).to_be_visible(timeout=120_000)
        await both(page, "screens")
        await page.get_by_role("link", name="graca-door").first.click()
        await page.wait_for_selector(".one__drawn .is-there")
        await both(page, "screen")

    async def offline(self, wall: Page) -> None:
        """One that is unplugged, and plugged in again."""
        address = wall.url
        await wall.goto("about:blank")
        page = await self.staff("screens")
        await page.get_by_text("Offline since").first.wait_for(timeout=120_000)
        await both(page, "offline", ".card--offline")
        await wall.goto(address)

    async def time(self) -> None:
        """All walls of another time, and what pre-flight finds."""
        page = await self.staff("time")
        await page.wait_for_selector(".day")
        await page.click("#after")
        await page.click("#preflight-run")
        await page.wait_for_selector("#preflight-clean:not(:empty)", timeout=300_000)
        await both(page, "time")
        await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        await page.locator("#preflight").scroll_into_view_if_needed()
        await page.wait_for_timeout(SETTLED)
        await take(page, "pre-flight-phone")

    async def layout(self) -> None:
        """An edit with an error, one that is ready to be applied, and one that was undone."""
        page = await self.staff("layout")
        await page.locator(".cm-line", has_text="title: Floor 1").click()
        await page.keyboard.press("End")
        await page.keyboard.insert_text("\n    thema: light")
        await page.wait_for_selector(".problem--error")
        await both(page, "layout-error", ".problem--error")
        await page.locator(".problem--error button").first.click()
        await expect(page.locator(".lay__apply")).to_have_text("Apply to 1 screen", timeout=WAIT)
        await both(page, "layout-ready", ".lay__changes")
        await page.locator(".lay__apply").click()
        await expect(page.locator(".lay__bar")).to_contain_text("Applied", timeout=WAIT)
        await page.locator(".lay__history .on button", has_text="Undo").click()
        await expect(page.locator(".lay__history .on")).to_contain_text("undone", timeout=WAIT)
        await both(page, "layout-undone", ".lay__history")

    async def conflict(self) -> None:
        """Two who change the same line."""
        page = await self.staff("layout")
        await page.locator(".cm-line", has_text="title: Floor 1").click()
        await page.keyboard.press("End")
        await page.keyboard.insert_text(" and its stairs")
        file = self.place.folder / "screens.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("title: Floor 1", "title: First floor"), encoding="utf-8")
        await page.locator(".lay__bar", has_text="Nothing of yours is lost").get_by_role("button").click()
        await page.wait_for_selector(".cmp__ask")
        await both(page, "layout-compare", ".cmp__ask")

    async def picture(self) -> None:
        """One that is uploaded."""
        page = await self.staff("layout")
        raw = BytesIO()
        Image.linear_gradient("L").resize((1280, 720)).save(raw, "PNG")
        await page.wait_for_selector(".pics")
        await page.set_input_files(
            "#picture", [{"name": "plan.png", "mimeType": "image/png", "buffer": raw.getvalue()}]
        )
        await page.locator(".pics li", has_text="1280").wait_for()
        await both(page, "picture", ".pics li")

    async def message(self) -> None:
        """A message being written, and confirmed."""
        page = await self.staff("messages")
        await page.click("a[href='#new']")
        await page.fill("#msg-title", "Lunch is on the roof terrace")
        await page.locator(".msg__fit .st").wait_for()
        await both(page, "message")
        await page.click("label:has(input[value=floors])")
        await page.locator(".msg__plan label", has_text="Floor 0").click()
        await page.locator(".msg__send .btn--go", has_text="1 screen").click()
        await expect(page.locator(".msg__lead .big")).to_have_text("1 of 1 showing", timeout=WAIT)
        await both(page, "message-confirmed")
        await page.click("[data-key=back]:visible, [data-key=end]:visible")
        if await page.locator("dialog .btn--bad").count():
            await page.click("dialog .btn--bad")

    async def takeover(self, unplugged: Page) -> None:
        """A drill: ready, confirmed by all but those that cannot, cleared, reported."""
        page = await self.staff("messages")
        await page.get_by_text("Evacuation").first.click()
        await page.locator("label", has_text="Exercise").first.click()
        await page.locator(".msg__fit .st").wait_for()
        await both(page, "takeover")
        address = unplugged.url
        await unplugged.goto("about:blank")
        await page.locator(".hold:enabled").hover()
        await page.mouse.down()
        await page.wait_for_selector(".msg__lead")
        await page.mouse.up()
        await page.locator(".no li", has_text="Offline since").wait_for()
        await both(page, "takeover-progress")
        await unplugged.goto(address)
        await page.click("[data-key=clear]")
        await page.click("dialog .btn--go")
        await page.locator(".band", has_text="All clear").or_(page.locator(".msg__mini--clear").first).first.wait_for()
        await both(page, "all-clear")
        await page.click("[data-key=end]:visible")
        await page.click("dialog .btn--bad")
        await expect(page.locator(".msg__lead .big")).to_contain_text("gone")
        await page.click(".msg__back a")
        await page.locator(".msg__item[href$='/report']", has_text="Leave the building").click()
        await page.wait_for_selector(".msg__figures")
        await both(page, "report")

    async def pairing(self) -> None:
        """A TV with a code, the phone that makes it a screen, and its key, revoked."""
        tv = await self.opened("/pair", TV)
        await expect(tv.locator("#code")).not_to_be_empty(timeout=WAIT)
        await tv.wait_for_timeout(1000)
        await take(tv, "pair-tv")
        page = await self.staff("pair")
        await page.fill("#code", await tv.locator("#code").inner_text())
        await page.locator(".pair__row", has_text="floor-1").click()
        await both(page, "pair")
        await page.locator(".pair__do .btn--go").click()
        await tv.wait_for_url("**/screens/floor-1")
        await page.goto(f"{self.place.base}/staff/pair")
        await page.get_by_role("button", name="Revoke the key of").click()
        await both(page, "key", "#keys")

    async def role(self) -> None:
        """Somebody whose role is taken away while they are signed in."""
        accounts = self.place.program.staff.access.accounts
        rui = Account("Rui", "operator", password=hash_of(PASSWORD))
        await accounts.put(rui)
        page = await self.staff("screens", name="Rui")
        await page.get_by_role("checkbox", name="Mark tejo-door").check()
        await accounts.put(replace(rui, role="viewer"))
        for size in (DESK, PHONE):
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            await page.wait_for_timeout(SETTLED)
            await page.locator(".marked .btn").first.click()
            await page.get_by_text("This needs the role operator").wait_for()
            await take(page, "role-phone" if size == PHONE else "role")
            await page.get_by_text("This needs the role operator").wait_for(state="detached")

    async def agenda(self) -> None:
        """How the agenda is, and a feed that is held."""
        page = await self.staff("agenda")
        await page.wait_for_selector(".ag__nums")
        await both(page, "agenda")
        for session in self.place.gateway.sessions:
            self.place.gateway.delete(session["id"])
        await page.get_by_role("button", name="Pull now").click()
        await page.wait_for_selector(".ag__held")
        await both(page, "held")

    async def log(self) -> None:
        """Who did what."""
        page = await self.staff("log")
        await page.wait_for_selector(".log__what")
        await both(page, "log")


async def both(page: Page, name: str, at: str = "") -> None:
    """Keep two pictures of a page at a desk, one as a phone shows it: there `at` is what it is about."""
    for size, suffix in ((DESK, ""), (PHONE, "-phone")):
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        if at and size == PHONE:
            await page.locator(at).first.evaluate("el => el.scrollIntoView({block: 'center'})")
        elif at:
            await page.locator(at).first.scroll_into_view_if_needed()
        await page.wait_for_timeout(SETTLED)
        await take(page, name + suffix)
    await page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


async def take(page: Page, name: str) -> None:
    """Keep a picture of a page, small enough for a repository: 128 colours."""
    image = Image.open(BytesIO(await page.screenshot())).convert("RGB")
    image.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


async def main() -> None:
    """Make all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with served() as place, async_playwright() as playwright:
        path = find(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        await Guide(browser, place).make(sys.argv[1:])
        await browser.close()
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}\n")


if __name__ == "__main__":
    server.start(main())
