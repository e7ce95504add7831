"""The gateway's JSON, read tolerantly. Nothing here raises, whatever the value: what can't be read is a problem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from signage.agenda import Room, Session, Speaker
from signage.inevent.settings import HIDDEN
from signage.inevent.text import BREAKS, ENTITY, LONGEST_NAME, clean, readable
from signage.inevent.times import Span, read_span, read_time

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from signage.agenda import Days

# Accepted spellings of each field, the contract's own first.
SPELLINGS = {
    "id": ("id", "session_id", "uuid"),
    "title": ("title", "name"),
    "starts_at": ("starts_at", "start_at", "start_time", "start", "startsAt", "startTime"),
    "ends_at": ("ends_at", "end_at", "end_time", "end", "endsAt", "endTime"),
    "room": ("room", "location", "venue"),
    "room_id": ("room_id", "roomId"),
    "room_name": ("room_name", "roomName"),
    "track": ("track", "track_name", "trackName"),
    "language": ("language", "lang", "locale"),
    "status": ("status", "state"),
    "speakers": ("speakers", "presenters"),
    "updated_at": ("updated_at", "updatedAt", "modified_at", "last_modified"),
    "first_name": ("first_name", "firstName", "given_name"),
    "last_name": ("last_name", "lastName", "family_name"),
    "name": ("name", "full_name", "fullName", "display_name"),
    "person": ("speaker", "presenter", "person", "user", "profile"),
    "company": ("company", "company_name", "organization", "organisation", "affiliation"),
}
CANCELLED = frozenset({"cancelled", "canceled"})
SHOWN = frozenset({"", "scheduled"})

LONGEST_TITLE = 1_000
LONGEST_ID = 200
MOST_SPEAKERS = 100
READING = 3
"""A version number: to be increased in each release that reads the same record as another value. Agendas that were kept
under an older one are read anew."""
SPEAKER = re.compile(rf"(?:{ENTITY.pattern}|[^;\r\n])+")
"""One of several speakers in a text: lines and semicolons part them, but for the semicolon of an entity."""
WITHOUT_END = "shown until the next session in its room, an hour at most"


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """What is wrong with one record, for staff. `session` is its id, or empty where it has none."""

    session: str
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the collection, read.

    `key` tells records apart, also those without an id. `session` is None if it is hidden or can't be read.
    `has_speakers` is False if the record does not speak of speakers at all.
    """

    key: str
    id: str = ""
    session: Session | None = None
    hidden: bool = False
    updated_at: datetime | None = None
    has_speakers: bool = True
    problem: RecordProblem | None = None


def read_record(raw: object, days: Days, hidden: AbstractSet[str] = HIDDEN) -> Record:
    """Read one record. Statuses in `hidden` never reach a wall.

    Times without an offset, and dates, are in the zone of `days`.
    """
    if not isinstance(raw, Mapping):
        return Record(f"?{type(raw).__name__}", problem=RecordProblem("", "a record that is no object: skipped"))
    session_id = _id(_get(raw, "id"))
    if not session_id:
        seen = [clean(_get(raw, field), LONGEST_NAME) for field in ("title", "starts_at", "ends_at")]
        return Record(
            f"?{seen}", problem=RecordProblem("", f"a record without a usable id ({seen[0] or 'no title'}): skipped")
        )
    status = _label(_get(raw, "status")).casefold()
    updated_at = read_time(_get(raw, "updated_at"), days)
    if status in hidden:
        return Record(session_id, session_id, hidden=True, updated_at=updated_at)
    span = read_span(_get(raw, "starts_at"), _get(raw, "ends_at"), days)
    if isinstance(span, str):
        problem = RecordProblem(session_id, f"{span}: skipped")
        return Record(session_id, session_id, updated_at=updated_at, problem=problem)
    session = _session(raw, session_id, status, span, updated_at)
    notes = "; ".join(_notes(raw, session, span.problem, status))
    note = RecordProblem(session_id, notes) if notes else None
    return Record(session_id, session_id, session, False, updated_at, _has(raw, "speakers"), note)


def _session(
    raw: Mapping[str, object], session_id: str, status: str, span: Span, updated_at: datetime | None
) -> Session:
    return Session(
        id=session_id,
        title=readable(_get(raw, "title"), LONGEST_TITLE),
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        room=_room(raw),
        track=_label(_get(raw, "track")),
        language=_label(_get(raw, "language")),
        cancelled=status in CANCELLED,
        speakers=read_speakers(_get(raw, "speakers")),
        updated_at=updated_at,
        open_ended=span.ends_at == span.starts_at,
        all_day=span.all_day,
    )


