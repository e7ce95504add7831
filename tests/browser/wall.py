"""A server of pages and streams made by hand after docs/page.md: what it serves, says and spoils is up to a test."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from pathlib import Path

from signage.assets import SCRIPT, static_content

ROOT = {
    "data-signage": "build-1",
    "data-view": "room",
    "data-events": "/events",
    "data-set": "set-1",
    "data-rate": "1",
    "data-confirmed": "",
    "data-stale-after": "600",
    "data-offsets": "0:0",
    "data-time": "HH:mm",
    "data-digits": "0123456789",
    "data-periods": "AM|PM",
}


class Wall:
    """Serves one page on `/` and its stream on `/events`; every other path is answered 404.

    `ahead` is how many seconds its clock is ahead of this machine's. `answer` is the status of the page, `stream` that
    of the stream; 0 accepts and says nothing. `body` is what stands in place of the page for any status but 200.
    """

    def __init__(self) -> None:
        self.content = ""
        self.attributes: dict[str, str] = {}
        self.ahead = 0.0
        self.rate = 1.0
        self.answer = self.stream = 200
        self.body = "<html><title>Bad gateway</title>"
        self.port = 0
        self.requests: list[str] = []
        self.open: set[asyncio.StreamWriter] = set()
        self._all: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._epoch = time.time()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def now(self) -> float:
        """Its time in seconds."""
        return self._epoch + self.ahead + (time.time() - self._epoch) * self.rate

    def html(self, content: str | None = None, **attributes: str) -> str:
        """The page as it stands, or with this content and these attributes of the root (`set` for `data-set`)."""
        now = self.now()
        root = ROOT | {"data-now": f"{now * 1000:.0f}", "data-horizon": f"{now + 86400:.0f}"} | self.attributes
        root |= {f"data-{name.replace('_', '-')}": value for name, value in attributes.items()}
        text = "".join(f' {name}="{value}"' for name, value in root.items())
        return (
            f'<!doctype html><html lang="en" class="theme-dark wide"{text}><meta charset="utf-8">'
            '<link rel="icon" href="data:,">'
            '<link rel="stylesheet" href="/wall.css"><body>'
            f'{self.content if content is None else content}<script src="/signage.js"></script></html>'
        )

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port and every connection."""
        if self._server:
            self._server.close()
        for writer in tuple(self._all):
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
        self._server = None

    async def say(self, event: str, data: dict[str, object], id: str = "") -> None:  # noqa: A002
        """Send one event to every open stream."""
        text = (f"id: {id}\n" if id else "") + f"event: {event}\ndata: {json.dumps(data)}\n\n"
        for writer in tuple(self.open):
            writer.write(text.encode())
            await writer.drain()

    async def tick(self, **data: object) -> None:
        now = self.now() * 1000
        await self.say("tick", {"now": now, "rate": self.rate, "build": "build-1", "confirmed": now} | data)

    async def panel(self, panel: str, revision: str, html: str) -> None:
        await self.say("panel", {"panel": panel, "revision": revision, "html": html}, id=f"set-1.{revision}")

    def asked(self, path: str) -> int:
        """How many requests for this path came so far."""
        return sum(request.partition("?")[0] == path for request in self.requests)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._all.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError):
            request = (await reader.readuntil(b"\r\n\r\n")).decode().split()[1]
            self.requests.append(request)
            await self._answer(writer, request.partition("?")[0])
            await reader.read()
        self._all.discard(writer)
        self.open.discard(writer)
        writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, path: str) -> None:
        status = {"/": self.answer, "/events": self.stream}.get(path, 200)
        if status == 0:
            return
        if path == "/events" and status == 200:
            writer.write(_head(200, "text/event-stream") + b"retry: 500\n\n")
            self.open.add(writer)
            await self.tick()
            return
        if path == "/":
            text, kind = (self.html() if status == 200 else self.body), "text/html; charset=utf-8"
        else:
            text, status, kind = _asset(path) if path != "/events" else ("", status, "text/html")
        clock = f"X-Signage-Now: {self.now() * 1000:.0f}\r\n"
        body = text.encode()
        writer.write(_head(status, kind, f"{clock}Content-Length: {len(body)}\r\nConnection: close\r\n") + body)
        await writer.drain()
        writer.close()


def _head(status: int, kind: str, more: str = "") -> bytes:
    return f"HTTP/1.1 {status} .\r\nContent-Type: {kind}\r\nCache-Control: no-store\r\n{more}\r\n".encode()


def _asset(path: str) -> tuple[str, int, str]:
    if path == f"/{SCRIPT}":  # no worker: it would ask for the page, too
        return static_content(SCRIPT).decode(), 200, "text/javascript"
    if path == "/wall.css":
        return Path(__file__).with_name("wall.css").read_text(), 200, "text/css"
    return "", 404, "text/plain"
