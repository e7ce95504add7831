"""The state of the feed as the node that asks the gateway tells it to the others, one of which may ask next. Pure.

It travels as a note of the store. Times are those of the day: another machine's monotonic clock means nothing here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from signage.sync.bulk import BulkChange
from signage.sync.pull_history import Pulled
from signage.sync.status import Held

FEED = "feed of {}"
"""Key of the note for each event."""
Hours = tuple[tuple[datetime, int, int], ...]
"""Hours, each with its requests and how many of them were refused."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A held change. `passes_at` is None where it never passes by itself."""

    bulk_change: BulkChange
    since: datetime
    passes_at: datetime | None
    rejected: bool


@dataclass(frozen=True, slots=True)
class Told:
    """The state of the feed at one instant.

    `number` is that of the snapshot that is shown; the times of it change without another number. `rest_until`: the
    gateway is to be left alone until then, as it wants, or since asking it failed.
    """

    number: int
    confirmed_at: datetime | None
    pulled_at: datetime | None
    cursor: datetime | None
    error: str
    failing_since: datetime | None
    passing: bool
    rest_until: datetime | None
    held: HeldBack | None
    pulls: tuple[Pulled, ...]
    hours: Hours


_stored = TypeAdapter(Told)


def note_of(told: Told) -> str:
    """For the store, as JSON."""
    return _stored.dump_json(told).decode()


def told_in(note: str) -> Told | None:
    """What a note of the store tells; None where there is none, or it is of another version."""
    try:
        return _stored.validate_json(note) if note else None
    except ValidationError:
        return None


def held_back(held: Held | None, now: datetime, monotonic: float) -> HeldBack | None:
    """A held change for other nodes."""
    if held is None:
        return None
    waits = held.passes_at - monotonic
    passes_at = None if waits == math.inf else now + timedelta(seconds=waits)
    return HeldBack(held.bulk_change, held.since, passes_at, held.rejected)


def held_here(told: HeldBack | None, now: datetime, monotonic: float) -> Held | None:
    """A change that another node holds, by the clocks of this one."""
    if told is None:
        return None
    passes_at = math.inf if told.passes_at is None else monotonic + (told.passes_at - now).total_seconds()
    return Held(told.bulk_change, told.since, passes_at, told.rejected)
