"""Where a store is that several nodes share: the address in SIGNAGE_STORE, whose password nobody gets to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from signage.environment import secret_of
from signage.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "SIGNAGE_STORE"
FORMS = "redis://, rediss://, redis+sentinel:// or rediss+sentinel://"
HOW = f"{NAME} is to be such as redis://user:password@host:6379/0"
PORT, SENTINEL_PORT = 6379, 26379


@dataclass(frozen=True, slots=True)
class Address:
    """A Redis server, or the Sentinels that know it under the name `service`; `ca` names a file of certificates.

    `str` is fit for logs: hosts, ports and what is asked of them, without user and password.
    """

    hosts: tuple[tuple[str, int], ...]
    database: int = 0
    service: str = ""
    tls: bool = False
    ca: str = ""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        hosts = ", ".join(f"{host}:{port}" for host, port in self.hosts)
        return f"Redis {self.service!r} of the Sentinels at {hosts}" if self.service else f"Redis at {hosts}"


def from_environment(env: Mapping[str, str]) -> Address | None:
    """The address in `SIGNAGE_STORE`, or in the file that `SIGNAGE_STORE_FILE` names; None where neither is set.

    Raises SettingsError, which never tells what stands there, for it may be a secret.
    """
    problems: list[str] = []
    url = secret_of(env, NAME, problems)
    if problems:
        raise SettingsError("\n".join(problems))
    return address_of(url) if url else None


def address_of(url: str) -> Address:
    """The address in a URL of one of the forms `FORMS`. Raises SettingsError, which tells nothing of the URL itself."""
    try:
        parts = urlsplit(url)
        scheme, _, sentinel = parts.scheme.partition("+")
        if scheme not in ("redis", "rediss") or sentinel not in ("", "sentinel"):
            raise SettingsError(f"{NAME} does not begin with {FORMS}")
        login, _, places = parts.netloc.rpartition("@")
        hosts = tuple(_host(place, SENTINEL_PORT if sentinel else PORT) for place in places.split(","))
        service, database = _path(parts.path, sentinel=bool(sentinel))
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        ca = options.pop("ssl_ca_certs", "")
    except ValueError:
        raise SettingsError(f"{NAME} cannot be read: {HOW}") from None
    if options or parts.fragment:
        raise SettingsError(f"{NAME} has options that are not known: ssl_ca_certs is the only one")
    if len(hosts) > 1 and not sentinel:
        raise SettingsError(f"{NAME} names several servers: of Sentinels only, with redis+sentinel://")
    user, _, password = login.partition(":")
    return Address(hosts, database, service, scheme == "rediss", ca, unquote(user), unquote(password))


def _host(place: str, port: int) -> tuple[str, int]:
    """Host and port of one place. Raises ValueError."""
    parts = urlsplit(f"//{place}")
    if not parts.hostname:
        raise ValueError
    return parts.hostname, parts.port or port


def _path(path: str, *, sentinel: bool) -> tuple[str, int]:
    """The service and the number of the database. Raises ValueError."""
    names = [unquote(name) for name in path.strip("/").split("/") if name]
    if len(names) > 1 + sentinel or len(names) < sentinel:
        raise ValueError
    service, *rest = names if sentinel else ("", *names)
    return service, int(rest[0]) if rest else 0
