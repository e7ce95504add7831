"""The whole agenda as a value: every session of the event, by id and by room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from signage.agenda.open_ended import with_ends
from signage.agenda.session import Placement, Room, Session, by_time

if TYPE_CHECKING:
    from collections.abc import Iterable

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Agenda:
    """Every session of the event, in order of time. Agendas are immutable, compared and replaced as a whole."""

    sessions: tuple[Session, ...] = ()

    @classmethod
    def of(cls, sessions: Iterable[Session]) -> Agenda:
        """The agenda of these sessions, in any order, each with an id of its own; open-ended ones get an end."""
        return cls(tuple(sorted(with_ends(tuple(sessions)), key=by_time)))

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
