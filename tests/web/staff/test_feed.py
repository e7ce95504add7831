"""What open pages of staff are told of displays, how much at once, and how often."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from starlette.requests import Request

from signage.publish.state import PageKey
from signage.web.encoding import Piece
from signage.web.quota import Quota
from signage.web.staff.feed import EACH, GATHER, MOST_AT_ONCE, Reader
from signage.web.staff.fleet_view import DISPLAYS_TOLD, SLICE
from tests.wait import until
from tests.web.staff.site import StaffSite

DOOR, FOYER = PageKey("screen", "door"), PageKey("screen", "foyer")


class Told(StaffSite):
    """A staff page that somebody has open, and what it was told."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.sent: list[tuple[str, Any]] = []
        self.feed.hub.publish = self._publish  # type: ignore[method-assign, assignment]
        Reader(self.feed, Request({"type": "http"})).opened(lambda _: None)

    def _publish(self, _: str, piece: Piece) -> None:
        name, data = piece.plain.decode().strip().split("\n")
        self.sent.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))

    def connect(self, page: PageKey, number: int) -> None:
        self.registry.opened(f"{number:032x}", "a", page, "", lambda _: None)

    async def tell(self) -> list[tuple[str, Any]]:
        """What the page is told once it is time."""
        tell_screens, _ = self.feed.work
        await tell_screens()
        sent, self.sent = self.sent, []
        return sent


@pytest.fixture
def site() -> Told:
    return Told()


async def test_the_screens_that_changed_are_told_and_nothing_where_none_did(site: Told) -> None:
    site.connect(DOOR, 1)
    ((name, told),) = await site.tell()
    assert (name, [screen["name"] for screen in told["screens"]], told["gone"]) == ("screens", ["door"], [])
    assert await site.tell() == []


async def test_a_display_that_says_the_same_again_is_told_to_nobody(site: Told) -> None:
    site.connect(DOOR, 1)
    rev = site.publisher.renderer.rendered_screen(DOOR).id
    for up in (1, 2, 3):
        async with site.client(None) as web:
            told = {"page": "/screens/door", "rev": rev, "shown": ["s1"], "now": up, "up": up, "load": "a"}
            assert (await web.post(f"/displays/{1:032x}/report", json=told)).status_code == 204
        await until(lambda: [row.state for row in site.registry] == ["right"])
        names = [name for name, _ in await site.tell()]
        assert names == (["screens"] if up == 1 else [])


async def test_a_fleet_in_which_all_changes_is_not_written_out_and_is_told_of_less_often(site: Told) -> None:
    for number in range(DISPLAYS_TOLD):
        site.connect(DOOR, number)
    site.connect(FOYER, DISPLAYS_TOLD)
    assert await site.tell() == [("screens", {"screens": [], "all": True})]
    await site.tell()
    assert site.clock.slept == [GATHER, EACH * (DISPLAYS_TOLD + 1)]
    await site.tell()
    assert site.clock.slept[2:] == [GATHER]


async def test_more_screens_than_one_event_holds_are_to_be_asked_for(site: Told) -> None:
    for number in range(MOST_AT_ONCE + 1):
        site.connect(PageKey("room", f"room_{number}"), number)
    assert await site.tell() == [("screens", {"screens": [], "all": True})]


async def test_a_screen_of_many_displays_is_made_in_slices_with_turns_for_all_else(site: Told) -> None:
    for number in range(5 * SLICE):
        site.connect(DOOR, number)
    telling, turns = asyncio.create_task(site.tell()), 0
    while not telling.done():
        await asyncio.sleep(0)
        turns += 1
    ((_, told),) = telling.result()
    assert len(told["screens"][0]["displays"]) == 5 * SLICE
    assert turns > 5


async def test_addresses_with_an_open_page_of_somebody_who_is_signed_in_are_known() -> None:
    site = StaffSite()
    site.feed.connections = Quota(10, 10, clock=site.clock)
    async with site.client("viewer") as web:
        for address, secret in (("10.0.0.1", web.cookies["signage_staff"]), ("10.0.0.2", "stolen")):
            headers = [(b"cookie", f"signage_staff={secret}".encode())]
            request = Request({"type": "http", "client": (address, 5000), "headers": headers})
            Reader(site.feed, request).opened(lambda _: None)
        _, look = site.feed.work
        await look()
    assert [site.feed.connections.has_staff(address) for address in ("10.0.0.1", "10.0.0.2")] == [True, False]
