"""Hands the state of the feed from the node that asks the gateway to those that follow, one of which may ask next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from signage.sync.feed_state import Told, held_back, held_here

if TYPE_CHECKING:
    from signage.clock import Clock
    from signage.inevent.rate_limit import Usage
    from signage.store.snapshot import Snapshot
    from signage.sync.backoff import Backoff
    from signage.sync.gate import FeedGate
    from signage.sync.pull_history import PullHistory


@dataclass(frozen=True, slots=True)
class Handover:
    """The parts of a Sync that other nodes are told of, and that take over what others tell."""

    gate: FeedGate
    backoff: Backoff
    pulls: PullHistory
    usage: Usage
    clock: Clock

    def tell(self, shown: Snapshot | None, number: int) -> Told:
        """What there is to tell now."""
        now, backoff = self.clock.now(), self.backoff
        rest = now + timedelta(seconds=backoff.rest) if backoff.rest else None
        wanted = self.usage.rest_until  # a refusal that is being waited out is no failure yet
        until = max((at for at in (rest, wanted) if at and at > now), default=None)
        return Told(
            number,
            shown.confirmed_at if shown else None,
            shown.pulled_at if shown else None,
            shown.cursor if shown else None,
            backoff.error,
            backoff.since,
            backoff.passing,
            until,
            held_back(self.gate.held, now, self.clock.monotonic()),
            tuple(self.pulls.last.values()),
            self.usage.hours(),
        )

    def take(self, told: Told) -> None:
        """Go on from what another node tells: what it holds, how asking went, how long the gateway is left alone."""
        now = self.clock.now()
        self.gate.held = held_here(told.held, now, self.clock.monotonic())
        rest = (told.rest_until - now).total_seconds() if told.rest_until else 0.0
        self.backoff.told(told.error, told.failing_since, max(0.0, rest), passing=told.passing)
        for pulled in told.pulls:
            if pulled != self.pulls.last.get((pulled.kind, pulled.result == "good")):
                self.pulls.note(pulled)
        self.usage.told(told.hours)


def confirmed(snapshot: Snapshot, told: Told) -> Snapshot:
    """A snapshot with the later times that are told of it."""
    if told.confirmed_at is None or told.confirmed_at <= snapshot.confirmed_at:
        return snapshot
    return replace(snapshot, confirmed_at=told.confirmed_at, pulled_at=told.pulled_at, cursor=told.cursor)
