"""An agenda with its provenance, and its form on disk."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import TypeAdapter

from signage.agenda import Agenda, Session

if TYPE_CHECKING:
    from datetime import datetime

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


def pack(agenda: Agenda, reading: int) -> bytes:
    """An agenda as compressed JSON, with a checksum."""
    return zlib.compress(_packed.dump_json(Packed(reading, agenda.sessions)))


def unpack(body: bytes) -> tuple[Agenda, int]:
    """The agenda that was packed, and how it was read. Raises ValueError or zlib.error for anything else.

    Releases that had but one way of reading packed the sessions alone.
    """
    text = zlib.decompress(body)
    try:
        packed = _packed.validate_json(text)
    except ValueError:
        packed = Packed(FIRST_READING, _sessions.validate_json(text))
    return Agenda.of(packed.sessions), packed.reading
