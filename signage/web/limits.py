"""What clients may ask of a server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What clients may ask of a server; what goes beyond is refused or cut."""

    head: int = 16 * 1024  # bytes of a request's first line and headers
    headers: int = 100  # of them: each costs some work, however short it is
    body: int = 1024 * 1024  # bytes of its body, unless the application expects more of whoever may send it
    uploads: bytes = b"/staff/api/media"  # what the one path ends with that may announce a larger body
    seconds: float = 10.0  # from a request's first byte to its last; also for a new connection's first request
    connections: int = 25_000  # fewer if the system allows fewer open files
    share: int = 10_000  # of these, for one address: a venue may have one for all its displays
    unread: int = 64_000_000  # bytes of answers that wait to be read, of those made for one request alone
    proxies: tuple[str, ...] = ()  # addresses of proxies, for which no share holds: all visitors come from there


DEFAULT_LIMITS = Limits()
