"""What staff see of screens and displays, and what they tell them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from signage.fleet.expected import Expectation, Expected
from signage.fleet.report import public_id
from signage.fleet.verdict import Verdict
from signage.publish.state import PageKey
from signage.web.staff.fleet_view import DISPLAYS_TOLD
from tests.fleet.build import DEVICE, report
from tests.web.staff.site import StaffSite

if TYPE_CHECKING:
    import httpx

DOOR, FOYER = PageKey("screen", "door"), PageKey("screen", "foyer")
OTHER = "f" * 32
API = "/staff/api/"


class Venue(StaffSite):
    """A staff site with displays."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, dict[str, Any]]] = []

    def connect(self, device: str = DEVICE, page: PageKey = DOOR) -> str:
        self.registry.opened(device, "a", page, "Chromium 94", lambda order: self.told.append((device, dict(order))))
        return public_id(device, page)


@pytest.fixture
def site() -> Venue:
    return Venue()


async def screens(web: httpx.AsyncClient) -> dict[str, Any]:
    return {screen["name"]: screen for screen in (await web.get(f"{API}screens")).json()["screens"]}


async def test_every_screen_is_listed_with_its_displays(site: Venue) -> None:
    site.connect()
    row = site.registry.report(
        DEVICE, DOOR, report("s1", up=1.0, title="Title of s1", offset=120, size=(1920, 1080, 1))
    )
    assert row
    site.registry.judged(row, Verdict("right"))
    async with site.client("viewer") as web:
        told = await screens(web)
        assert list(told) == ["door", "foyer", "today", "lost", "leise"]
        assert told["foyer"]["state"] == "never"
        assert told["door"]["state"] == "right"
        (display,) = told["door"]["displays"]
        assert display == {
            "id": public_id(DEVICE, DOOR),
            "device": public_id(DEVICE),
            "label": "",
            "state": "right",
            "why": "",
            "since": "2026-02-07T09:30:00Z",
            "seen": "2026-02-07T09:30:00Z",
            "shown": ["s1"],
            "expected": display["expected"],
            "title": "Title of s1",
            "should_be": display["should_be"],
            "skew_ms": -120,
            "size": [1920, 1080, 1],
            "engine": "Chromium 94",
            "up_s": 1,
            "errors": 0,
            "error": "",
            "online": True,
            "paired": False,
        }


