"""What displays say of themselves and what they are told, in the engines that TVs have."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.browser.fleet import fleet
from tests.wait import until

if TYPE_CHECKING:
    from .conftest import Tv

TOLD = "!!document.querySelector('.identify')"


async def test_a_display_reports_what_can_be_seen_and_does_what_it_is_told(tv: Tv, engine: str) -> None:
    async with fleet() as here:
        visit = asyncio.create_task(
            tv(
                engine,
                f"{here.url}/screens/door",
                seconds=60,
                until=f"location.pathname === '/screens/foyer' && {TOLD}",
                value="[location.pathname, document.querySelector('.identify').textContent]",
            )
        )
        await until(lambda: [(row.page[1], row.state) for row in here.rows] == [("door", "right")], seconds=45)
        (door,) = here.rows
        assert door.report
        assert (door.report.shown, door.report.title) == (("s1", "s2"), "The grid after 2030")
        assert (door.report.size[:2], door.report.errors, door.report.visible) == ((1920, 1080), 0, True)
        assert door.engine == f"Chromium {engine}"
        await here.notices("notices: [{title: Lunch is served}]")
        await until(lambda: door.report and door.report.notices, seconds=30)
        door.tell({"do": "go", "path": "/screens/foyer"})
        await until(lambda: [row.state for row in here.rows if row.page[1] == "foyer"] == ["right"], seconds=30)
        foyer = next(row for row in here.rows if row.page[1] == "foyer")
        assert foyer.device == door.device
        foyer.tell({"do": "identify", "label": "foyer", "seconds": 30})
        seen = await visit
    assert (seen.errors, seen.value) == ([], ["/screens/foyer", "foyer"])
