"""Passwords as Argon2 hashes: made and checked in one thread, so that guesses hold up nothing else."""

from __future__ import annotations

import secrets
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from signage.errors import SettingsError
from signage.staff.threads import PASSWORDS

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

LEAST, MOST = 8, 256
"""Characters of a password."""
WAITING = 16
"""Passwords that wait while one is checked; what comes then is told to come again."""

_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)  # 32 MB and some 50 ms of a core


class Busy(Exception):
    """More passwords are being checked than can wait."""


def check_length(password: str) -> None:
    """Raise SettingsError for a password that is too short or too long."""
    if not LEAST <= len(password) <= MOST:
        raise SettingsError(f"a password has {LEAST} to {MOST} characters; this one has {len(password)}")


def hash_of(password: str) -> str:
    """The hash of a password, with its salt and parameters. Takes some 50 ms."""
    return _hasher.hash(password)


def is_right(hashed: str, password: str) -> bool:
    """Whether it is the password that was hashed. Takes some 50 ms, for any text in place of a hash, too."""
    try:
        return _hasher.verify(hashed or _nobodys(), password)
    except (Argon2Error, InvalidHashError, ValueError):
        return False


@cache
def _nobodys() -> str:
    """The hash of no account's password, so that a name that does not exist takes as long as one that does."""
    return _hasher.hash(secrets.token_hex())


class Passwords:
    """Checks and hashes passwords beside the event loop. Raises `Busy` where too many wait already.

    `check` is in place of the real one, which takes its time.
    """

    def __init__(self, waiting: int = WAITING, check: Callable[[str, str], bool] = is_right) -> None:
        self._check, self._most, self._here = check, waiting + 1, 0

    async def is_right(self, hashed: str, password: str) -> bool:
        """Whether it is the password that was hashed; an empty `hashed` is nobody's, and takes as long."""
        return await self._run(self._check, hashed, password)

    async def hash(self, password: str) -> str:
        """The hash of a password."""
        return await self._run(hash_of, password)

    async def _run(self, work: Callable[..., T], *texts: str) -> T:
        if self._here >= self._most:
            raise Busy
        self._here += 1
        try:
            return await PASSWORDS.run(work, *texts)
        finally:
            self._here -= 1
