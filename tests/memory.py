"""A store that forgets at the end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from signage.errors import StoreConflict
from signage.store import Names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signage.store import Record
    from signage.store.snapshot import Snapshot


class MemoryStore:
    """The last snapshot of each event and the notes and records, in memory."""

    def __init__(self) -> None:
        self._number = 0
        self.failures = 0
        self._snapshots: dict[str, Snapshot] = {}
        self._notes: dict[str, str] = {}
        self._records: dict[str, dict[str, str]] = {}

    def load(self, event_id: str) -> Snapshot | None:
        return self._snapshots.get(event_id)

    def save(self, snapshot: Snapshot) -> int:
        self._number = max(self._number, snapshot.number) + 1
        self._snapshots[snapshot.event_id] = replace(snapshot, number=self._number)
        return self._number

    def confirm(self, snapshot: Snapshot) -> bool:
        saved = self._snapshots.get(snapshot.event_id)
        if saved is None or saved.taken_at != snapshot.taken_at:
            return False
        self._snapshots[snapshot.event_id] = replace(
            saved, confirmed_at=snapshot.confirmed_at, pulled_at=snapshot.pulled_at, cursor=snapshot.cursor
        )
        return True

    def get(self, key: str) -> str:
        return self._notes.get(key, "")

    def put(self, key: str, value: str, *, fenced: bool = False) -> None:
        self._notes[key] = value

    def records(self, kind: str) -> dict[str, str]:
        return dict(self._records.get(kind, {}))

    def write(self, records: Sequence[Record], *, new: bool = False) -> None:
        if new and any(record.key in self._records.get(record.kind, {}) for record in records):
            raise StoreConflict("there is such a record already")
        for kind, key, value in records:
            known = self._records.setdefault(kind, {})
            if value is None:
                known.pop(key, None)
            else:
                known[key] = value

    def names(self) -> Names:
        return Names(tuple(self._notes), tuple(kind for kind, known in self._records.items() if known))

    def close(self) -> None:
        pass
