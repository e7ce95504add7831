"""What a request's browser is, and the key that it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signage.web.base_path import base_of

if TYPE_CHECKING:
    from starlette.types import Scope

COOKIE = "signage_key"
TVS = (
    b"SmartTV", b"SMART-TV", b"Smart-TV", b"Tizen", b"Web0S", b"webOS", b"NetCast", b"HbbTV", b"BrightSign", b"CrKey",
    b"AFTB", b"AFTM", b"AFTS", b"AFTT", b"BRAVIA", b"Android TV", b"GoogleTV", b"armv7l", b"aarch64",
)  # fmt: skip
"""What browsers on TVs and small boxes call themselves, and no phone or desk does."""


def is_tv(scope: Scope) -> bool:
    """Whether a request is of a TV's browser, by what it calls itself."""
    agent = next((value for name, value in scope["headers"] if name == b"user-agent"), b"")
    return b"Mobile" not in agent and any(name in agent for name in TVS)


def key_cookie(scope: Scope, secret: str, seconds: int = 400 * 86_400) -> str:
    """The `Set-Cookie` that keeps a key on a display."""
    return set_cookie(scope, COOKIE, secret, "/", seconds)


def set_cookie(scope: Scope, name: str, value: str, path: str, seconds: int, same_site: str = "Strict") -> str:
    """The `Set-Cookie` that keeps a value for pages at this path and below; a browser without script alone reads it."""
    base = base_of(scope)
    parts = [f"{base.cookie(name)}={value}", f"Path={base.url(path)}", f"Max-Age={seconds}", "HttpOnly"]
    return "; ".join([*parts, f"SameSite={same_site}", *(["Secure"] if scope["scheme"] == "https" else [])])


def cookie_of(scope: Scope, name: str) -> str:
    """The value of a cookie that `set_cookie` has set, or ''."""
    wanted = base_of(scope).cookie(name)
    for header, value in scope["headers"]:
        if header == b"cookie":
            for part in value.decode("latin-1").split(";"):
                key, _, kept = part.strip().partition("=")
                if key == wanted:
                    return str(kept)
    return ""
