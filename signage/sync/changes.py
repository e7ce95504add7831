"""What changed in the agenda, one thing at a time, as staff read it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from signage.agenda import Agenda, Session

What = Literal["added", "removed", "cancelled", "revived", "moved", "retimed", "retitled", "speakers"]
MOST = 200
"""Changes that are remembered."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing about a session that became otherwise, noticed at `at`.

    `before` and `after` are names of rooms, titles, names of speakers, or instants (ISO 8601), by what changed;
    `room` is where the session is, `starts_at` when.
    """

    at: datetime
    what: What
    session: str
    title: str
    room: str
    starts_at: datetime
    before: str = ""
    after: str = ""


def changes(old: Agenda, new: Agenda, at: datetime) -> list[Change]:
    """What is otherwise in `new`, in order of the sessions' times."""
    found = [change for session in new.sessions for change in _of(old.by_id.get(session.id), session, at)]
    found += [_change("removed", session, at) for session in old.sessions if session.id not in new.by_id]
    return sorted(found, key=lambda change: change.starts_at)


def _of(old: Session | None, new: Session, at: datetime) -> Iterator[Change]:
    if old is None:
        yield _change("added", new, at)
        return
    if old.cancelled != new.cancelled:
        yield _change("cancelled" if new.cancelled else "revived", new, at)
    if _room(old) != _room(new):
        yield _change("moved", new, at, _room(old), _room(new))
    if old.starts_at != new.starts_at:
        yield _change("retimed", new, at, old.starts_at.isoformat(), new.starts_at.isoformat())
    if old.title != new.title:
        yield _change("retitled", new, at, old.title, new.title)
    if old.speakers != new.speakers:
        yield _change("speakers", new, at, _speakers(old), _speakers(new))


def _change(what: What, session: Session, at: datetime, before: str = "", after: str = "") -> Change:
    return Change(at, what, session.id, session.title, _room(session), session.starts_at, before, after)


def _room(session: Session) -> str:
    return session.room.name if session.room else ""


def _speakers(session: Session) -> str:
    return ", ".join(speaker.name for speaker in session.speakers)[:200]


_stored = TypeAdapter(tuple[Change, ...])


def note_of(remembered: tuple[Change, ...]) -> str:
    """Changes for the store, as JSON."""
    return _stored.dump_json(remembered).decode()


def changes_in(note: str) -> tuple[Change, ...]:
    """The changes in a note of the store; none where it is damaged or of another version."""
    try:
        return _stored.validate_json(note or "[]")
    except ValidationError:
        return ()
