"""A TV paired from a phone, in real browsers; and found again after power-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.wait import until

from .fleet import fleet
from .glass import until_kept

if TYPE_CHECKING:
    from .conftest import PageAt

DESK, PHONE = (1440, 900), (390, 844)


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_a_tv_is_paired_and_finds_its_screen_again(page_at: PageAt, size: tuple[int, int]) -> None:
    async with fleet() as here:
        tv = await page_at(f"{here.url}/pair")
        await tv.locator("#offer").wait_for()
        code = await tv.locator("#code").text_content()
        assert code
        assert await tv.locator("#qr").evaluate(
            "el => el.complete && el.naturalWidth > 0 || new Promise(r => el.onload = r)"
        )
        staff = await page_at("about:blank", size)
        await here.sign_in(staff)
        await staff.goto(f"{here.url}/staff/pair?code={code.replace(' ', '')}")
        await staff.get_by_text("TV found").wait_for()
        await staff.get_by_text("door", exact=True).click()
        await staff.get_by_label("Name of this TV").fill("Above the till")
        await staff.get_by_role("button", name="Pair as door").click()
        await tv.wait_for_url("**/screens/door")
        await until(
            lambda: (
                [(row.page[1], row.label, row.paired, row.state) for row in here.rows]
                == [("door", "Above the till", True, "right")]
            )
        )
        await staff.get_by_text("This TV turns into door now.").wait_for()
        await tv.goto("about:blank")
        await tv.goto(f"{here.url}/pair")  # turned on again
        await tv.wait_for_url("**/screens/door")
        await until(lambda: here.rows[0].links)
        await staff.goto(f"{here.url}/staff/screens/door")
        await staff.get_by_role("button", name="Forget").click()
        await staff.get_by_role("button", name="Remove Above the till?").click()
        await tv.wait_for_url("**/pair")
        await tv.locator("#offer").wait_for()


async def test_a_spare_tv_that_shows_a_code_takes_the_place_of_a_broken_one_in_one_step(page_at: PageAt) -> None:
    async with fleet() as here:
        broken = await page_at(f"{here.url}/screens/door")
        await until(lambda: here.rows and here.rows[0].state == "right")
        (row,) = here.rows
        row.label = "Above the till"
        await broken.goto("about:blank")
        await until(lambda: not row.links)
        spare = await page_at(f"{here.url}/pair")
        await spare.evaluate("localStorage.clear()")  # it shares this browser with the broken one
        await spare.reload()
        await spare.locator("#offer").wait_for()
        code = await spare.locator("#code").text_content()
        assert code
        phone = await page_at("about:blank", PHONE)
        await here.sign_in(phone)
        await phone.goto(f"{here.url}/staff/screens/door")
        await phone.get_by_role("link", name="Replace by a new TV").click()
        await phone.get_by_label("Code on the TV").fill(code)
        await phone.get_by_text("TV found").wait_for()
        assert await phone.get_by_role("radio", name="Above the till").is_checked()
        await phone.get_by_role("button", name="Pair as door").click()
        await spare.wait_for_url("**/screens/door")
        await until(lambda: [(one.label, bool(one.links)) for one in here.rows] == [("Above the till", True)])
        assert here.rows[0].id != row.id


async def test_a_paired_tv_finds_its_screen_with_the_server_away(page_at: PageAt) -> None:
    async with fleet() as here:
        tv = await page_at(f"{here.url}/pair")
        await tv.evaluate("navigator.serviceWorker.ready.then(() => null)")
        await tv.evaluate("localStorage.setItem('signage-screen', '/screens/door')")
        await until_kept(tv, f"{here.url}/pair")
        await tv.goto(f"{here.url}/screens/door")
        await until_kept(tv, f"{here.url}/screens/door")
        await tv.goto("about:blank")
    await tv.goto(f"{here.url}/pair")
    await tv.wait_for_url("**/screens/door")
    await tv.get_by_text("The grid after 2030").first.wait_for()


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_a_tv_whose_key_is_revoked_sees_its_wall_no_longer(page_at: PageAt, size: tuple[int, int]) -> None:
    async with fleet("access: keys") as here:
        tv = await page_at(f"{here.url}/pair")
        await tv.locator("#offer").wait_for()
        code = await tv.locator("#code").text_content()
        assert code
        staff = await page_at("about:blank", size)
        await here.sign_in(staff)
        await staff.frame_locator(".card:has-text('door') iframe").get_by_text("The grid after 2030").first.wait_for()
        await staff.goto(f"{here.url}/staff/pair?code={code.replace(' ', '')}")
        await staff.get_by_text("TV found").wait_for()
        await staff.get_by_text("door", exact=True).click()
        await staff.get_by_role("button", name="Pair as door").click()
        await tv.wait_for_url("**/screens/door")
        await until(lambda: [row.state for row in here.rows] == ["right"])
        await staff.goto(f"{here.url}/staff/pair")
        await staff.get_by_role("button", name="Revoke the key of door").click()
        assert here.rows[0].links
        await staff.get_by_role("button", name="Revoke door?").click()
        await until(lambda: not here.rows[0].links)
        await tv.get_by_text("This wall needs a key.").wait_for(timeout=60_000)


async def test_a_tv_is_paired_by_keyboard_alone_on_the_narrowest_phone(page_at: PageAt) -> None:
    async with fleet() as here:
        tv = await page_at(f"{here.url}/pair")
        await tv.locator("#offer").wait_for()
        code = await tv.locator("#code").text_content()
        assert code
        phone = await page_at("about:blank", (320, 640))
        await here.sign_in(phone)
        await phone.goto(f"{here.url}/staff/pair")
        await phone.get_by_role("radio").first.wait_for()
        await phone.locator("#code").focus()
        await phone.keyboard.type(code)
        await phone.get_by_text("TV found").wait_for()
        for key in ("Tab", "Tab", "Space", "Tab"):  # past the search to the first screen, and to the name
            await phone.keyboard.press(key)
        await phone.keyboard.type("Above the till")
        assert await phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await phone.keyboard.press("Enter")
        await tv.wait_for_url("**/screens/door")
        await until(lambda: [row.label for row in here.rows] == ["Above the till"])
