"""The three questions to the gateway, full pull, window and delta, and what their answers make of the agenda."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from signage.agenda import Agenda
from signage.errors import GatewayError
from signage.sync.gate import HOLD
from signage.sync.pull_history import Pulled
from signage.sync.reconcile import ambiguous, merged, missing_from_window, read_alike, with_known_ids

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from signage.agenda import EventKey
    from signage.clock import Clock
    from signage.inevent.client import SessionClient
    from signage.inevent.pull import Pull
    from signage.store.snapshot import Kind
    from signage.sync.agenda_state import AgendaState
    from signage.sync.assignment import Assignment
    from signage.sync.due import Due
    from signage.sync.gate import FeedGate
    from signage.sync.pull_history import PullHistory

WINDOW_LOOKBACK = timedelta(hours=1)
"""How far back a window reaches: as far as a session without a length may be on."""
MAX_ASKED_BY_ID = 10
"""Sessions asked for by id in one tick; where more are missing a full pull is cheaper, and surer."""

log = logging.getLogger(__name__)


@dataclass(eq=False, repr=False)
class Questions:
    """Asks the gateway about the event of the `assignment`, and takes the answer over into the agenda's state.

    A window or a delta that cannot be trusted alone becomes a full pull, as does one while a full pull is due.
    `asking` is the kind of the question that was begun last.
    """

    _client: SessionClient
    _agenda: AgendaState
    _gate: FeedGate
    _due: Due
    _pulls: PullHistory
    _clock: Clock
    assignment: Assignment
    asking: Kind = "full"
    _shifting: bool = False

    @property
    def _event(self) -> EventKey:
        return self.assignment.event

    async def full(self, progress: Callable[[int, int | None], None] | None = None) -> None:
        """Pull everything; a bulk change is held, or taken over where it may pass. Raises `GatewayError`."""
        asked_at, self.asking = self._clock.now(), "full"
        pull = await self._client.pull(self._event, progress)
        self._tell_shifting(pull, shifting=self._due.answered(pull))
        before, agenda = await asyncio.to_thread(self._merged, pull, replace=pull.whole)
        change = await asyncio.to_thread(self._gate.bulk_change, before, agenda, self._event.days)
        if change and not self._gate.lets_pass(change):
            again = self._clock.monotonic() + HOLD  # a rejected feed is looked at again: it may differ by then
            self._due.full_at(min(self._gate.hold(change).passes_at, again))
            self._pulls.note(Pulled("full", asked_at, "held", len(pull.sessions), str(change)))
            return
        settled = pull.whole or change is not None
        if settled:
            self._gate.release(taken=change is not None)
        await self._adopt("full", before, agenda, pull, asked_at)
        self._gate.count_pull(settled=settled)

    async def window(self) -> None:
        """Ask for what is on around now, then by id for what should be in that and is not. Raises `GatewayError`."""
        asked_at = self._clock.now()
        if self._agenda.current is None or self._due.full:
            return await self.full()
        self.asking = "window"
        start, end = asked_at - WINDOW_LOOKBACK, asked_at + self.assignment.plan.window
        pull = with_known_ids(await self._client.window(self._event, start, end), self._agenda.current.agenda)
        missing = missing_from_window(self._agenda.current.agenda, pull, start, end)
        missing = self._due.not_asked_lately(missing, self._gate.held_ids)
        askable = [session_id for session_id in missing if not self._agenda.current.agenda.by_id[session_id].shared_id]
        if len(missing) > MAX_ASKED_BY_ID or len(askable) < len(missing):
            if self._due.claim_verification():
                return await self.full()
            missing = askable if len(askable) <= MAX_ASKED_BY_ID else []
        return await self._upsert("window", await self._completed(pull, missing), asked_at)

    async def delta(self) -> None:
        """Ask for what changed since the last time. Raises `GatewayError`."""
        current, asked_at = self._agenda.current, self._clock.now()
        if current is None or self._due.full:
            return await self.full()
        self.asking = "delta"
        pull = await self._client.delta(self._event, current.cursor or current.pulled_at or current.taken_at)
        return await self._upsert("delta", await asyncio.to_thread(with_known_ids, pull, current.agenda), asked_at)

    async def _completed(self, pull: Pull, missing: list[str]) -> Pull:
        """The answer with these sessions added, each asked for by id.

        Where one cannot be had, a full pull becomes due and the error is raised, once in ten minutes at most; otherwise
        the answer goes without them.
        """
        try:
            for session_id in missing:
                pull += await self._client.session(self._event, session_id)
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
            await self.full()

    def _merged(
        self, pull: Pull, *, replace: bool = False, frozen: AbstractSet[str] = frozenset()
    ) -> tuple[Agenda, Agenda]:
        """What is known of this event, read as this answer is; and the same with the answer.

        Of 20,000 sessions that takes a tenth of a second, as does all else that is done with them beside the loop.
        """
        before = read_alike(self._agenda.current.agenda, pull, self._event.days) if self._agenda.current else Agenda()
        return before, merged(before, pull, replace=replace, frozen=frozen)

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
