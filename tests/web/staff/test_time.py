"""The event's days and what is to be mended before they come, as staff's page of other times has them."""

from __future__ import annotations

from signage.errors import Finding
from signage.web.staff.calls import Part
from signage.web.staff.time import TimeCalls
from tests.web.staff.site import StaffSite

LOST = Finding("'map.png' is no file of the folder media", ("screens", "map", "file"), "put it there")


class Site(StaffSite):
    def parts(self) -> tuple[Part, ...]:
        return (TimeCalls(self.publisher, lambda: (LOST,)),)


async def test_the_days_are_told_in_event_time_with_what_is_on_and_when_walls_change() -> None:
    async with Site().client("viewer") as web:
        told = (await web.get("/staff/api/time")).json()
    (day,) = told["days"]
    assert (day["date"], day["sessions"], told["zone"], told["step_s"]) == ("2026-02-07", 3, "Europe/Lisbon", 1800)
    assert [change[11:16] for change in day["changes"]] == ["09:00", "10:00", "11:00", "12:00"]
    assert [count for count in day["running"] if count] == [1] * 6
    assert day["start"] < day["changes"][0] < day["end"]


async def test_the_walls_are_told_with_their_addresses_and_whether_they_are_upright() -> None:
    site = Site(rest="  totem: {show: overview, orientation: portrait}")
    async with site.client("viewer") as web:
        walls = (await web.get("/staff/api/time")).json()["walls"]
    assert {"name": "totem", "path": "/screens/totem", "portrait": True} in walls
    assert {"name": "door", "path": "/screens/door", "portrait": False} in walls


async def test_hints_are_those_of_the_command_check_files_of_the_venue_included() -> None:
    async with Site().client("viewer") as web:
        hints = (await web.get("/staff/api/time/hints")).json()["hints"]
    assert [hint["path"] for hint in hints] == ["screens.map.file", "screens.lost.room"]
    assert hints[0] == {"path": "screens.map.file", "what": LOST.what, "hint": "put it there"}
    assert "Hall Z" in hints[1]["what"]
