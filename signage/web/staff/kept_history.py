"""What has become of screens, kept across restarts: a record for each screen, written when its state is another one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from signage.fleet.history import PAGES, History
from signage.fleet.verdict import Stretch
from signage.staff.audit_log import KEPT_DAYS
from signage.staff.records import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from signage.clock import Clock
    from signage.fleet.row import Page
    from signage.store import Store

KIND = "history"
LOOKED = "looked"
"""The record of until when somebody has looked: what was after that, until the next start, nobody knows."""
WRITE_EVERY, LOOKED_EVERY = 10.0, 60.0
"""Seconds between two writes, and between two of that record."""
MOST_AT_ONCE = 200


@dataclass
class KeptHistory:
    """Keeps a history in a store for so many `days`. `restore` comes first; then `keep`, again and again.

    Of several nodes the one that `is_first` writes.
    """

    store: Store
    clock: Clock
    days: int = KEPT_DAYS
    is_first: Callable[[], bool] = lambda: True
    history: History = field(init=False)
    shelf: Shelf[tuple[Stretch, ...]] = field(init=False)
    _looked: float = float("-inf")
    _restored: bool = False

    def __post_init__(self) -> None:
        self.history = History(self.clock.now())
        self.shelf = Shelf(self.store, KIND, tuple[Stretch, ...], PAGES + 1)

    def restore(self) -> None:
        """Know what was known before. Blocks."""
        self.shelf.load()
        kept = {_page(key): self._lately(known) for key, known in self.shelf.items() if key != LOOKED}
        looked = self.shelf.get(LOOKED)
        if looked:
            self.history.resume(kept, looked[0].start)
        self._restored = True

    async def keep(self) -> None:
        """Write what is known of screens whose state is another one since. Waits first."""
        await self.clock.sleep(WRITE_EVERY)
        if not self.is_first():
            return
        pages = sorted(self.history.news)[:MOST_AT_ONCE]
        self.history.news.difference_update(pages)
        await self._write(pages, looked=self.clock.monotonic() - self._looked >= LOOKED_EVERY)

    async def close(self) -> None:
        """Write the last of it, if it was begun."""
        if self._restored and self.is_first():
            await self._write(sorted(self.history.news), looked=True)

    async def _write(self, pages: list[Page], *, looked: bool) -> None:
        known = {_key(page): self._lately(self.history.of(page, self._oldest)) for page in pages}
        changes: dict[str, tuple[Stretch, ...] | None] = {key: stretches or None for key, stretches in known.items()}
        changes |= {key: None for key, _ in self.shelf.items() if key != LOOKED and _page(key) not in self.history}
        if looked:
            self._looked = self.clock.monotonic()
            changes[LOOKED] = (Stretch("unknown", self.clock.now()),)
        if changes:
            await self.shelf.write(changes, anyway=True)

    @property
    def _oldest(self) -> datetime:
        return self.clock.now() - timedelta(days=self.days)

    def _lately(self, stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
        """Those that reach into the days that are kept, as far as they do; none of a screen that nobody had open."""
        oldest, ends = self._oldest, [*(stretch.start for stretch in stretches[1:]), self.clock.now()]
        lately = [one for one, end in zip(stretches, ends, strict=False) if end > oldest]
        found = tuple(Stretch(one.state, max(one.start, oldest)) for one in lately)
        return found if any(one.state not in ("never", "unknown") for one in found) else ()


def _key(page: Page) -> str:
    return " ".join(page)


def _page(key: str) -> Page:
    kind, _, name = key.partition(" ")
    return "room" if kind == "room" else "screen", name
