"""The time that a request asks for: `?at=` and `?speed=`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from signage.layout.times import TIME_OF_DAY, moment, time_of_day
from signage.web.compose import PageTime

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signage.agenda import Days
    from signage.clock import Clock
    from signage.publish.state import State

MAX_RATE = 3600.0
ONE_DAY = timedelta(days=1)
YEARS = range(2000, 2101)
BLANK_FOR_PLUS = re.compile(r"(?<=[:.,hH][0-9]{2}) (?=[0-9]{2}:?[0-9]{2}$)")
"""A blank before an offset from UTC, which browsers make of a plus in an address."""
CLOCK = re.compile(rf"\s*(?P<time>{TIME_OF_DAY})(?::(?P<seconds>[0-5][0-9]))?\s*")
"""A time of day alone, with or without seconds."""
QUOTED = 40
"""Characters of what was asked that a refusal repeats."""


class BadQuery(ValueError):
    """A query that cannot be understood; its text says how to write it."""


def parse_at(text: str, days: Days, now: datetime) -> datetime:
    """`2026-02-07T09:55`, `2026-02-07`, `09:55` or `09:55:30`; event time without an offset. Raises `BadQuery`."""
    try:
        if clock := CLOCK.fullmatch(text[:QUOTED]):
            today = now.astimezone(days.zone).date()
            local = time_of_day(clock["time"]).on(today) + timedelta(seconds=int(clock["seconds"] or 0))
        else:
            read = moment(BLANK_FOR_PLUS.sub("+", text[:QUOTED]))
            local = read if isinstance(read, datetime) else datetime.combine(read, max(time(9), days.day_ends))
        aware = local if local.tzinfo else local.replace(tzinfo=days.zone)
        at = aware.astimezone(UTC)
    except (ValueError, OverflowError):
        at = None
    if at is None or at.year not in YEARS:
        raise BadQuery(f"?at={text[:QUOTED]!r} is no time; write it like 2026-02-07T09:55")
    return at


def page_time(query: Mapping[str, str], state: State, clock: Clock) -> PageTime:
    """The time that a page is asked for: that of the server, unless the query says `at`. Raises `BadQuery`.

    A chosen time is a whole minute of a day that something can be known of: the page's script reads seconds and speed
    from its address, so that all who ask within a minute, at whatever speed, get one and the same page.
    """
    now = clock.now()
    if not (at := query.get("at")):
        return PageTime(now, clock.rate)
    try:
        rate = float(query.get("speed", "1"))
    except ValueError:
        rate = -1
    if not 0 <= rate <= MAX_RATE:
        raise BadQuery(f"?speed={query['speed'][:QUOTED]!r} is no speed; write a number from 0 to {MAX_RATE:g}")
    chosen = parse_at(at, state.days, now).replace(second=0, microsecond=0)
    asked = state.days.of(chosen)
    shift = _nearest(asked, state, state.days.of(now)) - asked
    if not shift:
        return PageTime(chosen, chosen=True)
    return PageTime((chosen.astimezone(state.days.zone) + shift).astimezone(UTC), chosen=True, asked=asked)


def _nearest(day: date, state: State, today: date) -> date:
    """The nearest day that can be shown: those of the event and today, and one on each side of them."""
    first, last = state.span or (today, today)
    return min(
        (min(max(day, low - ONE_DAY), high + ONE_DAY) for low, high in ((first, last), (today, today))),
        key=lambda near: abs(near - day),
    )
