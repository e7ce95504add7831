"""What a gateway must answer, checked against the OpenAPI document. For the sandbox and for any real gateway.

Only tokens, and GETs below the event's sessions, are ever asked for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from signage.sandbox.app import OPENAPI

if TYPE_CHECKING:
    import httpx

DOCUMENT = json.loads(OPENAPI.read_text("utf-8"))


@dataclass(frozen=True)
class Card:
    """What a gateway is called with: one event, and a client that is granted read:sessions and nothing else."""

    event_id: str
    client_id: str
    client_secret: str
    token_url: str = "/oauth/token"

    def __repr__(self) -> str:
        return f"Card({self.event_id})"


async def check(client: httpx.AsyncClient, card: Card) -> None:
    """Everything; an AssertionError, or a ValidationError with its path, at the first that is not as it should be.

    The base URL is the client's; the event must have two sessions or more.
    """
    sessions = f"/v1/events/{card.event_id}/sessions"
    await check_refusals(client, card, sessions)
    token = answered(await client.post(card.token_url, data=form(card)), "Token")
    assert token.get("scope", "read:sessions") == "read:sessions"
    client.headers["Authorization"] = f"Bearer {token['access_token']}"
    await check_validation(client, card, sessions)
    first = await check_pages(client, sessions)
    await check_filters(client, sessions, first)
    await check_entity(client, f"{sessions}/{first['id']}")


async def check_refusals(client: httpx.AsyncClient, card: Card, sessions: str) -> None:
    wrong = {**form(card), "client_secret": "certainly not this"}
    refused(await client.post(card.token_url, data=wrong), 401)
    refused(await client.get(sessions), 401)
    refused(await client.get(sessions, headers={"Authorization": "Bearer expired"}), 401)


async def check_validation(client: httpx.AsyncClient, card: Card, sessions: str) -> None:
    details = refused(await client.get(sessions, params={"page": "none"}), 400)["details"]
    assert [detail["field"] for detail in details] == ["page"]
    refused(await client.get(f"{sessions}/no-such-session"), 404)
    refused(await client.get(sessions.replace(card.event_id, "no-such-event")), 404)


async def check_pages(client: httpx.AsyncClient, sessions: str) -> dict[str, Any]:
    """Two pages of one session each; gives back the first session."""
    pages = [
        answered(await client.get(sessions, params={"page": page, "page_size": 1}), "SessionPage") for page in (1, 2)
    ]
    assert [page["pagination"]["page"] for page in pages] == [1, 2]
    assert pages[0]["pagination"]["next_page"] == 2
    assert pages[0]["pagination"]["total"] == pages[1]["pagination"]["total"]
    [first], [second] = pages[0]["data"], pages[1]["data"]
    conforms(first, "Session")
    assert first["id"] != second["id"]
    beyond = answered(await client.get(sessions, params={"page": pages[0]["pagination"]["total"] + 1}), "SessionPage")
    assert beyond["pagination"].get("next_page") is None
    return dict(first)


async def check_filters(client: httpx.AsyncClient, sessions: str, first: dict[str, Any]) -> None:
    """Each filter still finds the first session; a sparse field set leaves out its title."""
    filters: list[dict[str, Any]] = [
        {"updated_since": first["updated_at"]},
        {"status": first["status"]},
        {"search": first["title"]},
        {"from": first["starts_at"], "to": first["ends_at"]},
    ]
    for params in filters:
        page = answered(await client.get(sessions, params={**params, "page_size": 500}), "SessionPage")
        assert first["id"] in {session["id"] for session in page["data"]}, params
    sparse = answered(await client.get(sessions, params={"fields": "starts_at", "page_size": 1}), "SessionPage")
    assert [("starts_at" in session, "title" in session) for session in sparse["data"]] == [(True, False)]


async def check_entity(client: httpx.AsyncClient, session: str) -> None:
    answered(await client.get(session), "SessionEntity")
    answered(await client.get(f"{session}/speakers"), "SpeakerPage")


def form(card: Card) -> dict[str, str]:
    return {
        "grant_type": "client_credentials",
        "client_id": card.client_id,
        "client_secret": card.client_secret,
        "scope": "read:sessions",
    }


def answered(response: httpx.Response, schema: str) -> dict[str, Any]:
    """The body of a good answer."""
    assert response.status_code == 200, response.text
    return conforms(response.json(), schema)


def refused(response: httpx.Response, status: int) -> dict[str, Any]:
    """The body of a refusal."""
    assert response.status_code == status, response.text
    return conforms(response.json(), "Error")


def conforms(body: Any, schema: str) -> dict[str, Any]:
    root = {"$ref": f"#/components/schemas/{schema}", "components": DOCUMENT["components"]}
    Draft202012Validator(root).validate(body)
    assert isinstance(body, dict)
    return body
