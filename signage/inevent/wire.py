"""The gateway's JSON, read tolerantly. Nothing here raises, whatever the value: what can't be read is a problem."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from signage.agenda import Room, Session, Speaker
from signage.inevent.settings import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from zoneinfo import ZoneInfo

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
    "company": ("company", "company_name", "organization", "organisation", "affiliation"),
}
CANCELLED = frozenset({"cancelled", "canceled"})
SHOWN = frozenset({"", "scheduled"})

LONGEST_TITLE = 1_000
LONGEST_NAME = 200
MOST_SPEAKERS = 100
YEARS = range(1970, 2200)  # what calendars can be reckoned with on either side


@dataclass(frozen=True, slots=True)
class Problem:
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
    problem: Problem | None = None


def read_record(raw: object, zone: ZoneInfo, hidden: AbstractSet[str] = HIDDEN) -> Record:
    """Read one record; times without an offset are in `zone`, statuses in `hidden` never reach a wall."""
    if not isinstance(raw, Mapping):
        return Record(f"?{type(raw).__name__}", problem=Problem("", "a record that is no object: skipped"))
    session_id = _id(_get(raw, "id"))
    if not session_id:
        seen = [clean(_get(raw, field), LONGEST_NAME) for field in ("title", "starts_at", "ends_at")]
        return Record(
            f"?{seen}", problem=Problem("", f"a record without a usable id ({seen[0] or 'no title'}): skipped")
        )
    status = clean(_get(raw, "status"), LONGEST_NAME).casefold()
    updated_at = _time(_get(raw, "updated_at"), zone)
    if status in hidden:
        return Record(session_id, session_id, hidden=True, updated_at=updated_at)
    times = _times(raw, zone)
    if isinstance(times, str):
        problem = Problem(session_id, f"{times}: skipped")
        return Record(session_id, session_id, updated_at=updated_at, problem=problem)
    speakers = _get(raw, "speakers", missing := object())
    session = Session(
        id=session_id,
        title=clean(_get(raw, "title"), LONGEST_TITLE),
        starts_at=times[0],
        ends_at=times[1],
        room=_room(raw),
        track=_label(_get(raw, "track")),
        language=_label(_get(raw, "language")),
        cancelled=status in CANCELLED,
        speakers=read_speakers(speakers),
        updated_at=updated_at,
    )
    notes = [f"unknown status '{status}': shown as scheduled"] if status not in SHOWN | CANCELLED else []
    if _get(raw, "ends_at") is None:
        notes.append("no end: shown until the next session in its room, an hour at most")
    note = Problem(session_id, "; ".join(notes)) if notes else None
    return Record(session_id, session_id, session, False, updated_at, speakers is not missing, note)


def read_speakers(raw: object) -> tuple[Speaker, ...]:
    """The speakers of a record or of the sub-resource: a list, or one under `data`; those without a name left out."""
    if isinstance(raw, Mapping):
        raw = raw.get("data")
    if not isinstance(raw, list):
        return ()
    read = (_speaker(one) for one in raw[:MOST_SPEAKERS])
    return tuple(dict.fromkeys(speaker for speaker in read if speaker.name))


def clean(value: object, longest: int = LONGEST_NAME) -> str:
    """Text fit for a wall or a log line: no control characters, single spaces, bounded. Not text, no number: empty."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    if isinstance(value, int) and abs(value) >= 10**18:  # too long a number is refused by str(), and no text either
        return ""
    text = str(value)[: longest * 8]
    text = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs"))
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _get(raw: Mapping[str, object], field: str, default: object = None) -> object:
    """The first accepted spelling that is there and not null; then null if one is; then `default`."""
    found = [raw[spelling] for spelling in SPELLINGS[field] if spelling in raw]
    return next((value for value in found if value is not None), None) if found else default


def _id(value: object) -> str:
    """An id that survives a round trip through an address; else empty."""
    text = clean(value)
    if not text or text in (".", "..") or (isinstance(value, str) and text != value):
        return ""
    return text


def _times(raw: Mapping[str, object], zone: ZoneInfo) -> tuple[datetime, datetime] | str:
    """Start and end in whole seconds, as walls count; or what is wrong with them."""
    start, end = _get(raw, "starts_at"), _get(raw, "ends_at")
    starts_at = _time(start, zone)
    if starts_at is None:
        return "no start" if start is None else f"its start '{clean(start, 40)}' is no time"
    ends_at = starts_at if end is None else _time(end, zone)
    if ends_at is None:
        return f"its end '{clean(end, 40)}' is no time"
    if ends_at < starts_at:
        return "it ends before it starts"
    return starts_at.replace(microsecond=0), ends_at.replace(microsecond=0)


def _time(value: object, zone: ZoneInfo) -> datetime | None:
    """An ISO time in UTC, or None."""
    if not isinstance(value, str) or len(value) > 64:
        return None
    try:
        time = datetime.fromisoformat(value.strip())
        time = (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return time if time.year in YEARS else None


def _label(value: object) -> str:
    """Text, or the name of an object that has one."""
    return clean(_get(value, "title") or _get(value, "name") if isinstance(value, Mapping) else value)


def _room(raw: Mapping[str, object]) -> Room | None:
    """The room as an object, as its bare name, or as two fields; the name stands in for a missing id and vice versa."""
    value = _get(raw, "room")
    if isinstance(value, Mapping):
        name, room_id = _label(value), clean(value.get("id"))
    else:
        name, room_id = clean(value) or clean(_get(raw, "room_name")), clean(_get(raw, "room_id"))
    return Room(room_id or name, name or room_id) if room_id or name else None


def _speaker(raw: object) -> Speaker:
    if not isinstance(raw, Mapping):
        return Speaker(clean(raw))
    names = (clean(_get(raw, "first_name")), clean(_get(raw, "last_name")))
    return Speaker(clean(_get(raw, "name")) or " ".join(filter(None, names)), _label(_get(raw, "company")))
