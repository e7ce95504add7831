from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from signage.sandbox.oauth import CLIENTS
from tests.sandbox.conftest import SESSIONS, Clock, token

if TYPE_CHECKING:
    import httpx
    from starlette.applications import Starlette


async def test_a_token_is_granted_for_what_was_asked(anonymous: httpx.AsyncClient) -> None:
    answer = await token(anonymous, scope="read:sessions read:agenda")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert len(body.pop("access_token")) > 20
    assert body == {"token_type": "Bearer", "expires_in": 60, "scope": "read:sessions"}


@pytest.mark.parametrize(
    ("card", "scope"),
    [("powerful", "read:attendees read:orders read:sessions write:sessions"), ("blind", "read:events")],
)
async def test_cards_that_grant_something_else(anonymous: httpx.AsyncClient, card: str, scope: str) -> None:
    assert (await token(anonymous, card)).json()["scope"] == scope


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": "write:sessions"}, 400, "invalid_scope"),
    ],
)
async def test_refused_exchanges(anonymous: httpx.AsyncClient, form: dict[str, str], status: int, error: str) -> None:
    answer = await token(anonymous, **form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["request_id"].startswith("req_")


async def test_the_exchange_takes_a_form_only(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.post("/oauth/token", json={"grant_type": "client_credentials"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic c2lnbmFnZQ=="}])
async def test_without_a_token_nothing_is_answered(anonymous: httpx.AsyncClient, header: dict[str, str]) -> None:
    answer = await anonymous.get(SESSIONS, headers=header)
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorized")


async def test_a_token_expires(client: httpx.AsyncClient, clock: Clock) -> None:
    clock.seconds = 59
    assert (await client.get(SESSIONS)).status_code == 200
    clock.seconds = 60
    assert (await client.get(SESSIONS)).status_code == 401


async def test_expired_tokens_are_forgotten(anonymous: httpx.AsyncClient, app: Starlette, clock: Clock) -> None:
    for _ in range(5):
        await token(anonymous)
        clock.seconds += 60
    kept: dict[str, Any] = vars(app.state.tokens)["_grants"]
    assert len(kept) == 1


def test_secrets_are_not_in_a_repr() -> None:
    assert "demo-secret" not in repr(CLIENTS)
