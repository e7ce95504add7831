"""Staff write to walls, see it confirmed display by display, and end it: in a browser, with real walls open beside."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.e2e.gateway import record

from .desk import DESK, PHONE, signed_in, staffed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from playwright.async_api import Page

    from tests.e2e.venue import Venue

    from .conftest import PageAt

NINE = datetime(2026, 2, 7, 9, 0, tzinfo=UTC)
LAYOUT = """\
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}
language: [en, pt]
rooms: {Hall A: {floor: Ground floor}}
screens:
  door: {show: room, room: Hall A, arrows: {Garden: left}}
  foyer: {show: overview}
  terrace: {show: agenda}
"""
WAIT = 20_000  # ms
HELD = 2300


async def walls(page_at: PageAt, here: Venue, *names: str) -> list[Page]:
    """These screens, open as displays, once the server knows them."""
    base = str(here.client.base_url).rstrip("/")
    return [await page_at(f"{base}/screens/{name}") for name in names]


async def reaches(page: Page, online: int) -> None:
    """Wait until the page tells that so many screens will show a message at once."""
    await expect(page.locator(".reach")).to_contain_text(f"{online} showing now", timeout=WAIT)


async def hold(page: Page) -> None:
    """Hold the button to send, with the mouse, for as long as it takes."""
    await page.locator(".hold:enabled").hover()
    await page.mouse.down()
    await page.wait_for_selector(".msg__lead", timeout=WAIT)
    await page.mouse.up()


async def hold_key(page: Page) -> None:
    """The same by keyboard."""
    await page.locator(".hold:enabled").focus()
    await page.keyboard.down("Space")
    await page.wait_for_selector(".msg__lead", timeout=WAIT)
    await page.keyboard.up("Space")


async def test_a_message_is_tried_on_every_wall_before_it_is_sent(page_at: PageAt, tmp_path: Path) -> None:
    low = LAYOUT + "  shelf: {show: room, room: Hall A, orientation: portrait, language: [en, pt]}\n"
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=low) as (_, here):
        page = await signed_in(page_at, here, "messages")
        await page.fill("#msg-title", "Lunch is on the roof")
        fit = page.locator(".msg__fit")
        await expect(fit).to_contain_text("Fits on all 4 walls.", timeout=WAIT)
        for language in ("pt", "de", "fr", "es", "it"):
            await page.get_by_label("Add a language").select_option(language)
            await page.fill("#msg-title", "Almoço no terraço " * 4)
            await page.fill("#msg-body", "Pelas escadas junto ao café, das doze às catorze. " * 4)
        await page.click("label:has(input[value=takeover])")  # in all languages on every wall
        await expect(fit).to_contain_text(re.compile(r"Cannot be read whole on \d of 4 walls"), timeout=WAIT)
        await fit.get_by_role("button").first.press("Enter")
        await expect(page.get_by_label("Preview on")).to_have_value(await fit.get_by_role("button").first.inner_text())


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize(("by", "chosen", "name"), [("pick", "foyer", "foyer"), ("floors", "Ground floor", "door")])
async def test_a_message_to_one_screen_or_floor_is_confirmed_by_it(
    page_at: PageAt, tmp_path: Path, size: tuple[int, int], by: str, chosen: str, name: str
) -> None:
    async with staffed(tmp_path, NINE + timedelta(minutes=5), record(1, NINE, 60), layout=LAYOUT) as (_, here):
        other, wall = await walls(page_at, here, *sorted(("door", "foyer"), key=lambda one: one == name))
        page = await signed_in(page_at, here, "messages", size)
        if size == PHONE:
            await page.click("a[href='#new']")
        await reaches(page, 2)
        await page.fill("#msg-title", "Lunch is on the roof")
        await page.click(f"label:has(input[value={by}])")
        await page.locator(".msg__plan label", has_text=chosen).click()
        await expect(page.locator(".reach .big")).to_have_text("1 screen", timeout=WAIT)
        inner = page.frame_locator(".msg__glass iframe")
        await expect(inner.locator(".banner__t").first).to_have_text("Lunch is on the roof", timeout=WAIT)
        assert await wall.locator(".banner").count() == 0
        await page.click(".msg__send .btn--go")
        await expect(page.locator("[data-key=back]:visible, [data-key=end]:visible").first).to_be_in_viewport(
            ratio=1, timeout=WAIT
        )
        await expect(page.locator(".msg__lead .big")).to_have_text("1 of 1 showing", timeout=WAIT)
        await expect(wall.locator(".banner__t").first).to_have_text("Lunch is on the roof")
        assert await other.locator(".banner").count() == 0
        await page.click("[data-key=change]")
        await page.fill("#msg-title", "Lunch is in the garden")
        await page.click(".msg__send .btn--go:enabled")
        await expect(wall.locator(".banner__t").first).to_have_text("Lunch is in the garden", timeout=WAIT)
        await expect(page.locator(".msg__lead .big")).to_have_text("1 of 1 showing", timeout=WAIT)
        await page.click("[data-key=back]:visible, [data-key=end]:visible")
        if await page.locator("dialog .btn--bad").count():
            await page.click("dialog .btn--bad")
        await expect(wall.locator(".banner")).to_have_count(0, timeout=WAIT)


@pytest.mark.parametrize(("send", "size"), [(hold, DESK), (hold_key, DESK), (hold, PHONE)])
async def test_a_takeover_is_confirmed_by_all_but_the_one_that_is_unplugged_and_named_so(
    page_at: PageAt, tmp_path: Path, send: Callable[[Page], Awaitable[None]], size: tuple[int, int]
) -> None:
    async with staffed(tmp_path, NINE + timedelta(minutes=5), record(1, NINE, 60), layout=LAYOUT) as (_, here):
        door, _, terrace = await walls(page_at, here, "door", "foyer", "terrace")
        page = await signed_in(page_at, here, "messages", size)
        await page.click("a[href='#prepared-evacuation']")
        await reaches(page, 3)
        await terrace.context.set_offline(True)
        await page.fill("#msg-place", "Garden")
        await reaches(page, 3)
        await send(page)
        lead = page.locator(".msg__lead .big")
        await expect(lead).to_have_text("2 of 3 showing", timeout=WAIT)
        await expect(door.locator(".alarm__t").first).to_have_text("Leave the building now")
        await expect(door.locator(".alarm__p")).to_have_text(re.compile("Assembly point.*: Garden"))
        assert await door.locator(".alarm__p .way.r-l").count() == 1
        await expect(page.locator(".no h3")).to_have_text(["terrace"], timeout=WAIT)
        await page.locator(".no button", has_text="Told by voice").click()
        await expect(page.locator(".no .do")).to_have_text(re.compile("Told by voice, staff"), timeout=WAIT)
        await terrace.context.set_offline(False)
        await expect(lead).to_have_text("3 of 3 showing", timeout=60_000)
        await page.click("[data-key=clear]")
        await page.fill("#clear-title", "You may come back in")
        await page.click("dialog .btn--go")
        await expect(door.locator(".alarm--clear .alarm__t").first).to_have_text("You may come back in", timeout=WAIT)
        await expect(lead).to_have_text("3 of 3 showing", timeout=WAIT)


async def test_letting_go_sends_nothing(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE + timedelta(minutes=5), record(1, NINE, 60), layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "messages")
        await page.click("a[href='#prepared-evacuation']")
        button = page.locator(".hold:enabled")
        await button.hover(timeout=WAIT)
        await page.mouse.down()
        await expect(button).to_contain_text("Keep holding")
        await page.mouse.up()
        await expect(button).to_contain_text("Hold to send to 3 screens")
        await page.locator("button", has_text="Send without holding").click()
        await page.fill("#send-number", "2")
        await page.locator("dialog button", has_text="Send").click()
        assert await page.locator(".msg__lead").count() == 0
        await page.fill("#send-number", "3")
        await page.locator("dialog button", has_text="Send").click()
        await page.wait_for_selector(".msg__lead", timeout=WAIT)


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_an_exercise_says_so_and_ends_in_a_report(page_at: PageAt, tmp_path: Path, size: tuple[int, int]) -> None:
    async with staffed(tmp_path, NINE + timedelta(minutes=5), record(1, NINE, 60), layout=LAYOUT) as (_, here):
        door, _ = await walls(page_at, here, "door", "foyer")
        page = await signed_in(page_at, here, "messages", size)
        await page.click("a[href='#prepared-evacuation']")
        await reaches(page, 2)
        await page.click("label:has(input[value=exercise])")
        await hold(page)
        drill = door.locator(".alarm__h--drill")
        await expect(drill).to_contain_text("Exercise: this is a drill", timeout=WAIT)
        await expect(page.locator(".msg__lead .big")).to_have_text("2 of 3 showing", timeout=WAIT)
        await page.click("[data-key=end]", timeout=WAIT)
        await page.click("dialog .btn--bad")
        await expect(page.locator(".msg__lead .big")).to_have_text("2 of 2 gone", timeout=WAIT)
        assert await page.locator(".msg__lead .ticks i").evaluate_all("all => all.map((one) => one.className)") == [
            "",
            "",
        ]
        await page.click(".msg__acts a[href$='/report']")
        await expect(page.locator(".msg__figures")).to_contain_text("2 of 3 screens", timeout=WAIT)
        await expect(page.locator(".msg__missed")).to_have_text(["terrace"])
        assert await page.locator(".msg__bars tr").count() == 3
        await page.fill("#learned", "The terrace has no TV")
        await page.keyboard.press("Tab")
        await expect(page.locator("aside .hint[role=status]")).to_have_text("Kept.")
        async with page.expect_download() as download:
            await page.click("a[download]")
        assert (await download.value).suggested_filename.endswith(".csv")


async def test_what_is_being_written_is_there_after_the_page_was_left(page_at: PageAt, tmp_path: Path) -> None:
    async with staffed(tmp_path, NINE + timedelta(minutes=5), record(1, NINE, 60), layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "messages", (320, 640))
        await page.click("a[href='#new']")
        async with page.expect_response(re.compile("notices/draft")):
            await page.fill("#msg-title", "Half a mess")
        await page.reload()
        await page.wait_for_selector("#msg-title")
        assert await page.input_value("#msg-title") == "Half a mess"
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_prepared_message_is_there_for_walls_of_another_kind_of_english(
    page_at: PageAt, tmp_path: Path
) -> None:
    british = LAYOUT.replace("[en, pt]", "en-GB")
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=british) as (_, here):
        page = await signed_in(page_at, here, "messages")
        await page.click("a[href='#prepared-evacuation']")
        await expect(page.locator("#msg-title")).to_have_value("Leave the building now")
        await expect(page.get_by_role("tab")).to_have_count(1)


async def test_no_words_of_anybody_run_as_script_on_the_page_or_on_walls(page_at: PageAt, tmp_path: Path) -> None:
    evil = "<img src=x onerror=hacked=1>\"'><script>hacked=1</script>"
    async with staffed(tmp_path, NINE + timedelta(minutes=5), record(1, NINE, 60), layout=LAYOUT) as (_, here):
        (foyer,) = await walls(page_at, here, "foyer")
        page = await signed_in(page_at, here, "messages")
        await reaches(page, 1)
        await page.fill("#msg-title", evil)
        await page.fill("#msg-body", evil)
        await page.click(".msg__send .btn--go:enabled")
        await expect(page.locator(".band b")).to_contain_text("<script>", timeout=WAIT)
        await expect(foyer.locator(".banner__t").first).to_contain_text("<script>", timeout=WAIT)
        await page.click(".msg__acts a[href$='/report']")
        await expect(page.locator(".band b")).to_contain_text("<script>", timeout=WAIT)
        for where in (page, foyer):
            assert await where.evaluate("typeof hacked") == "undefined"


@pytest.mark.parametrize("what", ["#new", "#prepared-evacuation"])
async def test_on_a_phone_the_wall_and_the_button_are_there_without_scrolling(
    page_at: PageAt, tmp_path: Path, what: str
) -> None:
    async with staffed(tmp_path, NINE, record(1, NINE, 60), layout=LAYOUT) as (_, here):
        page = await signed_in(page_at, here, "messages", PHONE)
        await page.click(f"a[href='{what}']")
        await page.fill("#msg-title", "Lunch is on the roof")
        wall, button = page.locator(".msg__glass .mini.is-there"), page.locator(".msg__send .btn:enabled")
        await expect(button).to_contain_text("3 screens", timeout=WAIT)
        await expect(page.locator(".msg__short")).to_have_text("3 never opened")
        for one in (wall, button):
            await expect(one).to_be_in_viewport(ratio=1, timeout=WAIT)
