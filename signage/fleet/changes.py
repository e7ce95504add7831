"""Each change, followed to every display that has to show it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from signage.fleet.report import digest

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from signage.clock import Clock
    from signage.fleet.registry import Registry
    from signage.fleet.row import Page, Row

ONE_CHANGE = 2.0
"""Seconds without anything sent after which what follows is another change."""
FOLLOWED = 120.0
"""Seconds for which a change is followed: by then every display that is there has reported."""
KEPT = 20
"""Changes that are remembered."""


@dataclass(slots=True)
class Change:
    """What was sent to displays in one go. Seconds are counted from `began`, the first of it."""

    number: int
    at: datetime
    began: float
    sent: float
    targets: dict[Page, str] = field(default_factory=dict)
    """The revisions that each page's displays have to show."""
    waiting: dict[str, Row] = field(default_factory=dict)
    shown: dict[str, float] = field(default_factory=dict)
    """After how many seconds each display said that it shows them."""

    @property
    def total(self) -> int:
        """How many displays have to show it."""
        return len(self.waiting) + len(self.shown)


class Changes:
    """The latest changes. `changed()` is called when more is known of one."""

    def __init__(self, clock: Clock, registry: Registry) -> None:
        self._clock, self._registry = clock, registry
        self._kept: deque[Change] = deque(maxlen=KEPT)
        self._number = 0
        self.changed: Callable[[], None] = lambda: None

    def latest(self) -> list[Change]:
        """The newest first."""
        return list(reversed(self._kept))

    def sent(self, page: Page, revisions: str) -> None:
        """All open streams of a page were sent what brings them to these revisions."""
        now = self._clock.monotonic()
        if not self._kept or now - self._kept[-1].sent > ONE_CHANGE:
            self._number += 1
            self._kept.append(Change(self._number, self._clock.now(), now, now))
        change = self._kept[-1]
        change.sent = now
        change.targets[page] = revisions
        for row in self._registry.of(page):
            if row.links:
                change.shown.pop(row.id, None)
                change.waiting[row.id] = row
        self.changed()

    def reported(self, row: Row) -> None:
        """A display has reported. One that shows what came later shows what came before, too."""
        now, rev = self._clock.monotonic(), row.report.rev if row.report else ""
        shows = False
        for change in reversed(self._kept):
            if now - change.began > FOLLOWED:
                break
            target = change.targets.get(row.page)
            shows = shows or (target is not None and rev in (target, digest(target)))
            if shows and row.id in change.waiting:
                del change.waiting[row.id]
                change.shown[row.id] = now - change.began
                self.changed()

    def is_followed(self, change: Change) -> bool:
        """Whether displays are still waited for that have not shown it."""
        return bool(change.waiting) and self._clock.monotonic() - change.began <= FOLLOWED
