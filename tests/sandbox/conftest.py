"""A small agenda, a clock that moves when told to, and a client that talks to a sandbox within the process."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from signage.sandbox.app import create

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.applications import Starlette

SESSIONS = "/v1/events/evt_1/sessions"


@dataclass
class Clock:
    """Time that passes when told to; sleeping takes none and is kept in `slept`."""

    seconds: float = 0
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime(2026, 2, 7, 9, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def session(number: int, **fields: Any) -> dict[str, Any]:
    """One of a row of half hours from 09:00 on, UTC."""
    start = datetime(2026, 2, 7, 9, tzinfo=UTC) + timedelta(minutes=30 * number)
    return {
        "id": f"ses_{number}",
        "title": f"Session {number}",
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(minutes=30)).isoformat(),
        "room": {"id": "room_a", "name": "Hall A"},
        "status": "scheduled",
        "speakers": [{"id": "spk_1", "first_name": "Alex", "last_name": "Chen", "company": "ExampleCo"}],
        "updated_at": "2026-02-01T00:00:00Z",
        **fields,
    }


@pytest.fixture
def agenda() -> dict[str, Any]:
    return {
        "event": {"id": "evt_1", "name": "An event", "timezone": "Europe/Lisbon"},
        "rooms": [{"id": "room_a", "name": "Hall A"}, {"id": "room_b", "name": "Hall B"}],
        "sessions": [session(number) for number in range(5)],
    }


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(agenda: dict[str, Any], clock: Clock) -> Starlette:
    return create(agenda, now=clock.now, clock=clock.monotonic, sleep=clock.sleep, ttl=60, limit=20)


@pytest.fixture
async def anonymous(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        yield client


@pytest.fixture
async def client(app: Starlette, anonymous: httpx.AsyncClient) -> httpx.AsyncClient:
    """A client with the token of the ordinary card, and that of the control route."""
    anonymous.headers["X-Control-Token"] = app.state.control_token
    anonymous.headers["Authorization"] = f"Bearer {(await token(anonymous)).json()['access_token']}"
    return anonymous


async def token(client: httpx.AsyncClient, card: str = "signage", **form: str) -> httpx.Response:
    asked = {"grant_type": "client_credentials", "client_id": card, "client_secret": "demo-secret"}
    return await client.post("/oauth/token", data={**asked, "scope": "read:sessions", **form})
