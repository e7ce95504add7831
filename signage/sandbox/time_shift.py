"""Moves agendas to other times, so that a recorded one can be served as if it were today's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from signage.sandbox.times import moment, stamp

if TYPE_CHECKING:
    from collections.abc import Callable


TIMES = ("starts_at", "ends_at", "created_at", "updated_at")


def shift(agenda: dict[str, Any], now: datetime, to: datetime) -> dict[str, Any]:
    """The agenda moved as a whole, so that the moment `now` becomes `to`; nothing in it is updated after `to`."""
    return moved(agenda, lambda at: at + (to - now), to)


def shift_days(agenda: dict[str, Any], day: date, to: date, *, now: datetime | None = None) -> dict[str, Any]:
    """The agenda moved by whole days, so that `day` becomes `to` and clocks in the event's zone read the same.

    Nothing in it is updated after `now`, by default the start of `to`.
    """
    zone = ZoneInfo(agenda["event"]["timezone"])

    def other_day(at: datetime) -> datetime:
        return (at.astimezone(zone).replace(tzinfo=None) + (to - day)).replace(tzinfo=zone)

    return moved(agenda, other_day, now or datetime.combine(to, time(), zone))


def moved(agenda: dict[str, Any], move: Callable[[datetime], datetime], latest: datetime) -> dict[str, Any]:
    """The agenda with every time moved, `created_at` and `updated_at` not beyond `latest`; what is no time stays."""
    zone = ZoneInfo(agenda["event"]["timezone"])
    return {**agenda, "sessions": [moved_session(old, move, latest, zone) for old in agenda["sessions"]]}


def moved_session(
    old: dict[str, Any], move: Callable[[datetime], datetime], latest: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """One session as `moved` has it. Its length stays where the move would let it end before it starts."""
    times = {key: at.astimezone(UTC) for key in TIMES if (at := moment(old.get(key), zone))}
    new = {key: move(at).astimezone(UTC) for key, at in times.items()}
    if new["ends_at"] < new["starts_at"]:  # the hour that clocks skip in spring
        new["ends_at"] = new["starts_at"] + (times["ends_at"] - times["starts_at"])
    new |= {key: min(new[key], latest) for key in new.keys() - {"starts_at", "ends_at"}}
    return old | {key: stamp(at) for key, at in new.items()}
