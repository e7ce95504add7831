"""A screen's day: its states, when a display is expected, and from what a picture of its glass can be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from signage.fleet.verdict import State, fits
from signage.staff.threads import LOOKS
from signage.web.staff.calls import Call
from signage.web.staff.schemas.screens import Screen

if TYPE_CHECKING:
    from signage.fleet.expected import Expectation
    from signage.fleet.history import History
    from signage.fleet.report import Report
    from signage.fleet.row import Row
    from signage.publish.state import PageKey
    from signage.web.staff.calls import Asked
    from signage.web.staff.screens import Fleet

DRAWN = 20
"""Displays of one screen whose glass is drawn."""
CHANGES = 200
"""Changes of a wall that are gone through for the moment at which it showed what its display still shows."""


class Stretch(BaseModel):
    """A state that a screen was in from `start` until the next one begins."""

    state: State
    start: datetime


class Hours(BaseModel):
    """Hours in which a display is expected to be there."""

    start: datetime
    until: datetime


class GlassAt(BaseModel):
    """The moment whose page shows what a display reports: `date` and `at` are as its `?at=` takes them."""

    display: str
    date: str
    at: datetime


class ScreenDay(BaseModel):
    """One screen and its day. What was before `known_from` this server does not know: it had not begun."""

    screen: Screen
    now: datetime
    start: datetime
    end: datetime
    known_from: datetime
    expected: list[Hours]
    states: list[Stretch]
    glass: list[GlassAt] = Field(description="of each display of which a picture can be drawn from its last report")


class Right(BaseModel):
    """How many screens were right from `start` on."""

    screens: int
    start: datetime


class RightToday(BaseModel):
    """How many screens were right throughout the event's day; `screens` is how many there are now."""

    now: datetime
    start: datetime
    end: datetime
    known_from: datetime
    screens: int
    right: list[Right]


@dataclass(frozen=True)
class DayCalls:
    """The calls about the day so far."""

    fleet: Fleet
    history: History

    def calls(self) -> tuple[Call, ...]:
        """What is offered to staff."""
        none = {404: "There is no such screen or room."}
        return (
            Call("GET", "screens/right", "viewer", self.right, "How many screens were right today", answer=RightToday),
            Call("GET", "screens/{name}/day", "viewer", self.day, "A screen, its day, and what its displays show",
                 answer=ScreenDay, statuses=none),
        )  # fmt: skip

    def note(self, row: Row) -> None:
        """A display is in another state, or gone: so may its screen be."""
        self.history.note(row.page, self.fleet.displays.registry.state_of(row.page), self.fleet.clock.now())

    async def right(self, asked: Asked) -> RightToday:
        """How many screens were right."""
        state, now = self.fleet.publisher.current, asked.now
        start = state.days.start(state.days.of(now))
        counts = self.history.right_since(start)
        return RightToday(
            now=now,
            start=start,
            end=state.days.end(state.days.of(now)),
            known_from=self.history.began,
            screens=len(self.fleet.view.pages()),
            right=[Right(screens=one.screens, start=one.start) for one in counts],
        )

    async def day(self, asked: Asked) -> ScreenDay:
        """A screen's day."""
        page, state = self.fleet.page_called(asked.path["name"]), self.fleet.publisher.current
        today = state.days.of(asked.now)
        start, end = state.days.start(today), state.days.end(today)
        return ScreenDay(
            screen=await self.fleet.view.screen_of(page),
            now=asked.now,
            start=start,
            end=end,
            known_from=self.history.began,
            expected=[Hours(start=begins, until=ends) for begins, ends in state.expected_hours(page, today)],
            states=[Stretch(state=one.state, start=one.start) for one in self.history.of(page, start)],
            glass=await self._glass(page),
        )

    async def _glass(self, page: PageKey) -> list[GlassAt]:
        expected, days = self.fleet.displays.expected(page), self.fleet.publisher.current.days
        found = []
        for row in self.fleet.displays.registry.of(page)[:DRAWN]:
            if row.report is None or row.seen is None or expected is None or row.why in ("hidden", "revision"):
                continue
            wrong = row.state == "wrong"
            at = await LOOKS.run(last_right, row.report, row.seen, expected) if wrong else row.seen
            if at is not None:
                found.append(GlassAt(display=row.id, date=days.of(at).isoformat(), at=at))
        return found


def last_right(report: Report, seen: datetime, expected: Expectation) -> datetime | None:
    """The latest moment before at which a wall showed what its display reported; None where it never did, today.

    Takes some milliseconds for a large board.
    """
    if not report.shown:
        return None  # a blank wall is not the wall of the night
    found = (moment for moment, then in expected.before(seen.timestamp(), CHANGES) if fits(report, then))
    moment = next(found, None)
    return None if moment is None else datetime.fromtimestamp(moment, UTC)
