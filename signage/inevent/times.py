"""Times of the gateway, in the forms that platforms send. Pure; nothing here raises, whatever the value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from signage.inevent.text import clean

if TYPE_CHECKING:
    from signage.agenda import Days

YEARS = range(1970, 2200)
"""Years that times may lie in: far enough from both ends of Python's calendar to add days and offsets."""
EPOCH_SECONDS, EPOCH_MILLISECONDS = 10**9, 10**11
"""Numbers from here on are seconds, and milliseconds, since 1970; smaller ones are no times."""
NUMBER = re.compile(r"\d{10,}(?:\.\d+)?")
DATE = re.compile(r"\d{4}-?\d\d-?\d\d")
MIDNIGHT = re.compile(r"([T ])24:?00(?::?00(?:[.,]0+)?)?(?![\d:])")
LEAP_SECOND = re.compile(r"(?<=[T ]\d\d:\d\d:)60|(?<=[T ]\d{4})60")
DOTTED = re.compile(r"(?<=[T ])(\d\d)[.,](\d\d)(?=[.,:]\d\d|Z|[+-]|\s|$)")
"""A time of day with a dot for its colon, which Python takes for a fraction of an hour."""
SHORT_HOUR = re.compile(r"(?<=[T ])(\d)(?=[:.,]\d\d)")
OFFSET = re.compile(r" ?(?:([+-]\d\d:?\d\d|Z)(?: ?UTC| ?GMT|\[[^\[\]]*\])?|UTC|GMT)$")
"""An offset with a blank before it or its zone's name behind it, or UTC by name: as Ruby, Go and Java write them."""
DAY = timedelta(days=1)
SHORT = timedelta(hours=12)
"""An end of an earlier time of day is the next day's if the session is shorter than this."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, in UTC and whole seconds; equal where no length is known. `problem` tells what was wrong.

    `all_day`: given as dates, of which the last one is included.
    """

    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    problem: str = ""


def read_span(start: object, end: object, days: Days) -> Span | str:
    """Start and end of a session, or what is wrong with its start. What is wrong with its end is a problem of the Span.

    `days` is the event's calendar: a time without an offset is of its zone, a date is a day of it.
    """
    if start is None or start == "":
        return "no start"
    day = read_date(start)
    starts_at = days.start(day) if day else read_time(start, days)
    if starts_at is None:
        return f"its start '{clean(start, 40)}' is no time"
    starts_at = starts_at.replace(microsecond=0)
    last = read_date(end) if end is not None else day
    if last and last.year in YEARS:
        return _until_day(starts_at, day, last, days)
    if end is None or end == "":
        return Span(starts_at, starts_at, problem="no end")
    ends_at = read_time(end, days)
    if ends_at is None:
        return Span(starts_at, starts_at, problem=f"its end '{clean(end, 40)}' is no time")
    return _until(starts_at, ends_at.replace(microsecond=0))


def _until_day(starts_at: datetime, day: date | None, last: date, days: Days) -> Span:
    if day and last < day:
        return Span(starts_at, days.end(day), all_day=True, problem="it ends before it starts: taken for one day")
    ends_at = days.end(last)
    if ends_at <= starts_at:
        return Span(starts_at, starts_at, problem="it ends before it starts")
    return Span(starts_at, ends_at, all_day=day is not None)


def _until(starts_at: datetime, ends_at: datetime) -> Span:
    if ends_at >= starts_at:
        return Span(starts_at, ends_at)
    if timedelta() < ends_at + DAY - starts_at < SHORT:
        return Span(starts_at, ends_at + DAY, problem="it ends before it starts: taken for the next day's end")
    return Span(starts_at, starts_at, problem="it ends before it starts")


def read_date(value: object) -> date | None:
    """A date without a time of day; else None."""
    if not isinstance(value, str) or not DATE.fullmatch(value.strip()):
        return None
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        return None
    return day if day.year in YEARS else None


def read_time(value: object, days: Days) -> datetime | None:
    """A time in UTC: ISO 8601, or seconds or milliseconds since 1970 as a number or in ten digits or more."""
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        value = float(value) if len(value) < 32 else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _epoch(value)
    if not isinstance(value, str) or len(value) > 64:
        return None
    text, later = _plain(value), timedelta()
    if MIDNIGHT.search(text):
        text, later = MIDNIGHT.sub(r"\g<1>00:00", text), DAY
    elif LEAP_SECOND.search(text):
        text, later = LEAP_SECOND.sub("59", text), timedelta(seconds=1)
    try:
        time = datetime.fromisoformat(DOTTED.sub(r"\1:\2", SHORT_HOUR.sub(r"0\1", text))) + later
        time = (time if time.tzinfo else time.replace(tzinfo=days.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return time if time.year in YEARS else None


def _plain(text: str) -> str:
    """The text of a time in capitals, with a plain minus, and its offset as ISO 8601 has it."""
    return OFFSET.sub(lambda found: found[1] or "Z", text.strip().upper().replace("\u2212", "-"))


def _epoch(number: float) -> datetime | None:
    if not EPOCH_SECONDS <= number < EPOCH_MILLISECONDS * 10**3:
        return None
    time = datetime.fromtimestamp(number / 1000 if number >= EPOCH_MILLISECONDS else number, UTC)
    return time if time.year in YEARS else None
