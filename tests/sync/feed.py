"""A gateway to be driven by hand, written from the contract: a callable for httpx.MockTransport."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote
from zoneinfo import ZoneInfo

import httpx

from signage.agenda import Days, EventKey
from signage.inevent.client import SessionClient
from signage.inevent.settings import Settings
from tests.clock import FakeClock

T0 = datetime(2026, 2, 7, 9, 0, tzinfo=UTC)
LISBON = ZoneInfo("Europe/Lisbon")
DAYS = Days(LISBON)
EVENT = EventKey("evt", DAYS)
SETTINGS = Settings("https://gw.example/api", "signage", "s3cr3t+of/ours", "https://gw.example/api/oauth/token")


def iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def record(number: int, start: datetime = T0, minutes: int = 45, **fields):
    """One session as the gateway has it; `fields` replace its own."""
    return {
        "id": f"ses_{number}",
        "title": f"Talk {number}",
        "starts_at": iso(start),
        "ends_at": iso(start + timedelta(minutes=minutes)),
        "room": {"id": "room_a", "name": "Hall A"},
        "track": "Security",
        "language": "en",
        "status": "scheduled",
        "speakers": [{"id": "spk_1", "first_name": "Alex", "last_name": "Chen", "company": "ExampleCo"}],
        "updated_at": iso(T0 - timedelta(days=1)),
        **fields,
    }


class Feed:
    """Records by id; answers put into `faults` are given first, one to each request for sessions.

    A fault is a Response, an exception to raise, or a function of the request.
    """

    def __init__(self, *records) -> None:
        self.records = list(records)
        self.faults: list = []
        self.token_faults: list = []
        self.tokens: list[dict[str, str]] = []
        self.asked: list[str] = []
        self.scope: object = "read:sessions"
        self.expires_in: object = 3600
        self.heeds_window = True
        self.speakers: dict[str, list] = {}

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)  # whoever asks at the same time, asks now
        path = request.url.raw_path.decode().partition("?")[0]
        if path == "/api/oauth/token":
            return self._token(request)
        self.asked.append(request.url.raw_path.decode().removeprefix("/api/v1/events/evt/"))
        if self.faults:
            return _play(self.faults.pop(0), request)
        if request.headers["Authorization"] != f"Bearer token-{len(self.tokens)}":
            return error(401, "expired")
        return self.sessions(path.removeprefix("/api/v1/events/evt/sessions"), request.url.params)

    def _token(self, request: httpx.Request) -> httpx.Response:
        self.tokens.append({key: values[0] for key, values in parse_qs(request.content.decode()).items()})
        if self.token_faults:
            return _play(self.token_faults.pop(0), request)
        body = {"access_token": f"token-{len(self.tokens)}", "token_type": "Bearer", "expires_in": self.expires_in}
        return httpx.Response(200, json=body if self.scope is None else {**body, "scope": self.scope})

    def sessions(self, rest: str, params: httpx.QueryParams) -> httpx.Response:
        """The answer to a question: `rest` is its path below the collection."""
        if rest:
            session_id, _, speakers = unquote(rest[1:]).partition("/")
            found = [one for one in self.records if one.get("id") == session_id]
            if not found:
                return error(404, "no such session")
            return httpx.Response(200, json={"data": self.speakers.get(session_id, [])} if speakers else found[0])
        found = [one for one in self.records if self._chosen(one, params)]
        page, size = int(params["page"]), int(params["page_size"])
        more = page + 1 if page * size < len(found) else None
        pagination = {"page": page, "page_size": size, "total": len(found), "next_page": more}
        return httpx.Response(200, json={"data": found[(page - 1) * size : page * size], "pagination": pagination})

    def _chosen(self, one, params: httpx.QueryParams) -> bool:
        if self.heeds_window and "from" in params:
            return one["starts_at"] < params["to"] and one["ends_at"] > params["from"]
        return one.get("updated_at", "") >= params.get("updated_since", "")

    def change(self, session_id: str, at: datetime, **fields) -> None:
        """Edit a record, as staff of the platform do."""
        for one in self.records:
            if one["id"] == session_id:
                one |= {"updated_at": iso(at), **fields}

    def delete(self, *session_ids: str) -> None:
        self.records = [one for one in self.records if one["id"] not in session_ids]


def _play(fault, request: httpx.Request) -> httpx.Response:
    if isinstance(fault, Exception):
        raise fault
    return fault(request) if callable(fault) else fault


def error(status: int, message: str, **headers: str) -> httpx.Response:
    """The contract's error envelope."""
    return httpx.Response(status, json={"error": "e", "message": message, "request_id": "req_7"}, headers=headers)


def page(records, total=None, following=None) -> httpx.Response:
    """One page of a collection."""
    pagination = {"page": 1, "page_size": 100, "total": len(records) if total is None else total}
    content = json.dumps({"data": records, "pagination": pagination | {"next_page": following}})
    return httpx.Response(200, content=content)


def client(feed: Feed, clock: FakeClock | None = None, settings: Settings = SETTINGS) -> SessionClient:
    """A client of the feed, which asks about EVENT."""
    return SessionClient(settings, transport=httpx.MockTransport(feed), clock=clock or FakeClock(T0))
