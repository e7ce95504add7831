"""Displays in a real browser: what they say of themselves, and what they do when told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from signage.clock import SYSTEM
from signage.staff.wall_notice import Posted, Wording
from tests.wait import until

from .fleet import fleet

if TYPE_CHECKING:
    from .conftest import PageAt

COVER = """document.body.appendChild(document.createElement('div')).style.cssText =
'position:fixed;left:0;top:0;width:100%;height:100%'"""
FRAME = "path => { document.body.appendChild(document.createElement('iframe')).src = path; }"
NOW = "() => window.signage.report.obey({do: 'report'})"


async def test_a_display_that_is_opened_is_seen_right_and_one_that_lies_wrong(page_at: PageAt) -> None:
    async with fleet() as here:
        page = await page_at(f"{here.url}/screens/door")
        await until(lambda: [row.state for row in here.rows] == ["right"])
        (row,) = here.rows
        assert row.report
        assert (row.page, row.report.shown, row.report.title) == (
            ("screen", "door"),
            ("s1", "s2"),
            "The grid after 2030",
        )
        assert row.report.size[:2] == (1920, 1080)
        assert row.engine.startswith("Chromium ")
        await page.evaluate("document.querySelector('.act').setAttribute('data-session', 'yesterday')")
        await page.evaluate(NOW)
        await until(lambda: (row.state, row.why) == ("wrong", "other"))


async def test_what_is_covered_hidden_or_outside_is_not_shown(page_at: PageAt) -> None:
    async with fleet() as here:
        page = await page_at(f"{here.url}/screens/door")
        await until(lambda: [row.state for row in here.rows] == ["right"])
        (row,) = here.rows
        for spoil in (
            COVER,
            "document.body.lastElementChild.remove(), document.querySelector('.glass').style.visibility = 'hidden'",
            "document.querySelector('.glass').style.cssText = 'position:relative;left:-3000px'",
            "document.querySelector('.glass').style.cssText = 'display:none'",
        ):
            await page.evaluate(spoil)
            await page.evaluate(NOW)
            before = row.reported
            await until(lambda before=before: row.reported > before and row.report.shown == ())  # one may be on its way
            assert row.state == "wrong"
        await page.evaluate("document.querySelector('.glass').style.cssText = ''")
        await page.evaluate(NOW)
        await until(lambda: row.state == "right")


async def test_a_display_that_is_gone_is_seen_offline_and_comes_back_by_itself(page_at: PageAt) -> None:
    async with fleet() as here:
        page = await page_at(f"{here.url}/screens/door")
        await until(lambda: [row.state for row in here.rows] == ["right"])
        (row,) = here.rows
        url = page.url
        await page.goto("about:blank")
        await until(lambda: not row.links)
        row.lost, row.reported = row.lost - 60, row.reported - 90  # a minute later
        here.registry.sweep()
        assert row.state == "offline"
        await page.goto(url)
        await until(lambda: row.state == "right")
        assert len(here.rows) == 1


async def test_a_change_is_reported_soon_and_a_notice_sooner(page_at: PageAt) -> None:
    async with fleet() as here:
        await page_at(f"{here.url}/screens/door")
        await until(lambda: [row.state for row in here.rows] == ["right"])
        (row,) = here.rows
        await here.notices("notices: [{title: Lunch is served}]")
        rev = here.publisher.renderer.rendered_screen(row.page).id
        await until(lambda: row.report and row.report.rev == rev)
        assert row.state == "right"


async def test_pages_in_frames_on_phones_and_of_other_times_report_nothing(page_at: PageAt) -> None:
    async with fleet() as here:
        phone = {"screen": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
        await page_at(f"{here.url}/screens/door", (390, 844), **phone)
        await page_at(f"{here.url}/screens/door?at=10:00")
        host = await page_at(f"{here.url}/healthz")
        await host.evaluate(
            "path => { document.body.appendChild(document.createElement('iframe')).src = path; }", "/screens/door"
        )
        await until(lambda: len(here.hub.topics()) == 2)
        await asyncio.sleep(1)  # long enough for a first report, of which there must be none
        assert here.rows == []


async def test_a_display_whose_reports_fail_shows_what_it_would_show_anyway(page_at: PageAt) -> None:
    async with fleet() as here:
        page = await page_at("about:blank")
        await page.route("**/report", lambda route: route.abort())
        await page.goto(f"{here.url}/screens/door")
        await until(lambda: [row.state for row in here.rows] == ["unknown"])
        await here.notices("notices: [{title: Lunch is served}]")
        await page.locator(".banner__t").wait_for()
        assert await page.locator(".talk__title").text_content() == "The grid after 2030"


async def test_without_a_store_on_the_device_it_is_somebody_new_each_time(page_at: PageAt) -> None:
    blocked = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})"
    async with fleet() as here:
        page = await page_at(f"{here.url}/screens/door", script=blocked)
        await until(lambda: len(here.rows) == 1)
        await page.reload()
        await until(lambda: len(here.rows) == 2)


async def test_of_two_with_one_id_the_second_takes_a_new_one(page_at: PageAt) -> None:
    card = f"localStorage.getItem('signage-display') || localStorage.setItem('signage-display', '{'ab' * 16}')"
    async with fleet() as here:
        await page_at(f"{here.url}/screens/door", script=card)
        await until(lambda: [row.state for row in here.rows] == ["right"])
        await page_at(f"{here.url}/screens/door", script=card)
        await until(lambda: sorted(len(row.links) for row in here.rows) == [1, 1])
        await until(lambda: [row.state for row in here.rows] == ["right", "right"])


async def test_a_display_does_what_it_is_told(page_at: PageAt) -> None:
    async with fleet() as here:
        page = await page_at(f"{here.url}/screens/door")
        await until(lambda: [row.state for row in here.rows] == ["right"])
        (row,) = here.rows
        row.tell({"do": "identify", "label": "door", "seconds": 1})
        await page.locator(".identify", has_text="door").wait_for()
        await page.locator(".identify").wait_for(state="detached")
        row.tell({"do": "no such order"})
        row.tell({"do": "go", "path": "https://elsewhere/"})
        row.tell({"do": "go", "path": "/screens/foyer"})
        await page.wait_for_url("**/screens/foyer")
        await until(lambda: [r.state for r in here.rows if r.page[1] == "foyer"] == ["right"])
        foyer = next(r for r in here.rows if r.page[1] == "foyer")
        assert foyer.device == row.device
        async with page.expect_navigation():
            foyer.tell({"do": "reload"})


async def test_a_takeover_of_the_page_covers_one_of_the_file_and_the_newest_all_others(page_at: PageAt) -> None:
    async with fleet() as here:
        page = await page_at(f"{here.url}/screens/door")
        await here.notices("notices: [{title: Of the file, style: takeover}]")
        await page.locator(".alarm__t", has_text="Of the file").first.wait_for()
        posted: tuple[Posted, ...] = ()
        for number, title in enumerate(("Older", "Newest")):
            words = (Wording("en", title),)
            posted = (Posted(f"n_{number}", words, style="takeover", sent=SYSTEM.now()), *posted)
            await here.publisher.show_notices(posted)
            await page.locator(".alarm__t", has_text=title).first.wait_for()
            await until(lambda: here.rows[0].report and here.rows[0].report.notices == (f"n_{number}",))  # noqa: B023
            assert await page.evaluate("document.elementFromPoint(innerWidth / 2, innerHeight / 2).innerText")
        assert here.rows[0].report
        assert here.rows[0].report.shown == ()
