"""The staff page in languages that are written otherwise, or with longer words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.e2e.gateway import record

from .desk import signed_in, staffed

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import PageAt

NINE = datetime(2026, 2, 7, 9, 0, tzinfo=UTC)
LAYOUT = """\
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}
screens:
  door: {show: room, room: Hall A}   # by the lift
"""
WAIT = 30_000  # ms
CUT = """() => [...document.querySelectorAll('.seg > *, .btn, .hrs, .strip__axis small, .ag__axis small')]
    .filter(el => el.getClientRects().length && el.scrollWidth > el.clientWidth + 1).map(el => el.textContent)"""
HOURS = "els => els.map(el => el.textContent)"


@pytest.mark.parametrize("language", ["ar", "de", "ja"])
async def test_words_have_room_and_hours_are_numbers(page_at: PageAt, tmp_path: Path, language: str) -> None:
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "messages", locale=language)
        base = str(here.client.base_url).rstrip("/")
        await expect(page.locator("html")).to_have_attribute("lang", language)
        found = {}
        for path, filled in (
            ("messages", ".reach .big"),
            ("screens/door", ".strip__axis"),
            ("time", ".hrs"),
            ("agenda", ".ag__axis"),
        ):
            await page.goto(f"{base}/staff/{path}")
            await page.wait_for_selector(filled, timeout=WAIT)
            found[path] = await page.evaluate(CUT)
            hours = await page.locator(".strip__axis small, .hrs span, .ag__axis small").evaluate_all(HOURS)
            assert all(len(hour) == 2 and hour.isdecimal() for hour in hours)
        assert {path: cut for path, cut in found.items() if cut} == {}


@pytest.mark.parametrize(
    ("language", "what", "hint", "button"),
    [
        ("de", "„drak“ ist nicht bekannt", "War „dark“ gemeint?", "dark"),
        ("ar", "«\u2068drak\u2069» غير معروف", "هل تقصد «\u2068dark\u2069»؟", "dark"),
    ],
)
async def test_a_mistake_is_told_at_its_line_in_the_language_of_the_page(
    page_at: PageAt, tmp_path: Path, language: str, what: str, hint: str, button: str
) -> None:
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "layout", locale=language)
        await page.locator(".cm-line", has_text="by the lift").click(timeout=WAIT)
        await page.keyboard.press("Home")
        await page.keyboard.insert_text("  door: {show: room, room: Hall A, theme: drak}\n#")
        told = page.locator(".problem--error")
        await expect(told.locator("b")).to_contain_text(what, timeout=WAIT)
        await expect(told.locator("p")).to_contain_text(hint)
        await expect(told.locator("button")).to_contain_text(button)
        assert await told.evaluate("el => el.previousElementSibling.textContent.includes('drak')")
        await page.set_viewport_size({"width": 390, "height": 844})
        assert await told.locator("p").evaluate("el => el.clientWidth") > 180


async def test_code_is_written_from_the_left_whatever_the_page_is(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "layout", locale="ar")
        code = page.locator(".cm-content")
        await expect(code).to_contain_text("by the lift", timeout=WAIT)
        assert await page.evaluate("document.documentElement.dir") == "rtl"
        assert await code.evaluate("el => getComputedStyle(el).direction") == "ltr"
