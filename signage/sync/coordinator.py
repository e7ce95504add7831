"""Keeps the agenda as the gateway has it: full pull, window refresh, delta, one at a time. Failure is a state here."""

from __future__ import annotations

import asyncio
import logging
import math
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from signage.agenda import Agenda, carry_history
from signage.errors import GatewayError
from signage.store.snapshot import Snapshot
from signage.sync.archive import PROBLEMS
from signage.sync.backoff import Backoff, Failure
from signage.sync.gate import bulk_change
from signage.sync.reconcile import cursor, merged, missing_from_window, update_problems
from signage.sync.status import Held, Status, problems_note

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from signage.agenda import Days
    from signage.clock import Clock
    from signage.inevent.client import Gateway
    from signage.inevent.pull import Pull
    from signage.inevent.wire import Problem
    from signage.layout import SyncPlan
    from signage.store.snapshot import Kind
    from signage.sync.archive import Archive
    from signage.sync.gate import BulkChange

WINDOW_LOOKBACK = timedelta(minutes=15)  # how far back a window reaches
DAY = timedelta(days=1)
RETRY_AFTER = 600.0  # seconds until what was held, not whole or asked for by id is asked again
MAX_RETRY_AFTER = (
    240.0  # seconds for which the gateway may send us away, so that it never takes long until it is seen to be well
)
MAX_ASKED_BY_ID = 10  # sessions asked for by id in one tick; when more are missing a full pull is cheaper, and surer
GATE_BYPASS_PULLS = 3  # full pulls that may follow a change of the settings, where none is whole
MAX_LOGGED = 20  # problems of one answer that are logged
log = logging.getLogger(__name__)


