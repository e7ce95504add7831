"""Keeps the agenda where several nodes share the store: one of them asks the gateway, the others follow it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from signage.errors import StoreError
from signage.sync.archive import PULL, REJECT
from signage.sync.coordinator import Sync
from signage.sync.feed_state import FEED, note_of, told_in
from signage.sync.handover import Handover, confirmed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from signage.store.shared import State
    from signage.store.snapshot import Snapshot
    from signage.sync.status import Status


AHEAD = timedelta(minutes=10)
"""For how long at most what is shown here counts as newer than what is stored: beyond that a clock must be wrong."""


@dataclass(eq=False, repr=False, kw_only=True)
class SharedSync(Sync):
    """A Sync that asks only while `may_ask()`; `lead` and `leave` tell it when that begins and ends.

    Until then it is to `follow`, whenever another node has written a note. `state` tells whether the store can be used.
    """

    may_ask: Callable[[], bool]
    state: Callable[[], State]

    def __post_init__(self) -> None:
        super().__post_init__()
        self._handover = Handover(self._gate, self._backoff, self._pulls, self.client.usage, self.clock)
        self._unsaved = False
        self.client.usage.on_refused = self._note_feed  # at once: this node may die while it waits

    @property
    def asks(self) -> bool:
        """Whether it is for this node to ask the gateway."""
        return self.may_ask()

    @property
    def status(self) -> Status:
        """The state of the feed, and whether this node is cut off from the store."""
        state = self.state()
        return replace(super().status, store_error=state.error, cut_off=not state.reachable)

    async def lead(self) -> None:
        """It is for this node to ask from now on: go on from what is stored, and from what the one before has told."""
        async with self._lock:
            for step in (self._load, self._hear, self._agenda.show):
                await self._outcome(step)

    async def leave(self) -> None:
        """It is for another node to ask: what is under way is given up, and the token with it."""
        if self._question:
            self._question.cancel()
        async with self._lock:
            self.client.forget_token()
            await self.archive.leave()

    async def follow(self) -> None:
        """Show what the node that asks has saved since, and know what it tells of the feed."""
        async with self._lock:
            if not self.asks:
                await self.archive.recover()
                await self._outcome(self._hear)
                await self._outcome(self._agenda.show)

    def reject(self, digest: str) -> bool:
        """Keep what is held from the walls, and have the next node that asks do so."""
        rejected = super().reject(digest)
        if rejected and self.asks:
            self._note_feed()
        return rejected

    async def heed(self) -> None:
        """Do what staff ask for at other nodes, or by commands: accept or reject what is held, pull everything."""
        if not self.asks:
            return
        await self.archive.recover()
        if self.reject(await self.archive.get(REJECT)):
            await self.archive.put(REJECT, "", fenced=True)
            await self.archive.write_notes()
        accepted = self._gate.held is not None and self.accept(await self.archive.accepted())
        wanted = await self.archive.get(PULL)
        if (wanted and await self.archive.put(PULL, "", fenced=True)) or accepted:
            await self.full()

    async def ask_others(self, what: str, value: str) -> None:
        """Have the node that asks do this: `what` is ACCEPT, REJECT or PULL. Raises StoreError."""
        if not await self.archive.put(what, value):
            raise StoreError(self.archive.error)

    async def _load(self) -> None:
        """Load as any Sync, but have no wall go back to what was stored before an answer that could not be saved."""
        shown = self._agenda.current
        await super()._load()
        if self._agenda.snapshot and self._is_ahead_of(self._agenda.snapshot.confirmed_at, shown):
            self._agenda.snapshot = shown

    async def _keep(self) -> None:
        try:
            await super()._keep()
        finally:  # it takes long where the store hangs: the tick may be ended, for it is for another node to ask by now
            self._unsaved = self._agenda.current is not None and not self.archive.has(self._agenda.current)

    def _is_ahead_of(self, confirmed_at: datetime | None, shown: Snapshot | None) -> bool:
        """Whether what is shown was never saved, and is newer than what was confirmed then."""
        if not self._unsaved or shown is None or confirmed_at is None:
            return False
        return timedelta() < shown.confirmed_at - confirmed_at < AHEAD

    async def _hear(self) -> None:
        """Take over what was told last, and the snapshot that it is told of."""
        event_id = self._event.id
        told = told_in(await self.archive.get(FEED.format(event_id)))
        if told is None:
            return
        is_newer = told.number > self._agenda.number and not self._is_ahead_of(told.confirmed_at, self._agenda.current)
        if is_newer and (newest := await self.archive.newest(event_id)):
            self._agenda.snapshot, self._agenda.number, self._unsaved = newest, newest.number, False
            self._agenda.changes = await self.archive.changes(event_id)
        if self._agenda.current and told.number == self._agenda.number:
            self._agenda.snapshot = confirmed(self._agenda.current, told)
            age = (self.clock.now() - self._agenda.snapshot.confirmed_at).total_seconds()
            self._agenda.confirmed = self.clock.monotonic() - max(0.0, age)  # nodes' clocks may differ a little
        self._agenda.problems = await self.archive.problems(event_id)
        self._handover.take(told)

    async def _tell(self) -> None:
        if self.asks:
            self._note_feed()
            await self.archive.write_notes()

    def _note_feed(self) -> None:
        told = self._handover.tell(self._agenda.current, self._agenda.number)
        self.archive.note(FEED.format(self._event.id), note_of(told), fenced=True)
