"""The demo's invented agenda, laid around the day it is asked for; the programme itself is in demo.json.

A row of it: start, end (on the next day if that is earlier), room, track, title, speakers, and whatever else the
session has. Rooms and speakers go by their short names.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from signage.sandbox.times import stamp

PROGRAMME = Path(__file__).with_name("demo.json")
PUBLISHED = timedelta(days=21)  # before the first day


def agenda(today: date, now: datetime) -> dict[str, Any]:
    """Yesterday, today and tomorrow at the Meridian Summit. No `updated_at` is later than `now`."""
    programme = json.loads(PROGRAMME.read_text("utf-8"))
    event = programme["event"]
    rooms = {key: {"id": f"room_{key}", "name": name} for key, name in programme["rooms"].items()}
    speakers = {key: speaker(key, *names) for key, names in programme["speakers"].items()}
    zone = ZoneInfo(event["timezone"])
    published = min(clock(today - PUBLISHED, "12:00", zone), now)
    rows = ((today + timedelta(days=int(day)), row) for day, rows in programme["days"].items() for row in rows)
    sessions = [
        {
            "id": f"ses_{number:03}",
            **session(row, day, zone),
            "room": rooms.get(row[2]),
            "speakers": [speakers[key] for key in row[5].split()],
            "created_at": stamp(published),
            "updated_at": stamp(published),
        }
        for number, (day, row) in enumerate(rows, start=1)
    ]
    return {"event": event, "rooms": list(rooms.values()), "sessions": sessions}


def session(row: list[Any], day: date, zone: ZoneInfo) -> dict[str, Any]:
    """What a row says by itself."""
    start, end, _, track, title, _, *more = row
    return {
        "title": title,
        "starts_at": stamp(clock(day, start, zone)),
        "ends_at": stamp(clock(day + timedelta(days=end < start), end, zone)),
        "track": track,
        "language": "en",
        "status": "scheduled",
        **(more[0] if more else {}),
    }


def speaker(key: str, name: str, company: str) -> dict[str, Any]:
    """A speaker as the gateway sends it; `key` is the programme's short name for the person."""
    first, _, last = name.partition(" ")
    names = {"first_name": first, "last_name": last} if last else {"name": name}
    return {"id": f"spk_{key}", **names, "company": company, "photo_url": None}


def clock(day: date, time: str, zone: ZoneInfo) -> datetime:
    """The instant of a day at which clocks in `zone` show `time` (`HH:MM`)."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=zone)


# What happens while it runs ------------------------------------------------------------------------------------------


def story(agenda: dict[str, Any], now: datetime) -> list[tuple[str, dict[str, Any]]]:
    """What befalls the next sessions after `now`: a move, a delay, a cancellation, and a new session in the room that
    the first one was moved out of.

    Each is a verb of the control route (see `sandbox/control.py`) with its arguments. There are none if no session to
    come has another room to go to, or fewer than two are in other rooms than that one.
    """
    coming = upcoming(agenda, now)
    moving = next((session for session in coming if free_rooms(agenda, session)), None)
    others = [session for session in coming if moving and session["room"] != moving["room"]]
    if moving is None or len(others) < 2:
        return []
    kept = ("starts_at", "ends_at", "room", "track", "language")
    return [
        ("move", {"id": moving["id"], "room": free_rooms(agenda, moving)[0]}),
        ("move", {"id": others[0]["id"], "minutes": 10}),
        ("cancel", {"id": others[1]["id"]}),
        ("add", {"title": "Just added: an open hour with today's speakers"} | {key: moving[key] for key in kept}),
    ]


def upcoming(agenda: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    """The sessions that have yet to start, are scheduled, and have a room and a length; the next one first."""
    found = [
        session
        for session in agenda["sessions"]
        if session["room"]
        and session["status"] == "scheduled"
        and stamp(now.replace(microsecond=0)) < session["starts_at"] < session["ends_at"]
    ]
    return sorted(found, key=itemgetter("starts_at"))


def free_rooms(agenda: dict[str, Any], session: dict[str, Any]) -> list[str]:
    """The ids of the rooms in which nothing is planned while this session lasts."""
    busy = [
        other["room"]
        for other in agenda["sessions"]
        if other["starts_at"] < session["ends_at"] and other["ends_at"] > session["starts_at"]
    ]
    return [room["id"] for room in agenda["rooms"] if room not in busy]
