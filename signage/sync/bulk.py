"""Finds bulk changes in a new agenda: many sessions removed, moved, cancelled or left blank at once. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signage.agenda import Agenda, Days, Session

MIN_SESSIONS = 5
"""Sessions to come of a day from which a change can be a bulk change; of fewer, people may change half by hand."""


class Shape(NamedTuple):
    """The fields of a session that decide whether a change counts towards a bulk change."""

    starts_at: datetime
    room: str | None
    cancelled: bool
    titled: bool
    lasting: bool

    @classmethod
    def of(cls, session: Session) -> Shape:
        """The shape of a session; `room` is the id of its room, None without one."""
        room = session.room.id if session.room else None
        return cls(session.starts_at, room, session.cancelled, session.title != "", not session.open_ended)


Outcomes = frozenset[tuple[str, Shape | None]]
"""What sessions, by id, would be; None if gone."""


@dataclass(frozen=True)
class BulkChange:
    """Sessions still to come that a feed would remove, move, cancel or leave blank: half of a day's, or of all.

    `days` tells for each such day (None: all days together) how many sessions are to come, and of how many it would
    do what. `outcomes` tells what each session id of those days would be, None if gone, and `all_outcomes` those of
    every other day, too. `ids` are these and all others that the same feed would change like that, or add: none of
    that is to be believed meanwhile.
    """

    days: tuple[tuple[date | None, int, tuple[tuple[str, int], ...]], ...]
    outcomes: Outcomes
    all_outcomes: Outcomes
    ids: frozenset[str]

    @cached_property
    def digest(self) -> str:
        """A short name for it, 12 hexadecimal digits, by which staff accept this change and no other."""
        outcomes = sorted(
            f"{name} {shape and (shape.starts_at.timestamp(), *shape[1:])}" for name, shape in self.outcomes
        )
        return hashlib.sha256("\n".join(outcomes).encode()).hexdigest()[:12]

    def __str__(self) -> str:
        return "; ".join(
            f"{day or 'all days'}: of {ahead} sessions to come {_listed(counts)}" for day, ahead, counts in self.days
        )

    def within(self, earlier: BulkChange) -> bool:
        """Whether `earlier` holds all of this change: sessions end meanwhile, so the same change grows smaller."""
        return self.outcomes <= earlier.all_outcomes


def bulk_change(old: Agenda, new: Agenda, at: datetime, days: Days) -> BulkChange | None:
    """The bulk change from one agenda to `new`: half or more of a day's, or all days', sessions to come; else None."""
    ahead: dict[date | None, list[Session]] = {}
    for session in old.sessions:
        if session.ends_at > at:
            ahead.setdefault(days.of(session.starts_at), []).append(session)
    if len(ahead) > 1:
        ahead[None] = [session for sessions in ahead.values() for session in sessions]
    counts: list[tuple[date | None, int, tuple[tuple[str, int], ...]]] = []
    outcomes: set[tuple[str, Shape | None]] = set()
    all_outcomes: set[tuple[str, Shape | None]] = set()
    for day, sessions in ahead.items():
        harms = {session.id: harm for session in sessions if (harm := _harm(session, new.by_id.get(session.id)))}
        harmed = {(id_, Shape.of(new.by_id[id_]) if id_ in new.by_id else None) for id_ in harms}
        all_outcomes |= harmed
        if len(sessions) >= MIN_SESSIONS and len(harms) * 2 >= len(sessions):
            counts.append((day, len(sessions), tuple(sorted(Counter(harms.values()).items(), reverse=True))))
            outcomes |= harmed
    return (
        BulkChange(tuple(counts), frozenset(outcomes), frozenset(all_outcomes), _unlike(old, new)) if outcomes else None
    )


def _harm(session: Session, now: Session | None) -> str:
    return harm(Shape.of(session), Shape.of(now) if now else None)


def harm(before: Shape, after: Shape | None) -> str:
    """The kind of harm done to a session: removed, moved, cancelled or left blank; empty if none of these."""
    if after is None:
        return "removed"
    if after[:2] != before[:2]:
        return "moved"
    if after.cancelled and not before.cancelled:
        return "cancelled"
    return "left blank" if before.titled > after.titled or before.lasting > after.lasting else ""


def _unlike(old: Agenda, new: Agenda) -> frozenset[str]:
    """The ids of sessions that are removed, added or of another shape."""
    shapes = [{(session.id, Shape.of(session)) for session in agenda.sessions} for agenda in (old, new)]
    return frozenset(session_id for session_id, _ in shapes[0] ^ shapes[1])


def _listed(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{count} would be {harm}" for harm, count in counts)
