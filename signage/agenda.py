"""The agenda as a value, and what can be asked of it. Pure: time is an argument, nothing is read or written.

All times are aware and in UTC; an interval is half-open, `[starts_at, ends_at)`. A session that came without a length
is open-ended: `Agenda.of` gives it an end by what follows in its room, so that every other question reads `ends_at`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks in a session; `company` is empty where the gateway gives none."""

    name: str
    company: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A room of the venue, by the gateway's id, with the name that the gateway gives it."""

    id: str
    name: str


NEVER = datetime.min.replace(tzinfo=UTC)
NOTEWORTHY_BEFORE = timedelta(days=7)
"""A change made earlier than this before a session's start gets no mark: printed programmes have it already."""
MAX_PLACEMENTS = 8
"""Earlier placements kept of a session: the first one and the latest ones, this many together."""
OPEN_ENDED_LENGTH = timedelta(hours=1)
"""The longest that a session without a length is taken to be on."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where and when a session stood before the change at `until`. `ends_at` is `starts_at` where it was open-ended."""

    starts_at: datetime
    ends_at: datetime
    room: Room | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One session.

    `past` is where it stood before, oldest first; `added_at` is None for those of the first pull. `open_ended`: it came
    without a length, and `ends_at` is only when walls stop to show it as running. `all_day`: it came with dates in
    place of times, and lasts for those days of the event. `shared_id` is the gateway's id where several sessions have
    the same; `id` then holds their start and room, too, and is theirs alone.
    """

    id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    room: Room | None = None
    track: str = ""
    language: str = ""
    cancelled: bool = False
    speakers: tuple[Speaker, ...] = ()
    updated_at: datetime | None = None
    past: tuple[Placement, ...] = ()
    added_at: datetime | None = None
    open_ended: bool = False
    all_day: bool = False
    shared_id: str = ""

    @property
    def gateway_id(self) -> str:
        """The session's id at the gateway, which staff use as well; other sessions may have the same."""
        return self.shared_id or self.id

    @property
    def recent_placements(self) -> tuple[Placement, ...]:
        """How the session stood before each change made within `NOTEWORTHY_BEFORE` of its start, oldest first."""
        return self.past and tuple(left for left in self.past if left.until > self.starts_at - NOTEWORTHY_BEFORE)

    @property
    def moved_from(self) -> Room | None:
        """The room that the session was announced in; None if it is still in that room."""
        announced = self.recent_placements[0].room if self.recent_placements else None
        return announced if announced and self.room and announced.id != self.room.id else None

    @property
    def was_at(self) -> tuple[datetime, datetime] | None:
        """The start and end that the session was announced for; None if its start is still the same."""
        announced = self.recent_placements[0] if self.recent_placements else None
        return (announced.starts_at, announced.ends_at) if announced and announced.starts_at != self.starts_at else None

    @property
    def retimed_at(self) -> datetime | None:
        """When the session's start was last changed; None if it never was."""
        starts = [*(placement.starts_at for placement in self.past), self.starts_at]
        changes = [before.until for before, then in zip(self.past, starts[1:], strict=True) if before.starts_at != then]
        return changes[-1] if changes else None

    def placed(self, at: datetime) -> Placement:
        """The session's place and times as a Placement that was changed at `at`."""
        return Placement(*self._own_times, self.room, at)

    @property
    def _own_times(self) -> tuple[datetime, datetime]:
        """Start and end as the gateway gave them, the same instant twice where it gave no length."""
        return self.starts_at, self.starts_at if self.open_ended else self.ends_at

    def placed_differently(self, than: Session) -> bool:
        """Whether its room or its times differ from those of `than`; rooms are compared by id, not by name."""
        rooms = [session.room.id if session.room else None for session in (self, than)]
        return self._own_times != than._own_times or rooms[0] != rooms[1]

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Whether any of it, or its instant if it has no length, lies in `[start, end)`."""
        return self.starts_at < end and (self.ends_at > start or self.starts_at == self.ends_at >= start)


def by_time(session: Session) -> tuple[datetime, datetime, str]:
    """The sort key that puts sessions in order of start, then of end, then of id."""
    return session.starts_at, session.ends_at, session.id


@dataclass(frozen=True)
class Agenda:
    """Every session of the event, in order of time. Agendas are immutable, compared and replaced as a whole."""

    sessions: tuple[Session, ...] = ()

    @classmethod
    def of(cls, sessions: Iterable[Session]) -> Agenda:
        """The agenda of these sessions, in any order, each with an id of its own; open-ended ones get an end."""
        return cls(tuple(sorted(_ended(tuple(sessions)), key=by_time)))

    @cached_property
    def by_id(self) -> dict[str, Session]:
        """Each session by its id."""
        return {session.id: session for session in self.sessions}

    @cached_property
    def rooms(self) -> dict[str, Room]:
        """Rooms by id, in order of name. Of two names for one id the one most recently updated wins."""
        newest: dict[str, tuple[datetime, Room]] = {}
        for session in self.sessions:
            if room := session.room:
                age, known = session.updated_at or NEVER, newest.get(room.id)
                if known is None or age > known[0]:
                    newest[room.id] = age, room
        return {room.id: room for _, room in sorted(newest.values(), key=lambda pair: natural(pair[1].name))}

    @cached_property
    def moved_away(self) -> dict[str, tuple[tuple[Session, Placement], ...]]:
        """By room: sessions that were announced there and are not there now, with how they last stood there."""
        found: dict[str, dict[str, tuple[Session, Placement]]] = {}
        for session in self.sessions:
            for left in session.recent_placements:
                if left.room and not (session.room and left.room.id == session.room.id):
                    found.setdefault(left.room.id, {})[session.id] = session, left
        return {room: tuple(sessions.values()) for room, sessions in found.items()}

    @cached_property
    def _by_room(self) -> dict[str | None, tuple[Session, ...]]:
        found: dict[str | None, list[Session]] = {}
        for session in self.sessions:
            found.setdefault(session.room.id if session.room else None, []).append(session)
        return {room: tuple(sessions) for room, sessions in found.items()}

    def in_room(self, room_id: str | None) -> tuple[Session, ...]:
        """The sessions of one room in order of time; of `None`, those without a room."""
        return self._by_room.get(room_id, ())


def _ended(sessions: Sequence[Session]) -> Iterable[Session]:
    """The sessions with an end for each that is open-ended, or has an end that is not after its start.

    That is the next start of a live session in its room, an hour later at most. Where a live session with a length is
    on in the room as it starts, it is a remark on that one: it ends as it starts and is never on.
    """
    rooms: dict[str, list[Session]] = {}
    for session in sessions:
        if session.room and not session.cancelled:
            rooms.setdefault(session.room.id, []).append(session)
    occupied = {room_id: _Occupied(live) for room_id, live in rooms.items()}
    for session in sessions:
        if not session.open_ended and session.ends_at > session.starts_at:
            yield session
            continue
        ends_at = session.starts_at + OPEN_ENDED_LENGTH
        if session.room and (found := occupied.get(session.room.id)):
            ends_at = min(ends_at, found.free_until(session.starts_at))
        yield replace(session, ends_at=ends_at, open_ended=True)


class _Occupied:
    """When the live sessions of one room start, and until when those with a length occupy it."""

    def __init__(self, live: Iterable[Session]) -> None:
        ordered = sorted(live, key=by_time)
        own_ends = [session.starts_at if session.open_ended else session.ends_at for session in ordered]
        self._starts = [session.starts_at for session in ordered]
        self._kept_until = list(accumulate(own_ends, max))

    def free_until(self, at: datetime) -> datetime:
        """The first start after `at`, `datetime.max` if there is none; `at` itself if a session with a length is on."""
        place = bisect_right(self._starts, at)
        if place and self._kept_until[place - 1] > at:
            return at
        return self._starts[place] if place < len(self._starts) else datetime.max.replace(tzinfo=UTC)


@lru_cache(4096)
def natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """A sort key that puts Room 2 before Room 10."""
    parts: list[tuple[int, int | str]] = []
    word = ""
    for char in [*name.casefold(), ""]:
        if word and (char.isdecimal() != word[-1].isdecimal() or not char):
            parts.append((0, int(word)) if word.isdecimal() else (1, word))
            word = ""
        word += char
    return tuple(parts)


# What is on -------------------------------------------------------------------------------------------------------


class Slots(NamedTuple):
    """The sessions that a wall shows as on now, next and later at one instant; `intervals` tells which is which."""

    now: tuple[Session, ...]
    next: tuple[Session, ...]
    later: tuple[Session, ...]

    @property
    def live(self) -> bool:
        """Whether any session that is on now takes place; cancelled ones don't."""
        return any(not session.cancelled for session in self.now)


