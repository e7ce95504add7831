"""Answers as ready bytes: the two ASGI messages of a response, made once and sent as often as they are asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from signage.web.encoding import chunk, takes_gzip
from signage.web.headers import completed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

    from signage.web.encoding import Message
    from signage.web.headers import RawHeaders


def head_of(status: int, headers: RawHeaders) -> bytes:
    """The status line and the headers as they are written, but for the empty line that ends them."""
    return STATUS_LINE[status] + b"".join(b"%b: %b\r\n" % header for header in headers)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response, its headers complete; an ASGI application that gives it."""

    status: int
    headers: RawHeaders
    body: Message
    head: bytes
    """The status line and the headers as they are written, but for the empty line that ends them."""

    @classmethod
    def of(cls, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """With these headers, and those that every answer carries. A 304 and a 204 have no body, nor its length."""
        length = {} if status in (204, 304) else {"Content-Length": str(len(body))}
        raw = completed({**(headers or {}), **length})
        return cls(status, raw, chunk(body, more=False), head_of(status, raw))

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self.body["body"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Send it."""
        await self.send(scope, send)

    async def send(self, scope: Scope, send: Send, *more: tuple[bytes, bytes]) -> None:
        """Send the answer with further headers; in one write where the server offers that."""
        extension = scope.get("extensions", {}).get("signage.stream")
        if extension and extension["respond"](self.head, self.body["body"], *more):
            return
        await send({"type": "http.response.start", "status": self.status, "headers": [*self.headers, *more]})
        await send(self.body)


def text(status: int, said: str, headers: Mapping[str, str] | None = None) -> Answer:
    """A plain sentence for whoever reads it."""
    return Answer.of(status, f"{said}\n".encode(), {"Content-Type": "text/plain; charset=utf-8", **(headers or {})})


def ready_json(value: object, headers: Mapping[str, str] | None = None) -> Answer:
    """A value as JSON, written once for all: thousands may ask for it, and not read."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return Answer.of(200, body, {"Content-Type": "application/json", **(headers or {})})


@dataclass(frozen=True, slots=True)
class Content:
    """One thing that can be asked for, in each form that it can be answered with. `gzipped` is None if it is no less.

    `etag` is empty for what is not asked for again, because its URL changes with it.
    """

    plain: Answer
    gzipped: Answer | None
    unchanged: Answer | None = None
    etag: str = ""

    @classmethod
    def of(cls, status: int, plain: bytes, gzipped: bytes, headers: Mapping[str, str], etag: str = "") -> Content:
        """From both forms of the body, the second one empty if there is none, and the headers of both."""
        shared = {**headers, "Vary": "Accept-Encoding", **({"ETag": etag} if etag else {})}
        return cls(
            Answer.of(status, plain, shared),
            Answer.of(status, gzipped, {**shared, "Content-Encoding": "gzip"}) if gzipped else None,
            Answer.of(304, b"", shared) if etag and status == 200 else None,
            etag,
        )

    @property
    def size(self) -> int:
        """Bytes that it keeps in memory."""
        return self.plain.size + (self.gzipped.size if self.gzipped else 0) + 2_000

    def answer(self, scope: Scope) -> Answer:
        """The answer to a request: 304, gzipped or plain, by the request's headers."""
        accepted = None
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = value if accepted is None else accepted + b"," + value
            elif name == b"if-none-match" and self.unchanged and self._is_known(value):
                return self.unchanged
        return self.gzipped if self.gzipped and accepted and takes_gzip(accepted) else self.plain

    def _is_known(self, tags: bytes) -> bool:
        """Whether the request's `If-None-Match` holds this content's tag."""
        return self.etag.encode() in map(bytes.strip, tags.split(b","))
