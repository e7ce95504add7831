"""The displays that there were: kept across restarts, so that one that does not come back is missed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from signage.fleet.row import Page, Row
from signage.fleet.rows import ROWS
from signage.fleet.verdict import State, Stretch
from signage.staff.records import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from signage.clock import Clock
    from signage.fleet.registry import Registry
    from signage.store import Store

KIND = "display"
WRITE_EVERY = 10.0
"""Seconds between two writes, all in one transaction."""
MOST_AT_ONCE = 500
SLICE = 500
"""Displays that are looked at in one turn of the event loop."""
WORTH_KEEPING = 60.0
"""Seconds that a display has been there before it is kept: whoever looks in for a moment is none."""


@dataclass(frozen=True, slots=True)
class Known:
    """A display as it is kept. Its id is a hash: the secret that it proves itself by is nowhere."""

    device: str
    page: Page
    first: datetime
    seen: datetime | None
    lived: float
    label: str = ""
    paired: bool = False
    engine: str = ""
    state: State = "unknown"
    since: datetime | None = None
    """Since when it is in that state, which is the last that is known."""


@dataclass
class KnownDisplays:
    """Keeps the rows of a registry in a store. `restore` comes first; then `keep`, again and again.

    `is_lost` tells, once it was read, whether the store began anew because it was damaged.
    """

    registry: Registry
    store: Store
    clock: Clock
    is_lost: Callable[[], bool] = lambda: False
    shelf: Shelf[Known] = field(init=False)

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.store, KIND, Known, ROWS)

    def restore(self) -> None:
        """Know the displays that were there before. Blocks."""
        self.registry.forgot = not self.shelf.load() or self.is_lost()
        for key, known in self.shelf.items():
            self._restore(key, known)

    def _restore(self, key: str, known: Known) -> None:
        row = Row(key, known.device, known.page, known.first, known.label, known.paired, known.engine)
        row.seen, row.lived = known.seen, known.lived
        row.was = Stretch(known.state, known.since) if known.since else None
        self.registry.restore(row)

    async def refresh(self) -> None:
        """Know the displays that other nodes keep, and no more those that they forgot. Raises StoreError."""
        before = {key for key, _ in self.shelf.items()}
        if not await self.shelf.refresh():
            return
        for key, known in self.shelf.items():
            row = self.registry.find(key)
            if row is None:
                self._restore(key, known)
            else:  # as old as the node that knew it first says, which decides whether it is kept
                row.lived, row.first = max(row.lived, known.lived), min(row.first, known.first)
        for key in before - {key for key, _ in self.shelf.items()}:
            if (row := self.registry.find(key)) and not row.links:
                self.registry.forget(row)

    async def keep(self) -> None:
        """Write those that are new, or named, or in another state since; one that is only heard of again is not."""
        await self.clock.sleep(WRITE_EVERY)
        rows: dict[str, Row] = {}
        before = [key for key, _ in self.shelf.items()]
        changes: dict[str, Known | None] = {}
        for number, row in enumerate(tuple(self.registry), 1):
            if row.is_kept or row.lived >= WORTH_KEEPING:
                rows[row.id] = row
                if len(changes) < MOST_AT_ONCE and self._is_worth_writing(row, self.shelf.get(row.id)):
                    changes[row.id] = _known(row)
            if not number % SLICE:
                await asyncio.sleep(0)
        gone = [key for key in before if key not in rows]
        changes |= dict.fromkeys(gone[: MOST_AT_ONCE - len(changes)])
        if changes:
            await self.shelf.write(changes, anyway=True)

    @staticmethod
    def _is_worth_writing(row: Row, kept: Known | None) -> bool:
        if kept is None or (row.label, row.paired) != (kept.label, kept.paired):
            return True
        if row.state != "unknown" and (row.state, row.since) != (kept.state, kept.since):
            return True
        return row.state in ("offline", "off") and row.seen != kept.seen


def _known(row: Row) -> Known:
    told = Known(row.device, row.page, row.first, row.seen, row.lived, row.label, row.paired, row.engine)
    was = row.was if row.state == "unknown" else Stretch(row.state, row.since) if row.since else None
    return replace(told, state=was.state, since=was.start) if was else told
