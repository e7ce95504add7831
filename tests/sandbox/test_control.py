from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from signage.sandbox.app import create
from tests.sandbox.conftest import SESSIONS, Clock, session

if TYPE_CHECKING:
    from starlette.applications import Starlette

CHANGED = {"updated_at": "2026-02-07T09:00:10Z"}


async def control(client: httpx.AsyncClient, verb: str, **arguments: Any) -> dict[str, Any]:
    answer = await client.post(f"/control/{verb}", json=arguments)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


@pytest.mark.parametrize(
    ("verb", "arguments", "fields"),
    [
        ("edit", {"title": "Other"}, {"title": "Other"}),
        ("edit", {"speakers": None}, {"speakers": None}),
        ("cancel", {}, {"status": "cancelled"}),
        ("move", {"room": "room_b"}, {"room": {"id": "room_b", "name": "Hall B"}}),
        ("move", {"minutes": 10}, {"starts_at": "2026-02-07T09:40:00Z", "ends_at": "2026-02-07T10:10:00Z"}),
    ],
)
async def test_changes(
    client: httpx.AsyncClient, clock: Clock, verb: str, arguments: dict[str, Any], fields: dict[str, Any]
) -> None:
    clock.seconds = 10
    done = await control(client, verb, id="ses_1", **arguments)
    assert done == session(1) | fields | CHANGED
    assert (await client.get(f"{SESSIONS}/ses_1")).json() == done


async def test_an_added_session_is_found(client: httpx.AsyncClient) -> None:
    times = {"starts_at": "2026-02-07T12:00:00Z", "ends_at": "2026-02-07T13:00:00Z"}
    done = await control(client, "add", title="New", **times)
    assert done.items() >= {"title": "New", "room": None, "status": "scheduled", **times}.items()
    assert (await client.get(SESSIONS)).json()["data"][-1] == done


async def test_a_deleted_session_is_gone(client: httpx.AsyncClient) -> None:
    assert await control(client, "delete", id="ses_1") == session(1)
    assert (await client.get(f"{SESSIONS}/ses_1")).status_code == 404
    assert (await client.get(SESSIONS)).json()["pagination"]["total"] == 4


async def test_the_agenda_given_is_left_as_it_was(client: httpx.AsyncClient, agenda: dict[str, Any]) -> None:
    await control(client, "cancel", id="ses_1")
    await control(client, "delete", id="ses_2")
    assert agenda["sessions"] == [session(number) for number in range(5)]


async def test_tokens_can_be_taken_back(client: httpx.AsyncClient) -> None:
    await control(client, "expire")
    assert (await client.get(SESSIONS)).status_code == 401


@pytest.mark.parametrize(
    ("verb", "body", "status"),
    [
        ("edit", {"id": "ses_99"}, 404),
        ("move", {"id": "ses_1", "room": "room_z"}, 404),
        ("explode", {}, 404),
        ("move", {"id": "ses_1", "colour": "red"}, 400),
        ("misbehave", {"kind": "sulk"}, 400),
        ("misbehave", [], 400),
    ],
)
async def test_refusals(client: httpx.AsyncClient, verb: str, body: Any, status: int) -> None:
    answer = await client.post(f"/control/{verb}", json=body)
    assert answer.status_code == status
    assert answer.json()["message"]


async def test_only_json_is_taken(client: httpx.AsyncClient) -> None:
    assert (await client.post("/control/behave", content="{}")).status_code == 400
    headers = {"Content-Type": "application/json"}
    assert (await client.post("/control/behave", content="{", headers=headers)).status_code == 400


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 403), ("10.0.0.1", 403)])
async def test_only_this_machine_is_in_control(app: Starlette, host: str, status: int) -> None:
    transport = httpx.ASGITransport(app, client=(host, 1234))
    headers = {"X-Control-Token": app.state.control_token}
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=headers) as client:
        assert (await client.post("/control/behave", json={})).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X-Control-Token": ""}, 403),
        ({"X-Control-Token": "Ünknown"}, 403),
        ({"Origin": "http://gateway", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://gateway:81"}, 403),
        ({"Origin": "https://gateway"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
async def test_control_is_for_who_has_the_token_and_no_page_of_others(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    encoded = {name: value.encode("latin-1") for name, value in headers.items()}
    assert (await client.post("/control/behave", json={}, headers=encoded)).status_code == status


def test_each_start_has_another_token(agenda: dict[str, Any]) -> None:
    assert create(agenda).state.control_token != create(agenda).state.control_token
