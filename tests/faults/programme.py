"""What the platform has: a programme of many days, and what its staff do to it meanwhile."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.e2e.gateway import iso, record

from .model import overlaps

if TYPE_CHECKING:
    from tests.e2e.gateway import Gateway

START = datetime(2026, 3, 23, 7, 40, tzinfo=UTC)  # with the change to summer time in it
ROOMS = "abcd"


def programme(days: int) -> list[dict[str, Any]]:
    """Talks of 25 to 110 minutes in four rooms, from eight to half past ten at night."""
    chance, found = random.Random(1), []  # noqa: S311 - not for secrets
    for room in ROOMS:
        for day in range(days):
            at = START + timedelta(days=day)
            while at < START + timedelta(days=day, hours=15):
                length = chance.choice([25, 45, 60, 110])
                found.append(record(len(found), at, length, room))
                at += timedelta(minutes=length + chance.choice([0, 0, 5, 30]))
    return found


def edit(gateway: Gateway, chance: random.Random, now: datetime) -> None:
    """Something staff of the platform do to a session of the next days."""
    soon = iso(now), iso(now + timedelta(hours=chance.choice([1, 4, 40])))
    near = [one for one in gateway.records if overlaps(one, *soon)]
    if not near:
        return
    one = chance.choice(near)
    by = timedelta(minutes=chance.choice([-10, 5, 15, 60, 180]))
    moved = {key: iso(datetime.fromisoformat(one[key]) + by) for key in ("starts_at", "ends_at")}
    room = chance.choice(ROOMS)
    match chance.randrange(6):
        case 0:
            gateway.delete(one["id"])
        case 1:
            gateway.edit(one["id"], **moved)
        case 2:
            gateway.edit(one["id"], room={"id": f"room_{room}", "name": f"Hall {room.upper()}"})
        case 3:
            fresh = record(10_000 + chance.randrange(10**6), now + timedelta(minutes=chance.randrange(200)), 30, room)
            gateway.records.append(fresh | {"updated_at": iso(now)})
        case _:
            gateway.edit(one["id"], title=f"Version {chance.randrange(10**6)}")
