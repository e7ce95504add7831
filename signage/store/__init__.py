"""What is kept across restarts: the last good agendas, small texts by key, called notes, and records of many kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signage.store.snapshot import Snapshot


class Record(NamedTuple):
    """A text under a key among those of its kind, such as an account's; `value` None deletes it."""

    kind: str
    key: str
    value: str | None


class Names(NamedTuple):
    """The keys of the notes that a store has, and the kinds of its records."""

    notes: tuple[str, ...]
    kinds: tuple[str, ...]


class Store(Protocol):
    """Where snapshots, notes and records are kept.

    Every method may block, and raises StoreError if the store cannot be used.
    """

    @property
    def failures(self) -> int:
        """How often the store could not be used. Never blocks."""

    def load(self, event_id: str) -> Snapshot | None:
        """The newest snapshot of an event that can be read."""

    def save(self, snapshot: Snapshot) -> int:
        """Keep a snapshot beside the last few of its event, all of it or nothing; the number that it has from then on.

        That is greater than `snapshot.number`, than all that were given before, and than the clock in microseconds, so
        that numbers rise even where the store has lost what it knew.
        """

    def confirm(self, snapshot: Snapshot) -> bool:
        """Keep only the later times of a snapshot whose agenda has been saved; False if the newest is another one."""

    def get(self, key: str) -> str:
        """The note under a key; empty if there is none."""

    def put(self, key: str, value: str, *, fenced: bool = False) -> None:
        """Keep a note under a key, in place of any that is there.

        `fenced`: where several nodes share the store, only the one that pulls may write this.
        """

    def records(self, kind: str) -> dict[str, str]:
        """All records of a kind: their values by key, in the order in which they were first written."""

    def write(self, records: Sequence[Record], *, new: bool = False) -> None:
        """Keep these records in place of those with the same kind and key: all of them or none.

        `new`: raises StoreConflict, with nothing written, if there is any of these keys already.
        """

    def close(self) -> None:
        """Close files and release locks."""


class Listed(Store, Protocol):
    """A store that can say what is in it."""

    def names(self) -> Names:
        """Which notes and which kinds of records there are."""
