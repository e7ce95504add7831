"""Wrong passwords slow down the account and the address that they come for and from, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cachetools import LRUCache

if TYPE_CHECKING:
    from signage.clock import Clock

FREE = 5
"""Wrong passwords in a row that cost no time."""
LONGEST = 30.0
"""Seconds that one has to wait at most: an account must not be closed to its owner by somebody who guesses."""
REMEMBERED = 3600.0
"""Seconds after which failures are forgotten."""
MOST = 10_000
"""Accounts and addresses that are remembered; those that nobody tried for the longest go first."""


class _Failures(NamedTuple):
    number: int
    at: float  # of the last one, monotonic


class Throttle:
    """Counts failures by key, in bounded memory: after the fifth, 1, 2, 4 … `longest` seconds have to pass."""

    def __init__(self, clock: Clock, longest: float = LONGEST, most: int = MOST) -> None:
        self._clock, self._longest = clock, longest
        self._failures: LRUCache[str, _Failures] = LRUCache(most)

    def wait(self, *keys: str) -> float:
        """Seconds until the next try for all of these keys; 0 for now."""
        return max(map(self._wait, keys), default=0.0)

    def count(self, *keys: str) -> None:
        """A try begins, and counts as wrong until `forgive`: else a hundred at once would all be the first."""
        for key in keys:
            self._failures[key] = _Failures(self._count(key) + 1, self._clock.monotonic())

    def forgive(self, address: str, account: str) -> None:
        """The try was right: the account's failures are forgotten; of the address's only this try, for it may guess at
        other accounts meanwhile."""
        self._failures.pop(account, None)
        self.undo(address)

    def undo(self, *keys: str) -> None:
        """The try was none: it counts no longer."""
        for key in keys:
            if failures := self._failures.get(key):
                self._failures[key] = failures._replace(number=failures.number - 1)

    def __len__(self) -> int:
        return len(self._failures)

    def _count(self, key: str) -> int:
        failures = self._failures.get(key)
        recent = failures and self._clock.monotonic() - failures.at < REMEMBERED
        return failures.number if failures and recent else 0

    def _wait(self, key: str) -> float:
        count = self._count(key)
        if count < FREE:
            return 0.0
        pause = min(self._longest, 2.0 ** min(count - FREE, 10))
        return max(0.0, self._failures[key].at + pause - self._clock.monotonic())
