"""The feed gate: what would turn a day upside down is held until it comes back the same, or staff accept it. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from signage.agenda import Agenda, Days, Session

FEW = 5  # a day with fewer sessions to come is changed by hand, not by accident


@dataclass(frozen=True, slots=True)
class Upset:
    """Sessions still to come that a feed would remove or move, on days that would lose more than half of theirs.

    `fates` tells for each session id where it would be: (start, room id), or None if it would be gone. `ids` are these
    and all others that the same feed would remove, move or add: none of that is to be believed meanwhile.
    """

    days: tuple[tuple[date, int, int, int], ...]  # day, sessions to come, of these removed, moved
    fates: frozenset[tuple[str, tuple[datetime, str | None] | None]]
    ids: frozenset[str]

    @property
    def digest(self) -> str:
        """A short name, by which this and no other upset is accepted."""
        fates = sorted(f"{name} {place and (place[0].timestamp(), place[1])}" for name, place in self.fates)
        return hashlib.sha256("\n".join(fates).encode()).hexdigest()[:12]

    def __str__(self) -> str:
        return "; ".join(
            f"{day:%Y-%m-%d}: of {ahead} sessions to come {removed} would be removed and {moved} moved"
            for day, ahead, removed, moved in self.days
        )

    def within(self, earlier: Upset) -> bool:
        """Whether it is the same as an earlier one, but for what has ended since."""
        return self.fates <= earlier.fates


def upset(old: Agenda, new: Agenda, at: datetime, days: Days) -> Upset | None:
    """What `new` would turn upside down, if it removes or moves more than half of a day's sessions still to come."""
    ahead: dict[date, list[Session]] = {}
    for session in old.sessions:
        if session.ends_at > at:
            ahead.setdefault(days.of(session.starts_at), []).append(session)
    counts: list[tuple[date, int, int, int]] = []
    fates: set[tuple[str, tuple[datetime, str | None] | None]] = set()
    for day, sessions in sorted(ahead.items()):
        kept = [(session, new.by_id.get(session.id)) for session in sessions]
        removed = [session for session, now in kept if now is None]
        moved = [now for session, now in kept if now and _place(now) != _place(session)]
        if len(sessions) >= FEW and (len(removed) + len(moved)) * 2 > len(sessions):
            counts.append((day, len(sessions), len(removed), len(moved)))
            fates |= {(session.id, None) for session in removed} | {(now.id, _place(now)) for now in moved}
    return Upset(tuple(counts), frozenset(fates), _elsewhere(old, new)) if fates else None


def _elsewhere(old: Agenda, new: Agenda) -> frozenset[str]:
    """The ids of sessions that are removed, moved or added."""
    places = [{(session.id, _place(session)) for session in agenda.sessions} for agenda in (old, new)]
    return frozenset(session_id for session_id, _ in places[0] ^ places[1])


def _place(session: Session) -> tuple[datetime, str | None]:
    return session.starts_at, session.room.id if session.room else None
