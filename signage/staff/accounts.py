"""Accounts of staff: a name, a role, a password's hash."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from signage.characters import folded, normal
from signage.errors import SettingsError
from signage.phrase import Phrase
from signage.staff.records import Shelf
from signage.staff.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signage.store import Store

KIND = "account"
MOST = 500
"""Accounts that there can be."""
LONGEST_NAME = 64
SHARED = "staff"
"""The name of the one account that `SIGNAGE_STAFF_PASSWORD` makes; no other may have it."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. `source`: the operator's commands and the page, or the environment's password.

    `stamp` is another one after each change of the password: sessions that began before it have ended.
    """

    name: str
    role: Role
    emergency: bool = False
    password: str = field(default="", repr=False)
    stamp: str = field(default_factory=lambda: secrets.token_hex(8))
    source: Literal["list", "environment"] = "list"


def key_of(name: str) -> str:
    """What two names have in common that are one: capitals and spaces around them do not count."""
    return folded(name)


def checked_name(name: str) -> str:
    """The name as it is kept. Raises SettingsError for one that no account can have."""
    name = normal(name).strip()
    if not 0 < len(name) <= LONGEST_NAME or any(unicodedata.category(char)[0] == "C" for char in name):
        raise SettingsError(
            Phrase("a name has 1 to %(most)s characters, and none that cannot be seen", most=LONGEST_NAME)
        )
    if key_of(name) == SHARED:
        raise SettingsError(
            Phrase("the name %(name)s is that of SIGNAGE_STAFF_PASSWORD: choose another one", name=SHARED)
        )
    return name


class Accounts:
    """All accounts by name. `shelf` is what the store holds, which a command may write beside the server."""

    def __init__(self, store: Store) -> None:
        self.shelf: Shelf[Account] = Shelf(store, KIND, Account, MOST)

    def of(self, name: str) -> Account | None:
        """The account of a name, however it is written; None if there is none."""
        return self.shelf.get(key_of(name))

    @property
    def all(self) -> Iterable[Account]:
        """Every account, by name."""
        return sorted(self.shelf.values(), key=lambda account: key_of(account.name))

    async def put(self, account: Account) -> None:
        """Keep an account in place of one of the same name. Raises StoreError."""
        await self.shelf.put(key_of(account.name), account)

    async def remove(self, name: str) -> None:
        """Remove the account of a name, if there is one. Raises StoreError."""
        await self.shelf.remove(key_of(name))
