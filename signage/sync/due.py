"""When the next full pull is due, and what has been asked for lately. By the monotonic clock, which nobody can set."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from signage.clock import Clock
    from signage.inevent.pull import Pull

RETRY_AFTER = 600.0
"""Seconds until what was not complete, or was asked for by id, is asked for again; and between two verifications."""
FIRST_RETRY = 15.0
"""Seconds until a list that shifted while it was read is read again; twice as many each time, up to `RETRY_AFTER`."""


class Due:
    """What is due. Until told otherwise, that is a full pull."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._full_at = 0.0
        self._next_verification = 0.0
        self._asked: dict[str, float] = {}
        self._seen: frozenset[str] = frozenset()
        self._next_retry = FIRST_RETRY

    @property
    def full(self) -> bool:
        """Whether a full pull is due."""
        return self._clock.monotonic() >= self._full_at

    def full_now(self) -> None:
        """A full pull is due, and stays so until one was answered."""
        self._full_at = 0.0

    def full_at(self, monotonic: float) -> None:
        """A full pull is due at this instant of the monotonic clock, and not before the schedule has one."""
        self._full_at = monotonic

    def none_needed(self) -> None:
        """What is known is complete: the next full pull is the schedule's."""
        self._full_at = math.inf

    def answered(self, pull: Pull) -> bool:
        """A full pull was answered: if not completely, another is due. Whether a list has shifted while it was read.

        A list that shifts brings other sessions each time: it is soon read again, until all of them were seen.
        """
        if pull.complete:
            self._full_at, self._seen, self._next_retry = math.inf, frozenset(), FIRST_RETRY
            return False
        self._seen |= pull.gateway_ids
        shifting = not pull.whole and pull.total is not None and len(self._seen) < pull.total
        self._full_at = self._clock.monotonic() + (self._next_retry if shifting else RETRY_AFTER)
        self._next_retry = min(2 * self._next_retry, RETRY_AFTER) if shifting else FIRST_RETRY
        return shifting

    def claim_verification(self) -> bool:
        """Take the right to check a partial answer by a full pull, which is given once in ten minutes.

        If it was given, a full pull is due now, and otherwise as soon as it can be.
        """
        now = self._clock.monotonic()
        if now < self._next_verification:
            self._full_at = min(self._full_at, self._next_verification)
            return False
        self._next_verification, self._full_at = now + RETRY_AFTER, 0.0
        return True

    def not_asked_lately(self, ids: Iterable[str], held: AbstractSet[str]) -> list[str]:
        """Of these ids of sessions those that were not asked for in the last ten minutes, and that are not held."""
        latest = self._clock.monotonic() - RETRY_AFTER
        return [id_ for id_ in ids if self._asked.get(id_, -math.inf) <= latest and id_ not in held]

    def asked(self, ids: Iterable[str]) -> None:
        """These sessions were asked for by id just now."""
        now = self._clock.monotonic()
        kept = {id_: at for id_, at in self._asked.items() if at > now - RETRY_AFTER}
        self._asked = kept | dict.fromkeys(ids, now)

    def forget(self) -> None:
        """There is another event now: nothing of it was asked for or seen."""
        self._asked, self._seen, self._next_retry = {}, frozenset(), FIRST_RETRY
