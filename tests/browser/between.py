"""What stands between a display and the server: it passes everything on, or spoils it as networks do."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def answer(status: str, html: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(html)}\r\nConnection: close\r\n\r\n"
    return (head + html).encode()


EVERYTHING = {
    "502": answer("502 Bad Gateway", "<html><title>502</title><h1>Bad gateway</h1></html>"),
    "portal": answer("200 OK", "<html><title>Wi-Fi</title><h1>Accept the terms to go on</h1></html>"),
    "empty": b"",
}
STREAMS = {"stream 404": answer("404 Not Found"), "stream 204": b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"}
FAULTS = ("refused", "frozen", *EVERYTHING, "buffered", *STREAMS)


class Between:
    """`refused`: no port, no connections. `frozen`: everything stops where it is, and goes on later. `502`, `portal`,
    `empty`: the same answer to everything. `buffered`, `stream 404`, `stream 204`: only streams do not come through.
    """

    def __init__(self, behind: int) -> None:
        self.behind = behind
        self.port = 0
        self.fault = ""
        self.streams = self.pending = 0  # streams that come through, and other requests under way
        self.requests: list[str] = []
        self.begun: list[bytes] = []  # how the answers of streams began
        self.flows = asyncio.Event()
        self.flows.set()
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def become(self, fault: str = "") -> None:
        """From now on this fault, or none. What is under way is cut, but for what is frozen or thaws."""
        was, self.fault = self.fault, fault
        if fault == "frozen":
            self.flows.clear()
            return
        self.flows.set()
        if was != "frozen":
            for writer in tuple(self._open):
                writer.transport.abort()
        if fault == "refused":
            await self.stop()
        elif not self._server:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()
        self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            head = re.sub(rb"^GET http://[^/]+", b"GET ", head)  # as it is put to a proxy
            length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
            body = await reader.readexactly(int(length[1])) if length else b""
            path = head.split()[1].decode()
            self.requests.append(path)
            stream = "/events" in path
            self.pending += not stream
            await self.flows.wait()
            try:
                await self._answer(head, body, stream, reader, writer)
            finally:
                self.pending -= not stream
        self._open.discard(writer)
        writer.close()

    async def _answer(
        self, head: bytes, body: bytes, stream: bool, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        instead = EVERYTHING.get(self.fault, STREAMS.get(self.fault) if stream else None)
        if instead is not None:
            writer.write(instead)
        elif stream and self.fault == "buffered":
            await reader.read()
        else:
            await self._pass_on(head, body, stream, reader, writer)

    async def _pass_on(
        self, head: bytes, body: bytes, stream: bool, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        answers, asks = await asyncio.open_connection("127.0.0.1", self.behind)
        asks.write(re.sub(rb"(?i)\r\nconnection: [^\r]*", b"", head)[:-2] + b"Connection: close\r\n\r\n" + body)
        self.streams += stream
        gone = asyncio.create_task(reader.read())
        try:
            while True:
                piece = asyncio.create_task(answers.read(65536))
                await asyncio.wait({piece, gone}, return_when=asyncio.FIRST_COMPLETED)
                if not piece.done() or not piece.result():
                    piece.cancel()
                    break
                await self.flows.wait()
                if stream and piece.result().startswith(b"HTTP/"):
                    self.begun.append(piece.result())
                writer.write(piece.result())
                await writer.drain()
        finally:
            gone.cancel()
            self.streams -= stream
            asks.close()


@asynccontextmanager
async def between(behind: int) -> AsyncIterator[Between]:
    """One that passes everything on, so far."""
    here = Between(behind)
    await here.become()
    yield here
    here.flows.set()
    await here.stop()
