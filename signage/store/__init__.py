"""What outlives a restart: the last good agendas, and small notes by key."""

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
        """A note; empty if there is none."""

    def put(self, key: str, value: str) -> None:
        """Keep a note."""

    def close(self) -> None:
        """Let go of files and locks."""
