"""Times as the gateway reads and writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def moment(value: object, zone: ZoneInfo) -> datetime | None:
    """An ISO time, local to `zone` if it names no offset; None if it is none."""
    try:
        parsed = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)


def stamp(at: datetime) -> str:
    """A time as the gateway writes it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
