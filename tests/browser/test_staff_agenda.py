"""The agenda page in a browser: a feed is held, read, rejected and accepted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.e2e.gateway import record

from .desk import DESK, PHONE, signed_in, staffed

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import PageAt

NINE = datetime(2026, 2, 7, 9, 0, tzinfo=UTC)
LAYOUT = """\
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}
screens:
  door: {show: room, room: Hall A}
"""
EVIL = "<img src=x onerror=document.title='evil'>"
TALKS = tuple(
    record(number, NINE + timedelta(hours=1 + number), 30, title=EVIL if number == 1 else f"Talk {number}")
    for number in range(1, 9)
)


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_a_held_feed_is_read_rejected_and_accepted(
    page_at: PageAt, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (gateway, here):
        page = await signed_in(page_at, here, "agenda", size)
        await expect(page.locator(".ag__nums")).to_contain_text("8 today")
        gateway.records = []
        await page.click("text=Pull now")
        held = page.locator(".ag__held")
        await expect(held).to_contain_text("8 of the 8 sessions of Sat Feb 7 would vanish")
        await expect(held).to_contain_text(EVIL)
        await expect(page.locator("[data-rail=agenda]").first).to_have_text("1 held")
        await page.click("text=Reject: keep all 8")
        await expect(held).to_contain_text("it stays held until the feed differs")
        await page.click("text=Accept: let 8 go")
        await expect(held).to_have_count(0)
        await expect(page.locator(".ag__list").first).to_contain_text("is gone, it was at 11:00 in Hall A")
        assert "evil" not in await page.title()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
