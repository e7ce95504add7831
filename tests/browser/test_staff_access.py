"""Staff who sign in, whose session ends while they write, who read the log; and names that would be script."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from signage.staff.accounts import Account
from signage.staff.passwords import hash_of

from .fleet import PASSWORD, Fleet, fleet

if TYPE_CHECKING:
    from playwright.async_api import Page

    from .conftest import PageAt

DESK, PHONE, NARROW = (1440, 900), (390, 844), (320, 640)
HOSTILE = "\"><img src=x onerror=window.hacked=1>'</script>"
FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.mark.parametrize("size", [DESK, PHONE, NARROW])
async def test_in_by_keyboard_alone_and_out_again(page_at: PageAt, size: tuple[int, int]) -> None:
    async with fleet() as here:
        page = await page_at(f"{here.url}/staff/messages", size)
        for password in ("guess", PASSWORD):
            assert await page.evaluate(FITS)
            if password == "guess":
                await page.keyboard.type("staff")
                await page.keyboard.press("Tab")
            await page.keyboard.type(password)
            await page.keyboard.press("Enter")
            if password == "guess":
                await page.get_by_role("alert").get_by_text("do not belong together").wait_for()
        await page.wait_for_url("**/staff/messages")
        await page.goto(f"{here.url}/staff/log")
        await page.get_by_text("wrong password").wait_for()
        assert await page.evaluate(FITS)
        if size != DESK:
            await page.get_by_text("More").click()
        await page.locator("button:visible", has_text="Sign out").click()
        await page.wait_for_url("**/staff/login")
        await page.goto(f"{here.url}/staff/log")
        assert page.url.endswith("/staff/login?next=/staff/log")


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_a_role_taken_away_while_signed_in_is_gone_at_once_and_said(
    page_at: PageAt, size: tuple[int, int]
) -> None:
    async with fleet() as here:
        accounts = here.staff.access.accounts
        rui = Account("Rui", "operator", password=hash_of(PASSWORD))
        await accounts.put(rui)
        page = await page_at(f"{here.url}/staff/login?next=/staff/screens", size)
        await page.get_by_label("Name").fill("Rui")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        wall = await page_at(f"{here.url}/screens/door")
        await page.get_by_role("checkbox", name="Mark door").check()
        await accounts.put(replace(rui, role="viewer"))
        await page.get_by_role("button", name="Identify").click()
        await page.get_by_role("button", name="This needs the role operator; Rui has viewer.").wait_for()
        assert await wall.locator(".identify").count() == 0
        assert await page.evaluate(FITS)
        await page.reload()
        await page.locator(".card", has_text="door").first.wait_for()
        assert await page.get_by_role("checkbox", name="Mark door").count() == 0
        await accounts.remove("Rui")
        await page.get_by_text("Your session has ended").wait_for()


async def open_access(here: Fleet, page: Page) -> None:
    await here.sign_in(page)
    await page.goto(f"{here.url}/staff/access")
    await page.get_by_role("button", name="Add an account").wait_for()


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_a_session_that_ended_says_so_and_loses_no_text(page_at: PageAt, size: tuple[int, int]) -> None:
    async with fleet() as here:
        page = await page_at("about:blank", size)
        await open_access(here, page)
        await page.get_by_role("button", name="Add an account").click()
        await page.get_by_label("Name", exact=True).fill("Inês")
        await page.locator("#f-password").fill("correct horse")
        await here.staff.access.sessions.end_all("staff")
        await page.get_by_role("button", name="Add", exact=True).click()
        again = page.get_by_role("dialog", name="Sign in again")
        await again.get_by_label("Password").fill("guess")
        await page.keyboard.press("Enter")
        await again.get_by_text("do not belong together").wait_for()
        await again.get_by_label("Password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await again.wait_for(state="detached")
        assert await page.locator("#f-name").input_value() == "Inês"
        await page.get_by_role("button", name="Add", exact=True).click()
        await page.locator("#accounts").get_by_text("Inês").wait_for()
        assert await page.locator("#trouble").is_hidden()


async def test_a_server_that_is_away_is_told_and_found_again(page_at: PageAt) -> None:
    async with fleet() as here:
        page = await page_at("about:blank", DESK)
        await open_access(here, page)
        await page.context.set_offline(True)
        await page.get_by_role("button", name="Make a token").click()
        await page.get_by_label("What it is for").fill("Wallboard")
        await page.get_by_role("button", name="Make it").click()
        await page.get_by_role("alert").get_by_text("Nothing was sent").wait_for()
        await page.context.set_offline(False)
        await page.get_by_role("button", name="Make it").click()
        secret = await page.get_by_label("Token", exact=True).input_value()
        assert here.staff.access.tokens.who(secret) is not None


async def test_an_account_and_a_token_from_their_making_to_their_end(page_at: PageAt) -> None:
    async with fleet() as here:
        page = await page_at("about:blank", PHONE)
        await open_access(here, page)
        await here.staff.access.accounts.put(Account("Rui", "viewer", password=hash_of(PASSWORD)))
        await page.reload()
        await page.get_by_role("button", name="Change: Rui").click()
        await page.get_by_role("radio", name="Editor").check()
        await page.get_by_role("checkbox", name="Emergency").check()
        assert await page.evaluate(FITS)
        await page.get_by_role("button", name="Change", exact=True).click()
        await page.locator("#accounts").get_by_text("Editor, may send takeovers").nth(1).wait_for()
        rui = here.staff.access.accounts.of("rui")
        assert rui is not None
        assert (rui.role, rui.emergency) == ("editor", True)
        await page.get_by_role("button", name="Change: Rui").click()
        await page.get_by_role("button", name="Remove").click()
        await page.get_by_role("button", name="Remove Rui?").click()
        await page.get_by_role("dialog").wait_for(state="detached")
        assert here.staff.access.accounts.of("rui") is None


async def test_names_that_would_be_script_are_text(page_at: PageAt) -> None:
    async with fleet() as here:
        access = here.staff.access
        await access.accounts.put(Account(HOSTILE, "editor", True, hash_of(PASSWORD)))
        await access.tokens.make(HOSTILE[:60], "viewer", emergency=False, by=HOSTILE)
        await here.staff.journal.add(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
        page = await page_at(f"{here.url}/staff/login?next=/staff/access", DESK)
        await page.get_by_label("Name").fill(HOSTILE)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/staff/access")
        await page.locator("#accounts").get_by_text(HOSTILE).wait_for()
        await page.get_by_role("button", name="Change: ").first.click()
        await page.get_by_role("dialog").get_by_text(HOSTILE).wait_for()
        for path in ("log", "screens", "messages"):
            await page.goto(f"{here.url}/staff/{path}")
            await page.get_by_text(HOSTILE).first.wait_for(state="attached")
            assert await page.evaluate("[window.hacked, document.querySelectorAll('img[src=x]').length]") == [None, 0]
