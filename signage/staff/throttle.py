"""Wrong passwords slow down the account and the address that they come for and from, and nobody else."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from signage.clock import Clock

FREE = 5
"""Wrong passwords in a row that cost no time."""
LONGEST = 30.0
"""Seconds that one has to wait at most: an account must not be closed to its owner by somebody who guesses."""
REMEMBERED = 3600.0
"""Seconds after which failures are forgotten."""
MOST = 10_000
"""Accounts and addresses that are remembered; those with the oldest failure go first."""


class _Failures(NamedTuple):
    number: int
    at: float  # of the last one, monotonic


class Throttle:
    """Counts failures by key, in bounded memory: after the fifth, 1, 2, 4 … `longest` seconds have to pass."""

    def __init__(self, clock: Clock, longest: float = LONGEST, most: int = MOST) -> None:
        self._clock, self._longest, self._most = clock, longest, most
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def wait(self, *keys: str) -> float:
        """Seconds until the next try for all of these keys; 0 for now."""
        return max(map(self._wait, keys), default=0.0)

    def count(self, *keys: str) -> None:
        """A try begins, and counts as wrong until `forgive`: else a hundred at once would all be the first."""
        for key in keys:
            count = self._count(key) + 1
            self._failures[key] = _Failures(count, self._clock.monotonic())
            self._failures.move_to_end(key)
        while len(self._failures) > self._most:
            self._failures.popitem(last=False)

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
