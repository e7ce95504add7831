"""What holds on every staff page: axe finds nothing serious, it is 320 px wide at need, and breaks no policy."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.e2e.gateway import record

from .desk import DESK, PHONE, signed_in, staffed

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page

    from .conftest import PageAt

NINE = datetime(2026, 2, 7, 9, 0, tzinfo=UTC)
LAYOUT = """\
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}
screens:
  door: {show: room, room: Hall A}
  foyer: {show: overview}
"""
PAGES = {
    "screens": "#main a[href*='/staff/screens/']",
    "screens/door": "#main .panel",
    "messages": "#msg-list a",
    "time": ".day",
    "agenda": ".panel",
    "layout": ".cm-content",
    "log": "table, .log__what",
    "access": "#main .btn",
    "pair": "#code",
}
"""The pages, and what is on each once its script has filled it."""
NARROW = (320, 640)
BROKEN = """
window.broken = [];
document.addEventListener('securitypolicyviolation', (e) => window.broken.push(e.violatedDirective + e.blockedURI));
"""
SERIOUS = ("serious", "critical")
WAIT = 30_000  # ms


each_look = pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (NARROW, "dark")], ids=["desk", "phone"])
FITS = "document.documentElement.scrollWidth <= innerWidth"


async def serious(page: Page) -> list[str]:
    """What axe finds serious, and where; walls in miniature are none of the page's own."""
    found = await Axe().run(page, options={"iframes": False})
    violations: list[dict[str, Any]] = found.response["violations"]
    return [f"{one['id']}: {node['target']}" for one in violations if one["impact"] in SERIOUS for node in one["nodes"]]


@each_look
async def test_axe_finds_nothing_serious(page_at: PageAt, tmp_path: Path, size: tuple[int, int], scheme: str) -> None:
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "screens", size, color_scheme=scheme)
        found = {}
        for path, filled in PAGES.items():
            await page.goto(f"{str(here.client.base_url).rstrip('/')}/staff/{path}")
            await page.wait_for_selector(filled, timeout=WAIT, state="attached")
            found[path] = await serious(page)
        await page.context.clear_cookies()
        await page.goto(f"{str(here.client.base_url).rstrip('/')}/staff/login")
        found["login"] = await serious(page)
        assert {path: faults for path, faults in found.items() if faults} == {}


async def test_axe_finds_nothing_serious_while_a_page_waits_for_what_it_shows(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=LAYOUT) as (_, here):
        page, found = await signed_in(page_at, here, "screens"), {}
        await page.route("**/staff/api/**", lambda _: None)  # asked for, never answered
        for path in PAGES:
            async with page.expect_request("**/staff/api/**", timeout=WAIT):
                await page.goto(f"{str(here.client.base_url).rstrip('/')}/staff/{path}")
            found[path] = await serious(page)
        assert {path: faults for path, faults in found.items() if faults} == {}


async def test_each_page_fits_the_narrowest_phone_and_keeps_the_policy(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "screens", NARROW, script=BROKEN)
        found = {}
        for path, filled in PAGES.items():
            await page.goto(f"{str(here.client.base_url).rstrip('/')}/staff/{path}")
            await page.wait_for_selector(filled, timeout=WAIT, state="attached")
            found[path] = await page.evaluate("[document.documentElement.scrollWidth <= innerWidth, window.broken]")
        assert {path: told for path, told in found.items() if told != [True, []]} == {}


@each_look
async def test_axe_finds_nothing_serious_in_what_opens_and_in_what_went_wrong(
    page_at: PageAt, tmp_path: Path, size: tuple[int, int], scheme: str
) -> None:
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=LAYOUT) as (_, here):
        base, found = str(here.client.base_url).rstrip("/"), {}
        page = await signed_in(page_at, here, "access", size, color_scheme=scheme)

        async def look(name: str, shown: str) -> None:
            await page.wait_for_selector(shown, timeout=WAIT)
            found[name] = [*await serious(page), *([] if await page.evaluate(FITS) else ["goes sideways"])]

        async def go(path: str, filled: str) -> None:
            await page.goto("about:blank")  # a hash alone loads nothing
            await page.goto(f"{base}/staff/{path}")
            await page.wait_for_selector(filled, timeout=WAIT)

        await page.click("#add-account")
        await look("an account", "dialog")
        await go("access", "#add-token")
        await page.click("#add-token")
        await page.fill("#f-name", "Wallboard")
        await page.click("dialog .btn--go")
        await look("a token", "dialog textarea")
        await go("messages#new", "#msg-title")
        await page.fill("#msg-title", "Lunch")
        await page.click(".msg__all summary")
        await page.locator("button", has_text="Keep as a prepared message").click()
        await look("a prepared message", "dialog")
        await go("messages#prepared-evacuation", ".hold:enabled")
        await page.locator("button", has_text="Send without holding").click()
        await look("sending without holding", "dialog")
        await page.fill("#send-number", "2")
        await page.click("dialog .btn--bad")
        await look("a takeover on its way", ".msg__lead")
        await look("a takeover that nobody confirms", ".no li")
        await page.click("[data-key=clear]")
        await look("an all-clear", "dialog")
        await page.click("dialog .btn:not(.btn--go)")
        await page.click("[data-key=end]")
        await page.click("dialog .btn--bad")
        await look("a message that is over", ".msg__acts a[href$='/report']")
        await page.click(".msg__acts a[href$='/report']")
        await look("a report", ".msg__figures")
        await go("time", ".day")
        await page.click("#after")
        await look("another time", "#mode")
        await go("layout", ".cm-content")
        await page.locator("button", has_text="Rename a screen").click()
        await look("a form of the layout", "dialog")
        await page.keyboard.press("Escape")
        await page.locator(".cm-line", has_text="show: overview").click()
        await page.keyboard.press("End")
        await page.keyboard.insert_text("\n  lost: {shw: room}")
        await look("an error of the layout", ".problem--error")
        await go("pair?code=ABCDEF&screen=door", "#found .st--bad")
        await look("a code that there is not", ".pair__row :checked")
        await here.program.staff.access.sessions.end_all("staff")
        await page.goto(f"{base}/staff/login")
        await page.fill("[name=name]", "staff")
        await page.fill("[name=password]", "a guess")
        await page.press("[name=password]", "Enter")
        await look("a wrong password", "#problem")
        assert {name: faults for name, faults in found.items() if faults} == {}


async def test_axe_finds_nothing_serious_where_a_session_has_ended(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "screens", PHONE, color_scheme="dark")
        await page.wait_for_selector(PAGES["screens"])
        await page.click(".more summary")
        assert await serious(page) == []
        await here.program.staff.access.sessions.end_all("staff")
        await page.get_by_role("button", name="Sign in again").click(timeout=WAIT)
        await page.wait_for_selector("dialog")
        assert await serious(page) == []
