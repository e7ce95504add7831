"""Keeps the agenda as the gateway has it: full pull, window refresh, delta, one at a time. Failure is a state here."""

from __future__ import annotations

import asyncio
import logging
import math
from dataclasses import KW_ONLY, dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from signage.agenda import Agenda, EventKey
from signage.errors import GatewayError, Transient
from signage.inevent.wire import READING
from signage.sync.agenda_state import AgendaState
from signage.sync.archive import HELD
from signage.sync.backoff import Backoff, Failure
from signage.sync.due import Due
from signage.sync.gate import HOLD, FeedGate
from signage.sync.pull_history import Pulled, PullHistory
from signage.sync.reconcile import ambiguous, merged, missing_from_window, read_alike, with_known_ids
from signage.sync.status import Status

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from signage.clock import Clock
    from signage.inevent.client import SessionClient
    from signage.inevent.pull import Pull
    from signage.inevent.rate_limit import Usage
    from signage.layout import Layout, SyncPlan
    from signage.store.snapshot import Kind
    from signage.sync.archive import Archive

WINDOW_LOOKBACK = timedelta(hours=1)
"""How far back a window reaches: as far as a session without a length may be on."""
DAY = timedelta(days=1)
MAX_RETRY_AFTER = 240.0
"""Seconds of the longest wait that the gateway can ask for: a longer one would hide for long that it is well again."""
MAX_ASKED_BY_ID = 10
"""Sessions asked for by id in one tick; where more are missing a full pull is cheaper, and surer."""

log = logging.getLogger(__name__)


class Assignment(NamedTuple):
    """What to keep an agenda of, and how often to ask: all that a Sync takes from screens.yaml."""

    event: EventKey
    plan: SyncPlan

    @classmethod
    def of(cls, layout: Layout) -> Assignment:
        """The assignment that a layout gives."""
        return cls(EventKey(layout.event.id, layout.event.days), layout.sync)


