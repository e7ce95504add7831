"""What is known of the event's agenda: loaded, taken over from answers, saved with its changes, and published."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from operator import eq
from typing import TYPE_CHECKING

from signage.agenda import Agenda, carry_history
from signage.inevent.wire import READING, reread
from signage.store.snapshot import Snapshot
from signage.sync.archive import CHANGES, PROBLEMS
from signage.sync.changes import MOST, changes, note_of
from signage.sync.reconcile import cursor, update_problems
from signage.sync.status import problems_note

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from signage.clock import Clock
    from signage.inevent.pull import Pull
    from signage.inevent.wire import RecordProblem
    from signage.store.snapshot import Kind
    from signage.sync.archive import Archive
    from signage.sync.changes import Change

DAY = timedelta(days=1)
MAX_LOGGED = 20
"""Problems of one answer that are logged, each in a line."""

log = logging.getLogger(__name__)


@dataclass(eq=False, repr=False)
class AgendaState:
    """The agenda of an event as it is known here, what is wrong with its records, and what became otherwise in it.

    `publish` is awaited with every new agenda. `number` is that of the snapshot as it is stored, 0 while it never was;
    `confirmed` is when the gateway last said so, by the monotonic clock, which nobody can set.
    """

    archive: Archive
    clock: Clock
    publish: Callable[[Agenda], Awaitable[None]]
    event_id: str
    snapshot: Snapshot | None = None
    problems: tuple[RecordProblem, ...] = ()
    changes: tuple[Change, ...] = ()
    number: int = 0
    confirmed: float = 0.0
    _published: Agenda | None = None

    @property
    def current(self) -> Snapshot | None:
        """What is known of this event; None as long as another event's agenda is all there is."""
        return self.snapshot if self.snapshot and self.snapshot.event_id == self.event_id else None

    def turn_to(self, event_id: str) -> None:
        """Go on with another event, of which nothing is known yet: what is shown stays until there is something."""
        self.event_id, self.problems = event_id, ()

    async def load(self) -> tuple[Snapshot | None, str, str]:
        """Take over what is stored of the event: the snapshot, its source where known, and the note of what was held.

        Never raises, as the archive does not.
        """
        snapshot, source, held = await self.archive.load(self.event_id)
        self.changes = await self.archive.changes(self.event_id)
        self.problems = await self.archive.problems(self.event_id)
        if snapshot:
            if snapshot.reading != READING:
                agenda = await asyncio.to_thread(lambda known: Agenda.of(map(reread, known)), snapshot.agenda.sessions)
                snapshot = replace(snapshot, agenda=agenda)
            # Where our own clock is behind, nobody knows how old the agenda is: it counts as old.
            ahead = snapshot.confirmed_at > self.clock.now()
            self.snapshot, self.confirmed = snapshot, self.clock.monotonic() - ahead * DAY.total_seconds()
            self.number = snapshot.number
        return snapshot, source, held

    async def adopt(
        self,
        kind: Kind,
        before: Agenda,
        agenda: Agenda,
        pull: Pull,
        asked_at: datetime,
        *,
        corrected: bool,
        held: bool,
    ) -> None:
        """Take over an answer, which makes `agenda` of what was known `before`; see `carry_history` for `corrected`.

        While something is `held` nothing is confirmed. Until a first whole pull nothing counts as added.
        """
        current = self.current
        announced = before if current and current.pulled_at else None
        news = current is not None and current.reading == READING
        agenda = await asyncio.to_thread(
            carry_history, announced, agenda, asked_at, corrected=corrected, newcomers=news
        )
        self._report(update_problems(self.problems, pull))
        snapshot = self._snapshot_of(kind, agenda, pull, asked_at, held=held)
        same = current is not None and await asyncio.to_thread(eq, current.agenda, agenda)
        if current and same and current.reading == snapshot.reading:
            snapshot = replace(snapshot, agenda=current.agenda, kind=current.kind, taken_at=current.taken_at)
        self.snapshot = snapshot
        if announced is not None:
            self._remember(await asyncio.to_thread(changes, announced, agenda, asked_at))
        if not held:
            self.confirmed = self.clock.monotonic()

    def _snapshot_of(self, kind: Kind, agenda: Agenda, pull: Pull, asked_at: datetime, *, held: bool) -> Snapshot:
        current = self.current
        since = current.cursor if current else None
        whole = kind == "full" and pull.whole
        return Snapshot(
            self.event_id,
            agenda,
            kind,
            taken_at=asked_at,
            confirmed_at=current.confirmed_at if current and held else asked_at,
            pulled_at=asked_at if whole else current.pulled_at if current else None,
            cursor=since if kind == "window" else cursor(since, pull, asked_at),
            reading=READING if whole or not current else current.reading,
        )

    def _remember(self, fresh: list[Change]) -> None:
        """Have what became otherwise for staff, also after a restart."""
        if fresh:
            self.changes = (*self.changes, *fresh)[-MOST:]
            self.archive.note(CHANGES.format(self.event_id), note_of(self.changes), fenced=True)

    def _report(self, problems: tuple[RecordProblem, ...]) -> None:
        """Tell staff what is wrong with records, each thing once; and leave it to `signage check`."""
        if problems == self.problems:
            return
        fresh = [problem for problem in problems if problem not in self.problems]
        for problem in fresh[:MAX_LOGGED]:
            log.warning("session %s of the platform: %s", problem.session or "without an id", problem.text)
        if len(fresh) > MAX_LOGGED:
            log.warning("and %d more of the platform's sessions", len(fresh) - MAX_LOGGED)
        self.problems = problems
        self.archive.note(PROBLEMS.format(self.event_id), problems_note(problems), fenced=True)

    async def show(self) -> None:
        """Publish the agenda if it differs from the one published last."""
        if self.snapshot and self.snapshot.agenda is not self._published:
            await self.publish(self.snapshot.agenda)
            self._published = self.snapshot.agenda
