"""Staff who sign in at a provider of another site, in a browser: in, out of time while they write, and refused."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from signage.clock import SYSTEM
from signage.staff.roles import Rights
from signage.staff.settings import OIDC, StaffSettings
from signage.web import server
from tests.web.staff.identity import CLIENT, SECRET, IdentityProvider

from .desk import DESK, PHONE
from .fleet import Fleet, fleet

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Page

    from .conftest import PageAt


@asynccontextmanager
async def provided(group: str = "desk") -> AsyncIterator[Fleet]:
    """A server whose staff sign in elsewhere: `localhost` is another site than the server's address."""
    sock = server.listen("127.0.0.1", 0)
    issuer = f"http://localhost:{sock.getsockname()[1]}"
    provider = IdentityProvider(SYSTEM, claims={"groups": [group]}, issuer=issuer)
    serving = server.Server(provider.app(), sock)
    running = asyncio.create_task(serving.serve(sockets=[sock]))
    settings = StaffSettings(groups={"desk": Rights("operator")}, oidc=OIDC(issuer, CLIENT, SECRET, label="Venue ID"))
    try:
        async with fleet(settings=settings) as here:
            await here.notices(f"address: {here.url}")
            yield here
    finally:
        serving.should_exit = True
        await running


async def consent(page: Page) -> None:
    """What one presses on the provider's page."""
    await page.get_by_role("link", name="I am Inês").click()


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_in_by_the_provider_and_again_in_a_tab_of_its_own(page_at: PageAt, size: tuple[int, int]) -> None:
    async with provided() as here:
        page = await page_at(f"{here.url}/staff/log", size)
        assert await page.get_by_label("Password").count() == 0
        await page.get_by_role("link", name="Sign in with Venue ID").click()
        await consent(page)
        await page.wait_for_url(f"{here.url}/staff/log")
        await page.locator(".log__who", has_text="Inês").first.wait_for()
        await page.get_by_label("Find in the log").fill("Inês")
        await here.staff.access.sessions.end_all("Inês")
        await page.get_by_role("button", name="Sign in again").click()
        async with page.context.expect_page() as opened:
            await page.get_by_role("dialog").get_by_role("link", name="Sign in").click()
        tab = await opened.value
        await consent(tab)
        await tab.wait_for_url("**/staff/screens")
        await tab.close()
        await page.bring_to_front()
        await page.evaluate("dispatchEvent(new Event('focus'))")  # a browser without a window has none
        await page.get_by_role("dialog").wait_for(state="detached")
        await expect(page.locator("#trouble")).to_be_hidden()
        assert await page.get_by_label("Find in the log").input_value() == "Inês"


async def test_who_is_in_no_group_is_told_whom_to_ask(page_at: PageAt) -> None:
    async with provided("guests") as here:
        page = await page_at(f"{here.url}/staff/log", PHONE)
        await page.get_by_role("link", name="Sign in with Venue ID").click()
        await consent(page)
        await page.get_by_role("alert").get_by_text("Ask whoever runs this server.").wait_for()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.goto(f"{here.url}/staff/screens")
        assert "/staff/login" in page.url
