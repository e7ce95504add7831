"""API tokens: secrets with a name and a role for other programs, told once and kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from signage.staff.records import Shelf
from signage.staff.roles import Role, Who

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signage.clock import Clock
    from signage.store import Store

KIND = "token"
MOST = 200
"""Tokens that there can be."""
PREFIX = "signage_"
"""How every token begins, so that whoever finds one knows what it is."""


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token: never the secret itself. `by` is who made it."""

    id: str
    name: str
    role: Role
    emergency: bool
    made_at: datetime
    by: str


class Tokens:
    """All tokens by the hash of their secret."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.shelf: Shelf[Token] = Shelf(store, KIND, Token, MOST)
        self._clock = clock

    def who(self, secret: str) -> Who | None:
        """Who a token speaks for; None for what is no token, or none any more."""
        token = self.shelf.get(_hash(secret))
        return Who(token.name, token.role, token.emergency, "token") if token else None

    @property
    def all(self) -> Iterable[Token]:
        """Every token, the newest first."""
        return sorted(self.shelf.values(), key=lambda token: token.made_at, reverse=True)

    async def make(self, name: str, role: Role, *, emergency: bool, by: str) -> tuple[Token, str]:
        """A new token and its secret, which cannot be had again. Raises StoreError and StoreFull."""
        secret = PREFIX + secrets.token_urlsafe(32)
        token = Token(secrets.token_hex(6), name, role, emergency, self._clock.now(), by)
        await self.shelf.put(_hash(secret), token)
        return token, secret

    async def revoke(self, token_id: str) -> Token | None:
        """The token of this id, which is none from now on; None if there was none. Raises StoreError."""
        for key, token in self.shelf.items():
            if token.id == token_id:
                await self.shelf.remove(key)
                return token
        return None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
