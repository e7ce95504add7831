"""An agenda with its provenance, and its form on disk."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import TypeAdapter

from signage.agenda import Agenda, Placement, Room, Session

Kind = Literal["full", "window", "delta"]

MAX_SNAPSHOTS = 10
"""Snapshots that are stored of one event; older ones are deleted."""
FIRST_READING = 1

_sessions = TypeAdapter(tuple[Session, ...])


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An agenda as it stood at `taken_at`, from a pull of this kind.

    `confirmed_at` is the gateway's last good answer, `pulled_at` that of the last full pull that ended whole. `reading`
    numbers the way in which records were read: a release that reads them otherwise has another number.
    `number` is what the store gave it; 0 if it was never saved.
    """

    event_id: str
    agenda: Agenda
    kind: Kind
    taken_at: datetime
    confirmed_at: datetime
    pulled_at: datetime | None = None
    cursor: datetime | None = None
    reading: int = FIRST_READING
    number: int = field(default=0, compare=False)


class Packed(NamedTuple):
    """The part of a snapshot that is stored compressed: its sessions, and how they were read."""

    reading: int
    sessions: tuple[Session, ...]


_packed = TypeAdapter(Packed)


@dataclass(frozen=True, slots=True)
class _Place:
    starts_at: datetime
    ends_at: datetime
    room: Room | None


@dataclass(frozen=True, slots=True)
class _First:
    """What the first release kept of a session's past; of others there is none of it."""

    first: _Place | None = None


_first = TypeAdapter(tuple[_First, ...])


def pack(agenda: Agenda, reading: int) -> bytes:
    """An agenda as compressed JSON, with a checksum."""
    return zlib.compress(_packed.dump_json(Packed(reading, agenda.sessions)))


def unpack(body: bytes, taken_at: datetime | None = None) -> tuple[Agenda, int]:
    """The agenda that was packed, and how it was read. Raises ValueError or zlib.error for anything else.

    Releases that had but one way of reading packed the sessions alone, and the first of them where a session had stood
    first, not until when: that is taken to be `taken_at`.
    """
    text = zlib.decompress(body)
    try:
        packed = _packed.validate_json(text)
    except ValueError:
        sessions = _sessions.validate_json(text)
        if taken_at:
            first = (row.first for row in _first.validate_json(text))
            sessions = tuple(_with_past(*each, taken_at) for each in zip(sessions, first, strict=True))
        packed = Packed(FIRST_READING, sessions)
    return Agenda.of(packed.sessions), packed.reading


def _with_past(session: Session, first: _Place | None, until: datetime) -> Session:
    """A session as it was kept with the place that it stood at first, if that is another one."""
    if first is None or (first.starts_at, first.room) == (session.starts_at, session.room):
        return session
    return replace(session, past=(Placement(first.starts_at, first.ends_at, first.room, until),))
