"""Staff look at all walls of another time, and at a whole day before it comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.e2e.gateway import record

from .desk import DESK, PHONE, signed_in, staffed

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Frame, Page

    from .conftest import PageAt

NINE = datetime(2026, 2, 7, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LAYOUT = """\
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}
screens:
  door: {show: room, room: Hall A}
  foyer: {show: overview}
"""
ENDLESS = "A title that no wall can hold three times " + " ".join(f"word{number}" for number in range(110))
TALKS = (record(1, NINE, 60), record(2, NINE + HOUR, 60, title="What comes later"), record(3, NINE + 3 * HOUR, 60))
LOOK = "Looked at"


async def on_glass(page: Page, name: str) -> Frame:
    """The wall of a screen, in miniature."""
    frame = await (await page.wait_for_selector(f"#walls iframe[title='{name}']")).content_frame()
    assert frame
    return frame


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_all_walls_are_seen_at_the_next_change_and_brought_back_to_now(
    page_at: PageAt, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with staffed(tmp_path, NINE + HOUR / 2, *TALKS, layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "time", size)
        for name in ("door", "foyer"):
            shown = (await on_glass(page, name)).locator(
                "[data-slot=now] [data-session], [data-slot=now][data-session]"
            )
            await expect(shown.filter(visible=True).first).to_contain_text("Talk 1")
        await page.click("#after")
        await expect(page.locator("#mode")).to_contain_text("Saturday 10:00; the walls are not")
        for name in ("door", "foyer"):
            shown = (await on_glass(page, name)).locator(
                "[data-slot=now] [data-session], [data-slot=now][data-session]"
            )
            await expect(shown.filter(visible=True).first).to_contain_text("What comes later")
        await page.click("#now")
        await expect(page.locator("#mode")).to_be_hidden()
        await expect((await on_glass(page, "door")).get_by_text("Talk 1").first).to_be_visible()


async def test_the_slider_goes_by_keys_from_change_to_change_and_by_hours(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE + HOUR / 2, *TALKS, layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "time")
        await page.wait_for_selector(".day")
        slider, seen = page.locator("#days"), []
        await slider.focus()
        for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "ArrowLeft", "Home", "End"):
            await page.keyboard.press(key)
            seen.append((await slider.get_attribute("aria-valuetext") or "").rpartition(" ")[2])
        assert seen == ["10:00", "11:00", "12:00", "11:00", "09:00", "13:00"]


async def test_the_walls_of_another_time_hold_no_streams(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "time")
        await expect((await on_glass(page, "foyer")).locator("[data-session]").first).to_be_visible()
        assert here.program.streams.hub.topics() == {}


async def flown(page: Page) -> list[str]:
    """What pre-flight found, as texts."""
    await page.wait_for_selector("#preflight-run:enabled")
    await page.click("#preflight-run")
    await expect(page.locator("#preflight-clean")).to_contain_text(LOOK, timeout=60_000)
    return await page.locator("#preflight-found > li").all_inner_texts()


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_pre_flight_finds_a_title_that_is_cut_and_leads_there(
    page_at: PageAt, tmp_path: Path, size: tuple[int, int]
) -> None:
    at_once = [record(number, NINE + 2 * HOUR, 60, title=ENDLESS) for number in range(4, 7)]
    async with staffed(tmp_path, NINE, *TALKS, *at_once, layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "time", size)
        found = await flown(page)
        (door,) = [one for one in found if "door, " in one]
        assert "Text cut" in door
        assert f"{len(ENDLESS)} characters" in door
        go = page.get_by_role("button", name="Go to door, ").first
        when = (await go.get_attribute("aria-label") or "").rpartition(" ")[2]
        await go.click()
        await expect(page.locator("#mode")).to_contain_text(when)


async def test_pre_flight_of_a_day_without_faults_finds_nothing(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "time")
        assert await flown(page) == []
        told = await page.locator("#preflight-clean").inner_text()
        assert told.startswith(
            "No picture is missing. No text is too small or outside. No text is cut. No wall is empty."
        )


async def test_what_layout_and_agenda_disagree_about_is_told(page_at: PageAt, tmp_path: Path) -> None:
    layout = f"{LAYOUT}  lost: {{show: room, room: Hall Z}}\n"
    async with staffed(tmp_path, NINE, *TALKS, layout=layout) as (_, here):
        page = await signed_in(page_at, here, "time")
        await flown(page)
        await page.click("#preflight-found summary >> text=remark")
        assert "screens.lost.room" in await page.locator("#preflight-found").inner_text()


async def test_a_text_that_is_too_small_is_found(page_at: PageAt, tmp_path: Path) -> None:
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "theme.css").write_text(".talk__title { font-size: 8px !important }")
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "time")
        assert any("Text too small" in one and "door" in one for one in await flown(page))
