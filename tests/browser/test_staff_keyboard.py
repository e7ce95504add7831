"""What staff do with the keyboard alone: no click, no focus but by Tab."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image
from playwright.async_api import Page, expect

from tests.e2e.gateway import record
from tests.wait import until

from .desk import signed_in, staffed
from .fleet import fleet

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Locator

    from tests.e2e.venue import Venue

    from .conftest import PageAt

NINE = datetime(2026, 2, 7, 9, 0, tzinfo=UTC)
LAYOUT = """\
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}
screens:
  door: {show: room, room: Hall A}
"""
TALKS = tuple(record(number, NINE + timedelta(hours=number), 30) for number in range(1, 9))
MOST = 80  # stops of Tab on a page


async def reach(page: Page, target: Locator) -> None:
    """Press Tab until this is focused."""
    await target.wait_for()
    for _ in range(MOST):
        if await target.evaluate("el => el.getRootNode().activeElement === el"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached by Tab")


async def press(place: Page | Locator, name: str) -> None:
    """Reach a button of a page, or of a part of it, by Tab, and press it."""
    page = place if isinstance(place, Page) else place.page
    await reach(page, place.get_by_role("button", name=name, exact=True))
    await page.keyboard.press("Enter")


async def test_a_held_feed_is_rejected_and_accepted(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (gateway, here):
        page = await signed_in(page_at, here, "agenda")
        await expect(page.locator(".ag__nums")).to_contain_text("8 today")
        gateway.records = []
        await press(page, "Pull now")
        held = page.locator(".ag__held")
        await expect(held).to_contain_text("would vanish")
        await press(page, "Reject: keep all 8")
        await expect(held).to_contain_text("it stays held until the feed differs")
        await press(page, "Accept: let 8 go")
        await expect(held).to_have_count(0)


async def test_an_account_is_added_and_removed(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "access")
        await press(page, "Add an account")
        await reach(page, page.locator("#f-name"))
        await page.keyboard.type("Rui")
        await reach(page, page.locator("#f-password"))
        await page.keyboard.type("a long password")
        await page.keyboard.press("Enter")
        row = page.locator(".item", has_text="Rui")
        await row.wait_for()
        await reach(page, row.get_by_role("button").first)
        await page.keyboard.press("Enter")
        await press(page, "Remove")
        await press(page, "Remove Rui?")
        await expect(row).to_have_count(0)


async def test_two_displays_are_swapped_and_one_is_moved(page_at: PageAt) -> None:
    async with fleet() as here:
        staff = await page_at("about:blank", (1440, 900))
        await here.sign_in(staff)
        door, foyer = [await page_at(f"{here.url}/screens/{name}") for name in ("door", "foyer")]
        await until(lambda: sum(bool(row.reported) for row in here.rows) == 2)
        await staff.goto(f"{here.url}/staff/screens/door")
        await press(staff, "Swap")
        await door.wait_for_url("**/screens/foyer")
        await foyer.wait_for_url("**/screens/door")
        await until(lambda: sorted(row.page[1] for row in here.rows if row.links) == ["door", "foyer"])
        await staff.reload()
        await press(staff, "Move there")
        await foyer.wait_for_url("**/screens/foyer")


async def write_at_end(page: Page, text: str) -> None:
    """Write at the end of what the editor holds."""
    await reach(page, page.locator(".cm-content"))
    await page.keyboard.press("Control+End")
    await page.keyboard.insert_text(text)


async def leave_editor(page: Page) -> None:
    """Escape, after which Tab goes on to what follows in place of writing one; the first closes what is suggested."""
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")


async def apply(page: Page) -> None:
    """Apply an edit to the one screen that it changes."""
    button = page.locator(".lay__apply")
    await expect(button).to_have_text("Apply to 1 screen")
    await reach(page, button)
    await page.keyboard.press("Enter")
    await expect(page.locator(".lay__bar")).to_contain_text("Applied")


async def wall_and_messages(page_at: PageAt, here: Venue) -> tuple[Page, Page]:
    """A wall, and the page of messages once it knows that the wall is there."""
    wall = await page_at(f"{str(here.client.base_url).rstrip('/')}/screens/door")
    page = await signed_in(page_at, here, "messages")
    await expect(page.locator(".reach")).to_contain_text("1 showing now")
    return wall, page


async def test_an_edit_is_applied_and_undone(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "layout")
        await write_at_end(page, "theme: light\n")
        await leave_editor(page)
        await apply(page)
        await reach(page, page.locator(".lay__history .on button", has_text="Undo"))
        await page.keyboard.press("Enter")
        await expect(page.locator(".lay__history .on")).to_contain_text("undone: version 2")
        assert (tmp_path / "screens.yaml").read_text() == LAYOUT


async def test_a_message_is_written_sent_confirmed_and_ended(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        wall, page = await wall_and_messages(page_at, here)
        await reach(page, page.locator("#msg-title"))
        await page.keyboard.type("Lunch is on the roof")
        until = page.locator("#msg-until")
        await reach(page, until)
        for _ in range(2):  # what was chosen is drawn anew, and stays where the keyboard is
            await page.keyboard.press("ArrowDown")
            await expect(until).to_be_focused()
        await press(page, "Send to 1 screen")
        lead = page.locator(".msg__lead .big")
        await expect(lead).to_have_text("1 of 1 showing")
        await expect(wall.locator(".banner__t").first).to_have_text("Lunch is on the roof")
        assert await page.evaluate("document.querySelector('#msg-main').contains(document.activeElement)")
        await press(page, "End")
        await press(page.get_by_role("dialog"), "End")
        await expect(lead).to_have_text("1 of 1 gone")
        await expect(wall.locator(".banner")).to_have_count(0)


async def test_a_takeover_is_held_to_send_and_its_all_clear_given(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        wall, page = await wall_and_messages(page_at, here)
        await reach(page, page.locator("[href='#prepared-evacuation']"))
        await page.keyboard.press("Enter")
        await reach(page, page.locator(".hold:enabled"))
        await page.keyboard.down("Enter")
        await page.wait_for_selector(".msg__lead")
        await page.keyboard.up("Enter")
        await expect(page.locator(".msg__lead .big")).to_have_text("1 of 1 showing")
        await press(page, "All clear…")
        await press(page.get_by_role("dialog"), "Give the all-clear")
        await expect(wall.locator(".alarm--clear")).to_have_count(1)
        await expect(page.locator(".band")).to_contain_text("is on the walls")


async def test_a_broken_tv_is_replaced_by_one_that_hangs_elsewhere(page_at: PageAt) -> None:
    async with fleet() as here:
        staff = await page_at("about:blank", (1440, 900))
        await here.sign_in(staff)
        door, foyer = [await page_at(f"{here.url}/screens/{name}") for name in ("door", "foyer")]
        await until(lambda: sum(bool(row.reported) for row in here.rows) == 2)
        await door.goto("about:blank")
        await until(lambda: sum(bool(row.links) for row in here.rows) == 1)
        await staff.goto(f"{here.url}/staff/screens/door")
        await press(staff, "Replace by it")
        await foyer.wait_for_url("**/screens/door")
        await until(lambda: [row.page[1] for row in here.rows if row.links] == ["door"])


async def test_another_time_is_looked_at_and_left_again(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "time")
        await page.wait_for_selector(".day")
        await press(page, "Change after")
        mode = page.locator("#mode")
        await expect(mode).to_contain_text("Saturday 10:00; the walls are not")
        await reach(page, page.get_by_role("slider"))
        await page.keyboard.press("Shift+ArrowRight")
        await expect(mode).to_contain_text("Saturday 11:00")
        await press(page, "Back to now")
        await expect(mode).to_be_hidden()


async def test_a_picture_is_added_and_its_name_written(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "layout")
        await page.wait_for_selector(".cm-content")
        raw = BytesIO()
        Image.new("RGB", (64, 36), "navy").save(raw, "PNG")
        async with page.expect_file_chooser() as chooser:
            await press(page, "Add a picture")
        await (await chooser.value).set_files([{"name": "plan.png", "mimeType": "image/png", "buffer": raw.getvalue()}])
        await press(page, "Insert the name")
        await expect(page.locator(".cm-content")).to_contain_text("plan.")


async def test_of_two_edits_of_one_line_one_is_chosen_and_applied(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "layout")
        await write_at_end(page, "theme: light\n")
        (tmp_path / "screens.yaml").write_text(LAYOUT + "theme: dark\n")
        await leave_editor(page)
        await reach(page, page.locator(".lay__bar", has_text="Nothing of yours is lost").get_by_role("button"))
        await page.keyboard.press("Enter")
        choice = page.locator(".cmp__ask input").first
        await reach(page, choice)
        await page.keyboard.press("ArrowDown")  # from theirs to one's own
        await reach(page, page.locator(".lay__take .btn"))
        await page.keyboard.press("Enter")
        await apply(page)
        assert (tmp_path / "screens.yaml").read_text() == LAYOUT + "theme: light\n"


async def test_what_is_drawn_anew_keeps_the_keyboard_where_it_was(page_at: PageAt, tmp_path: Path) -> None:
    """Somebody else's edit draws the history anew; of several buttons with the same words it is the one it was."""
    async with staffed(tmp_path, NINE, *TALKS, layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "layout")
        await write_at_end(page, "theme: light\n")
        await leave_editor(page)
        await apply(page)
        first = page.locator(".lay__history li", has_text="The first version").get_by_role("button", name="Difference")
        await reach(page, first)
        (tmp_path / "screens.yaml").write_text(LAYOUT + "theme: dark\n")
        await expect(page.locator(".lay__history .on")).to_contain_text("Edited on the server")
        await expect(first).to_be_focused()


async def test_a_key_is_revoked(page_at: PageAt) -> None:
    async with fleet("access: keys") as here:
        await here.keys.make("door", "Above the till", "Ana")
        staff = await page_at("about:blank", (1440, 900))
        await here.sign_in(staff)
        await staff.goto(f"{here.url}/staff/pair")
        await press(staff, "Revoke the key of Above the till")
        await press(staff, "Revoke Above the till?")
        await until(lambda: not len(here.keys.shelf))
