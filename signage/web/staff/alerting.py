"""What is wrong now, looked at every few seconds and told to operators (`alerts:` in screens.yaml)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from signage.publish.state import PageKey
from signage.staff.alert_sender import Waiting
from signage.staff.alerts import Alerts, Incident, Trouble
from signage.staff.records import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from signage.clock import Clock
    from signage.fleet.registry import Registry
    from signage.fleet.row import Row
    from signage.publish.publisher import Publisher
    from signage.staff.alert_sender import Sender
    from signage.store import Store

EVERY = 10.0
"""Seconds between two looks."""
WORDS = {
    "wrong": "shows something else than it should",
    "behind": "shows an old page",
    "offline": "is gone",
}
"""What a display's state is called in an alert; others are none."""
FIRST_LOOK = 120.0
"""Seconds after the start from which displays count, and from which what was wrong before may be over: until then it is
not known which of them are there."""
KIND, KEY = "alerts", "open"
"""Under what the store has what was told and is not over."""


@dataclass(frozen=True, slots=True)
class Open:
    """What was told and is not over, and the messages that nobody has taken yet."""

    incidents: tuple[Incident, ...] = ()
    waiting: tuple[Waiting, ...] = ()


NOTHING = Open()


@dataclass
class Watch:
    """Looks at displays, agenda, feed and layout.

    `confirmed` tells when the agenda was last confirmed, `is_held` whether a change of the feed is held back,
    `faults` how many faults screens.yaml has. Of several nodes the one that `is_first` tells operators; what it told is
    in the store, so that whoever is the first next, or again after a restart, tells nothing twice, and its end.
    """

    publisher: Publisher
    registry: Registry
    clock: Clock
    sender: Sender
    store: Store
    confirmed: Callable[[], datetime | None]
    is_held: Callable[[], bool]
    faults: Callable[[], int]
    is_first: Callable[[], bool] = lambda: True
    alerts: Alerts = field(default_factory=Alerts)
    shelf: Shelf[Open] = field(init=False)
    _started: float | None = None
    _was_first: bool = False

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.store, KIND, Open, 1)

    async def look(self) -> None:
        """Look once, and send what is to be told; to be done again and again. Waits first."""
        await self.clock.sleep(EVERY)
        if not self.sender.addresses:
            return
        layout, now = self.publisher.current.layout, self.clock.monotonic()
        wanted = set(layout.alerts.about)
        found = [trouble for trouble in self.troubles() if trouble.kind in wanted]
        after, at = layout.alerts.after.total_seconds(), self.clock.now().astimezone(self.publisher.current.days.zone)
        if not self._takes_over():
            self.alerts.watch(found, now, at)
            return
        for alert in self.alerts.look(layout.event.name, found, after, now, at, is_known=self._knows_displays):
            self.sender.add(alert)
        await self._keep()

    async def deliver(self) -> None:
        """Send what is due; to be done again and again. Waits first."""
        await self.sender.deliver()
        if self._was_first:
            await self._keep()

    def _takes_over(self) -> bool:
        """Whether this node tells operators; from then on, what the one before has told counts as told."""
        was, self._was_first = self._was_first, self.is_first()
        if self._was_first and not was:
            known = self.shelf.get(KEY) or NOTHING
            self.alerts.incidents = known.incidents
            self.sender.resume(known.waiting)
        elif was and not self._was_first:
            self.sender.resume(())
        return self._was_first

    async def _keep(self) -> None:
        """Write down what was told, where that has changed."""
        now = Open(self.alerts.incidents, self.sender.waiting)
        if now != (self.shelf.get(KEY) or NOTHING):
            await self.shelf.write({KEY: now}, anyway=True)

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

    @property
    def _knows_displays(self) -> bool:
        now = self.clock.monotonic()
        self._started = now if self._started is None else self._started
        return now - self._started >= FIRST_LOOK

    def _displays(self) -> Iterator[Trouble]:
        if not self._knows_displays:
            return
        state, at = self.publisher.current, self.clock.now()
        there = {row.device for row in self.registry if row.links}
        for row in self.registry:
            moved = row.state == "offline" and row.device in there
            page = PageKey(*row.page)
            if row.state in WORDS and not moved and self._counts(row) and not state.is_off(page, at):
                title = state.title(page)
                about = f"{title} ({row.label})" if row.label else title
                yield Trouble("displays", about, WORDS[row.state], row.since)

    def _counts(self, row: Row) -> bool:
        """Whether it hangs somewhere: it shows a screen of the layout, or staff have named or paired it."""
        return (row.page[0] == "screen" and self.publisher.current.exists(PageKey(*row.page))) or row.is_kept