class Sync:
    """Asks, reconciles, saves, publishes. The ticks `full`, `window` and `delta` never raise; see `status`.

    `publish` is awaited with every new agenda, after it has been saved.
    """

    def __init__(
        self,
        gateway: Gateway,
        archive: Archive,
        *,
        event_id: str,
        days: Days,
        plan: SyncPlan,
        clock: Clock,
        publish: Callable[[Agenda], Awaitable[None]],
    ) -> None:
        self._gateway, self._archive, self._publish = gateway, archive, publish
        self._clock = clock
        self._event_id, self.days, self.plan = event_id, days, plan
        self._lock = asyncio.Lock()
        self._snapshot: Snapshot | None = None
        self._published: Agenda | None = None
        self._problems: tuple[Problem, ...] = ()
        self._held: Held | None = None
        self._accepted = ""
        self._gate_bypass_pulls = (
            0  # so many full pulls may turn everything upside down, for staff changed the settings
        )
        self._asked: dict[str, float] = {}
        self._backoff = Backoff(clock)
        # By the monotonic clock, which no one can set:
        self._confirmed = 0.0
        self._full_due = 0.0
        self._next_verification = 0.0

    @property
    def status(self) -> Status:
        shown = self._snapshot
        return Status(
            sessions=len(shown.agenda.sessions) if shown else 0,
            confirmed_at=self.confirmed_at,
            pulled_at=shown.pulled_at if shown else None,
            error=self._backoff.error,
            failing_since=self._backoff.since,
            store_error=self._archive.error,
            problems=self._problems,
            held=self._held,
        )

    @property
    def confirmed_at(self) -> datetime | None:
        """When the gateway last gave a good answer about what is shown."""
        return self._snapshot.confirmed_at if self._snapshot else None

    @property
    def unconfirmed(self) -> timedelta:
        """How long at least there was no good answer, whatever the system's clock was set to meanwhile."""
        return timedelta(seconds=self._clock.monotonic() - self._confirmed)

    # From outside -----------------------------------------------------------------------------------------------------

    async def restore(self) -> None:
        """Show what the store has, and find out whether a full pull is due."""
        async with self._lock:
            await self._try(self._load, self._show)

    async def configure(self, event_id: str, days: Days, plan: SyncPlan) -> None:
        """Take over changed settings. Another event's agenda replaces this one as soon as there is one."""
        async with self._lock:
            other_event, other_zone = event_id != self._event_id, days.zone != self.days.zone
            self._event_id, self.days, self.plan = event_id, days, plan
            self._gateway.event_id, self._gateway.zone = event_id, days.zone
            if other_event:
                self._held, self._problems, self._asked = None, (), {}
                await self._outcome(self._load)
                await self._outcome(self._show)
            if other_event or other_zone:
                self._on_source_changed()

    async def full(self, progress: Callable[[int, int | None], None] | None = None) -> None:
        """Pull everything; `progress` is told how many records there are so far, and of how many."""
        self._full_due = 0.0  # stays due until one has succeeded
        await self._tick(lambda: self._full(progress))

    async def window(self) -> None:
        """Refresh what is on and what comes; or pull everything, where that is due."""
        await self._tick(self._window)

    async def delta(self) -> None:
        """Fetch what changed since the last time."""
        await self._tick(self._delta)

    # One tick ---------------------------------------------------------------------------------------------------------

    async def _tick(self, question: Callable[[], Awaitable[None]]) -> None:
        async with self._lock:
            if self._held and await self._archive.accepted() == self._held.bulk_change.digest:
                self._accepted, self._full_due = self._held.bulk_change.digest, 0.0
            if self._clock.monotonic() >= self._backoff.retry_at:
                await self._try(question, self._keep, self._show)

    async def _try(self, *steps: Callable[[], Awaitable[None]]) -> None:
        """Do each of these, whatever becomes of those before it, and note what went wrong first."""
        started = self._clock.monotonic()
        failures = [await self._outcome(step) for step in steps]
        self._backoff.note(next(filter(None, failures), None), started, self.plan.window_every.total_seconds())

    async def _outcome(self, work: Callable[[], Awaitable[None]]) -> Failure | None:
        """Do it, and say what went wrong; nothing that goes wrong may stop the ticks."""
        try:
            await work()
        except GatewayError as error:
            return Failure(self._gateway.redact(str(error)), min(error.retry_after, MAX_RETRY_AFTER))
        except Exception as error:
            return Failure(self._gateway.redact(f"a fault in signage itself: {type(error).__name__}: {error}"))
        return None

    # Questions --------------------------------------------------------------------------------------------------------

    @property
    def _current(self) -> Snapshot | None:
        """What is known of this event; None as long as another event's agenda is all there is."""
        return self._snapshot if self._snapshot and self._snapshot.event_id == self._event_id else None

    async def _full(self, progress: Callable[[int, int | None], None] | None = None) -> None:
        asked_at = self._clock.now()
        pull = await self._gateway.pull(progress)
        self._full_due = math.inf if pull.complete else self._clock.monotonic() + RETRY_AFTER
        current = self._current
        agenda = merged(current.agenda if current else Agenda(), pull, replace=pull.whole)
        found = self._bulk_change(agenda)
        if found and not self._may_pass(found):
            self._hold(found)
            return
        if pull.whole or found:
            if self._held:
                log.info("no longer held back: %s", "taken" if found else "the feed is as it was")
            self._held, self._accepted = None, ""
        self._adopt("full", agenda, pull, asked_at)
        self._gate_bypass_pulls = 0 if pull.whole or found else max(0, self._gate_bypass_pulls - 1)

    async def _window(self) -> None:
        current, asked_at = self._current, self._clock.now()
        if current is None or self._clock.monotonic() >= self._full_due:
            return await self._full()
        start, end = asked_at - WINDOW_LOOKBACK, asked_at + self.plan.window
        pull = await self._gateway.window(start, end)
        missing = self._to_ask(missing_from_window(current.agenda, pull, start, end))
        if len(missing) > MAX_ASKED_BY_ID:
            if self._claim_verification():
                return await self._full()
            missing = []
        return await self._upsert("window", current, await self._completed(pull, missing), asked_at)

    async def _delta(self) -> None:
        current, asked_at = self._current, self._clock.now()
        if current is None or self._clock.monotonic() >= self._full_due:
            return await self._full()
        pull = await self._gateway.delta(current.cursor or current.pulled_at or current.taken_at)
        return await self._upsert("delta", current, pull, asked_at)

    async def _completed(self, pull: Pull, missing: list[str]) -> Pull:
        """With what became of these sessions. Where the gateway does not say, the whole tells, if it may be pulled."""
        try:
            for session_id in missing:
                pull += await self._gateway.session(session_id)
                self._asked[session_id] = self._clock.monotonic()
        except GatewayError:
            if self._claim_verification():
                raise
            self._asked |= dict.fromkeys(missing, self._clock.monotonic())
        return pull

    def _to_ask(self, missing: list[str]) -> list[str]:
        """Of the sessions missing from a window those that are neither held nor were asked for lately."""
        recent_placements = self._clock.monotonic() - RETRY_AFTER
        self._asked = {session_id: at for session_id, at in self._asked.items() if at > recent_placements}
        held = self._held.bulk_change.ids if self._held else frozenset()
        return [session_id for session_id in missing if session_id not in self._asked and session_id not in held]

    async def _upsert(self, kind: Kind, current: Snapshot, pull: Pull, asked_at: datetime) -> None:
        agenda = merged(current.agenda, pull, frozen=self._held.bulk_change.ids if self._held else frozenset())
        if not self._bulk_change(agenda):
            self._adopt(kind, agenda, pull, asked_at)
        elif self._claim_verification():  # a partial view is no ground to hold anything: ask for the whole
            await self._full()

    def _claim_verification(self) -> bool:
        """Whether a partial answer may be checked by a full pull now: at most once in ten minutes."""
        now = self._clock.monotonic()
        if now < self._next_verification:
            return False
        self._next_verification, self._full_due = now + RETRY_AFTER, 0.0
        return True

    # The feed gate ----------------------------------------------------------------------------------------------------

    def _bulk_change(self, agenda: Agenda) -> BulkChange | None:
        current = self._current
        return (
            bulk_change(current.agenda, agenda, self._clock.now(), self.days)
            if current and not self._gate_bypass_pulls
            else None
        )

    def _may_pass(self, found: BulkChange) -> bool:
        held = self._held
        if held is None or not found.within(held.bulk_change):
            return False
        return self._accepted == held.bulk_change.digest or self._clock.monotonic() >= held.passes_at

    def _hold(self, found: BulkChange) -> None:
        if self._held is None or not found.within(self._held.bulk_change):
            self._held = Held(found, self._clock.now(), self._clock.monotonic() + RETRY_AFTER)
            log.warning("held back, until it comes again in ten minutes or is accepted: %s", found)
        self._full_due = self._held.passes_at

    # State ---------------------------------------------------------------------------------------------------------

    def _adopt(self, kind: Kind, agenda: Agenda, pull: Pull, asked_at: datetime) -> None:
        """Make an answer the state of things. Until a first whole pull nothing counts as added."""
        current = self._current
        settled = current.agenda if current and current.pulled_at else None
        agenda = carry_history(settled, agenda, asked_at, corrected=self._gate_bypass_pulls > 0)
        self._report(update_problems(self._problems, pull))
        before = current.cursor if current else None
        snapshot = Snapshot(
            self._event_id,
            agenda,
            kind,
            taken_at=asked_at,
            confirmed_at=current.confirmed_at if current and self._held else asked_at,
            pulled_at=asked_at if kind == "full" and pull.whole else current.pulled_at if current else None,
            cursor=before if kind == "window" else cursor(before, pull, asked_at),
        )
        if current and current.agenda == agenda:
            snapshot = replace(snapshot, agenda=current.agenda, kind=current.kind, taken_at=current.taken_at)
        self._snapshot = snapshot
        if not self._held:
            self._confirmed = self._clock.monotonic()

    def _report(self, problems: tuple[Problem, ...]) -> None:
        """Tell staff what is wrong with records, each thing once."""
        fresh = [problem for problem in problems if problem not in self._problems]
        for problem in fresh[:MAX_LOGGED]:
            log.warning("session %s of the platform: %s", problem.session or "without an id", problem.text)
        if len(fresh) > MAX_LOGGED:
            log.warning("and %d more of the platform's sessions", len(fresh) - MAX_LOGGED)
        if problems != self._problems:
            self._archive.note(PROBLEMS.format(self._event_id), problems_note(problems))
        self._problems = problems

    async def _load(self) -> None:
        snapshot, source, held = await self._archive.load(self._event_id)
        self._full_due = 0.0
        if snapshot:
            # Where our own clock is behind, nobody knows how old the agenda is: it counts as old.
            ahead = snapshot.confirmed_at > self._clock.now()
            self._snapshot, self._confirmed = snapshot, self._clock.monotonic() - ahead * DAY.total_seconds()
            self._gateway.seed_speakers(snapshot.agenda.sessions)
            fresh = snapshot.pulled_at and abs(self._clock.now() - snapshot.pulled_at) <= DAY
            self._full_due = math.inf if fresh and not held else 0.0
            if source not in ("", self._source):  # corrected while nobody ran, or just before
                self._on_source_changed()
                if not source.endswith(f" {self._gateway.base_url}"):  # a namesake that another gateway has
                    self._snapshot = replace(snapshot, event_id="")
                    self._gateway.seed_speakers(())

    def _on_source_changed(self) -> None:
        """Staff changed what an agenda is read by: pull it anew at once, whatever that turns upside down."""
        self._full_due, self._backoff.retry_at, self._gate_bypass_pulls = 0.0, 0.0, GATE_BYPASS_PULLS

    @property
    def _source(self) -> str:
        return f"{self.days.zone} {self._gateway.source}"

    async def _keep(self) -> None:
        await self._archive.keep(self._current, "" if self._gate_bypass_pulls else self._source, self._held)

    async def _show(self) -> None:
        """Publish the agenda if it is another one than the last time."""
        if self._snapshot and self._snapshot.agenda is not self._published:
            await self._publish(self._snapshot.agenda)
            self._published = self._snapshot.agenda
