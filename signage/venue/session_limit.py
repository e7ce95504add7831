"""Rooms with more sessions on a day than anybody holds: walls show those that are nearest to now. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from signage.agenda import Agenda, Days, Room, Session
from signage.phrase import N_, Phrase

MOST = 1_000
"""Sessions of one room on one day that walls show."""


class Crowd(NamedTuple):
    """A room, or none, with more sessions on a day of the event than are shown."""

    room: Room | None
    day: date
    sessions: tuple[Session, ...]

    @property
    def what(self) -> Phrase:
        """The crowd in a sentence for staff."""
        values = {"sessions": len(self.sessions), "day": self.day, "most": MOST}
        if self.room:
            text = N_("'%(room)s' has %(sessions)s sessions on %(day)s: walls show the %(most)s nearest to now")
            return Phrase(text, room=self.room.name, **values)
        text = N_("there are %(sessions)s sessions without a room on %(day)s: walls show the %(most)s nearest to now")
        return Phrase(text, **values)


def crowds_of(agenda: Agenda, days: Days) -> tuple[Crowd, ...]:
    """Where there are more sessions than are shown, in order of rooms and days; those without a room come last."""
    return tuple(crowd for room in (*agenda.rooms.values(), None) for crowd in _crowds_in(agenda, room, days))


def _crowds_in(agenda: Agenda, room: Room | None, days: Days) -> Iterator[Crowd]:
    sessions = agenda.in_room(room.id if room else None)
    if len(sessions) <= MOST:
        return
    by_day: dict[date, list[Session]] = {}
    for session in sessions:
        by_day.setdefault(days.of(session.starts_at), []).append(session)
    yield from (Crowd(room, day, tuple(held)) for day, held in by_day.items() if len(held) > MOST)


def thinned(agenda: Agenda, crowds: tuple[Crowd, ...], now: datetime) -> Agenda:
    """The agenda with those sessions of each crowd that are nearest to `now`; the same object where there is none."""
    if not crowds:
        return agenda

    def distance(session: Session) -> timedelta:
        return max(session.starts_at - now, now - session.ends_at, timedelta())

    left_out = {session.id for crowd in crowds for session in sorted(crowd.sessions, key=distance)[MOST:]}
    return Agenda(tuple(session for session in agenda.sessions if session.id not in left_out))
