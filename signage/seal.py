"""Texts that a server hands out and takes back, signed so that it knows them again. Whoever has one can read it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Keys = Callable[[], Sequence[bytes]]
"""The keys of now: the first is signed with, what any of them has signed is believed."""


def own_keys() -> Keys:
    """One key, which nobody else knows and which ends with this process."""
    key = secrets.token_bytes(32)
    return lambda: (key,)


def sealed(text: str, key: bytes) -> str:
    """The text with its signature, in letters, digits and `-_.`, as URLs and cookies may have it."""
    body = base64.urlsafe_b64encode(text.encode()).rstrip(b"=")
    return f"{body.decode()}.{_signature(body, key)}"


def unsealed(given: str, keys: Iterable[bytes]) -> str | None:
    """The text, if one of these keys has signed it."""
    if signer_of(given, keys) is None:
        return None
    body = given.partition(".")[0]
    return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()


def signer_of(given: str, keys: Iterable[bytes]) -> bytes | None:
    """The key that has signed it."""
    body, _, signature = given.partition(".")
    told, given_body = signature.encode(errors="replace"), body.encode(errors="replace")
    found = (key for key in keys if hmac.compare_digest(told, _signature(given_body, key).encode()))
    return next(found, None)


def _signature(body: bytes, key: bytes) -> str:
    return hmac.new(key, body, hashlib.sha256).hexdigest()
