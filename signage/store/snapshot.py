"""An agenda with its provenance, and its form on disk."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import TypeAdapter

from signage.agenda import Agenda, Session

if TYPE_CHECKING:
    from datetime import datetime

Kind = Literal["full", "window", "delta"]

KEPT = 10  # snapshots of an event

_sessions = TypeAdapter(tuple[Session, ...])


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An agenda as it stood at `taken_at`, from a pull of this kind.

    `confirmed_at` is the gateway's last good answer, `pulled_at` that of the last full pull that ended whole.
    """

    event_id: str
    agenda: Agenda
    kind: Kind
    taken_at: datetime
    confirmed_at: datetime
    pulled_at: datetime | None = None
    cursor: datetime | None = None


def pack(agenda: Agenda) -> bytes:
    """An agenda as compressed JSON, with a checksum."""
    return zlib.compress(_sessions.dump_json(agenda.sessions))


def unpack(body: bytes) -> Agenda:
    """The agenda that was packed. Raises ValueError or zlib.error for anything else."""
    return Agenda.of(_sessions.validate_json(zlib.decompress(body)))
