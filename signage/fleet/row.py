"""One display, as the registry knows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from signage.fleet.report import Report
    from signage.fleet.verdict import State, Stretch, Verdict, Why

PageKind = Literal["screen", "room"]
Page = tuple[PageKind, str]
"""A page of the layout: `("screen", name)` or `("room", id)`."""
Order = Mapping[str, object]
"""What a display is told to do, as the data of an `order` event (docs/page.md)."""
Tell = Callable[[Order], None]
"""Sends an order to one stream."""


@dataclass(slots=True)
class Bucket:
    """A token bucket: `rate` a second, `most` at once. `left` may be taken now, as of `at` by the monotonic clock."""

    rate: float
    most: float
    left: float = inf
    at: float = 0.0

    def has(self, now: float) -> bool:
        """Whether one is left."""
        self.left = min(self.most, self.left + (now - self.at) * self.rate)
        self.at = now
        return self.left >= 1

    def take(self, now: float) -> bool:
        """Take one, if one is left."""
        if not self.has(now):
            return False
        self.left -= 1
        return True

    def charge(self, now: float) -> None:
        """One was taken elsewhere, whether there was one left or not."""
        self.has(now)
        self.left = max(-self.most, self.left - 1)


@dataclass(slots=True, eq=False)
class Link:
    """An open stream of a display. `load` is the page's own word for the time that it was opened, `opened` is ours."""

    load: str
    tell: Tell
    opened: float
    doubted: bool = False
    """Whether another one of the same display was open when it began: a clone's, or one that is dead already."""


@dataclass(slots=True, eq=False)
class Row:
    """A display: a device and the page that it has open. Times are the server's."""

    id: str
    """What it is called: see `public_id`."""
    device: str
    """What its device is called."""
    page: Page
    first: datetime
    """When it was first heard of."""
    label: str = ""
    paired: bool = False
    engine: str = ""
    """Its browser, in a few words."""
    seen: datetime | None = None
    """When it was last heard of."""
    heard: float = 0.0
    """The same by the monotonic clock."""
    lived: float = 0.0
    """Seconds that it has been there in all."""
    report: Report | None = None
    reported: float = 0.0
    """When its last report came, by the monotonic clock."""
    judged: bool = False
    """Whether `state` was found from `report`."""
    compared: object = None
    """What its last verdict follows from, as a value: from the same follows the same."""
    verdict: Verdict | None = None
    state: State = "unknown"
    why: Why = "new"
    since: datetime | None = None
    was: Stretch | None = None
    """Its state when the server before this one ended, until it is known what has become of that."""
    links: list[Link] = field(default_factory=list)
    lost: float = -1e9
    """When its last stream ended, by the monotonic clock."""
    broken: bool = False
    """Whether that stream ended by the connection's failure, and not by either side's will."""
    budget: Bucket = field(default_factory=lambda: Bucket(0.5, 8.0))
    """The reports that it may send."""

    @property
    def is_kept(self) -> bool:
        """Whether staff have named or paired it, so that it is not forgotten by itself."""
        return self.paired or bool(self.label)

    def tell(self, order: Order) -> bool:
        """Send an order to its newest stream; False if it has none."""
        if self.links:
            self.links[-1].tell(order)
        return bool(self.links)

    def is_live(self, now: float, silence: float, grace: float) -> bool:
        """Whether it is there: heard of within `silence` seconds, and its stream open, or gone only just now."""
        if now - self.heard > silence:
            return False
        if self.links or self.reported > self.lost:
            return True
        return not self.broken and now - self.lost < grace

    def is_news(self, report: Report) -> bool:
        """Whether a report is no older one: of a page that is open, and after its last.

        One that does not say when its page was opened (`load`) is taken as it comes.
        """
        if self.links and report.load not in [link.load for link in self.links]:
            return False
        last = self.report
        return last is None or not report.load or last.load != report.load or report.up > last.up

    def prove(self, report: Report) -> None:
        """A stream's page has spoken: later streams of other pages are of another device, which takes a new id."""
        loads = [link.load for link in self.links]
        if report.load in loads:
            for link in self.links[loads.index(report.load) + 1 :]:
                if link.doubted:
                    link.doubted = False
                    link.tell({"do": "renew"})
