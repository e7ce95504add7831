"""The store as sync uses it: in a thread, and with failures kept as a state in place of exceptions."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from signage.errors import Fenced, StoreError
from signage.inevent.wire import RecordProblem
from signage.sync.changes import changes_in
from signage.sync.status import problems_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from signage.clock import Clock
    from signage.store import Store
    from signage.store.snapshot import Snapshot
    from signage.sync.changes import Change
    from signage.sync.status import Held

T = TypeVar("T")

HELD, ACCEPT, REJECT, PULL = "held", "accept", "reject", "pull"
"""Keys of notes: what is held back, and what staff ask for who cannot do it in this process: to accept or reject the
change of a digest, or, at a time, to pull everything."""
PROBLEMS = "problems of {}"
"""Key of a note for each event: what is wrong with its records."""
CHANGES = "changes of {}"
"""Key of a note for each event: what became otherwise in its agenda lately."""
SOURCE = "source of {}"
"""Key of a note for each event: the settings by which its agenda was read."""
WRITE_EVERY = 1.0
"""Seconds between two checks for notes that are to be written."""
CONFIRM_EVERY = 60.0
"""Seconds between two writes that only say that nothing changed."""

log = logging.getLogger(__name__)


class Archive:
    """Loads and saves without ever raising; `error` is what the store said last, or empty.

    `saved_at` is when an agenda, or that it holds still, was last written; None before.
    What only the node that asks the gateway may write is `fenced`: the store refuses it where another node asks by now,
    and `number` is that of the last snapshot that was loaded or saved here.
    `copy` keeps a copy of the agenda at this node, where the store is another machine's: it is loaded where that one
    cannot be asked.
    """

    def __init__(self, store: Store, clock: Clock, copy: Store | None = None) -> None:
        self.error = ""
        self.saved_at: datetime | None = None
        self.number = 0
        self._store, self._copy = store, copy
        self._clock = clock
        self._saved: Snapshot | None = None
        self._note = self._source = ""
        self._unwritten: dict[str, tuple[str, bool]] = {}
        self._lacks_agenda = False
        self._writing = asyncio.Lock()
        self._write_from = 0.0

    async def load(self, event_id: str) -> tuple[Snapshot | None, str, str]:
        """The last snapshot of an event, its source where known, and the note of what was held back then, or empty."""
        self._saved = await self.newest(event_id)
        self._note = await self._ask(lambda: self._store.get(HELD), "")
        self._source = await self._ask(lambda: self._store.get(SOURCE.format(event_id)), "")
        return self._saved, self._source, self._note

    async def newest(self, event_id: str) -> Snapshot | None:
        """The newest snapshot of an event."""
        snapshot = await self._ask(lambda: self._store.load(event_id), None)
        if snapshot:
            self.number = max(self.number, snapshot.number)
            await asyncio.to_thread(self._keep_copy, snapshot)
        elif self.error and self._copy:
            return await asyncio.to_thread(self._load_copy, event_id)
        return snapshot

    def _keep_copy(self, snapshot: Snapshot) -> None:
        if self._copy:
            try:
                self._copy.save(snapshot)
            except StoreError as error:
                log.debug("no copy of the agenda is kept here: %s", error)

    def _load_copy(self, event_id: str) -> Snapshot | None:
        """What this node showed last. It has no number: any that the store gave is newer."""
        try:
            copy = self._copy.load(event_id) if self._copy else None
        except StoreError as error:
            log.warning("nor is there a copy: %s", error)
            return None
        return copy and replace(copy, number=0)

    def close(self) -> None:
        """Close store and copy."""
        self._store.close()
        if self._copy:
            self._copy.close()

    def has(self, snapshot: Snapshot) -> bool:
        """Whether this agenda is the one that was saved or loaded last."""
        return self._saved is not None and self._saved.agenda is snapshot.agenda

    async def changes(self, event_id: str) -> tuple[Change, ...]:
        """What became otherwise in an event's agenda lately."""
        return changes_in(await self._ask(lambda: self._store.get(CHANGES.format(event_id)), ""))

    async def problems(self, event_id: str) -> tuple[RecordProblem, ...]:
        """What was known to be wrong with an event's records."""
        note = await self._ask(lambda: self._store.get(PROBLEMS.format(event_id)), "")
        return tuple(RecordProblem(*pair) for pair in problems_in(note))

    async def keep(self, snapshot: Snapshot | None, source: str, held: Held | None) -> None:
        """Write a new agenda at once, and its times once a minute; that shows, too, whether it is still there.

        Then its `source`, where that is known: all that the times and ids of its sessions depend on.
        """
        if snapshot:
            changed = self._saved is None or snapshot.agenda is not self._saved.agenda
            due = changed or self._clock.monotonic() >= self._write_from
            if due and await self._write_agenda(snapshot, changed=changed):
                self._saved, self._write_from = snapshot, self._clock.monotonic() + CONFIRM_EVERY
            known = source and self._saved is not None and self._saved.agenda is snapshot.agenda
            key = SOURCE.format(snapshot.event_id)
            put = partial(self._store.put, key, source, fenced=True)
            if known and source != self._source and await self._write(put):
                self._source = source
        note = await asyncio.to_thread(held.note) if held else ""
        if note != self._note and await self._write(lambda: self._announce(note)):
            self._note = note
        if not self._lacks_agenda:
            await self.write_notes()

    def note(self, key: str, value: str, *, fenced: bool = False) -> None:
        """Have a note written; by `write_notes`, or else with the next agenda. May be called from any thread."""
        self._unwritten[key] = value, fenced

    async def leave(self) -> None:
        """Another node asks the gateway: what was to be said of the feed here is its to say."""
        async with self._writing:
            self._unwritten = {key: note for key, note in self._unwritten.items() if not note[1]}
        self._lacks_agenda = False

    async def recover(self) -> None:
        """The store that several nodes share answers again: write what waits; `error` tells whether that went."""
        if self.error:
            await self.write_notes()
            if not (self._unwritten or self._lacks_agenda):
                self._keeps_again()

    async def write_notes(self) -> None:
        """Write the notes that wait; those that cannot be written now are tried again the next time."""
        async with self._writing:  # one writer at a time, so that an older value never overwrites a newer one
            for key in tuple(self._unwritten):
                value, fenced = self._unwritten.pop(key)
                if not await self._write(partial(self._store.put, key, value, fenced=fenced)):
                    self._unwritten.setdefault(key, (value, fenced))
                    return

    async def write_soon(self) -> None:
        """Write in a second what was noted by then, if the store can be used; to be done again and again."""
        await self._clock.sleep(WRITE_EVERY)
        if not self.error:
            await self.write_notes()

    async def accepted(self) -> str:
        """The digest that `signage accept`, another process, has left."""
        return await self.get(ACCEPT)

    async def get(self, key: str) -> str:
        """The note under a key; empty if there is none, or the store cannot be read."""
        return await self._ask(lambda: self._store.get(key), "")

    async def put(self, key: str, value: str, *, fenced: bool = False) -> bool:
        """Write a note at once; whether that succeeded."""
        return await self._write(partial(self._store.put, key, value, fenced=fenced))

    def _save(self, snapshot: Snapshot, *, changed: bool) -> None:
        """Write the snapshot, or only its times where it is stored: a damaged file may have lost it."""
        if changed or not self._store.confirm(snapshot):
            self.number = self._store.save(replace(snapshot, number=self.number))
            self._keep_copy(snapshot)

    def _announce(self, note: str) -> None:
        self._store.put(HELD, note, fenced=True)
        self._store.put(ACCEPT, "", fenced=True)  # staff accept one change, once: the digest is removed with it

    async def _write_agenda(self, snapshot: Snapshot, *, changed: bool) -> bool:
        """Save a snapshot; whether that succeeded. Until one does, no note that is written hides that."""
        saved = await self._write(lambda: self._save(snapshot, changed=changed), is_agenda=True)
        self._lacks_agenda = not saved
        if saved:
            self.saved_at = self._clock.now()
        return saved

    async def _write(self, work: Callable[[], None], *, is_agenda: bool = False) -> bool:
        """Do this write; whether it succeeded. A success clears `error`, unless agenda or notes wait to be written."""

        def written() -> bool:
            work()
            return True

        if not await self._ask(written, False):
            return False
        if self._unwritten or (self._lacks_agenda and not is_agenda):
            return True
        self._keeps_again()
        return True

    def _keeps_again(self) -> None:
        if self.error:
            log.info("a restart will know again what the walls show")
        self.error = ""

    async def _ask(self, work: Callable[[], T], otherwise: T) -> T:
        try:
            return await asyncio.to_thread(work)
        except Fenced:
            return (
                otherwise  # another node asks by now, and this one is about to be told; or the lease is to be renewed
            )
        except Exception as error:
            told = str(error) if isinstance(error, StoreError) else f"a fault in signage itself: {error!r}"
            if not self.error:
                log.warning("the walls go on, but a restart will not know what they show: %s", told)
            self.error = told
            return otherwise
