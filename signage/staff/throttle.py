"""Wrong passwords slow down the account and the address that they come for and from, and nobody else.

Of several nodes each counts what is tried at all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

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


PLACES = 2_000
"""Networks that accounts have signed in from, as far as they are remembered."""


class _Failures(NamedTuple):
    number: int
    at: float  # of the last one, monotonic


class Throttle:
    """Counts failures by key, in bounded memory: after the fifth, 1, 2, 4 … `longest` seconds have to pass.

    `happened` is called with what other nodes are to `hear`.
    """

    def __init__(self, clock: Clock, longest: float = LONGEST, most: int = MOST) -> None:
        self.happened: Callable[[Mapping[str, Any]], None] = lambda _: None
        self._clock, self._longest = clock, longest
        self._failures: LRUCache[str, _Failures] = LRUCache(most)
        self._places: LRUCache[tuple[str, str], bool] = LRUCache(PLACES)

    def wait(self, *keys: str) -> float:
        """Seconds until the next try for all of these keys; 0 for now."""
        return max(map(self._wait, keys), default=0.0)

    def count(self, *keys: str) -> None:
        """A try begins, and counts as wrong until `forgive`: else a hundred at once would all be the first."""
        self._happens("count", *keys)

    def forgive(self, address: str, account: str) -> None:
        """The try was right: the account's failures are forgotten; of the address's only this try, for it may guess at
        other accounts meanwhile."""
        self._happens("forget", account)
        self._happens("undo", address)

    def undo(self, *keys: str) -> None:
        """The try was none: it counts no longer."""
        self._happens("undo", *keys)

    def welcome(self, account: str, network: str) -> None:
        """An account has signed in from this network."""
        self._happens("welcome", account, network)

    def knows(self, account: str, network: str) -> bool:
        """Whether it has."""
        return (account, network) in self._places

    def hear(self, told: Mapping[str, Any]) -> None:
        """What happened at another node. Raises LookupError and TypeError for what cannot be read."""
        self._do(str(told["what"]), *map(str, told["keys"]))

    def _happens(self, what: str, *keys: str) -> None:
        self._do(what, *keys)
        self.happened({"what": what, "keys": keys})

    def _do(self, what: str, *keys: str) -> None:
        if what == "welcome":
            self._places[keys[0], keys[1]] = True
            return
        for key in keys:
            failures = self._failures.get(key)
            if what == "count":
                self._failures[key] = _Failures(self._count(key) + 1, self._clock.monotonic())
            elif what == "forget":
                self._failures.pop(key, None)
            elif what == "undo" and failures:
                self._failures[key] = failures._replace(number=max(0, failures.number - 1))

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
