"""The log of the staff page: who did what, when and from where."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from signage.errors import StoreError
from signage.phrase import ENGLISH, N_, Phrase, told
from signage.staff.records import AT_ONCE
from signage.staff.threads import STORE
from signage.store import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from gettext import NullTranslations

    from signage.clock import Clock
    from signage.store import Store

KIND = "log"
MOST = 20_000
"""Entries that are kept, whatever their age: some 5 MB."""
LONGEST = 300
"""Characters of each text of an entry; more is cut."""
KEPT_DAYS = 30
MOST_WAITING = 1_000
"""Entries that wait to be written, where the store cannot be used."""
NOTHING: Mapping[str, str] = {}
STATUS = {"exercise": N_("Exercise"), "test": N_("Test")}
"""What is said of an act that concerned no actual message."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `who` is an account's or token's name, or "file" or "server"; `about` is what it was done to.

    `what` is a short sentence without its subject, "signed in", "renamed a screen", with `%(name)s` for each of
    `values`.
    `origin` is an address, or "command line"; empty where there is none.
    """

    at: datetime
    who: str
    what: str
    about: str = ""
    origin: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, catalogue: NullTranslations = ENGLISH) -> str:
        """What was done, in the language of a catalogue."""
        done = Phrase(self.what, **self.values).told(catalogue)
        status = STATUS.get(self.values.get("status", ""), "")
        return f"{done} ({told(status, catalogue)})" if status else done


_entry = TypeAdapter(Entry)


class Journal:
    """Entries of the last `days` days, at most `most`, in memory and in the store. The oldest go first.

    An act is never stopped because it cannot be written down: then the program's own log has it.
    """

    def __init__(self, store: Store, clock: Clock, days: int = KEPT_DAYS, most: int = MOST) -> None:
        self.on_entry: list[Callable[[Entry], None]] = []
        """Called with each new entry."""
        self._store, self._clock = store, clock
        self._days, self._most = timedelta(days=days), most
        self._entries: deque[tuple[str, Entry]] = deque()
        self._waiting: list[Record] = []
        self._writing = asyncio.Lock()

    def load(self) -> None:
        """Take over what the store holds. Blocks; a store that cannot be used is logged."""
        try:
            stored = self._store.records(KIND)
        except StoreError as error:
            log.warning("the log of the staff page is not known: %s", error)
            return
        known, found = dict(self._entries), []
        for key, text in stored.items():
            try:
                found.append((key, known.get(key) or _entry.validate_json(text)))
            except ValidationError:
                log.warning("an entry of the staff page's log cannot be read and is left out")
        self._entries = deque(sorted(found, key=lambda pair: pair[1].at))

    async def add(self, who: str, what: str, about: str = "", origin: str = "", **values: str) -> None:
        """Write down an act of now; `values` are those that `what` names, and `status` of an exercise or a test."""
        async with self._writing:
            entry = self._entry(who, what, about, origin, values)
            record = self._append(entry)
            for tell in self.on_entry:
                tell(entry)
            try:
                await STORE.run(self._store.write, [*self._waiting, record, *self._outdated()])
                self._waiting = []
            except StoreError as error:
                self._waiting = [*self._waiting, record][-MOST_WAITING:]
                told = entry.sentence()
                log.warning("not in the log of the staff page (%s): %s %s %s, from %s", error, who, told, about, origin)

    def add_now(self, who: str, what: str, about: str = "", origin: str = "") -> None:
        """Write down an act, for commands, which have no event loop. Blocks; raises StoreError."""
        self._store.write([self._append(self._entry(who, what, about, origin))])

    async def forget_old(self) -> None:
        """Delete what is older than the days it is kept, which a log without new acts would keep. Raises StoreError."""
        async with self._writing:
            if gone := self._outdated():
                await STORE.run(self._store.write, gone)

    async def refresh(self) -> None:
        """Read the store anew, for a command beside the server, or another node, has written there. Raises StoreError.

        What could not be written before is written first.
        """
        async with self._writing:
            if self._waiting:
                await STORE.run(self._store.write, self._waiting)
                self._waiting = []
            await STORE.run(self.load)

    async def refill(self) -> None:
        """Write all entries into a store that was emptied. Raises StoreError."""
        async with self._writing:
            records = [Record(KIND, key, _entry.dump_json(entry).decode()) for key, entry in self._entries]
            for start in range(0, len(records), AT_ONCE):
                await STORE.run(self._store.write, records[start : start + AT_ONCE])

    @property
    def kept_days(self) -> int:
        """For how many days entries are kept."""
        return self._days.days

    def newest_first(self, before: datetime | None = None) -> Iterator[Entry]:
        """The entries as they are now, all of them before an instant where one is given."""
        oldest = self._clock.now() - self._days
        for _, entry in reversed(tuple(self._entries)):
            if entry.at < oldest:
                return
            if before is None or entry.at < before:
                yield entry

    def latest(self, most: int) -> list[Entry]:
        """At most so many entries, the newest first."""
        return list(islice(self.newest_first(), most))

    def _entry(self, who: str, what: str, about: str, origin: str, values: Mapping[str, str] = NOTHING) -> Entry:
        who, what, about, origin = (text[:LONGEST] for text in (who, what, about, origin))
        kept = {name: value[:LONGEST] for name, value in values.items()}
        return Entry(self._clock.now(), who, what, about, origin, kept)

    def _append(self, entry: Entry) -> Record:
        key = f"{entry.at:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"  # a command beside the server writes, too
        self._entries.append((key, entry))
        return Record(KIND, key, _entry.dump_json(entry).decode())

    def _outdated(self) -> list[Record]:
        """Deletions of what is too old, or too much."""
        gone = []
        oldest = self._clock.now() - self._days
        while self._entries and (len(self._entries) > self._most or self._entries[0][1].at < oldest):
            gone.append(Record(KIND, self._entries.popleft()[0], None))
        return gone
