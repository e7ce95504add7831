"""A session as a value: where and when it is, and where it stood before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


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


NOTEWORTHY_BEFORE = timedelta(days=7)
"""A change made earlier than this before a session's start gets no mark: printed programmes have it already."""


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


def overlapping(sessions: Iterable[Session], start: datetime, end: datetime) -> tuple[Session, ...]:
    """The sessions that overlap `[start, end)`."""
    return tuple(session for session in sessions if session.overlaps(start, end))