async def test_what_should_be_on_a_page_is_found_out_once_for_all_of_its_displays(
    site: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any number may say that they are displays, and a list of them must not hold up the walls."""
    looked: list[float] = []
    at = Expectation.at

    def counted(expectation: Expectation, moment: float) -> Expected:
        looked.append(moment)
        return at(expectation, moment)

    for number in range(200):
        site.connect(f"{number:032x}", FOYER)
    async with site.client("viewer") as web:
        while not (await screens(web))["foyer"]["displays"][0]["should_be"]:  # noqa: ASYNC110 - read in a thread
            await asyncio.sleep(0.01)
        monkeypatch.setattr(Expectation, "at", counted)
        told = await screens(web)
    assert len(told["foyer"]["displays"]) == 200
    assert {display["should_be"] for display in told["foyer"]["displays"]} == {
        "Title of s1 · Title of s2 · Title of s3"
    }
    assert len(looked) == 1


async def test_of_thousands_of_displays_of_a_screen_those_are_told_that_staff_know(site: Venue) -> None:
    """Whoever makes up displays makes no list longer, and hides none that hangs somewhere."""
    made_up = [f"{number:032x}" for number in range(DISPLAYS_TOLD + 4)]
    for device in made_up:
        site.connect(device)
    known, worst = site.connect(), site.registry.find(public_id(made_up[0], DOOR))
    row = site.registry.find(known)
    assert row
    assert worst
    site.registry.call(row, "left door")
    site.registry.judged(worst, Verdict("wrong", "other"))
    async with site.client("viewer") as web:
        door = (await screens(web))["door"]
    assert (len(door["displays"]), door["more"], door["state"]) == (DISPLAYS_TOLD, 5, "wrong")
    assert known in {one["id"] for one in door["displays"]}


async def test_the_secret_by_which_a_device_proves_itself_is_told_to_nobody(site: Venue) -> None:
    site.connect()
    async with site.client("editor") as web:
        assert DEVICE not in (await web.get(f"{API}screens")).text


async def test_a_rooms_own_page_is_listed_where_a_display_has_it_open(site: Venue) -> None:
    site.connect(page=PageKey("room", "room_a"))
    async with site.client("viewer") as web:
        room = (await screens(web))["room_a"]
        assert (room["kind"], room["room"], room["path"]) == ("room", "Hall A", "/rooms/room_a")


async def test_of_two_displays_the_worse_one_is_what_the_screen_is(site: Venue) -> None:
    for device, verdict in ((DEVICE, Verdict("right")), (OTHER, Verdict("wrong", "other"))):
        site.connect(device)
        row = site.registry.report(device, DOOR, report(up=1.0))
        assert row
        site.registry.judged(row, verdict)
    async with site.client("viewer") as web:
        assert (await screens(web))["door"]["state"] == "wrong"


async def test_a_display_is_told_alone(site: Venue) -> None:
    one, _ = site.connect(), site.connect(OTHER)
    async with site.client("operator") as web:
        assert (await web.post(f"{API}displays/{one}/identify")).status_code == 202
        assert (await web.post(f"{API}displays/{one}/reload")).json() == {"told": 1}
        assert (await web.post(f"{API}displays/{one}/go", json={"screen": "foyer"})).status_code == 202
        assert (await web.post(f"{API}screens/door/reload")).json() == {"told": 2}
    noted = [entry.what for entry in site.staff.journal.newest_first()]
    assert noted[-2:] == ["reloaded a display", "had a display show which it is"]
    orders = [(device == DEVICE, order["do"]) for device, order in site.told]
    assert orders == [(True, "identify"), (True, "reload"), (True, "go"), (True, "reload"), (False, "reload")]
    assert site.told[0][1]["label"] == f"door\n{one[:4]}"
    assert site.told[2][1]["path"] == "/screens/foyer"


async def test_what_cannot_be_told_is_refused(site: Venue) -> None:
    one = site.connect()
    row = site.registry.find(one)
    assert row
    site.registry.closed(DEVICE, DOOR, row.links[0], broken=True)
    async with site.client("operator") as web:
        assert (await web.post(f"{API}displays/{one}/reload")).status_code == 409
        assert (await web.post(f"{API}displays/none/reload")).status_code == 404
        assert (await web.post(f"{API}displays/{one}/go", json={"screen": "none"})).status_code == 404
        assert (await web.post(f"{API}screens/none/reload")).status_code == 404
        assert (await web.post(f"{API}displays/{one}/label", json={"label": "x" * 81})).status_code == 422


async def test_a_viewer_looks_and_tells_nothing(site: Venue) -> None:
    one = site.connect()
    async with site.client("viewer") as web:
        for order in ("identify", "reload", "forget"):
            assert (await web.post(f"{API}displays/{one}/{order}")).status_code == 403
    assert site.told == []


async def test_a_name_goes_with_the_display_to_its_next_screen(site: Venue) -> None:
    one = site.connect()
    async with site.client("operator") as web:
        await web.post(f"{API}displays/{one}/label", json={"label": " Above the till "})
        await web.post(f"{API}displays/{one}/go", json={"screen": "foyer"})
        row = site.registry.find(one)
        assert row
        site.registry.closed(DEVICE, DOOR, row.links[0], broken=False)
        site.connect(page=FOYER)
        told = await screens(web)
    assert told["door"]["displays"] == []
    assert [display["label"] for display in told["foyer"]["displays"]] == ["Above the till"]


async def test_two_displays_change_places_in_one_step(site: Venue) -> None:
    one, other = site.connect(), site.connect(OTHER, FOYER)
    async with site.client("operator") as web:
        assert (await web.post(f"{API}displays/{one}/swap", json={"display": other})).status_code == 202
    assert [(device == DEVICE, order["path"]) for device, order in site.told] == [
        (True, "/screens/foyer"),
        (False, "/screens/door"),
    ]


async def test_a_new_one_takes_a_broken_ones_screen_and_name(site: Venue) -> None:
    broken, spare = site.connect(), site.connect(OTHER, FOYER)
    async with site.client("operator") as web:
        await web.post(f"{API}displays/{broken}/label", json={"label": "Above the till"})
        assert (await web.post(f"{API}displays/{broken}/replace", json={"display": spare})).status_code == 202
        site.connect(OTHER, DOOR)
        told = await screens(web)
        assert [display["label"] for display in told["door"]["displays"]] == ["Above the till"]
        assert told["foyer"]["displays"] == []
        now = told["door"]["displays"][0]["id"]
        again = await web.post(f"{API}displays/{now}/replace", json={"display": now})
        assert again.status_code == 409


async def test_acts_are_in_the_log(site: Venue) -> None:
    one = site.connect()
    async with site.client("operator") as web:
        await web.post(f"{API}displays/{one}/label", json={"label": "Above the till"})
        await web.post(f"{API}displays/{one}/forget")
    acts = [(entry.who, entry.what, entry.about, entry.origin) for entry in site.staff.journal.latest(2)]
    assert acts == [
        ("Ana", "forgot a display", "door (Above the till)", "10.0.0.1"),
        ("Ana", "named a display", "door (Above the till)", "10.0.0.1"),
    ]


async def test_a_rooms_own_page_is_called_by_the_rooms_name_in_the_log_and_on_its_wall(site: Venue) -> None:
    one = site.connect(page=PageKey("room", "room_a"))
    async with site.client("operator") as web:
        await web.post(f"{API}displays/{one}/identify")
        await web.post(f"{API}screens/room_a/reload")
    assert [entry.about for entry in site.staff.journal.latest(2)] == ["Hall A", "Hall A"]
    assert site.told[0][1]["label"] == f"Hall A\n{one[:4]}"


async def test_a_change_is_told_by_how_many_show_it_and_who_does_not(site: Venue) -> None:
    site.connect()
    site.connect(OTHER)
    changes = site.app.screens.displays.changes  # type: ignore[attr-defined]
    changes.sent(DOOR, "s.2")
    site.clock.passed += 2.1
    row = site.registry.report(DEVICE, DOOR, report(rev="s.2", up=1.0))
    assert row
    changes.reported(row)
    async with site.client("viewer") as web:
        (told,) = (await web.get(f"{API}changes")).json()["changes"]
    assert (told["shown"], told["total"], told["slowest_s"], told["followed"]) == (1, 2, 2.1, True)
    assert [missing["id"] for missing in told["missing"]] == [public_id(OTHER, DOOR)]


async def test_the_stream_is_for_those_who_are_signed_in() -> None:
    async with StaffSite().client(None) as web:
        refused = await web.get("/staff/events")
        assert (refused.status_code, refused.json()["error"]) == (401, "signed_out")
