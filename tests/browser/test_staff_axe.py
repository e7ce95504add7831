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


async def serious(page: Page) -> list[str]:
    """What axe finds serious, and where; walls in miniature are none of the page's own."""
    found = await Axe().run(page, options={"iframes": False})
    violations: list[dict[str, Any]] = found.response["violations"]
    return [f"{one['id']}: {node['target']}" for one in violations if one["impact"] in SERIOUS for node in one["nodes"]]


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
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


async def test_each_page_fits_the_narrowest_phone_and_keeps_the_policy(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "screens", NARROW, script=BROKEN)
        found = {}
        for path, filled in PAGES.items():
            await page.goto(f"{str(here.client.base_url).rstrip('/')}/staff/{path}")
            await page.wait_for_selector(filled, timeout=WAIT, state="attached")
            found[path] = await page.evaluate("[document.documentElement.scrollWidth <= innerWidth, window.broken]")
        assert {path: told for path, told in found.items() if told != [True, []]} == {}