def boundaries(sessions: Iterable[Session], start: datetime, end: datetime) -> list[datetime]:
    """The instants in `[start, end]` between which nothing starts or ends; first `start`, last `end`."""
    edges = {edge for session in sessions for edge in (session.starts_at, session.ends_at) if start < edge < end}
    return [start, *sorted(edges), end]


def intervals(sessions: Iterable[Session], start: datetime, end: datetime) -> list[tuple[datetime, datetime, Slots]]:
    """`(from, until, slots)` for each stretch of `[start, end)`; neighbours that show the same are joined.

    Now is every session with `start <= at < end`, next all that share the earliest start after that and before `end`,
    later all that start after those. Running ones come before cancelled ones, and then each in order of time.

    Each session is looked at when it starts and when it ends, not at every instant: n log n steps, besides the slots
    themselves.
    """
    ordered = sorted(sessions, key=by_time)
    starts = [session.starts_at for session in ordered]
    ahead = bisect_left(starts, end)
    on: list[Session] = []
    begun = 0
    joined: list[tuple[datetime, datetime, Slots]] = []
    for begin, stop in pairwise(boundaries(ordered, start, end)):
        on = [session for session in on if session.ends_at > begin]
        while begun < len(ordered) and starts[begun] <= begin:
            if ordered[begun].ends_at > begin:
                insort(on, ordered[begun], key=_running_first)
            begun += 1
        following = bisect_right(starts, starts[begun]) if begun < ahead else begun
        upcoming = sorted(ordered[begun:following], key=_running_first)
        shown = Slots(tuple(on), tuple(upcoming), tuple(ordered[following:ahead]))
        if joined and joined[-1][2][:2] == shown[:2]:  # `later` need not be compared: it follows from `next`
            joined[-1] = (joined[-1][0], stop, shown)
        else:
            joined.append((begin, stop, shown))
    return joined


