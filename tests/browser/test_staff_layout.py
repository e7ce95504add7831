"""The layout page in a browser: written, tried, applied, undone, compared; and no policy is broken for it."""

from __future__ import annotations

import io
import os
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.e2e.gateway import record

from .desk import DESK, PHONE, signed_in, staffed

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Locator, Page

    from tests.e2e.venue import Venue

    from .conftest import PageAt

NINE = datetime(2026, 2, 7, 9, 0, tzinfo=UTC)
LAYOUT = """\
# ours
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}
screens:
  door: {show: room, room: Hall A}   # by the lift
  foyer:
    show: overview
"""
TALKS = (record(1, NINE, 60), record(2, NINE + timedelta(hours=1), 60))
WATCH = """
window.broken = [];
document.addEventListener('securitypolicyviolation', (e) => window.broken.push(e.violatedDirective + e.blockedURI));
"""


async def opened(page_at: PageAt, here: Venue, size: tuple[int, int] = DESK) -> Page:
    page = await signed_in(page_at, here, "layout", size, script=WATCH)
    await expect(page.locator(".cm-content")).to_contain_text("by the lift")
    return page


async def write(page: Page, line: str, text: str) -> None:
    """Put text behind a line of the editor."""
    await page.locator(".cm-line", has_text=line).first.click()
    await page.keyboard.press("End")
    await page.keyboard.insert_text(text)


def apply(page: Page) -> Locator:
    return page.locator(".lay__apply")


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_an_edit_is_previewed_applied_and_undone(page_at: PageAt, tmp_path: Path, size: tuple[int, int]) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await opened(page_at, here, size)
        await write(page, "show: overview", "\n    theme: light  # for the sun")
        await page.keyboard.press("Escape")
        await expect(apply(page)).to_have_text("Apply to 1 screen")
        await expect(page.locator(".lay__changes")).to_contain_text("foyer is light")
        after = page.frame_locator(".lay__pair figure:last-of-type iframe")
        await expect(after.locator("html")).to_have_class(re.compile("theme-light"))
        before = page.frame_locator(".lay__pair figure:first-of-type iframe")
        await expect(before.locator("html")).to_have_class(re.compile("theme-dark"))
        await apply(page).click()
        await expect(page.locator(".lay__bar")).to_contain_text("Applied. One screen shows it now.")
        file = tmp_path / "screens.yaml"
        assert file.read_text() == LAYOUT.replace(
            "show: overview\n", "show: overview\n    theme: light  # for the sun\n"
        )
        assert 'class="theme-light' in (await here.client.get("/screens/foyer")).text
        await page.locator(".lay__history .on button", has_text="Undo").click()
        await expect(page.locator(".lay__history .on")).to_contain_text("undone: version 2")
        assert file.read_text() == LAYOUT
        await expect(page.locator(".cm-content")).not_to_contain_text("theme: light")
        await page.locator(".lay__history button", has_text="Difference").first.click()
        await expect(page.locator(".lay__other")).to_contain_text("for the sun")
        assert await page.evaluate("window.broken") == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_an_error_stands_under_its_line_and_is_mended_by_a_button(
    page_at: PageAt, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await opened(page_at, here, size)
        await write(page, "show: overview", "\n    titel: Welcome")
        told = page.locator(".problem--error")
        await expect(told).to_contain_text("Error in line 7")
        await expect(page.locator(".lay__need")).to_contain_text("Mend the error")
        await expect(apply(page)).to_have_attribute("aria-disabled", "true")
        await told.locator("button", has_text="Write “title”").click()
        await expect(apply(page)).to_have_text("Apply to 1 screen")
        await expect(page.locator(".cm-content")).to_contain_text("title: Welcome")


async def test_the_keyboard_leaves_the_editor_as_it_came(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await opened(page_at, here)
        await page.locator(".cm-content").focus()
        await page.keyboard.press("Tab")
        assert await page.evaluate("!document.querySelector('.lay__code').shadowRoot.activeElement")
        assert "\t" not in await page.locator(".cm-content").inner_text()


async def test_a_word_is_completed_with_what_it_means(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await opened(page_at, here)
        await write(page, "show: overview", "\n")
        await page.keyboard.type("    ti")
        await page.locator(".cm-tooltip-autocomplete li", has_text="the title in the header").click()
        await page.keyboard.type("Welcome")
        await expect(page.locator(".cm-content")).to_contain_text("title: Welcome")


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_somebody_else_s_edit_is_compared_and_nothing_is_lost(
    page_at: PageAt, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await opened(page_at, here, size)
        await write(page, "show: overview", "\n    theme: light")
        file = tmp_path / "screens.yaml"
        theirs = LAYOUT.replace("room: Hall A}", "room: Hall A, qr: yes}") + "    theme: dark\n"
        file.write_text(theirs)
        await expect(page.locator(".lay__bar")).to_contain_text("Nothing of yours is lost")
        await page.locator(".lay__bar button").click()
        take = page.locator(".lay__take .btn")
        await expect(take).to_have_attribute("aria-disabled", "true")
        await page.locator("label", has_text="What you wrote").locator("input").check()
        await take.click()
        await expect(apply(page)).to_have_text("Apply to 1 screen")
        await apply(page).click()
        await expect(page.locator(".lay__bar")).to_contain_text("Applied")
        assert file.read_text() == theirs.replace("theme: dark", "theme: light")


async def test_what_is_written_outlives_a_reload_of_the_page(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await opened(page_at, here)
        page.on("dialog", lambda dialog: dialog.accept())
        await write(page, "show: overview", "\n    theme: light")
        await page.reload()
        await expect(page.locator(".cm-content")).to_contain_text("theme: light")
        await expect(apply(page)).to_have_text("Apply to 1 screen")


async def test_a_screen_is_renamed_by_a_form(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await opened(page_at, here)
        await page.locator("button", has_text="Rename a screen").click()
        await page.select_option("#form-screen", "foyer")
        await page.fill("#form-name", "entrance")
        await page.press("#form-name", "Enter")
        await expect(page.locator(".cm-content")).to_contain_text("entrance:")
        assert "# by the lift" in (tmp_path / "screens.yaml").read_text()
        assert (await here.client.get("/screens/foyer")).status_code == 200


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_a_picture_is_added_and_named_in_the_editor(
    page_at: PageAt, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await opened(page_at, here, size)
        raw = io.BytesIO()
        Image.frombytes("RGB", (1280, 720), os.urandom(1280 * 720 * 3)).save(raw, "PNG")  # 2.7 MB
        file = {"name": "plan.png", "mimeType": "image/png", "buffer": raw.getvalue()}
        await page.set_input_files("#picture", [file])
        await expect(page.locator(".pics li")).to_contain_text("1280 × 720")
        await page.set_input_files("#picture", [{**file, "name": "bad.png", "buffer": b"no picture"}])
        await expect(page.locator(".lay__pictures [role=alert]")).to_contain_text("bad.png: is no image")
        await write(page, "show: overview", "\n  map: {show: picture, file: }")
        await page.keyboard.press("ArrowLeft")
        await page.locator(".pics button", has_text="Insert the name").click()
        await expect(page.locator(".cm-content")).to_contain_text(
            "file: plan.jpg}"
        )  # as large as it is, the decoder makes a photo of it
        await expect(apply(page)).to_have_text("Apply to 1 screen")
