"""The event's own calendar: which day an instant belongs to, and when a day begins and ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from signage.agenda.session import Session


@dataclass(frozen=True, slots=True)
class Days:
    """The event's own calendar: a day runs from `day_ends` to the next day's `day_ends`, event time."""

    zone: ZoneInfo
    day_ends: time = time(4)

    def of(self, at: datetime) -> date:
        """The event's day that holds `at`."""
        local = at.astimezone(self.zone)
        day = local.date()
        return day if at >= self.start(day) else day - timedelta(days=1)

    def start(self, day: date) -> datetime:
        """When the event's day of this date begins, in UTC."""
        return datetime.combine(day, self.day_ends, self.zone).astimezone(UTC)

    def midnight(self, day: date) -> datetime:
        """Midnight at the beginning of a date in the event's zone, in UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def end(self, day: date) -> datetime:
        """When the event's day of this date ends, in UTC."""
        return self.start(day + timedelta(days=1))

    def horizon(self, sessions: Iterable[Session], day: date) -> tuple[datetime, datetime]:
        """From the start of `day` to the end of the next day on which one of these sessions falls.

        Where none follows, to the end of the day in which the last that is on then is over: a wall that hears of
        nothing any more is to take it off, too.
        """
        end, known = self.end(day), tuple(sessions)
        following = min((s.starts_at for s in known if s.starts_at >= end), default=None)
        last = following or max((s.ends_at for s in known if s.ends_at >= end), default=None)
        return self.start(day), self.end(self.of(last)) if last else end


class EventKey(NamedTuple):
    """An event's id at the gateway, and the calendar by which its times and dates are read."""

    id: str
    days: Days
