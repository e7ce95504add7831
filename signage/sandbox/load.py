"""Agendas from files."""

import json
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from signage.sandbox.time_shift import shift, shift_days

__all__ = ["AgendaError", "load", "shift", "shift_days"]

SHOWN = 10  # problems of one file


class AgendaError(ValueError):
    """A file that is no agenda: where, and what was expected there."""


class Event(BaseModel):
    """What an agenda's file has to say of its event."""

    id: str
    name: str
    timezone: ZoneInfo


class Room(BaseModel):
    """What an agenda's file has to say of a room."""

    id: str
    name: str


class Session(BaseModel):
    """What an agenda's file has to say of a session; times without an offset are in the event's zone."""

    id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    room: Room | None = None
    speakers: list[dict[str, Any]] = []


class Agenda(BaseModel):
    """The shape of a file. It is only checked: what a session holds beyond it is served as it is."""

    event: Event
    rooms: list[Room]
    sessions: list[Session]


def load(source: Path | str | IO[str]) -> dict[str, Any]:
    """The agenda in a JSON file, as it stands there; an `AgendaError` if it is none."""
    name = str(source) if isinstance(source, Path | str) else str(getattr(source, "name", "agenda"))
    try:
        text = Path(source).read_text("utf-8-sig") if isinstance(source, Path | str) else source.read()
        agenda: dict[str, Any] = json.loads(text)
        Agenda.model_validate(agenda)
    except OSError as error:
        raise AgendaError(f"{name}: {error.strerror}") from error
    except ValidationError as error:
        raise AgendaError(complaint(name, error)) from error
    except ValueError as error:
        raise AgendaError(f"{name}: not JSON: {error}") from error
    return agenda


def complaint(name: str, error: ValidationError) -> str:
    """One line a problem, the first few of them."""
    issues = error.errors()
    lines = [f"{name}: {'.'.join(map(str, issue['loc'])) or 'agenda'}: {issue['msg']}" for issue in issues[:SHOWN]]
    if len(issues) > SHOWN:
        lines.append(f"{name}: and {len(issues) - SHOWN} more")
    return "\n".join(lines)
