"""Times as people write them, in screens.yaml, on the command line and in addresses. Pure.

Hours and minutes may have a colon, a dot, a comma or an h between them: `9:00`, `09.55`, `14,30`, `9h30`. `24:00` is
the end of a day.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple

TIME_OF_DAY = r"(?:[01]?[0-9]|2[0-3])\s?[:.,hH]\s?[0-5][0-9]|24\s?[:.,hH]\s?00"
"""A pattern of hours and minutes, of the kind that JSON Schema takes as well."""
_SECONDS = r"(?::(?P<seconds>[0-5][0-9])(?:[.,](?P<fraction>[0-9]{1,6})[0-9]*)?)?"
_OFFSET = r"\s?(?P<offset>[zZ]|[+-][0-9]{2}:?[0-9]{2})?"
_DATE = r"(?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{8})"
_MOMENT = re.compile(rf"{_DATE}(?:(?:\s?[tT]\s?|\s+)(?P<time>{TIME_OF_DAY}){_SECONDS}{_OFFSET})?")


class TimeOfDay(NamedTuple):
    """A time of day; `24:00` is midnight of the day after."""

    time: time
    next_day: bool = False

    def on(self, day: date) -> datetime:
        """When that is, on a day, without a zone."""
        return datetime.combine(day + timedelta(days=self.next_day), self.time)


def time_of_day(text: str) -> TimeOfDay:
    """The time that a text such as `09:30` names. Raises `ValueError`."""
    if not re.fullmatch(TIME_OF_DAY, text.strip()):
        raise ValueError(f"'{text}' is no time of day")
    hours, minutes = map(int, re.findall(r"[0-9]+", text))
    return TimeOfDay(time(hours % 24, minutes), hours == 24)


def moment(text: str) -> datetime | date:
    """The date, or date and time, that a text such as `2026-02-07 09:55` names. Raises `ValueError`.

    A date and time has an offset from UTC only where the text gives one, such as `Z` or `+01:00`.
    """
    if not (match := _MOMENT.fullmatch(text.strip())):
        raise ValueError(f"'{text}' is no date and time")
    day = date.fromisoformat(match["date"]) if "-" not in match["date"] else date(*map(int, match["date"].split("-")))
    if match["time"] is None:
        return day
    at = time_of_day(match["time"]).on(day)
    at += timedelta(seconds=int(match["seconds"] or 0), microseconds=int((match["fraction"] or "0").ljust(6, "0")))
    return at.replace(tzinfo=_offset(match["offset"])) if match["offset"] else at


def day(text: str) -> date:
    """The date that a text such as `2026-02-07` names. Raises `ValueError`."""
    found = moment(text)
    if not isinstance(found, datetime):
        return found
    raise ValueError(f"'{text}' is more than a date")


def _offset(text: str) -> timezone:
    if text in "zZ":
        return UTC
    sign, hours, minutes = (-1 if text[0] == "-" else 1), int(text[1:3]), int(text[-2:])
    if minutes > 59:
        raise ValueError(f"'{text}' is no offset from UTC")
    return timezone(sign * timedelta(hours=hours, minutes=minutes))  # raises ValueError from a whole day on
