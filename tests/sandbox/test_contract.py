from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from jsonschema import Draft202012Validator, ValidationError

from signage.sandbox import demo
from signage.sandbox.app import create
from tests.sandbox.contract import DOCUMENT, Card, check

if TYPE_CHECKING:
    from starlette.applications import Starlette

NAMES = ("INEVENT_BASE_URL", "INEVENT_CLIENT_ID", "INEVENT_CLIENT_SECRET", "INEVENT_EVENT_ID")
MISSING = [name for name in NAMES if not os.environ.get(name)]


@pytest.mark.gateway
@pytest.mark.skipif(bool(MISSING), reason=f"no real gateway was checked: set {', '.join(MISSING)}")
async def test_a_real_gateway_keeps_the_contract() -> None:
    base, client_id, secret, event_id = (os.environ[name] for name in NAMES)
    card = Card(event_id, client_id, secret, os.environ.get("INEVENT_TOKEN_URL", "/oauth/token"))
    async with httpx.AsyncClient(base_url=base, timeout=30) as client:
        await check(client, card)


async def test_the_sandbox_keeps_the_contract() -> None:
    app = create(demo.agenda(date(2026, 2, 7), datetime(2026, 2, 7, 9, tzinfo=UTC)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        await check(client, Card("evt_meridian", "signage", "demo-secret"))


@pytest.mark.parametrize(
    "fields", [{"starts_at": "soon"}, {"room": "Hall A"}, {"speakers": [{"first_name": "Alex"}]}, {"updated_at": None}]
)
async def test_a_gateway_that_does_not_is_found_out(app: Starlette, fields: dict[str, Any]) -> None:
    app.state.gateway.edit("ses_0", **{"updated_at": "2026-02-01T00:00:00Z", **fields})
    vars(app.state.gateway)["_sessions"]["ses_0"] |= fields
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        with pytest.raises(ValidationError):
            await check(client, Card("evt_1", "signage", "demo-secret"))


async def test_a_card_that_grants_more_is_found_out(app: Starlette) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        with pytest.raises(AssertionError):
            await check(client, Card("evt_1", "powerful", "demo-secret"))


async def test_the_document_is_served(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.get("/openapi.json")
    assert (answer.status_code, answer.json()) == (200, DOCUMENT)
    assert answer.headers["content-type"] == "application/json"


def test_the_document_describes_the_slice_consumed_and_no_more() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    assert {path: list(verbs) for path, verbs in DOCUMENT["paths"].items()} == {
        "/oauth/token": ["post"],
        "/v1/events/{event_id}/sessions": ["get"],
        "/v1/events/{event_id}/sessions/{session_id}": ["get"],
        "/v1/events/{event_id}/sessions/{session_id}/speakers": ["get"],
    }


def test_the_schemas_are_sound() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere() -> None:
    for reference in references(DOCUMENT):
        found = DOCUMENT
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]


def references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for child in node for found in references(child)]
    if isinstance(node, dict):
        return [found for key, child in node.items() for found in ([child] if key == "$ref" else references(child))]
    return []