def _notes(raw: Mapping[str, object], session: Session, wrong_end: str, status: str) -> Iterator[str]:
    """What staff are told of a record that is shown all the same: each value of it that was not understood."""
    if status not in SHOWN | CANCELLED:
        yield f"unknown status '{status}': shown as scheduled"
    elif not status and _says(_get(raw, "status")):
        yield "its status cannot be read: shown as scheduled"
    if wrong_end:
        yield f"{wrong_end}: {WITHOUT_END}" if session.open_ended else wrong_end
    if not session.title and _says(_get(raw, "title")):
        yield "its title cannot be read: shown as untitled"
    if not session.room and _says(_get(raw, "room")):
        yield "its room cannot be read: shown without one"
    if not session.speakers and any(_listed(_get(raw, "speakers"))):
        yield "its speakers cannot be read: none are shown"


def _says(value: object) -> bool:
    """Whether a value says anything at all; an object of nulls does not."""
    return any(map(_says, value.values())) if isinstance(value, Mapping) else value not in (None, "", [])


def reread(session: Session) -> Session:
    """A session that was kept by a release of another `READING`, with its texts as they are read now."""
    return replace(
        session,
        title=readable(session.title, LONGEST_TITLE),
        room=_reread_room(session.room),
        track=readable(session.track),
        language=readable(session.language),
        speakers=tuple(Speaker(readable(speaker.name), readable(speaker.company)) for speaker in session.speakers),
        past=tuple(replace(before, room=_reread_room(before.room)) for before in session.past),
    )


def _reread_room(room: Room | None) -> Room | None:
    return room and _room_of(readable(room.id), readable(room.name))


def read_speakers(raw: object) -> tuple[Speaker, ...]:
    """The speakers of a record, or of the answer to `…/sessions/{id}/speakers`; those without a name are left out.

    They come as a list, as one under `data`, as an object of them by number, or as text with lines or `;` between them.
    """
    read = (_speaker(one) for one in _listed(raw)[:MOST_SPEAKERS])
    return tuple(dict.fromkeys(speaker for speaker in read if speaker.name))


def _listed(raw: object) -> list[object]:
    """Each speaker as it came, out of a list, an object or a text."""
    if isinstance(raw, str):
        return [part for part in SPEAKER.findall(BREAKS.sub("\n", raw)) if part.strip()]
    if isinstance(raw, Mapping) and isinstance(inner := raw.get("data"), (list, Mapping)):
        raw = inner
    if isinstance(raw, Mapping):
        return [raw] if _speaker(raw).name else list(raw.values())
    return raw if isinstance(raw, list) else []


def _get(raw: Mapping[str, object], field: str) -> object:
    """The first accepted spelling that is there and not null; else None."""
    found = (raw[spelling] for spelling in SPELLINGS[field] if spelling in raw)
    return next((value for value in found if value is not None), None)


def _has(raw: Mapping[str, object], field: str) -> bool:
    """Whether any accepted spelling is there, even if it is null."""
    return any(spelling in raw for spelling in SPELLINGS[field])


def _id(value: object) -> str:
    """An id exactly as it came, if it survives a round trip through an address and a log line; else empty."""
    text = value if isinstance(value, str) else clean(value)
    if not text or text != text.strip() or len(text) > LONGEST_ID or text in (".", ".."):
        return ""
    return "" if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in text) else text


def _label(value: object) -> str:
    """Text, or the name of an object that has one; also as the only one of a list."""
    value = _alone(value)
    return readable(_get(value, "title") or _get(value, "name") if isinstance(value, Mapping) else value)


def _alone(value: object) -> object:
    """The only one of a list, where there is one; else the value itself."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _room(raw: Mapping[str, object]) -> Room | None:
    """The room as an object, as its bare name, or as two fields; the name stands in for a missing id and vice versa."""
    value = _alone(_get(raw, "room"))
    if isinstance(value, Mapping):
        name, room_id = _label(value), readable(value.get("id"))
    else:
        name, room_id = readable(value) or readable(_get(raw, "room_name")), readable(_get(raw, "room_id"))
    return _room_of(room_id, name)


def _room_of(room_id: str, name: str) -> Room | None:
    return Room(room_id or name, name or room_id) if room_id or name else None


def _speaker(raw: object) -> Speaker:
    """A speaker as text, as an object with a name, or as one that holds such an object."""
    found = _named(raw)
    if not found.name and isinstance(raw, Mapping):
        return _named(_get(raw, "person"))
    return found


def _named(raw: object) -> Speaker:
    if not isinstance(raw, Mapping):
        return Speaker(readable(raw))
    names = (readable(_get(raw, "first_name")), readable(_get(raw, "last_name")))
    return Speaker(readable(_get(raw, "name")) or " ".join(filter(None, names)), _label(_get(raw, "company")))
