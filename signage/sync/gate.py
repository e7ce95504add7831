"""The feed gate: a bulk change is held until it comes again ten minutes later, or until staff accept or reject it."""

from __future__ import annotations

import logging
import math
from dataclasses import replace
from typing import TYPE_CHECKING

from signage.sync.bulk import bulk_change
from signage.sync.status import Held, rejected_in

if TYPE_CHECKING:
    from signage.agenda import Agenda, Days
    from signage.clock import Clock
    from signage.sync.bulk import BulkChange, Outcomes

HOLD = 600.0
"""Seconds for which a bulk change is held before it may pass, if the gateway still says so."""
BYPASS_PULLS = 3
"""Full pulls that may pass after staff changed what an agenda is read by; fewer, if one of them is whole."""

log = logging.getLogger(__name__)


class FeedGate:
    """What is held, what staff have accepted, and whether everything may pass for now.

    Three questions (`bulk_change`, `lets_pass`, `held_ids`) and a word for each thing that happens.
    """

    def __init__(self, clock: Clock) -> None:
        self.held: Held | None = None
        self._clock = clock
        self._accepted = ""
        self._rejected: Outcomes = frozenset()
        self._bypass_pulls = 0

    @property
    def open(self) -> bool:
        """Whether everything may pass: staff changed what an agenda is read by, and the feed is right, if unlike."""
        return self._bypass_pulls > 0

    @property
    def held_ids(self) -> frozenset[str]:
        """The ids of the sessions whose changes are not taken over while a bulk change is held."""
        return self.held.bulk_change.ids if self.held else frozenset()

    def bulk_change(self, old: Agenda, new: Agenda, days: Days) -> BulkChange | None:
        """The bulk change in `new` that has to be held, its digest at hand; None if there is none, or if all may pass.

        Takes a tenth of a second for 20,000 sessions.
        """
        change = None if self.open else bulk_change(old, new, self._clock.now(), days)
        _ = change and change.digest
        return change

    def lets_pass(self, change: BulkChange) -> bool:
        """Whether a bulk change is the one that is held, and was accepted or has been held for long enough."""
        held = self.held
        if held is None or not change.within(held.bulk_change):
            return False
        return self._accepted == held.bulk_change.digest or self._clock.monotonic() >= held.passes_at

    def hold(self, change: BulkChange) -> Held:
        """Keep a bulk change back: from now on, or still, if it is the one that is held."""
        if self.held is None or not change.within(self.held.bulk_change):
            rejected = change.outcomes <= self._rejected
            passes_at = math.inf if rejected else self._clock.monotonic() + HOLD
            self.held = Held(change, self._clock.now(), passes_at, rejected)
            until = "as it was rejected" if rejected else "until it comes again in ten minutes or is accepted"
            log.warning("held back, %s: %s", until, change)
        return self.held

    def accept(self, digest: str) -> bool:
        """Staff accept the change of this digest; whether it is the one that is held."""
        if self.held is None or self.held.bulk_change.digest != digest:
            return False
        self._accepted = digest
        return True

    def reject(self, digest: str) -> bool:
        """Staff want the change of this digest never to pass; whether it is the one that is held."""
        if self.held is None or self.held.bulk_change.digest != digest:
            return False
        self._accepted, self._rejected = "", self.held.bulk_change.all_outcomes
        self.held = replace(self.held, passes_at=math.inf, rejected=True)
        log.warning("rejected, and held back until the feed differs: %s", self.held.bulk_change)
        return True

    def remember(self, note: str) -> None:
        """Know again what staff rejected before a restart, by the note of what was held then."""
        self._rejected = rejected_in(note)

    def release(self, *, taken: bool) -> None:
        """End the holding: the change was `taken` over, or the feed is again as it was before."""
        if self.held:
            log.info("no longer held back: %s", "taken" if taken else "the feed is as it was")
        self.forget()

    def forget(self) -> None:
        """Hold nothing: there is another event now."""
        self.held, self._accepted, self._rejected = None, "", frozenset()

    def open_up(self) -> None:
        """Let the next full pulls pass, for staff changed what an agenda is read by."""
        self._bypass_pulls = BYPASS_PULLS

    def count_pull(self, *, settled: bool) -> None:
        """A full pull has passed. The gate closes at once if that has `settled` things, else after some pulls."""
        self._bypass_pulls = 0 if settled else max(0, self._bypass_pulls - 1)
