"""What a request's browser is, and the key that it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    secure = "; Secure" if scope["scheme"] == "https" else ""
    return f"{COOKIE}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
