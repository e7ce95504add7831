"""Who is signed in: a secret in a cookie, its hash and what it stands for on the server."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from signage.errors import StoreError
from signage.staff.accounts import Accounts, key_of
from signage.staff.records import Shelf
from signage.staff.roles import Role, Who

if TYPE_CHECKING:
    from signage.clock import Clock
    from signage.store import Store

KIND = "session"
LASTS = timedelta(hours=12)
VOUCHED = timedelta(hours=1)
"""How long an identity provider's word for somebody's groups counts: then it is asked again, which it mostly answers
without a question. So a role that is taken away there is gone here within the hour."""
MOST = 2_000
"""Sessions that there can be; for one more the oldest ends."""


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in. Of an account it holds its `stamp`, and rights are read anew at each request.

    Where an identity provider vouched, `role` and `emergency` are those that it gave.
    """

    name: str
    until: datetime
    stamp: str = ""
    role: Role | None = None
    emergency: bool = False


class Sessions:
    """All sessions by the hash of their secret, so that whoever reads the store cannot use them."""

    def __init__(self, store: Store, accounts: Accounts, clock: Clock) -> None:
        self.shelf: Shelf[Session] = Shelf(store, KIND, Session, MOST)
        self._accounts, self._clock = accounts, clock

    def who(self, secret: str) -> Who | None:
        """Who the secret stands for now; None if nobody: never begun, over, or their account is gone or changed."""
        session = self.shelf.get(_hash(secret))
        if session is None or session.until <= self._clock.now():
            return None
        if session.role:
            return Who(session.name, session.role, session.emergency, "oidc")
        account = self._accounts.of(session.name)
        if account is None or account.stamp != session.stamp:
            return None
        return Who(account.name, account.role, account.emergency)

    async def begin(self, name: str, stamp: str = "", role: Role | None = None, *, emergency: bool = False) -> str:
        """A new session's secret. Where the store cannot be used it ends with the next restart."""
        secret, now = secrets.token_urlsafe(32), self._clock.now()
        over = [key for key, session in self.shelf.items() if session.until <= now]
        over = over or [key for key, _ in self.shelf.items()][: max(0, len(self.shelf) - MOST + 1)]
        session = Session(name, now + (VOUCHED if role else LASTS), stamp, role, emergency)
        await self.shelf.write({**dict.fromkeys(over), _hash(secret): session}, anyway=True)
        return secret

    async def end(self, secret: str) -> None:
        """End a session, if it is one."""
        await self.shelf.write({_hash(secret): None}, anyway=True)

    def count(self, name: str) -> int:
        """How many sessions of a name are open, as far as their time goes."""
        now = self._clock.now()
        return sum(key_of(one.name) == key_of(name) and one.until > now for one in self.shelf.values())

    def visitors(self) -> dict[str, list[Session]]:
        """The open sessions of those whom an identity provider vouched for, by their names."""
        found: dict[str, list[Session]] = {}
        for session in self.shelf.values():
            if session.role and session.until > self._clock.now():
                found.setdefault(session.name, []).append(session)
        return found

    async def restamp(self, secret: str, stamp: str) -> None:
        """Let a session go on after its account's password was changed."""
        if session := self.shelf.get(_hash(secret)):
            await self.shelf.put(_hash(secret), replace(session, stamp=stamp), anyway=True)

    async def end_all(self, name: str) -> None:
        """End all sessions of a name, those that another node began a moment ago included."""
        with suppress(StoreError):  # those that are known end all the same
            await self.shelf.refresh()
        theirs = [key for key, session in self.shelf.items() if key_of(session.name) == key_of(name)]
        await self.shelf.write(dict.fromkeys(theirs), anyway=True)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
