"""Compression: what a request accepts, and pieces of streams that are compressed once for all who get them.

A stream with `Content-Encoding: gzip` is a gzip header (`GZIP_HEAD`) and then pieces of raw deflate. Each piece is
made by a compressor of its own and ends on a byte (a full flush), so it refers to nothing that came before: the same
bytes go into every stream, from wherever it begins. There is no trailer, for a stream has no end but the connection's.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping

    Message = MutableMapping[str, Any]

GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""Of RFC 1952: deflate, no flags, no time, an unknown system."""
LEVEL = 6
STORED_BELOW = 200
"""Bytes of a piece up to which it goes as it is, in a stored block of deflate: compressed it would hardly be less."""
STORED_MOST = 0xFFFF
"""Bytes that a stored block can hold."""
RAW_DEFLATE = -15
SHARED_FROM = 32 * 1024
"""Bytes of a body from which it is handed to a socket as it is. Joined with what goes before it, it would be a copy of
its own for each reader, for as long as he does not read."""


@lru_cache(256)
def takes_gzip(accept_encoding: bytes) -> bool:
    """Whether a request with this `Accept-Encoding` may be answered with gzip; an empty one means identity only."""
    weights: dict[str, float] = {}
    for part in accept_encoding[:STORED_BELOW].decode("latin-1").lower().split(","):
        coding, _, parameters = part.partition(";")
        _, _, weight = parameters.replace(" ", "").partition("q=")
        try:
            weights[coding.strip()] = float(weight or 1)
        except ValueError:
            weights[coding.strip()] = 0
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0))) > 0


def accepts_gzip(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a request with these raw headers, names in lower case, may be answered with gzip."""
    accepted = [value for name, value in headers if name == b"accept-encoding"]
    return bool(accepted) and takes_gzip(b",".join(accepted))


def chunk(body: bytes, *, more: bool = True) -> Message:
    """The ASGI message for a piece of a response's body; `more` tells that others follow."""
    return {"type": "http.response.body", "body": body, "more_body": more}


class Piece:
    """A part of event streams, in each encoding, made at the first need and shared by all streams it goes to."""

    __slots__ = ("_deflated", "_messages", "plain")

    def __init__(self, plain: bytes) -> None:
        self.plain = plain
        self._deflated: bytes | None = None
        self._messages: list[Message | None] = [None, None]

    @classmethod
    def joined(cls, pieces: Iterable[Piece]) -> Piece:
        """Pieces as one, each as it was compressed."""
        parts = tuple(pieces)
        one = cls(b"".join(part.plain for part in parts))
        one._deflated = b"".join(part.deflated for part in parts)
        return one

    @property
    def deflated(self) -> bytes:
        """The piece as raw deflate that ends on a byte and needs nothing that came before it."""
        if self._deflated is None:
            self._deflated = _deflated(self.plain)
        return self._deflated

    def compress(self) -> bool:
        """Make the compressed form; whether it was not there yet."""
        known = self._deflated is not None
        return bool(self.deflated) and not known

    def bytes(self, *, gzipped: bool) -> bytes:
        """What goes into a stream of that encoding."""
        return self.deflated if gzipped else self.plain

    def message(self, gzipped: bool) -> Message:
        """The ASGI message that sends it."""
        made = self._messages[gzipped]
        if made is None:
            made = self._messages[gzipped] = chunk(self.bytes(gzipped=gzipped))
        return made

    @property
    def size(self) -> int:
        """Bytes that it keeps in memory at most: a compressed form is never longer than a stored one."""
        return 2 * len(self.plain) + 200


def _deflated(plain: bytes) -> bytes:
    if len(plain) < STORED_BELOW:
        return _stored(plain)
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, RAW_DEFLATE)
    made = compressor.compress(plain) + compressor.flush(zlib.Z_FULL_FLUSH)
    return made if len(made) < len(plain) or len(plain) > STORED_MOST else _stored(plain)


def _stored(plain: bytes) -> bytes:
    """A stored block, which is not the last one: its length, and that inverted, in little-endian order (RFC 1951)."""
    size = len(plain)
    return b"\0" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + plain if size else b""
