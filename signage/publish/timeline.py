"""The event's days at a glance, for staff who look ahead: how much is on when, and when walls change. Pure."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from signage.agenda import Days, Session
    from signage.publish.state import State

STEP = timedelta(minutes=30)
"""How finely a day is told."""
MOST_DAYS = 400
"""Days that are told of, those with sessions: an event over a year is a series of them."""
LONGEST = timedelta(days=60)
"""What runs for longer is counted on its first days alone."""


class EventDay(NamedTuple):
    """A day of the event: its bounds, how many sessions are on in each `STEP` of it, and when some wall changes."""

    day: date
    start: datetime
    end: datetime
    sessions: int
    running: tuple[int, ...]
    changes: tuple[datetime, ...]


def event_days(state: State) -> tuple[EventDay, ...]:
    """The days on which something is on, in order; none before there is an agenda."""
    by_day: dict[date, list[Session]] = defaultdict(list)
    for session in state.shown.sessions if state.shown else ():
        if not session.cancelled:
            for day in _days_of(session, state.days):
                by_day[day].append(session)
    notices = tuple(_edges_of_notices(state))
    return tuple(_event_day(day, by_day[day], state.days, notices) for day in sorted(by_day)[:MOST_DAYS])


def _days_of(session: Session, days: Days) -> Iterator[date]:
    """Each day of the event that a session touches."""
    day, last = days.of(session.starts_at), days.of(min(session.ends_at, session.starts_at + LONGEST))
    while True:
        yield day
        day += timedelta(days=1)
        if day > last or days.start(day) >= session.ends_at:
            return


def _edges_of_notices(state: State) -> Iterator[datetime]:
    for notice in state.layout.notices:
        yield from filter(None, (notice.begins(state.days), notice.ends(state.days)))


def _event_day(day: date, sessions: list[Session], days: Days, notices: Iterable[datetime]) -> EventDay:
    start, end = days.start(day), days.end(day)
    edges = {instant for session in sessions for instant in (session.starts_at, session.ends_at)}
    changes = sorted(instant for instant in edges.union(notices) if start <= instant < end)
    return EventDay(day, start, end, len(sessions), _running(sessions, start, end), tuple(changes))


def _running(sessions: Iterable[Session], start: datetime, end: datetime) -> tuple[int, ...]:
    """How many sessions are on at some time of each step between two instants."""
    count = -((start - end) // STEP)
    begun = [0] * (count + 1)
    for session in sessions:
        first = max(0, (session.starts_at - start) // STEP)
        after = min(count, -((start - session.ends_at) // STEP))
        begun[first] += 1
        begun[max(after, min(first + 1, count))] -= 1
    return tuple(accumulate(begun[:-1]))
