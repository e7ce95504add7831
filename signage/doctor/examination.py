"""What is examined, by which means, and what an examination says."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import httpx

from signage.base_path import BasePath
from signage.clock import SYSTEM, Clock

if TYPE_CHECKING:
    from collections.abc import Mapping

Level = Literal["good", "warning", "fault"]
"""All is well; walls are right, and something is not as it should be; something keeps walls from being right."""
PATIENCE = 25.0
"""Seconds for which a stream is listened to: its second tick comes after 15."""
ROOT = BasePath()
CONNECT = 5.0
"""Seconds that a connection may take."""


class Result(NamedTuple):
    """What was found about one thing; `mend` says what to do unless it is good."""

    check: str
    level: Level
    what: str
    mend: str = ""

    @property
    def is_good(self) -> bool:
        """Whether there is nothing to mend."""
        return self.level == "good"


def good(check: str, what: str) -> Result:
    """All is well."""
    return Result(check, "good", what)


def warning(check: str, what: str, mend: str) -> Result:
    """Not as it should be."""
    return Result(check, "warning", what, mend)


def fault(check: str, what: str, mend: str) -> Result:
    """The result of a check that found what keeps walls from being right."""
    return Result(check, "fault", what, mend)


class Certificate(NamedTuple):
    """What a TLS server showed, trusted as the program trusts: when it ends, and the HTTP version agreed on by ALPN."""

    ends: datetime
    protocol: str


async def certificate(host: str, port: int) -> Certificate:
    """The certificate that a server shows. Raises OSError; SSLCertVerificationError is one for what is not trusted."""
    context = httpx.create_ssl_context()
    context.set_alpn_protocols(["h2", "http/1.1"])
    _, writer = await asyncio.open_connection(host, port, ssl=context)
    try:
        shown = writer.get_extra_info("ssl_object")
        ends = ssl.cert_time_to_seconds(shown.getpeercert()["notAfter"])
        return Certificate(datetime.fromtimestamp(ends, UTC), shown.selected_alpn_protocol() or "http/1.1")
    finally:
        writer.transport.abort()


async def addresses(host: str) -> list[str]:
    """The addresses of a name. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return sorted({str(one[4][0]) for one in found})


@dataclass(frozen=True)
class Place:
    """A server's place, and the means to look at it; tests bring their own.

    `address` is in place of the one in screens.yaml, `port` where the server listens on this machine, `base` the path
    below which this event is, `displays` how many are expected (0: as many as there are screens). A stream is listened
    to for `patience` seconds. `problems` are those of reading `env`.
    """

    config: Path
    data: Path
    env: Mapping[str, str] = field(repr=False)
    address: str = ""
    port: int = 8080
    displays: int = 0
    base: BasePath = ROOT
    patience: float = PATIENCE
    problems: tuple[str, ...] = ()
    clock: Clock = SYSTEM
    transport: httpx.AsyncBaseTransport | None = None
    resolve: Callable[[str], Awaitable[list[str]]] = addresses
    certificate: Callable[[str, int], Awaitable[Certificate]] = certificate
