"""Answers as ready bytes: the two ASGI messages of a response, made once and sent as often as they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signage.web.encoding import accepts_gzip, chunk
from signage.web.headers import completed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

    from signage.web.encoding import Message
    from signage.web.headers import RawHeaders


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response, its headers complete; an ASGI application that gives it."""

    status: int
    headers: RawHeaders
    body: Message

    @classmethod
    def of(cls, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """With these headers, and those that every answer carries. A 304 and a 204 have no body, nor its length."""
        length = {} if status in (204, 304) else {"Content-Length": str(len(body))}
        return cls(status, completed({**(headers or {}), **length}), chunk(body, more=False))

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self.body["body"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Send it."""
        await self.send(send)

    async def send(self, send: Send, *more: tuple[bytes, bytes]) -> None:
        """Send it, with these headers besides its own."""
        headers = [*self.headers, *more] if more else self.headers
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send(self.body)


def text(status: int, said: str, headers: Mapping[str, str] | None = None) -> Answer:
    """A plain sentence for whoever reads it."""
    return Answer.of(status, f"{said}\n".encode(), {"Content-Type": "text/plain; charset=utf-8", **(headers or {})})


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
        """What a request is answered with."""
        headers = scope["headers"]
        if self.unchanged:
            for name, value in headers:
                if name == b"if-none-match" and self.etag.encode() in map(bytes.strip, value.split(b",")):
                    return self.unchanged
        return self.gzipped if self.gzipped and accepts_gzip(headers) else self.plain
