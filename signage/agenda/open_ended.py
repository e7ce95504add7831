"""When a session ends that came without a length: by what follows in its room."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from signage.agenda.session import Session, by_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OPEN_ENDED_LENGTH = timedelta(hours=1)
"""The longest that a session without a length is taken to be on."""


def with_ends(sessions: Sequence[Session]) -> Iterable[Session]:
    """The sessions with an end for each that is open-ended, or has an end that is not after its start.

    That is the next start of a live session in its room, an hour later at most. Where a live session with a length is
    on in the room as it starts, it is a remark on that one: it ends as it starts and is never on.
    """
    rooms: dict[str, list[Session]] = {}
    for session in sessions:
        if session.room and not session.cancelled:
            rooms.setdefault(session.room.id, []).append(session)
    occupied = {room_id: _Occupied(live) for room_id, live in rooms.items()}
    for session in sessions:
        if not session.open_ended and session.ends_at > session.starts_at:
            yield session
            continue
        ends_at = session.starts_at + OPEN_ENDED_LENGTH
        if session.room and (found := occupied.get(session.room.id)):
            ends_at = min(ends_at, found.free_until(session.starts_at))
        yield replace(session, ends_at=ends_at, open_ended=True)


class _Occupied:
    """When the live sessions of one room start, and until when those with a length occupy it."""

    def __init__(self, live: Iterable[Session]) -> None:
        ordered = sorted(live, key=by_time)
        own_ends = [session.starts_at if session.open_ended else session.ends_at for session in ordered]
        self._starts = [session.starts_at for session in ordered]
        self._kept_until = list(accumulate(own_ends, max))

    def free_until(self, at: datetime) -> datetime:
        """The first start after `at`, `datetime.max` if there is none; `at` itself if a session with a length is on."""
        place = bisect_right(self._starts, at)
        if place and self._kept_until[place - 1] > at:
            return at
        return self._starts[place] if place < len(self._starts) else datetime.max.replace(tzinfo=UTC)
