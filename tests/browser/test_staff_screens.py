"""Staff at a desk and with a phone: what their page says of displays that are right, lie, or are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signage.publish.state import PageKey
from tests.wait import until

from .fleet import fleet

if TYPE_CHECKING:
    from .conftest import PageAt

DESK, PHONE = (1440, 900), (390, 844)
NOW = "() => window.signage.report.obey({do: 'report'})"


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_a_display_is_seen_right_then_lying_then_gone_then_back(page_at: PageAt, size: tuple[int, int]) -> None:
    async with fleet() as here:
        staff = await page_at("about:blank", size)
        await here.sign_in(staff)
        door = staff.locator(".card", has_text="door")
        await door.get_by_text("Never opened").wait_for()
        wall = await page_at(f"{here.url}/screens/door")
        await staff.locator("#fine + ul .card", has_text="door").wait_for()
        await wall.evaluate("document.querySelector('.act').setAttribute('data-session', 'yesterday')")
        await wall.evaluate("document.querySelector('.talk__title').textContent = 'Yesterday'")
        await wall.evaluate(NOW)
        await door.get_by_text("On the glass: “Yesterday”; should be: “The grid after 2030”.").wait_for()
        await wall.goto("about:blank")
        (row,) = here.rows
        await until(lambda: not row.links)
        row.lost, row.reported = row.lost - 60, row.reported - 90  # a minute later
        await door.get_by_text("Offline since").wait_for()
        await wall.goto(f"{here.url}/screens/door")
        await staff.locator("#fine + ul .card", has_text="door").wait_for()
        assert await staff.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_miniatures_show_walls_as_they_are_and_live_by_the_pages_one_stream(
    page_at: PageAt,
) -> None:
    async with fleet() as here:
        staff = await page_at("about:blank", DESK)
        streams: list[str] = []
        staff.on("request", lambda request: streams.append(request.url) if "/events" in request.url else None)
        await here.sign_in(staff)
        mini = staff.frame_locator(".card:has-text('door') iframe")
        await mini.get_by_text("The grid after 2030").first.wait_for()
        await here.notices("notices: [{title: Lunch is served}]")
        await mini.get_by_text("Lunch is served").wait_for()
        assert [url.removeprefix(here.url) for url in streams] == ["/staff/events"]
        assert here.rows == []


async def test_marked_displays_are_told_together_and_a_change_is_followed(page_at: PageAt) -> None:
    async with fleet() as here:
        staff = await page_at("about:blank", DESK)
        await here.sign_in(staff)
        walls = [await page_at(f"{here.url}/screens/{name}") for name in ("door", "foyer")]
        for name in ("door", "foyer"):
            await staff.get_by_role("checkbox", name=f"Mark {name}").check()
        await staff.get_by_text("2 marked").wait_for()
        await staff.get_by_role("button", name="Identify").click()
        for wall in walls:
            await wall.locator(".identify").wait_for()
        await here.notices("notices: [{title: Lunch is served}]")
        await staff.get_by_text("2 of 2 show the latest change").wait_for()
        assert [bool(reader.request.headers.get("cookie")) for reader in here.feed.readers] == [True]


async def test_a_filter_goes_with_the_last_screen_that_it_shows(page_at: PageAt) -> None:
    async with fleet() as here:
        staff = await page_at("about:blank", DESK)
        await here.sign_in(staff)
        await page_at(f"{here.url}/screens/door")
        await staff.get_by_role("button", name="Never opened").click()
        await staff.locator("#fine").wait_for(state="hidden")
        await page_at(f"{here.url}/screens/foyer")
        await staff.locator("#fine + ul .card").nth(1).wait_for()


async def test_who_is_signed_out_is_told_so_and_hears_nothing_more(page_at: PageAt) -> None:
    async with fleet() as here:
        staff = await page_at("about:blank", DESK)
        await here.sign_in(staff)
        await staff.locator(".card").first.wait_for()
        ended = {key: None for key, session in here.staff.access.sessions.shelf.items() if session}
        await here.staff.access.sessions.shelf.write(ended)
        await staff.get_by_text("Your session has ended").wait_for()
        await until(lambda: not here.feed.readers)


async def test_the_page_of_one_screen_sets_what_is_beside_what_should_be(page_at: PageAt) -> None:
    async with fleet() as here:
        staff = await page_at("about:blank", DESK)
        await here.sign_in(staff)
        wall = await page_at(f"{here.url}/screens/door")
        await staff.goto(f"{here.url}/staff/screens/door")
        glass = staff.frame_locator("#one-glass iframe")
        await glass.get_by_text("The grid after 2030").first.wait_for()
        await staff.get_by_role("img", name="Right").wait_for()  # the day's strip, told in words
        await staff.get_by_label("Name of this display").fill("Above the till")
        await staff.get_by_role("button", name="Name it").click()
        await staff.get_by_role("heading", name="Above the till").wait_for()
        await staff.get_by_label("Another screen").select_option("foyer")
        await staff.get_by_role("button", name="Move there").click()
        await wall.wait_for_url("**/screens/foyer")
        await until(lambda: [(row.page[1], row.label) for row in here.rows] == [("foyer", "Above the till")])


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_two_displays_are_swapped_and_a_broken_one_replaced_in_one_step(
    page_at: PageAt, size: tuple[int, int]
) -> None:
    async with fleet() as here:
        staff = await page_at("about:blank", size)
        await here.sign_in(staff)
        door, foyer = [await page_at(f"{here.url}/screens/{name}") for name in ("door", "foyer")]
        await until(lambda: sum(bool(row.reported) for row in here.rows) == 2)
        await staff.goto(f"{here.url}/staff/screens/door")
        await staff.get_by_role("button", name="Swap").click()
        await door.wait_for_url("**/screens/foyer")
        await foyer.wait_for_url("**/screens/door")
        await until(lambda: sorted(row.page[1] for row in here.rows if row.links) == ["door", "foyer"])
        broken = next(row for row in here.rows if row.links and row.page[1] == "door")
        await foyer.goto("about:blank")  # what is at the door now breaks
        await until(lambda: [row.page[1] for row in here.rows if row.links] == ["foyer"])
        await staff.reload()
        await staff.get_by_role("region", name=broken.id[:4]).get_by_role("button", name="Replace by it").click()
        await door.wait_for_url("**/screens/door")
        await until(lambda: [row.page[1] for row in here.rows if row.links] == ["door"])


async def test_the_glass_of_a_display_that_stands_still_is_drawn_beside_what_should_be(page_at: PageAt) -> None:
    async with fleet() as here:
        staff = await page_at("about:blank", DESK)
        await here.sign_in(staff)
        wall = await page_at(f"{here.url}/screens/door")
        await wall.locator(".act").first.wait_for()
        await until(lambda: here.rows and here.rows[0].state == "right")
        stands = """() => { for (const [id, then] of [['s1', 's0'], ['s2', 's1']])
            for (const el of document.querySelectorAll(`[data-session=${id}]`)) el.dataset.session = then }"""
        await wall.evaluate(stands)  # as half an hour ago
        await wall.evaluate(NOW)
        await until(lambda: here.rows[0].state == "wrong")
        await staff.goto(f"{here.url}/staff/screens/door")
        await staff.get_by_text("as its page stood at").wait_for()
        glass = staff.frame_locator("#one-glass iframe")
        await glass.get_by_text("Before all others").first.wait_for()
        await staff.frame_locator("#one-wall iframe").get_by_text("The grid after 2030").first.wait_for()
        await staff.get_by_role("img", name="Wrong").wait_for()
        assert await staff.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_displays_beyond_those_that_are_told_of_a_screen_are_counted(
    page_at: PageAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signage.web.staff.fleet_view.DISPLAYS_TOLD", 2)
    async with fleet() as here:
        for number in range(5):
            here.registry.opened(f"{number:032x}", "a", PageKey("screen", "door"), "", lambda _: None)
        staff = await page_at("about:blank", DESK)
        await here.sign_in(staff)
        card = staff.locator(".card", has_text="door")
        await card.get_by_text("×5").wait_for()
        await card.locator(".card__n a").click()
        await staff.locator("#screen").get_by_text("and 3 more", exact=True).wait_for()
        assert await staff.locator(".one__display").count() == 2
        for row in here.rows[2:]:
            here.registry.forget(row)
        await staff.get_by_text("and 3 more").wait_for(state="detached")


async def test_a_screen_without_a_tv_leads_to_pairing_one_for_it(page_at: PageAt) -> None:
    async with fleet() as here:
        staff = await page_at("about:blank", PHONE)
        await here.sign_in(staff)
        await staff.locator(".card", has_text="foyer").get_by_text("Now and next").wait_for()
        await staff.locator(".card", has_text="foyer").get_by_role("link", name="foyer").click()
        await staff.get_by_text("No display has opened this screen. Pair a TV").wait_for()
        assert await staff.get_by_text("not the same").count() == 0  # of what nobody can know
        await staff.locator(".one__none").get_by_role("link", name="Pair a TV").click()
        await staff.get_by_text(f"{here.url}/pair", exact=True).wait_for()
        assert await staff.get_by_role("radio", name="foyer").is_checked()
        assert await staff.evaluate("document.activeElement.id") == "code"
        button = await staff.get_by_role("button", name="Pair as foyer").bounding_box()
        assert button
        assert button["y"] + button["height"] <= PHONE[1]


async def test_a_question_that_is_left_unanswered_is_asked_anew(page_at: PageAt) -> None:
    async with fleet() as here:
        staff = await page_at("about:blank", DESK)
        await here.sign_in(staff)
        await page_at(f"{here.url}/screens/door")
        await until(lambda: any(row.reported for row in here.rows))
        await staff.goto(f"{here.url}/staff/screens/door")
        await staff.get_by_role("button", name="Forget").click()
        asked = staff.get_by_role("button", name="Remove Display")
        await asked.wait_for()
        await staff.get_by_label("Name of this display").focus()
        await asked.wait_for(state="detached")
        assert await staff.get_by_role("button", name="Forget").is_visible()
        assert len(here.rows) == 1
