from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from signage.sandbox.app import create
from tests.sandbox.conftest import SESSIONS, Clock, session, token

if TYPE_CHECKING:
    from starlette.applications import Starlette


async def ids(client: httpx.AsyncClient, **params: str) -> list[str]:
    answer = await client.get(SESSIONS, params=params)
    assert answer.status_code == 200, answer.text
    return [found["id"] for found in answer.json()["data"]]


async def test_pages(client: httpx.AsyncClient) -> None:
    pages = [(await client.get(SESSIONS, params={"page": page, "page_size": 2})).json() for page in (1, 2, 3, 4)]
    assert [[found["id"] for found in page["data"]] for page in pages] == [
        ["ses_0", "ses_1"],
        ["ses_2", "ses_3"],
        ["ses_4"],
        [],
    ]
    assert [page["pagination"] for page in pages] == [
        {"page": page, "page_size": 2, "total": 5, "next_page": following}
        for page, following in ((1, 2), (2, 3), (3, None), (4, None))
    ]


async def test_sessions_come_in_order_of_start(client: httpx.AsyncClient, app: Starlette) -> None:
    app.state.gateway.edit("ses_0", starts_at="2026-02-07T23:00:00Z")
    assert await ids(client) == ["ses_1", "ses_2", "ses_3", "ses_4", "ses_0"]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ({"from": "2026-02-07T09:30:00Z", "to": "2026-02-07T10:00:00Z"}, ["ses_1"]),
        ({"from": "2026-02-07T09:45:00+00:00", "to": "2026-02-07T10:01:00Z"}, ["ses_1", "ses_2"]),
        ({"from": "2026-02-07T11:00:00Z"}, ["ses_4"]),
        ({"to": "2026-02-07T09:00:01Z"}, ["ses_0"]),
        ({"from": "2026-02-07T12:00:00+02:00", "to": "2026-02-07T12:15:00+02:00"}, ["ses_2"]),
        ({"from": "2026-02-08T00:00:00Z"}, []),
    ],
)
async def test_a_window_holds_what_overlaps_it(
    client: httpx.AsyncClient, window: dict[str, str], expected: list[str]
) -> None:
    assert await ids(client, **window) == expected


async def test_a_session_without_length_is_in_the_window_of_its_instant(
    client: httpx.AsyncClient, app: Starlette
) -> None:
    app.state.gateway.edit("ses_4", ends_at="2026-02-07T11:00:00Z")
    assert await ids(client, **{"from": "2026-02-07T11:00:00Z", "to": "2026-02-07T11:30:00Z"}) == ["ses_4"]
    assert await ids(client, **{"from": "2026-02-07T10:30:00Z", "to": "2026-02-07T11:00:00Z"}) == ["ses_3"]


async def test_a_time_without_offset_is_local(client: httpx.AsyncClient, app: Starlette) -> None:
    app.state.gateway.edit("ses_0", starts_at="2026-07-07T10:00:00", ends_at="2026-07-07T11:00:00")
    assert await ids(client, **{"from": "2026-07-07T09:00:00Z", "to": "2026-07-07T09:30:00Z"}) == ["ses_0"]


async def test_records_that_cannot_be_read_are_served_all_the_same(client: httpx.AsyncClient, app: Starlette) -> None:
    app.state.gateway.edit("ses_3", starts_at=None)
    assert await ids(client, **{"from": "2026-02-07T11:00:00Z"}) == ["ses_3", "ses_4"]


async def test_updated_since_includes_its_bound(client: httpx.AsyncClient, app: Starlette, clock: Clock) -> None:
    clock.seconds = 30
    app.state.gateway.edit("ses_2", title="New")
    assert await ids(client, updated_since="2026-02-07T09:00:30Z") == ["ses_2"]
    assert await ids(client, updated_since="2026-02-07T09:00:31Z") == []


async def test_status_search_and_fields(client: httpx.AsyncClient, app: Starlette) -> None:
    app.state.gateway.cancel("ses_1")
    app.state.gateway.edit("ses_3", title="Über Wasser")
    assert await ids(client, status="cancelled") == ["ses_1"]
    assert await ids(client, search="über") == ["ses_3"]
    answer = await client.get(SESSIONS, params={"fields": "title, status", "page_size": 1})
    assert answer.json()["data"] == [{"id": "ses_0", "title": "Session 0", "status": "scheduled"}]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"page": "0"}, "page"),
        ({"page_size": "501"}, "page_size"),
        ({"page_size": "many"}, "page_size"),
        ({"updated_since": "yesterday"}, "updated_since"),
        ({"updated_since": "2026-02-07T09:00:00"}, "updated_since"),
        ({"from": "2026-02-07T10:00:00Z", "to": "2026-02-07T09:00:00Z"}, "from"),
    ],
)
async def test_what_makes_no_sense_is_named(client: httpx.AsyncClient, params: dict[str, str], field: str) -> None:
    answer = await client.get(SESSIONS, params=params)
    body = answer.json()
    assert (answer.status_code, body["error"]) == (400, "validation_error")
    assert [detail["field"] for detail in body["details"]] == [field]
    assert body["details"][0]["issue"]


