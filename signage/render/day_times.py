"""Times as signs tell them: seen at another time, each with its day where that is not today's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from signage.agenda import Days, Session
    from signage.render.language import Words

DATES_AHEAD = 14
"""Days for which a page tells the date: a wall that was cut off for longer has other troubles."""


@dataclass(frozen=True)
class DayTimes:
    """The times of an event in one language. `seen_at` is when a text is on a wall: what is today's follows from it."""

    days: Days
    words: Words

    def weekday(self, at: datetime, seen_at: datetime) -> str:
        """The text before a time of day that is not today's: the weekday or date of that time itself; else empty.

        Today's are the times of the event's day, the night that belongs to it included, and those of the calendar's.
        """
        return self._weekday(at, at, seen_at)

    def time(self, at: datetime, seen_at: datetime) -> str:
        """A time of day, with its weekday where it is not today's."""
        return self.weekday(at, seen_at) + self.words.time(at)

    def end(self, at: datetime, seen_at: datetime) -> str:
        """When something ends, with the weekday where that is not today's; a day's last instant is that day's."""
        return self._weekday(at, at - timedelta(seconds=1), seen_at) + self.words.time(at)

    def range(self, start: datetime, end: datetime, seen_at: datetime) -> str:
        """From when to when: each time with its weekday where that is not today's; one weekday for times of one day.

        An end that is a day or more after the start always has its weekday.
        """
        words, last = self.words, max(start, end - timedelta(seconds=1))
        if end - start >= timedelta(days=1):
            day = words.short_day(self.date_at(end), self.date_at(start))
            return f"{self.time(start, seen_at)}\u2013{day}{words.time(end)}"
        if self.date_at(start) == self.date_at(last) or self.days.of(start) == self.days.of(last):
            today = not self.weekday(start, seen_at) and not self.weekday(last, seen_at)
            day = "" if today else words.short_day(self.date_at(start), self.date_at(seen_at))
            return day + words.range(start, end)
        first_day, last_day = self.weekday(start, seen_at), self._weekday(end, last, seen_at)
        if not first_day and not last_day:
            return words.range(start, end)
        return f"{first_day}{words.time(start)}\u2013{last_day}{words.time(end)}"

    def day_label(self, at: datetime, seen_at: datetime) -> str:
        """Tomorrow, a weekday or a date, for times that stand below it; empty for one of today."""
        return self.words.relative(self.date_at(at), self.date_at(seen_at)) if self.weekday(at, seen_at) else ""

    def day_name(self, day: date, seen_at: datetime) -> str:
        """What a day of the event is called in a heading: Today in the night that belongs to it, too, as for times."""
        today = self.date_at(seen_at)
        if day in (today, self.days.of(seen_at)):
            return self.words.translate("Today")
        return self.words.relative(day, today)

    def _weekday(self, at: datetime, within: datetime, seen_at: datetime) -> str:
        if self.days.of(within) == self.days.of(seen_at) or self.date_at(within) == self.date_at(seen_at):
            return ""
        return self.words.short_day(self.date_at(at), self.date_at(seen_at))

    def day_changes(self, start: datetime, end: datetime) -> list[datetime]:
        """The instants in `(start, end)` at which today becomes another: the event's day ends, or it is midnight.

        Those of two weeks at most: by then a wall has long been sent another page.
        """
        found: list[datetime] = []
        first = self.date_at(start)
        for day in (first + timedelta(days=number) for number in range(DATES_AHEAD + 1)):
            midnight = self.days.midnight(day)
            if midnight >= end:
                break
            found += [midnight, self.days.start(day)]
        return [edge for edge in found if start < edge < end]

    def start_of(self, session: Session, seen_at: datetime) -> str:
        """When a session starts; of one of whole days the day, or that it lasts all of today."""
        if session.all_day:
            return self.weekday(session.starts_at, seen_at).strip() or self.words.translate("All day")
        return self.time(session.starts_at, seen_at)

    def range_of(self, session: Session, seen_at: datetime) -> str:
        """From when to when a session lasts; its start alone where it is open-ended, its days where it has no times."""
        if session.open_ended:
            return self.time(session.starts_at, seen_at)
        if not session.all_day:
            return self.range(session.starts_at, session.ends_at, seen_at)
        first, last = self.days.of(session.starts_at), self._last_day(session.ends_at)
        if first == last:
            return self.words.translate("All day")
        return f"{self.words.short_weekday(first)}\u2013{self.words.short_day(last, first).strip()}"

    def ends_label(self, session: Session, seen_at: datetime) -> str:
        """The label of a session that is on: until when it lasts, or since when where it has no end of its own."""
        words = self.words
        if session.open_ended:
            return words.translate("since %(time)s", time=self.time(session.starts_at, seen_at))
        if not session.all_day:
            return words.translate("until %(time)s", time=self.end(session.ends_at, seen_at))
        last, today = self._last_day(session.ends_at), self.days.of(seen_at)
        if last == today:
            return words.translate("All day")
        return words.translate("until %(time)s", time=words.short_day(last, today).strip())

    def date_at(self, at: datetime) -> date:
        """The calendar's date at an instant, in the event's zone."""
        return at.astimezone(self.days.zone).date()

    def _last_day(self, end: datetime) -> date:
        return self.days.of(end - timedelta(seconds=1))
