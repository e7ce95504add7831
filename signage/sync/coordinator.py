"""Keeps the agenda as the gateway has it: one question at a time, then saved and shown. Failure is a state here."""

from __future__ import annotations

import asyncio
import logging
import math
from dataclasses import KW_ONLY, dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from signage.errors import GatewayError, Transient
from signage.inevent.wire import READING
from signage.sync.agenda_state import AgendaState
from signage.sync.archive import HELD
from signage.sync.backoff import Backoff, Failure
from signage.sync.due import Due
from signage.sync.gate import FeedGate
from signage.sync.pull_history import Pulled, PullHistory
from signage.sync.questions import Questions
from signage.sync.status import Status

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from signage.agenda import Agenda, EventKey
    from signage.clock import Clock
    from signage.inevent.client import SessionClient
    from signage.inevent.rate_limit import Usage
    from signage.sync.archive import Archive
    from signage.sync.assignment import Assignment

DAY = timedelta(days=1)
MAX_RETRY_AFTER = 240.0
"""Seconds of the longest wait that the gateway can ask for: a longer one would hide for long that it is well again."""

log = logging.getLogger(__name__)


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
        self._pulls = PullHistory()
        self._questions = Questions(
            self.client, self._agenda, self._gate, self._due, self._pulls, self.clock, self.assignment
        )
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
            self._questions.assignment = assignment
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
        await self._tick(lambda: self._questions.full(progress))

    async def window(self) -> None:
        """Refresh what is on and what comes; or pull everything, where that is due."""
        await self._tick(self._questions.window)

    async def delta(self) -> None:
        """Fetch what changed since the last time; or pull everything, where that is due."""
        await self._tick(self._questions.delta)

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
            self._pulls.note(
                Pulled(self._questions.asking, self.clock.now(), "failed", text=failure.text, error=failure.kind)
            )
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

    @property
    def _event(self) -> EventKey:
        return self.assignment.event

    # State ------------------------------------------------------------------------------------------------------------

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
