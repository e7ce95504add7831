"""A TV opens the server's address, shows a code, and becomes a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import segno

from signage.fleet.report import public_id
from tests.fleet.build import DEVICE
from tests.web.staff.site import StaffSite

if TYPE_CHECKING:
    import httpx

KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"
TV = f"Mozilla/5.0 (Web0S; Linux/SmartTV) {KHTML} Chrome/94.0.4606.128 Safari/537.36"
DESK = f"Mozilla/5.0 (X11; Linux x86_64) {KHTML} Chrome/156.0.0.0 Safari/537.36"
PHONE = f"Mozilla/5.0 (Linux; Android 16; Pixel) {KHTML} Chrome/156.0.0.0 Mobile Safari/537.36"


@pytest.fixture
def site() -> StaffSite:
    return StaffSite()


async def begin(web: httpx.AsyncClient) -> dict[str, str]:
    answer = await web.post("/pair", json={"display": DEVICE, "size": [1920, 1080]}, headers={"user-agent": TV})
    assert answer.status_code == 200
    told: dict[str, str] = answer.json()
    return told


@pytest.mark.parametrize(("agent", "pairs"), [(TV, True), (DESK, False), (PHONE, False)])
async def test_the_first_page_asks_a_tv_what_it_is_and_tells_all_others_what_there_is(
    site: StaffSite, agent: str, pairs: bool
) -> None:
    async with site.client(None) as web:
        page = await web.get("/", headers={"user-agent": agent})
        assert ("Which screen shall this be?" in page.text) is pairs
        assert "Which screen shall this be?" in (await web.get("/pair")).text
        assert "unsafe" not in page.headers["content-security-policy"]


async def test_a_tv_takes_the_place_of_a_broken_one_as_it_is_paired(site: StaffSite) -> None:
    async with site.client("operator") as web:
        for page in ("door", "foyer"):
            site.registry.opened("f" * 32, "a", ("screen", page), "", print)
        door, foyer = (site.registry.of(("screen", page))[0] for page in ("door", "foyer"))
        door.label = "Above the till"
        body = {"code": (await begin(web))["code"], "screen": "door", "replaces": door.id}
        refused = await web.post("/staff/api/pairings", json={**body, "replaces": foyer.id})
        assert (refused.status_code, refused.json()["error"]) == (409, "other_screen")
        assert (await web.post("/staff/api/pairings", json={**body, "replaces": "gone"})).status_code == 404
        assert (await web.post("/staff/api/pairings", json=body)).status_code == 200
        assert site.registry.of(("screen", "door")) == []
        site.registry.opened(DEVICE, "a", ("screen", "door"), "", print)
        assert [row.label for row in site.registry.of(("screen", "door"))] == ["Above the till"]


async def test_the_tv_that_shows_a_code_becomes_the_screen(site: StaffSite) -> None:
    async with site.client("operator") as web:
        told = await begin(web)
        assert told["until"] == "09:40"
        assert told["address"] == "signage/staff"
        assert (await web.get(f"/pair/{told['ticket']}")).status_code == 204
        found = (await web.get(f"/staff/api/pairings/{told['code']}")).json()
        assert (found["size"], found["engine"]) == ([1920, 1080], "Chromium 94")
        body = {"code": told["code"], "screen": "door", "label": "Above the till"}
        assert (await web.post("/staff/api/pairings", json=body)).json() == {"path": "/screens/door"}
        assert (await web.get(f"/pair/{told['ticket']}")).json() == {"go": "/screens/door"}
        site.registry.opened(DEVICE, "a", ("screen", "door"), "", print)
        row = site.registry.find(public_id(DEVICE, ("screen", "door")))
        assert row
        assert (row.label, row.paired) == ("Above the till", True)


async def test_a_code_is_drawn_once_and_for_no_longer_host_than_there_is(
    site: StaffSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    make = segno.make

    def counted(url: str, **more: object) -> segno.QRCode:
        drawn.append(url)
        return make(url, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(segno, "make", counted)
    async with site.client("operator") as web:
        told = await begin(web)
        for host in ("tv.example", "tv.example", "x" * 4000):
            answer = await web.get(f"/pair/{told['ticket']}.svg", headers={"host": host})
            assert answer.status_code == 200
    assert [len(url) < 400 for url in drawn] == [True, True]
    assert [f"?code={told['code']}" in url for url in drawn] == [True, True]


async def test_wrong_codes_and_screens_are_refused_and_too_many_as_well(site: StaffSite) -> None:
    async with site.client("operator") as web:
        told = await begin(web)
        wrong = await web.post("/staff/api/pairings", json={"code": "AAAAAA", "screen": "door"})
        assert (wrong.status_code, wrong.json()["error"]) == (404, "no_code")
        nowhere = await web.post("/staff/api/pairings", json={"code": told["code"], "screen": "none"})
        assert (nowhere.status_code, nowhere.json()["error"]) == (404, "no_screen")
        codes = [(await web.get("/staff/api/pairings/AAAAAA")).status_code for _ in range(20)]
        assert codes[-1] == 429


async def test_a_viewer_and_a_stranger_pair_nothing(site: StaffSite) -> None:
    async with site.client("viewer") as web:
        told = await begin(web)
        body = {"code": told["code"], "screen": "door"}
        assert (await web.post("/staff/api/pairings", json=body)).status_code == 403
        assert (await web.get(f"/staff/api/pairings/{told['code']}")).status_code == 403
        assert (await web.get(f"/pair/{told['ticket']}")).status_code == 204


async def test_the_code_to_scan_leads_to_the_staff_page(site: StaffSite) -> None:
    async with site.client(None) as web:
        told = await begin(web)
        code = await web.get(f"/pair/{told['ticket']}.svg")
        assert code.headers["content-type"] == "image/svg+xml"
        assert code.text.startswith("<svg ")
        assert (await web.get("/pair/none.svg")).status_code == 404
        assert (await web.get("/pair/none")).status_code == 404
        assert (await web.post("/pair", json={"display": "me"})).status_code == 400
        assert (await web.post("/pair", content=b"x" * 5000)).status_code == 400
