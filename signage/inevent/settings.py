"""Settings from the environment: the gateway's address, and the credentials for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from signage.addresses import is_loopback
from signage.environment import secret_of
from signage.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping


HIDDEN = frozenset({"draft", "hidden", "private", "unpublished", "archived", "deleted"})
RESET_HEADERS = ("x-ratelimit-reset", "ratelimit-reset")


@dataclass(frozen=True, slots=True)
class Settings:
    """Access to the gateway, and where deployments of it differ. URLs carry no credentials, query or trailing slash.

    Sessions with a status in `hidden` never reach a wall; `reset_headers` tell for how long to wait after a 429.
    """

    base_url: str
    client_id: str
    client_secret: str = field(repr=False)
    token_url: str
    hidden: frozenset[str] = HIDDEN
    reset_headers: tuple[str, ...] = RESET_HEADERS

    @property
    def exposed(self) -> tuple[str, ...]:
        """The hosts to which secret and token travel unencrypted, other than this machine."""
        parts = map(urlsplit, dict.fromkeys((self.base_url, self.token_url)))
        hosts = [part.hostname or "" for part in parts if part.scheme == "http"]
        return tuple(dict.fromkeys(host for host in hosts if not is_loopback(host)))


def from_environment(env: Mapping[str, str]) -> Settings:
    """Read `INEVENT_*`. Raises SettingsError with everything that is missing or wrong, one problem a line."""
    problems: list[str] = []
    base_url = _url(env, "INEVENT_BASE_URL", problems).removesuffix("/v1").rstrip("/")  # every path of ours begins so
    client_id = env.get("INEVENT_CLIENT_ID", "").strip()
    if not client_id:
        problems.append("INEVENT_CLIENT_ID is not set: the id of the client that may read sessions")
    secret = _secret(env, problems)
    token_url = _url(env, "INEVENT_TOKEN_URL", problems, default=f"{base_url}/oauth/token")
    if problems:
        raise SettingsError("\n".join(problems))
    hidden = frozenset(_words(env, "INEVENT_HIDDEN_STATUSES")) or HIDDEN
    reset_headers = _words(env, "INEVENT_RESET_HEADERS") or RESET_HEADERS
    return Settings(base_url, client_id, secret, token_url, hidden, reset_headers)


def _words(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Words with commas between them, in small letters."""
    return tuple(word for part in env.get(name, "").split(",") if (word := part.strip().lower()))


def _url(env: Mapping[str, str], name: str, problems: list[str], default: str = "") -> str:
    url = env.get(name, "").strip().rstrip("/")
    if not url:
        if not default:
            problems.append(f"{name} is not set: the gateway's address, such as https://api.example.com")
        return default
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        problems.append(f"{name} is no http or https address, such as https://api.example.com")
    elif "@" in parts.netloc or parts.query or parts.fragment:
        problems.append(f"{name} must hold no user name, password, query or fragment")
    return url


def _secret(env: Mapping[str, str], problems: list[str]) -> str:
    """The client's secret, from the variable or the file it names; never part of a problem's text."""
    before = len(problems)
    secret = secret_of(env, "INEVENT_CLIENT_SECRET", problems)
    if not secret and len(problems) == before:
        problems.append("INEVENT_CLIENT_SECRET is not set, nor INEVENT_CLIENT_SECRET_FILE: one of them is needed")
    return secret
