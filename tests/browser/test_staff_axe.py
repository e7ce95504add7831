"""What axe finds on the staff page: nothing serious, at a desk in the light and on a phone in the dark."""

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
