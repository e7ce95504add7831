"""A screen's day, and from what a picture of its glass is drawn."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from signage.fleet.registry import GRACE, LEAST
from signage.fleet.report import public_id
from signage.fleet.verdict import Verdict
from signage.publish.state import PageKey
from tests.build import layout
from tests.fleet.build import DEVICE, report
from tests.web.staff.site import StaffSite, WholeSite

if TYPE_CHECKING:
    from pathlib import Path

    from signage.fleet.verdict import State, Why

API, DOOR = "/staff/api/", PageKey("screen", "door")


class Venue(StaffSite):
    """A staff site with a display at the door."""

    def connect(self) -> None:
        self.registry.opened(DEVICE, "a", DOOR, "Chromium 94", print)

    def shows(self, *shown: str, state: State = "right", why: Why = "") -> None:
        """The display reports these sessions, and is found to be in this state."""
        row = self.registry.report(DEVICE, DOOR, report(*shown, up=self.clock.passed + 1))
        assert row
        self.registry.judged(row, Verdict(state, why))

    async def glass(self) -> list[dict[str, str]]:
        """From what the glass is drawn, once it has been read what should be there."""
        for _ in range(200):
            if found := (await self.day())["glass"]:
                break
            await asyncio.sleep(0.01)
        return list(found)

    async def day(self) -> dict[str, Any]:
        async with self.client("viewer") as web:
            return dict((await web.get(f"{API}screens/door/day")).json())


async def test_a_day_tells_each_state_and_when_it_began() -> None:
    site = Venue()
    site.connect()
    site.clock.passed += 60
    site.shows("s1")
    site.clock.passed += 60
    site.shows("s9", state="wrong", why="other")
    told = await site.day()
    assert [(one["state"], one["start"]) for one in told["states"]] == [
        ("unknown", "2026-02-07T09:30:00Z"),
        ("right", "2026-02-07T09:31:00Z"),
        ("wrong", "2026-02-07T09:32:00Z"),
    ]
    assert told["known_from"] == "2026-02-07T09:30:00Z"
    assert (told["start"], told["end"]) == ("2026-02-07T04:00:00Z", "2026-02-08T04:00:00Z")
    assert told["expected"] == [{"start": told["start"], "until": told["end"]}]
    assert told["screen"]["state"] == "wrong"


async def test_hours_in_which_a_display_is_expected_are_told() -> None:
    site = Venue()
    screens = "door: {show: room, room: Hall A, on: [07:20-12:00, 13:00-19:00], dark: 18:00-06:00}"
    await site.publisher.show_layout(layout(screens), site.publisher.current.appearance)
    told = await site.day()
    assert [(one["start"][11:16], one["until"][11:16]) for one in told["expected"]] == [
        ("07:20", "12:00"),
        ("13:00", "18:00"),
    ]


async def test_the_glass_of_a_wall_that_lies_is_drawn_as_its_page_stood_then() -> None:
    site = Venue()
    site.connect()
    site.shows("s1")
    (right,) = await site.glass()
    assert right == {"display": public_id(DEVICE, DOOR), "date": "2026-02-07", "at": "2026-02-07T09:30:00Z"}
    site.clock.passed += 3600 * 3
    site.shows("s1", state="wrong", why="other")
    (wrong,) = (await site.day())["glass"]
    assert wrong["at"] < "2026-02-07T10:30:00Z"
    site.clock.passed += 1
    site.shows("never there", state="wrong", why="other")
    assert (await site.day())["glass"] == []
    site.clock.passed += 1
    site.shows(state="wrong", why="nothing")
    assert (await site.day())["glass"] == []


async def test_how_many_screens_were_right_is_told_from_when_the_server_began() -> None:
    site = Venue()
    site.connect()
    site.clock.passed += 60
    site.shows("s1")
    async with site.client("viewer") as web:
        told = (await web.get(f"{API}screens/right")).json()
        assert (await web.get(f"{API}screens/nowhere/day")).status_code == 404
    assert told["right"] == [
        {"screens": 0, "start": "2026-02-07T09:30:00Z"},
        {"screens": 1, "start": "2026-02-07T09:31:00Z"},
    ]
    assert told["screens"] == 5


async def test_the_rail_counts_screens_messages_and_what_is_held(tmp_path: Path) -> None:
    site = WholeSite(tmp_path)
    async with site.client("operator") as web:
        assert (await web.get(f"{API}rail")).json() == {"screens": 5, "messages": 0, "held": 0}
        assert (await web.post(f"{API}notices", json={"title": "Lunch is served"})).status_code == 201
        assert (await web.get(f"{API}rail")).json()["messages"] == 1


async def test_a_server_that_lost_its_store_does_not_say_that_a_screen_was_never_opened() -> None:
    site = Venue()
    site.registry.forgot = True
    assert (await site.day())["screen"]["state"] == "unknown"


async def test_thousands_of_displays_that_leave_a_screen_at_once_are_counted_and_not_looked_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each may be in another state then, and to look at all of them for each took the loop a quarter of a minute."""
    site = Venue()
    links = [(f"{number:032x}", site.registry.opened(f"{number:032x}", "a", DOOR, "", print)) for number in range(300)]
    monkeypatch.setattr(site.registry, "of", None)
    for device, link in links:
        assert link
        site.registry.closed(device, DOOR, link, broken=False)
    site.clock.passed += GRACE + 1
    site.registry.sweep()
    assert site.registry.state_of(DOOR) == "offline"
    site.clock.passed += LEAST + 1
    site.registry.sweep()
    assert site.registry.state_of(DOOR) == "never"
