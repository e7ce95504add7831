"""A gateway written from the contract alone, on a raw socket: it answers, records what it is asked, and fails by hand.

It shares no code with the product's own sandbox, so that both do not share one misunderstanding.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

EVENT = "evt_1"
SECRET = "c0rrect-horse-battery"
SESSIONS = f"/v1/events/{EVENT}/sessions"
TOKEN = "/oauth/token"
REASONS = {200: "OK", 302: "Found", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}


def iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def record(number: int, start: datetime, minutes: int = 30, room: str = "a", **fields: Any) -> dict[str, Any]:
    """One session as the gateway has it; `fields` replace its own."""
    return {
        "id": f"ses_{number}",
        "title": f"Talk {number}",
        "description": "",
        "starts_at": iso(start),
        "ends_at": iso(start + timedelta(minutes=minutes)),
        "room": {"id": f"room_{room}", "name": f"Hall {room.upper()}"},
        "track": "Security",
        "language": "en",
        "status": "scheduled",
        "speakers": [{"id": "spk_1", "first_name": "Alex", "last_name": "Chen", "company": "ExampleCo"}],
        "updated_at": iso(start - timedelta(days=30)),
        **fields,
    }


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str = field(repr=False)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body, keep_blank_values=True))


def reply(status: int, body: Any = None, **headers: str) -> bytes:
    """A complete answer; anything but bytes is sent as JSON. `_` in a header's name stands for `-`."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"content-type": "application/json", "content-length": str(len(content))}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [
        f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}",
        *(f"{name}: {value}" for name, value in given.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def problem(status: int, message: str, **headers: str) -> bytes:
    """The contract's error envelope."""
    return reply(status, {"error": "e", "message": message, "request_id": "req_7"}, **headers)


Fault = Callable[[Request], "bytes | AsyncIterator[bytes] | None"]
"""What is answered instead, all at once or in pieces, before the connection is closed; None for the usual answer."""
RESET = b"\0reset"
"""A piece that resets the connection."""


class Gateway:
    """One event's sessions behind a client-credentials token exchange.

    `fault` answers in place of the sessions, `token_fault` in place of the exchange; `scope` is what is granted.
    """

    def __init__(self, *records: dict[str, Any], now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.records = list(records)
        self.requests: list[Request] = []
        self.fault: Fault | None = None
        self.token_fault: Fault | None = None
        self.scope: str | None = "read:sessions"
        self.event, self.secret = EVENT, SECRET
        self.expires_in = 3600
        self.tokens: list[str] = []
        self.port = 0
        self.tls: ssl.SSLContext | None = None
        self._now = now
        self._valid: set[str] = set()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    # Life and death ---------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        await self.rise()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.die()

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://localhost:{self.port}"

    async def rise(self) -> None:
        """Listen; again on the port it had."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def die(self) -> None:
        """Close the port and cut every connection."""
        if self._server:
            self._server.close()
            self._server = None
        self.cut()

    def cut(self) -> None:
        """Cut every open connection."""
        for writer in tuple(self._open):
            writer.transport.abort()

    # By hand ----------------------------------------------------------------------------------------------------------

    def edit(self, session_id: str, **fields: Any) -> None:
        for one in self.records:
            if one["id"] == session_id:
                one |= {"updated_at": iso(self._now()), **fields}

    def delete(self, *session_ids: str) -> None:
        self.records = [one for one in self.records if one["id"] not in session_ids]

    def revoke(self) -> None:
        """No token given so far is good any longer."""
        self._valid.clear()

    @property
    def asked(self) -> list[Request]:
        """What was asked since the last time, the token exchange aside."""
        asked = [request for request in self.requests if request.path != TOKEN]
        self.requests.clear()
        return asked

    # Answers ----------------------------------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while request := await _read(reader):
                self.requests.append(request)
                faulty = self.token_fault if request.path == TOKEN else self.fault
                instead = faulty(request) if faulty else None
                if instead is not None:
                    await _misbehave(writer, instead)
                    break
                writer.write(self.answer(request))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ssl.SSLError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    def answer(self, request: Request) -> bytes:
        """What it answers when nothing is wrong: the whole HTTP response."""
        if request.path == TOKEN:
            return self._token(request)
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self._valid:
            return problem(401, "the token is unknown or has expired")
        rest = request.path.removeprefix(SESSIONS.replace(EVENT, self.event))
        if rest == request.path:
            return problem(404, "no such resource")
        if request.method != "GET":
            return problem(403, "Missing required scope: write:sessions")
        return self._entity(*unquote(rest[1:]).split("/")) if rest else self._collection(request.query)

    def _token(self, request: Request) -> bytes:
        form = request.form
        if (form.get("client_id"), form.get("client_secret")) != ("signage", self.secret):
            return problem(401, "unknown client")
        token = f"tok.{len(self.tokens)}.{'x' * 24}"
        self.tokens.append(token)
        self._valid.add(token)
        granted = {"access_token": token, "token_type": "Bearer", "expires_in": self.expires_in}
        return reply(200, granted if self.scope is None else granted | {"scope": self.scope})

    def _entity(self, session_id: str, part: str = "") -> bytes:
        for one in self.records:
            if one["id"] == session_id:
                return reply(200, {"data": one.get("speakers", [])} if part == "speakers" else one)
        return problem(404, "no such session")

    def _collection(self, query: dict[str, str]) -> bytes:
        found = [one for one in self.records if _asked_for(one, query)]
        number, size = int(query.get("page", "1")), int(query.get("page_size", "50"))
        following = number + 1 if number * size < len(found) else None
        pagination = {"page": number, "page_size": size, "total": len(found), "next_page": following}
        return reply(200, {"data": found[(number - 1) * size : number * size], "pagination": pagination})


async def _misbehave(writer: asyncio.StreamWriter, instead: bytes | AsyncIterator[bytes]) -> None:
    if isinstance(instead, bytes):
        writer.write(instead)
        await writer.drain()
        return
    async for piece in instead:
        if piece == RESET:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
            return
        writer.write(piece)
        await writer.drain()


def _asked_for(one: dict[str, Any], query: dict[str, str]) -> bool:
    if "from" in query and not (one["starts_at"] < query["to"] and one["ends_at"] > query["from"]):
        return False
    return bool(one["updated_at"] >= query.get("updated_since", ""))


async def _read(reader: asyncio.StreamReader) -> Request | None:
    """One request; None at the end of a connection."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    method, target, _ = head[0].split(" ")
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    body = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
    url = urlsplit(target)
    return Request(method, url.path, dict(parse_qsl(url.query)), headers, body)
