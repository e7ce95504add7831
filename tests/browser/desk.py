"""The real program with a staff page, and a desk or a phone of somebody who is signed in there."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from signage.base_path import ROOT, BasePath
from signage.staff.settings import StaffSettings
from tests.e2e.gateway import Gateway, record
from tests.e2e.venue import venue

from .glass import Running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from pathlib import Path

    from playwright.async_api import Page

    from tests.e2e.venue import Venue

    from .conftest import PageAt

PASSWORD = "correct horse battery"
DESK, PHONE = (1440, 900), (390, 844)


@asynccontextmanager
async def staffed(
    folder: Path, start: datetime, *records: dict[str, Any], layout: str, base: BasePath = ROOT
) -> AsyncIterator[tuple[Gateway, Venue]]:
    """A program with this layout and agenda; its clock stands at `start` and runs from there on."""
    clock = Running(start)
    async with (
        Gateway(*(records or (record(1, start),)), now=clock.now) as gateway,
        venue(folder, gateway, clock, layout, tick_interval=1.0, staff=StaffSettings(PASSWORD), base=base) as here,
    ):
        yield gateway, here


async def signed_in(page_at: PageAt, here: Venue, path: str, size: tuple[int, int] = DESK, **options: Any) -> Page:
    """A browser that has signed in and opened a page below `/staff/`."""
    base = str(here.client.base_url).rstrip("/")
    page = await page_at(f"{base}/staff/login?next=/staff/{path}", size, **options)
    await page.fill("[name=name]", "staff")
    await page.fill("[name=password]", PASSWORD)
    await page.press("[name=password]", "Enter")
    await page.wait_for_url(f"**/staff/{path}")
    return page
