"""What staff take for granted: no text is lost, and times are the event's wherever their desk is."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.e2e.gateway import record

from .desk import PASSWORD, signed_in, staffed
from .test_staff_axe import PAGES
from .test_staff_messages import LAYOUT, NINE, WAIT, reaches, walls

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import PageAt

ELSEWHERE = "Asia/Kathmandu"  # a quarter of an hour off all others, so that no full hour there is one here
THERE = re.compile(r"\b(14:4[5-9]|14:5\d|2:4[5-9] ?PM|2:5\d ?PM)")


async def test_a_message_is_not_lost_with_the_server_or_the_session_and_goes_when_they_are_back(
    page_at: PageAt, tmp_path: Path
) -> None:
    async with staffed(tmp_path, NINE + timedelta(minutes=5), record(1, NINE, 60), layout=LAYOUT) as (_, here):
        (foyer,) = await walls(page_at, here, "foyer")
        page = await signed_in(page_at, here, "messages")
        await reaches(page, 1)
        await page.fill("#msg-title", "Lunch is on the roof")
        await expect(page.locator(".msg__send .btn--go")).to_be_enabled(timeout=WAIT)
        await page.context.set_offline(True)
        await page.click(".msg__send .btn--go")
        bar = page.locator("#trouble")
        await expect(bar).to_contain_text("The server does not answer", timeout=WAIT)
        await expect(page.locator("#msg-title")).to_have_value("Lunch is on the roof")
        await page.context.set_offline(False)
        await here.program.staff.access.sessions.end_all("staff")
        await expect(bar).to_contain_text("Your session has ended", timeout=WAIT)
        again = page.get_by_role("dialog", name="Sign in again")
        if not await again.is_visible():  # as it is already where the page asked for something meanwhile
            await bar.get_by_role("button").click()
        await again.get_by_label("Password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await again.wait_for(state="detached")
        await expect(page.locator("#msg-title")).to_have_value("Lunch is on the roof")
        await page.click(".msg__send .btn--go:enabled", timeout=WAIT)
        await expect(foyer.locator(".banner__t").first).to_have_text("Lunch is on the roof", timeout=WAIT)
        assert len(here.program.staff.notices.all()) == 1


async def test_times_are_the_events_wherever_the_desk_is(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=LAYOUT) as (_, here):
        await walls(page_at, here, "door")
        page = await signed_in(page_at, here, "log", timezone_id=ELSEWHERE)
        await expect(page.locator(".log__at").first).to_have_text(re.compile(r"^09:\d\d"), timeout=WAIT)
        said = {}
        for path, filled in PAGES.items():
            await page.goto(f"{str(here.client.base_url).rstrip('/')}/staff/{path}")
            await page.wait_for_selector(filled, timeout=WAIT, state="attached")
            said[path] = THERE.findall(await page.inner_text("body"))
            fields = await page.evaluate("[...document.querySelectorAll('input')].map((el) => el.value).join(' ')")
            said[path] += THERE.findall(fields)
            await expect(page.locator("[data-clock]").first).to_have_text(re.compile("^09:"))
        assert {path: found for path, found in said.items() if found} == {}


async def test_a_server_that_is_away_behind_a_proxy_is_told_and_found_again(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "messages")
        await page.fill("#msg-title", "Lunch is on the roof")
        await expect(page.locator(".msg__send .btn--go")).to_be_enabled(timeout=WAIT)
        gateway = {"status": 502, "content_type": "text/html", "body": "<h1>502 Bad Gateway</h1>"}
        await page.route("**/staff/api/**", lambda route: route.fulfill(**gateway))
        await page.click(".msg__send .btn--go:enabled", timeout=WAIT)
        bar = page.locator("#trouble")
        await expect(bar).to_contain_text("The server does not answer.", timeout=WAIT)
        async with page.expect_response("**/staff/api/me"):  # it looks again, and is told the same
            pass
        await expect(bar).to_contain_text("The server does not answer.")
        await page.unroute_all(behavior="wait")
        await expect(bar).to_be_hidden(timeout=WAIT)
        await expect(page.locator("#msg-title")).to_have_value("Lunch is on the roof")


@pytest.mark.parametrize("path", PAGES)
async def test_a_server_that_goes_away_again_at_once_breaks_no_page(page_at: PageAt, tmp_path: Path, path: str) -> None:
    """An error that nobody caught is one of the page, and none may have any."""
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, path)
        await page.wait_for_selector(PAGES[path], timeout=WAIT, state="attached")
        await page.route("**/staff/api/**", lambda route: route.abort())
        async with page.expect_event("requestfailed"):
            await page.evaluate("document.dispatchEvent(new Event('signage:back'))")
        await expect(page.locator("#trouble")).to_contain_text("The server does not answer.", timeout=WAIT)
