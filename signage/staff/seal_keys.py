"""What this server signs by, so that every node that shares its store knows it, also after a restart: new every day."""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from signage.errors import StoreConflict, StoreError
from signage.staff.records import Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signage.clock import Clock
    from signage.store import Store

KIND = "seal key"
MOST = 10
DAY = timedelta(days=1)


class SealKeys:
    """A secret for each day, in hexadecimal digits. What is signed by it is good for minutes, some of it for a day.

    Tomorrow's is there before the day begins, so that no node meets one that it has not heard of. Until the first
    `renew`, and where the store cannot be used, a secret of this process serves in its place.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self.shelf: Shelf[str] = Shelf(store, KIND, str, MOST, pick=lambda theirs, _: theirs)
        self._clock, self._own = clock, secrets.token_hex(32)

    def of(self, purpose: str) -> Sequence[bytes]:
        """The keys for one purpose: today's, then the others that there are."""
        today = self.shelf.get(_name(self._today)) or self._own
        kept = (secret for _, secret in sorted(self.shelf.items(), reverse=True))
        return [_derived(secret, purpose) for secret in dict.fromkeys((today, *kept, self._own))]

    async def renew(self) -> None:
        """Have secrets for today and tomorrow, and none from before yesterday. Raises StoreError."""
        try:
            await self._renew()
        except StoreConflict:  # another node was the first
            await self.shelf.refresh()

    async def _renew(self) -> None:
        with suppress(StoreError):  # what cannot be read may be kept in memory until it can
            await self.shelf.refresh()
        wanted = [_name(self._today), _name(self._today + DAY)]
        lacks = {name: secrets.token_hex(32) for name in wanted if name not in self.shelf}
        old = [name for name, _ in self.shelf.items() if name < _name(self._today - DAY)]
        if old:
            await self.shelf.write(dict.fromkeys(old), anyway=True)
        if lacks:
            await self.shelf.write(lacks, anyway=True, new=True)

    @property
    def _today(self) -> date:
        return self._clock.now().date()


def _name(day: date) -> str:
    return day.isoformat()


@lru_cache(64)  # walls with `access: keys` ask at each request
def _derived(secret: str, purpose: str) -> bytes:
    return hmac.digest(bytes.fromhex(secret), purpose.encode(), "sha256")