def _running_first(session: Session) -> tuple[bool, datetime, datetime, str]:
    return session.cancelled, *by_time(session)


# What changed -----------------------------------------------------------------------------------------------------


def carry_history(
    old: Agenda | None, new: Agenda, at: datetime, *, corrected: bool = False, newcomers: bool = True
) -> Agenda:
    """`new`, with what `old` remembers of each session, where it stood before, and newcomers stamped with `at`.

    Of a first pull (`old` is None) nothing counts as added: it was there before anyone looked. Nor does anything where
    `newcomers` is False, for `old` was read by a release that could not read them. What staff have `corrected`, such as
    the event's zone, was never announced otherwise. A session that is still the same is the same object: whoever
    compares it later has to look at nothing else.
    """
    kept = []
    for session in new.sessions:
        seen = old.by_id.get(session.id) if old else None
        if seen is None:
            kept.append(replace(session, past=(), added_at=at if old and newcomers else None))
            continue
        past = seen.past
        if session.placed_differently(seen):
            past = () if corrected else (*past, seen.placed(at))
        past = past if len(past) <= MAX_PLACEMENTS else (past[0], *past[1 - MAX_PLACEMENTS :])
        known = session.past == past and session.added_at == seen.added_at
        now = session if known else replace(session, past=past, added_at=seen.added_at)
        kept.append(seen if now == seen else now)
    return Agenda(tuple(kept))


# Days -------------------------------------------------------------------------------------------------------------


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


def overlapping(sessions: Iterable[Session], start: datetime, end: datetime) -> tuple[Session, ...]:
    """The sessions that overlap `[start, end)`."""
    return tuple(session for session in sessions if session.overlaps(start, end))
