"""Messages over the API: whom they reach, sending, confirming, ending, and the report."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from signage.staff.delivery import Display, Heard
from signage.staff.threads import LOOKS
from signage.web.compose import Composer, Draft, Prepared
from signage.web.staff.wall_preview import WAITING
from tests.build import at
from tests.web.staff.site import StaffSite

NAMES = ("door", "foyer")
UNTIL = at("10:30").isoformat()
OUT = {"title": "Leave now", "style": "takeover", "until": UNTIL, "texts": {"pt": {"title": "Saiam"}}}


@pytest.fixture
def site() -> StaffSite:
    """A site whose walls the messages reach; a display of the door is open, one of the foyer has gone."""
    made = StaffSite()
    made.staff.notices.show = made.publisher.show_notices
    door, foyer = Display("d1", "door", ("door",)), Display("d2", "foyer", ("foyer",), is_open=False)
    made.staff.notices.displays = lambda: (door, foyer)
    return made


def screens(site: StaffSite) -> list[str]:
    return list(site.publisher.current.layout.screens)


async def test_a_preview_tells_whom_it_would_reach(site: StaffSite) -> None:
    async with site.client("operator") as client:
        found = (await client.post("/staff/api/notices/preview", json={"title": "Lunch"})).json()
        reach = found["reach"]
        assert reach["screens"] == screens(site)
        assert (reach["online"], reach["on_return"]) == (["door"], ["foyer"])
        assert set(reach["never"]) == set(screens(site)) - {"door", "foyer"}
        one = (await client.post("/staff/api/notices/preview", json={"title": "A", "screens": ["foyer"]})).json()
        assert (one["reach"]["screens"], one["issues"]) == (["foyer"], [])
        wrong = await client.post("/staff/api/notices/preview", json={"title": "A", "screens": ["foyer", "fo"]})
        assert (wrong.status_code, wrong.json()["details"][0]["field"]) == (422, "screens.1")


async def test_a_wall_is_looked_at_with_a_message_that_is_not_sent(site: StaffSite) -> None:
    async with site.client("operator") as client:
        draft = (await client.post("/staff/api/notices/preview", json={"title": "Lunch <now>"})).json()["draft"]
        page = await client.get("/staff/glass/foyer", params={"draft": draft})
        assert ("Lunch &lt;now&gt;" in page.text, "data-at" in page.text) == (True, True)
        assert "Lunch" not in (await client.get("/screens/foyer")).text
        assert "Lunch" not in (await client.get("/staff/glass/foyer")).text
        assert (await client.get("/staff/glass/nowhere", params={"draft": draft})).status_code == 404
        assert (await client.get("/staff/glass/foyer", params={"draft": "0"})).status_code == 404
    async with site.client(None) as client:
        assert (await client.get("/staff/glass/foyer", params={"draft": draft})).status_code == 401


async def test_walls_that_thousands_ask_to_look_at_are_made_one_at_a_time(
    site: StaffSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, made, prepared = threading.Event(), list[Draft](), Composer.prepared

    def noted(self: Composer, draft: Draft) -> Prepared:
        made.append(draft)
        return prepared(self, draft)

    monkeypatch.setattr(Composer, "prepared", noted)
    async with site.client("viewer") as client:
        blocked = asyncio.ensure_future(LOOKS.run(go_on.wait, 30))
        asked = [asyncio.ensure_future(client.get("/staff/glass/foyer")) for _ in range(WAITING + 10)]
        async with asyncio.timeout(30):
            while not made or sum(one.done() for one in asked) < 10:  # noqa: ASYNC110 - these are the turns
                await asyncio.sleep(0)
        for _ in range(100):  # those that wait have every chance
            await asyncio.sleep(0)
        assert len(made) == 1
        go_on.set()
        statuses = [answer.status_code for answer in await asyncio.gather(*asked)]
        assert (statuses.count(200), statuses.count(503), len(made), await blocked) == (WAITING, 10, WAITING, True)


async def send(client: Any, body: dict[str, Any]) -> Any:
    return await client.post("/staff/api/notices", json=body)


async def test_a_banner_is_sent_confirmed_and_ended(site: StaffSite) -> None:
    async with site.client("operator") as client:
        answer = await send(client, {"title": "Lunch", "screens": ["door", "foyer"]})
        assert answer.status_code == 201
        id = answer.json()["id"]  # noqa: A001
        path = f"/staff/api/notices/{id}"
        assert "Lunch" in (await client.get("/screens/foyer")).text
        found = (await client.get(path)).json()
        assert (found["state"], found["not_reached"], found["by"]) == ("on_air", [], "Ana")
        site.clock.passed += 6
        display = site.staff.notices.displays()[0]
        site.staff.notices.heard(Heard(display, site.clock.now(), frozenset({id})))
        found = (await client.get(path)).json()
        assert {one["screen"]: one["state"] for one in found["displays"]} == {"door": "shown", "foyer": "failed"}
        assert [one["id"] for one in found["displays"] if one["state"] == "shown"] == [display.id]
        assert found["not_reached"] == ["foyer"]
        told = await client.post(f"{path}/screens/foyer", json={"state": "told"})
        assert told.json()["told"]["foyer"]["by"] == "Ana"
        assert (await client.delete(path)).json()["state"] == "withdrawn"
        assert "Lunch" not in (await client.get("/screens/foyer")).text
        assert (await client.delete(path)).status_code == 409
        assert [one["id"] for one in (await client.get("/staff/api/notices")).json()["notices"]] == [id]


async def test_a_takeover_needs_the_right_an_end_and_the_number_of_screens(site: StaffSite) -> None:
    async with site.client("operator") as client:
        assert (await send(client, OUT | {"confirm": "1"})).json()["error"] == "emergency"
    async with site.client("operator", emergency=True) as client:
        count = str(len(screens(site)))
        assert (await send(client, OUT)).json()["details"][0]["field"] == "confirm"
        wrong = await send(client, OUT | {"confirm": "999"})
        assert (wrong.status_code, wrong.json()["error"]) == (409, "reach")
        late = OUT | {"until": (at("09:30") + timedelta(hours=13)).isoformat(), "confirm": count}
        assert (await send(client, late)).json()["details"][0]["field"] == "until"
        assert (await send(client, OUT | {"confirm": count})).status_code == 201
        assert "Saiam" in (await client.get("/screens/foyer")).text


async def test_nobody_without_the_right_ends_or_changes_a_takeover(site: StaffSite) -> None:
    async with site.client("operator", emergency=True) as client:
        id = (await send(client, OUT | {"confirm": len(screens(site))})).json()["id"]  # noqa: A001
    path = f"/staff/api/notices/{id}"
    async with site.client("editor") as client:
        clear = await client.post(f"{path}/all-clear", json={"title": "Over"})
        changed = await client.put(path, json={"title": "Banner"})
        assert [answer.status_code for answer in (await client.delete(path), clear, changed)] == [403, 403, 403]
    async with site.client("operator", emergency=True) as client:
        longer = OUT | {"until": at("20:00").isoformat()}
        assert (await client.put(path, json=longer)).json()["until"] == "2026-02-07T20:00:00Z"
        assert (await client.post(f"{path}/all-clear", json={"title": "Over", "minutes": 5})).status_code == 201
        html = (await client.get("/screens/foyer")).text
        assert ("Over" in html, "Leave now" in html) == (True, False)
        assert (await client.get(path)).json()["state"] == "cleared"


async def test_a_report_is_json_or_a_spreadsheet(site: StaffSite) -> None:
    async with site.client("operator") as client:
        id = (await send(client, {"title": "Drill", "status": "exercise"})).json()["id"]  # noqa: A001
        path = f"/staff/api/notices/{id}"
        site.clock.passed += 8
        await client.put(f"{path}/learned", json={"text": "Close the doors"})
        found = (await client.get(f"{path}/report")).json()
        assert (found["status"], found["learned"], found["times"]["shown"]) == ("exercise", "Close the doors", 0)
        assert set(found["not_reached"]) == set(screens(site))
        for asked in ({"params": {"format": "csv"}}, {"headers": {"accept": "text/csv"}}):
            sheet = await client.get(f"{path}/report", **asked)
            assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
            assert sheet.text.lstrip("\ufeff").startswith("screen,display")
            assert sheet.text.splitlines()[1] == "door,d1,,sent,,2026-02-07T09:30:00.000+00:00,,,,,,"


async def test_a_viewer_looks_and_sends_nothing(site: StaffSite) -> None:
    async with site.client("operator") as client:
        id = (await send(client, {"title": "Lunch"})).json()["id"]  # noqa: A001
    async with site.client("viewer") as client:
        assert (await client.get("/staff/api/notices")).status_code == 200
        assert (await client.get(f"/staff/api/notices/{id}")).status_code == 200
        assert (await send(client, {"title": "B"})).status_code == 403
        assert (await client.delete(f"/staff/api/notices/{id}")).status_code == 403


async def test_prepared_messages_are_changed_and_restored(site: StaffSite) -> None:
    path = "/staff/api/notices/prepared"
    async with site.client("operator") as client:
        found = (await client.get(path)).json()["prepared"]
        assert [one["id"] for one in found] == ["evacuation", "shelter", "all-clear", "delay", "lost-property"]
        assert found[0]["message"]["texts"] == {}
        one = {"name": "Fire", "icon": "warn", "message": {"title": "Fire", "style": "takeover"}, "minutes": 60}
        assert (await client.put(f"{path}/evacuation", json=one)).json()["prepared"][0]["name"] == "Fire"
        assert (await client.put(f"{path}/own", json=one)).json()["prepared"][-1]["id"] == "own"
        assert (await client.put(f"{path}/NO%20ID", json=one)).status_code == 422
        assert (await client.delete(f"{path}/evacuation")).json()["prepared"][0]["name"] == "Evacuation"


async def test_prepared_messages_speak_the_walls_languages() -> None:
    site = StaffSite(rest="language: [pt-BR, zh-Hant, sw]")
    async with site.client("operator") as client:
        found = (await client.get("/staff/api/notices/prepared")).json()["prepared"][0]["message"]
        assert (found["language"], set(found["texts"])) == ("en", {"pt", "zh-Hant"})


async def test_a_draft_is_each_persons_own(site: StaffSite) -> None:
    path = "/staff/api/notices/draft"
    async with site.client("operator") as client:
        assert (await client.get(path)).json() == {"message": None, "saved": None}
        assert (await client.put(path, json={"message": {"title": "Lun"}})).json()["message"] == {"title": "Lun"}
        assert (await client.put(path, json={"message": {"title": "x" * 20_000}})).status_code == 413
        assert (await client.get(path)).json()["message"] == {"title": "Lun"}
        assert (await client.delete(path)).json()["message"] is None


async def test_the_worst_words_stay_words_on_the_glass(site: StaffSite) -> None:
    async with site.client("operator") as client:
        evil = '"><script>alert(1)</script>'
        body = {"title": evil, "text": evil, "texts": {"pt": {"title": evil}}, "issuer": evil[:60], "place": evil}
        assert (await send(client, body)).status_code == 201
        assert "<script>alert" not in (await client.get("/screens/foyer")).text


async def test_the_displays_are_looked_at_once_to_send_a_message(site: StaffSite) -> None:
    """There may be thousands, and an emergency waits."""
    looked, displays = list[int](), site.staff.notices.displays

    def look() -> Sequence[Display]:
        looked.append(1)
        return displays()

    site.staff.notices.displays = look
    async with site.client("operator") as web:
        for path, status in (("notices/preview", 200), ("notices", 201)):
            looked.clear()
            assert (await web.post(f"/staff/api/{path}", json={"title": "Lunch"})).status_code == status
            assert len(looked) == 1