@dataclass(eq=False, repr=False)
class Sync:
    """Asks the gateway, reconciles, saves, publishes. `full`, `window` and `delta` never raise; see `status`.

    `publish` is awaited with every new agenda, after it has been saved.
    """

    client: SessionClient
    archive: Archive
    assignment: Assignment
    _: KW_ONLY
    clock: Clock
    publish: Callable[[Agenda], Awaitable[None]]

    def __post_init__(self) -> None:
        self._lock = asyncio.Lock()
        self._gate, self._due, self._backoff = FeedGate(self.clock), Due(self.clock), Backoff(self.clock)
        self._agenda = AgendaState(self.archive, self.clock, self.publish, self.assignment.event.id)
        self._shifting = False
        self._pulls = PullHistory()
        self._asking: Kind = "full"
        self._question: asyncio.Future[None] | None = None

    @property
    def status(self) -> Status:
        """The state of the feed, for staff: its last answers, errors, and what is held back."""
        shown, held = self._agenda.snapshot, self._gate.held
        waits = held.passes_at - self.clock.monotonic() if held else math.inf
        return Status(
            sessions=len(shown.agenda.sessions) if shown else 0,
            confirmed_at=self.confirmed_at,
            pulled_at=shown.pulled_at if shown else None,
            error=self._backoff.error,
            failing_since=self._backoff.since,
            store_error=self.archive.error,
            problems=self._agenda.problems,
            held=held,
            passes_in=None if waits == math.inf else max(0.0, waits),
            pulls=self._pulls,
            changes=self._agenda.changes,
        )

    @property
    def usage(self) -> Usage:
        """How much the gateway was asked, and what more it allows."""
        return self.client.usage

    @property
    def confirmed_at(self) -> datetime | None:
        """When the gateway last gave a good answer about what is shown."""
        return self._agenda.snapshot.confirmed_at if self._agenda.snapshot else None

    @property
    def unconfirmed(self) -> timedelta:
        """The least time since the last good answer, by the monotonic clock, which nobody can set."""
        return timedelta(seconds=self.clock.monotonic() - self._agenda.confirmed)

    @property
    def asks(self) -> bool:
        """Whether it is for this node to ask the gateway, as it is where there is no other."""
        return True

    @property
    def number(self) -> int:
        """The number of the snapshot that is shown: the greater, the newer. 0 while none was ever saved."""
        return self._agenda.number

    @property
    def retry_in(self) -> float | None:
        """Seconds until a window is worth another try, where the last tick failed for a passing reason; else None."""
        return self._backoff.retry_in

    # From outside -----------------------------------------------------------------------------------------------------

    async def restore(self) -> None:
        """Show what the store has, and find out whether a full pull is due."""
        async with self._lock:
            await self._try(self._load, self._agenda.show)

    async def configure(self, assignment: Assignment) -> None:
        """Take over changed settings. Another event's agenda replaces this one as soon as there is one."""
        async with self._lock:
            before, self.assignment = self.assignment.event, assignment
            if assignment.event.id != before.id:
                self._gate.forget()
                self._due.forget()
                self._agenda.turn_to(assignment.event.id)
                await self._outcome(self._load)
                await self._outcome(self._agenda.show)
            if assignment.event != before:
                self._on_source_changed()

    async def full(self, progress: Callable[[int, int | None], None] | None = None) -> None:
        """Pull everything; `progress` is told how many records there are so far, and of how many."""
        self._due.full_now()
        await self._tick(lambda: self._full(progress))

    async def window(self) -> None:
        """Refresh what is on and what comes; or pull everything, where that is due."""
        await self._tick(self._window)

    async def delta(self) -> None:
        """Fetch what changed since the last time; or pull everything, where that is due."""
        await self._tick(self._delta)

    def accept(self, digest: str) -> bool:
        """Let what is held pass with the next answer that says so, if it has this digest still; ask soon."""
        accepted = self._gate.accept(digest)
        if accepted:
            self._due.full_now()
        return accepted

    def reject(self, digest: str) -> bool:
        """Keep what is held from the walls until the feed differs, or it is accepted, if it has this digest still."""
        rejected = self._gate.reject(digest)
        if rejected and self._gate.held and self.asks:
            self.archive.note(HELD, self._gate.held.note(), fenced=True)
        return rejected

    # One tick ---------------------------------------------------------------------------------------------------------

    async def _tick(self, question: Callable[[], Awaitable[None]]) -> None:
        async with self._lock:
            if not self.asks:
                return
            if self._gate.held and self._gate.accept(await self.archive.accepted()):
                self._due.full_now()
            if self._backoff.over:
                await self._try(partial(self._asked, question), self._keep, self._agenda.show)
                await self._tell()

    async def _asked(self, question: Callable[[], Awaitable[None]]) -> None:
        """Ask; a question that is given up meanwhile, for another node asks now, has no answer and is no failure."""
        before, self._question = self._agenda.snapshot, asyncio.ensure_future(question())
        try:
            await asyncio.wait([self._question])
            if not self._question.cancelled():
                self._question.result()
        finally:
            self._question.cancel()
            self._question = None
            if not self.asks:  # a process that was stopped for a minute has an old answer
                self._agenda.snapshot = before

    async def _try(self, *steps: Callable[[], Awaitable[None]]) -> None:
        """Run each of these, also after one has failed, and record the first failure."""
        started = self.clock.monotonic()
        failures = [await self._outcome(step) for step in steps]
        failure = next(filter(None, failures), None)
        if failure:
            self._pulls.note(Pulled(self._asking, self.clock.now(), "failed", text=failure.text, error=failure.kind))
        longest = self.assignment.plan.window_every.total_seconds()
        self._backoff.note(failure, started, longest, shown=self._agenda.snapshot is not None)

    async def _outcome(self, work: Callable[[], Awaitable[None]]) -> Failure | None:
        """Run it; the failure if it raised any exception, for none may stop the ticks."""
        try:
            await work()
        except GatewayError as error:
            wanted = min(error.retry_after, MAX_RETRY_AFTER)
            return Failure(
                self.client.redact(str(error)), wanted, passing=isinstance(error, Transient), kind=error.kind
            )
        except Exception as error:
            return Failure(self.client.redact(f"a fault in signage itself: {type(error).__name__}: {error}"))
        return None

    # Questions --------------------------------------------------------------------------------------------------------

    @property
    def _event(self) -> EventKey:
        return self.assignment.event

    async def _full(self, progress: Callable[[int, int | None], None] | None = None) -> None:
        asked_at, self._asking = self.clock.now(), "full"
        pull = await self.client.pull(self._event, progress)
        self._tell_shifting(pull, shifting=self._due.answered(pull))
        before, agenda = await asyncio.to_thread(self._merged, pull, replace=pull.whole)
        change = await asyncio.to_thread(self._gate.bulk_change, before, agenda, self._event.days)
        if change and not self._gate.lets_pass(change):
            again = self.clock.monotonic() + HOLD  # a rejected feed is looked at again: it may differ by then
            self._due.full_at(min(self._gate.hold(change).passes_at, again))
            self._pulls.note(Pulled("full", asked_at, "held", len(pull.sessions), str(change)))
            return
        settled = pull.whole or change is not None
        if settled:
            self._gate.release(taken=change is not None)
        await self._adopt("full", before, agenda, pull, asked_at)
        self._gate.count_pull(settled=settled)

    async def _window(self) -> None:
        asked_at = self.clock.now()
        if self._agenda.current is None or self._due.full:
            return await self._full()
        self._asking = "window"
        start, end = asked_at - WINDOW_LOOKBACK, asked_at + self.assignment.plan.window
        pull = with_known_ids(await self.client.window(self._event, start, end), self._agenda.current.agenda)
        missing = missing_from_window(self._agenda.current.agenda, pull, start, end)
        missing = self._due.not_asked_lately(missing, self._gate.held_ids)
        askable = [session_id for session_id in missing if not self._agenda.current.agenda.by_id[session_id].shared_id]
        if len(missing) > MAX_ASKED_BY_ID or len(askable) < len(missing):
            if self._due.claim_verification():
                return await self._full()
            missing = askable if len(askable) <= MAX_ASKED_BY_ID else []
        return await self._upsert("window", await self._completed(pull, missing), asked_at)

    async def _delta(self) -> None:
        current, asked_at = self._agenda.current, self.clock.now()
        if current is None or self._due.full:
            return await self._full()
        self._asking = "delta"
        pull = await self.client.delta(self._event, current.cursor or current.pulled_at or current.taken_at)
        return await self._upsert("delta", await asyncio.to_thread(with_known_ids, pull, current.agenda), asked_at)

    async def _completed(self, pull: Pull, missing: list[str]) -> Pull:
        """The answer with these sessions added, each asked for by id.

        Where one cannot be had, a full pull becomes due and the error is raised, once in ten minutes at most; otherwise
        the answer goes without them.
        """
        try:
            for session_id in missing:
                pull += await self.client.session(self._event, session_id)
                self._due.asked([session_id])
        except GatewayError:
            if self._due.claim_verification():
                raise
            self._due.asked(missing)
        return pull

    async def _upsert(self, kind: Kind, pull: Pull, asked_at: datetime) -> None:
        """Take over a partial answer. It is no ground to hold anything, or to tell sessions of one id apart."""
        before, agenda = await asyncio.to_thread(self._merged, pull, frozen=self._gate.held_ids)
        days = self._event.days
        if not ambiguous(before, pull) and not await asyncio.to_thread(self._gate.bulk_change, before, agenda, days):
            await self._adopt(kind, before, agenda, pull, asked_at)
        elif self._due.claim_verification():
            await self._full()

    def _merged(
        self, pull: Pull, *, replace: bool = False, frozen: AbstractSet[str] = frozenset()
    ) -> tuple[Agenda, Agenda]:
        """What is known of this event, read as this answer is; and the same with the answer.

        Of 20,000 sessions that takes a tenth of a second, as does all else that is done with them beside the loop.
        """
        before = read_alike(self._agenda.current.agenda, pull, self._event.days) if self._agenda.current else Agenda()
        return before, merged(before, pull, replace=replace, frozen=frozen)

    # State ------------------------------------------------------------------------------------------------------------

    async def _adopt(self, kind: Kind, before: Agenda, agenda: Agenda, pull: Pull, asked_at: datetime) -> None:
        """Take an answer over, and what it makes of the agenda."""
        self._pulls.note(Pulled(kind, asked_at, "good", len(pull.sessions)))
        gate = self._gate
        await self._agenda.adopt(kind, before, agenda, pull, asked_at, corrected=gate.open, held=gate.held is not None)

    def _tell_shifting(self, pull: Pull, *, shifting: bool) -> None:
        """Tell staff when lists begin to come without some of their sessions, and when they are complete again."""
        if shifting and not self._shifting:
            log.warning(
                "the platform's list of sessions changes while it is read: %d of its %s came; it is read again soon",
                len(pull.gateway_ids),
                pull.total,
            )
        elif self._shifting and not shifting:
            log.info("the platform's list of sessions was read to its end")
        self._shifting = shifting

    async def _load(self) -> None:
        snapshot, source, held = await self._agenda.load()
        self._gate.remember(held)
        self._due.full_now()
        if snapshot is None:
            return
        self.client.seed_speakers(snapshot.agenda.sessions)
        fresh = snapshot.pulled_at and abs(self.clock.now() - snapshot.pulled_at) <= DAY
        if fresh and not held and snapshot.reading == READING:
            self._due.none_needed()
        if source not in ("", self._source):  # staff changed the settings since
            self._on_source_changed()
            if not source.endswith(f" {self.client.base_url}"):  # an event of another gateway with the same id
                self._agenda.snapshot = replace(snapshot, event_id="")
                self.client.seed_speakers(())

    def _on_source_changed(self) -> None:
        """Staff changed a setting by which the agenda is read: pull it anew at once, and let bulk changes pass."""
        self._due.full_now()
        self._backoff.end()
        self._gate.open_up()

    @property
    def _source(self) -> str:
        days = self._event.days
        return f"{days.zone} {days.day_ends:%H:%M} {self.client.source}"

    async def _keep(self) -> None:
        if not self.asks:
            return
        await self.archive.keep(self._agenda.current, "" if self._gate.open else self._source, self._gate.held)
        self._agenda.number = self.archive.number
        await self._tell()

    async def _tell(self) -> None:
        """Tell other nodes of the state of the feed, where there are any."""
