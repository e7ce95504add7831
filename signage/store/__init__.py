"""What is kept across restarts: the last good agendas, and small texts by key, called notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from signage.store.snapshot import Snapshot


class Store(Protocol):
    """Where snapshots and notes are kept. Every method may block, and raises StoreError if the store cannot be used."""

    def load(self, event_id: str) -> Snapshot | None:
        """The newest snapshot of an event that can be read."""

    def save(self, snapshot: Snapshot) -> None:
        """Keep a snapshot beside the last few of its event: all of it or nothing."""

    def confirm(self, snapshot: Snapshot) -> bool:
        """Keep only the later times of a snapshot whose agenda has been saved; False if the newest is another one."""

    def get(self, key: str) -> str:
        """The note under a key; empty if there is none."""

    def put(self, key: str, value: str) -> None:
        """Keep a note under a key, in place of any that is there."""

    def close(self) -> None:
        """Close files and release locks."""
