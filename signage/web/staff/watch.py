"""What is wrong now, looked at every few seconds and told to operators (`alerts:` in screens.yaml)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from signage.publish.state import PageKey
from signage.staff.alerts import Alerts, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from signage.clock import Clock
    from signage.fleet.registry import Registry
    from signage.fleet.row import Row
    from signage.publish.publisher import Publisher
    from signage.staff.sender import Sender

EVERY = 10.0
"""Seconds between two looks."""
WORDS = {
    "wrong": "shows something else than it should",
    "behind": "shows an old page",
    "offline": "is gone",
}
"""What a display's state is called in an alert; others are none."""
FIRST_LOOK = 120.0
"""Seconds after the start from which displays count: before, it is not known which of them are there."""


@dataclass
class Watch:
    """Looks at displays, agenda, feed and layout.

    `confirmed` tells when the agenda was last confirmed, `is_held` whether a change of the feed is held back,
    `faults` how many faults screens.yaml has.
    """

    publisher: Publisher
    registry: Registry
    clock: Clock
    sender: Sender
    confirmed: Callable[[], datetime | None]
    is_held: Callable[[], bool]
    faults: Callable[[], int]
    alerts: Alerts = field(default_factory=Alerts)
    _started: float | None = None

    async def look(self) -> None:
        """Look once, and send what is to be told; to be done again and again. Waits first."""
        await self.clock.sleep(EVERY)
        layout, now = self.publisher.current.layout, self.clock.monotonic()
        wanted = set(layout.alerts.about)
        found = [trouble for trouble in self.troubles() if trouble.kind in wanted]
        after = layout.alerts.after.total_seconds()
        for alert in self.alerts.look(layout.event.name, found, after, now):
            self.sender.add(alert)

    def troubles(self) -> Iterator[Trouble]:
        """All that is wrong at this moment."""
        yield from self._displays()
        at = self.confirmed()
        if at is not None and self.clock.now() - at > self.publisher.current.layout.stale_after:
            yield Trouble("agenda", "", "the agenda has not been confirmed for too long")
        if self.is_held():
            yield Trouble("feed", "", "a large change of the agenda is held back")
        if faults := self.faults():
            noun = "fault" if faults == 1 else "faults"
            yield Trouble("layout", "", f"screens.yaml has {faults} {noun}")

    def _displays(self) -> Iterator[Trouble]:
        now = self.clock.monotonic()
        self._started = now if self._started is None else self._started
        if now - self._started < FIRST_LOOK:
            return
        state, at = self.publisher.current, self.clock.now()
        there = {row.device for row in self.registry if row.links}
        for row in self.registry:
            moved = row.state == "offline" and row.device in there
            if row.state in WORDS and not moved and self._counts(row) and not state.is_off(_page_key(row), at):
                name = f"{row.page[1]} ({row.label})" if row.label else row.page[1]
                yield Trouble("displays", name, WORDS[row.state])

    def _counts(self, row: Row) -> bool:
        """Whether it hangs somewhere: it shows a screen of the layout, or staff have named or paired it."""
        return (row.page[0] == "screen" and self.publisher.current.exists(_page_key(row))) or row.is_kept


def _page_key(row: Row) -> PageKey:
    return PageKey(*row.page)  # type: ignore[arg-type]