async def test_entity_and_speakers(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{SESSIONS}/ses_1")).json() == session(1)
    speakers = (await client.get(f"{SESSIONS}/ses_1/speakers")).json()
    assert speakers["data"] == session(1)["speakers"]
    assert speakers["pagination"] == {"page": 1, "page_size": 100, "total": 1, "next_page": None}


@pytest.mark.parametrize(
    "path",
    [
        "/v1/events/evt_2/sessions",
        "/v1/events/evt_2/sessions/ses_1",
        f"{SESSIONS}/ses_99",
        f"{SESSIONS}/ses_99/speakers",
        "/nowhere",
    ],
)
async def test_what_is_not_there(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    assert answer.json()["request_id"].startswith("req_")


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/v1/events/evt_1/sessions", "write:sessions"),
        ("PUT", "/v1/events/evt_1/sessions/ses_0", "write:sessions"),
        ("PATCH", "/v1/events/evt_1/sessions/ses_0", "write:sessions"),
        ("DELETE", "/v1/events/evt_1/sessions/ses_0", "write:sessions"),
        ("POST", "/v1/events/evt_1/registration", "write:registration"),
        ("PUT", "/v1/events/evt_1/attendees/att_1", "write:attendees"),
        ("DELETE", "/v1/events/evt_1/attendees/att_1", "write:attendees"),
        ("POST", "/v1/events/evt_1/attendees/att_1/checkin", "write:attendees"),
        ("POST", "/v1/attendees/att_1/checkin", "write:attendees"),
        ("POST", "/v1/events/evt_1/orders/ord_1/refund", "write:orders"),
        ("POST", "/v1/orders/ord_1/refund", "write:orders"),
    ],
)
async def test_every_write_takes_a_scope_that_readers_of_sessions_lack(
    client: httpx.AsyncClient, method: str, path: str, scope: str
) -> None:
    answer = await client.request(method, path)
    body = answer.json()
    assert body.pop("request_id").startswith("req_")
    assert (answer.status_code, body) == (403, {"error": "forbidden", "message": f"Missing required scope: {scope}"})


async def test_a_card_that_may_write_changes_nothing(anonymous: httpx.AsyncClient) -> None:
    bearer = (await token(anonymous, "powerful")).json()["access_token"]
    answer = await anonymous.delete(f"{SESSIONS}/ses_0", headers={"Authorization": f"Bearer {bearer}"})
    assert (answer.status_code, answer.json()["error"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("name", ["attendees", "registration", "orders", "analytics", "analytics/attendance"])
async def test_nothing_else_is_open_to_a_session_token(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"/v1/events/evt_1/{name}")
    assert answer.status_code == 403
    assert answer.json()["message"] == f"Missing required scope: read:{name.partition('/')[0]}"


async def test_a_card_without_session_scope_sees_none(anonymous: httpx.AsyncClient) -> None:
    bearer = (await token(anonymous, "blind")).json()["access_token"]
    answer = await anonymous.get(SESSIONS, headers={"Authorization": f"Bearer {bearer}"})
    assert (answer.status_code, answer.json()["message"]) == (403, "Missing required scope: read:sessions")


async def test_a_powerful_card_sees_more(anonymous: httpx.AsyncClient) -> None:
    bearer = (await token(anonymous, "powerful")).json()["access_token"]
    answer = await anonymous.get("/v1/events/evt_1/attendees", headers={"Authorization": f"Bearer {bearer}"})
    assert (answer.status_code, answer.json()["data"]) == (200, [])


def limits(answer: httpx.Response) -> tuple[int, str, str]:
    return answer.status_code, answer.headers["x-ratelimit-remaining"], answer.headers["x-ratelimit-reset"]


async def test_rate_limit(agenda: dict[str, Any], clock: Clock) -> None:
    app = create(agenda, clock=clock.monotonic, limit=2, window=60)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        client.headers["Authorization"] = f"Bearer {(await token(client)).json()['access_token']}"
        answers = [await client.get(SESSIONS) for _ in range(3)]
        assert [limits(answer) for answer in answers] == [(200, "1", "0"), (200, "0", "30"), (429, "0", "30")]
        assert [answer.headers["x-ratelimit-limit"] for answer in answers] == ["2", "2", "2"]
        assert answers[2].json()["error"] == "rate_limited"
        clock.seconds = 29.5
        assert limits(await client.get(SESSIONS)) == (429, "0", "1")
        clock.seconds = 30
        assert limits(await client.get(SESSIONS)) == (200, "0", "30")


async def test_eight_hundred_sessions(agenda: dict[str, Any]) -> None:
    app = create({**agenda, "sessions": [session(number) for number in range(800)]})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        client.headers["Authorization"] = f"Bearer {(await token(client)).json()['access_token']}"
        pages = [await ids(client, page=str(page), page_size="500") for page in (1, 2)]
    assert [len(page) for page in pages] == [500, 300]
    assert len({*pages[0], *pages[1]}) == 800
