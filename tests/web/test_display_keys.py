"""`access: keys`: walls for those alone who have a key, and a key's end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from signage.fleet.pairing import id_of
from signage.web.display_keys import DisplayKeys
from tests.build import layout
from tests.clock import FakeClock
from tests.fleet.build import DEVICE
from tests.memory import MemoryStore
from tests.web.client import SCREENS
from tests.web.staff.site import StaffSite

if TYPE_CHECKING:
    import httpx

WALLS = (
    "/", "/screens/door", "/screens/door/events", "/rooms/hall-a", "/rooms/hall-a/events", "/Screens/door",
    "/screens/door?at=10:00", "/screens/none", "/nothing", f"/displays/{DEVICE}/report",
)  # fmt: skip
OPEN = ("/healthz", "/readyz", "/sw.js", "/staff/login", "/pair", "/static/report.css")


class Site(StaffSite):
    """A staff site whose layout says `access: keys`."""

    def __init__(self, access: str = "keys") -> None:
        super().__init__(rest=f"access: {access}")


@pytest.fixture
def site() -> Site:
    return Site()


async def status(web: httpx.AsyncClient, path: str, **more: Any) -> int:
    return (await (web.post if path.endswith("/report") else web.get)(path, **more)).status_code


@pytest.mark.parametrize("path", WALLS)
async def test_no_wall_is_shown_without_a_key(site: Site, path: str) -> None:
    async with site.client(None) as web:
        assert await status(web, path) == 403
        assert await status(web, path, headers={"cookie": "signage_key=guessed"}) == 403
        assert await status(web, path, params={"key": "guessed"}) == 403
        assert (await web.get("/screens/door")).headers["x-signage-refused"] == "key"
    async with Site("open").client(None) as web:
        if not path.endswith("/events"):
            assert await status(web, path) != 403


@pytest.mark.parametrize("path", OPEN)
async def test_what_a_tv_needs_to_be_paired_and_staff_to_sign_in_is_open(site: Site, path: str) -> None:
    async with site.client(None) as web:
        assert await status(web, path) != 403


async def test_a_key_in_the_address_is_kept_and_taken_out_of_it(site: Site) -> None:
    key = await site.keys.make("door", "", "Ana")
    async with site.client(None) as web:
        answer = await web.get(f"/screens/door?key={key}&x=1")
        assert (answer.status_code, answer.headers["location"]) == (303, "/screens/door?x=1")
        kept = answer.headers["set-cookie"]
        assert kept.startswith(f"signage_key={key}; Path=/; ")
        assert "HttpOnly; SameSite=Strict" in kept
        assert (await web.get("/screens/door")).status_code == 200


async def test_an_address_with_a_key_leads_nowhere_else(site: Site) -> None:
    key = await site.keys.make("door", "", "Ana")
    async with site.client(None) as web:
        answer = await web.get(f"http://signage//elsewhere.example/?key={key}")
        assert answer.headers["location"] == "/elsewhere.example/"


async def test_a_paired_tv_is_given_a_key_and_loses_its_wall_with_it(site: Site) -> None:
    async with site.client("operator") as staff, site.client(None) as tv:
        told = (await tv.post("/pair", json={"display": DEVICE})).json()
        await staff.post("/staff/api/pairings", json={"code": told["code"], "screen": "door", "label": "Till"})
        assert (await tv.get(f"/pair/{told['ticket']}")).json() == {"go": "/screens/door"}
        assert (await tv.get("/screens/door")).status_code == 200
        (key,) = (await staff.get("/staff/api/keys")).json()["keys"]
        assert (key["screen"], key["label"], key["by"]) == ("door", "Till", "Ana")
        assert (await staff.delete(f"/staff/api/keys/{key['id']}")).json()["keys"] == []
        assert (await tv.get("/screens/door")).status_code == 403
        assert (await staff.delete(f"/staff/api/keys/{key['id']}")).status_code == 404


async def test_a_key_that_another_node_made_a_moment_ago_opens_walls_here(site: Site) -> None:
    other = DisplayKeys(site.store, site.clock, lambda: True)
    key = await other.make("door", "", "Ana")
    looked: list[str] = []

    async def look() -> None:
        looked.append("look")
        await site.keys.shelf.refresh()

    async with site.client(None) as web:
        assert await status(web, f"/screens/door?key={key}") == 403
        site.keys.look_at_others = look
        assert await status(web, "/screens/door") == 403
        assert looked == []  # without a key there is nothing to look for
        assert await status(web, f"/screens/door?key={key}") == 303
        assert await status(web, "/screens/door") == 200
        assert await status(web, "/screens/door", headers={"cookie": "signage_key=guessed"}) == 403
    assert looked == ["look"] * 2


async def test_a_stolen_key_that_is_revoked_ends_its_open_streams_too() -> None:
    keys = DisplayKeys(MemoryStore(), FakeClock(Site().clock.now()), lambda: True)
    stolen, other = await keys.make("door", "", "Ana"), await keys.make("foyer", "", "Ana")
    ended: list[str] = []
    for secret in (stolen, other):
        scope = {
            "headers": [(b"cookie", f"a=b; signage_key={secret}".encode())],
            "extensions": {"signage.stream": {"abort": lambda secret=secret: ended.append(secret)}},
        }
        keys.watched(lambda _: None)(scope).opened(lambda _: None)
    await keys.look()
    assert ended == []
    await keys.shelf.remove(id_of(stolen))
    await keys.look()
    assert ended == [stolen]


async def test_staff_see_walls_in_miniature_and_a_viewer_makes_no_key(site: Site) -> None:
    async with site.client("viewer") as web:
        await web.get("/staff/screens")
        assert (await web.get("/screens/door")).status_code == 200
        assert (await web.post("/staff/api/keys", json={})).status_code == 403


async def test_a_key_is_shown_once_and_is_nowhere_in_clear(site: Site) -> None:
    async with site.client("operator") as web:
        made = (await web.post("/staff/api/keys", json={"screen": "door"})).json()
        listed = (await web.get("/staff/api/keys")).text
        assert made["id"] in listed
        assert made["key"] not in listed
    assert made["key"] not in str(site.store.records("display-key")) + repr(site.keys.shelf.values())


async def test_the_key_of_staffs_browsers_changes_and_ends(site: Site) -> None:
    given = []
    for _ in range(3):
        await site.staff.seals.renew()
        given.append(site.keys.staff_secret())
        site.clock.passed += 24 * 3600
    assert len(set(given)) == 3
    await site.staff.seals.renew()
    assert [site.keys.opens(secret) for secret in given] == [False, False, True]


@pytest.mark.parametrize("access", ["keys", "open"])
async def test_strangers_who_ask_for_other_times_keep_no_staff_from_them(access: str) -> None:
    site = StaffSite(rest=f"access: {access}", full=True)
    async with site.client("viewer") as staff, site.client(None) as stranger:
        await staff.get("/staff/screens")
        assert await status(staff, "/screens/door?at=10:00") == 200
        if access == "open":
            assert await status(stranger, "/screens/door?at=10:00") == 503
            stranger.cookies.set("signage_key", "guessed")
            assert await status(stranger, "/screens/door?at=10:00") == 503


async def test_turning_keys_on_shuts_who_has_none(site: Site) -> None:
    site = Site("open")
    async with site.client(None) as web:
        assert (await web.get("/screens/door")).status_code == 200
        await site.publisher.show_layout(layout(SCREENS, "access: keys"), site.publisher.current.appearance)
        assert (await web.get("/screens/door")).status_code == 403
