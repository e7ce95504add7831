"""What is on at an instant, what comes next and what later: the slots of a wall, and when they change."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from signage.agenda.session import Session, by_time

if TYPE_CHECKING:
    from collections.abc import Iterable


class Slots(NamedTuple):
    """The sessions that a wall shows as on now, next and later at one instant; `intervals` tells which is which."""

    now: tuple[Session, ...]
    next: tuple[Session, ...]
    later: tuple[Session, ...]

    @property
    def live(self) -> bool:
        """Whether any session that is on now takes place; cancelled ones don't."""
        return any(not session.cancelled for session in self.now)


def boundaries(sessions: Iterable[Session], start: datetime, end: datetime) -> list[datetime]:
    """The instants in `[start, end]` between which nothing starts or ends; first `start`, last `end`."""
    edges = {edge for session in sessions for edge in (session.starts_at, session.ends_at) if start < edge < end}
    return [start, *sorted(edges), end]


def intervals(sessions: Iterable[Session], start: datetime, end: datetime) -> list[tuple[datetime, datetime, Slots]]:
    """`(from, until, slots)` for each stretch of `[start, end)`; neighbours that show the same are joined.

    Now is every session with `start <= at < end`, next all that share the earliest start after that and before `end`,
    later all that start after those. Running ones come before cancelled ones, and then each in order of time.

    Each session is looked at when it starts and when it ends, not at every instant: n log n steps, besides the slots
    themselves.
    """
    ordered = sorted(sessions, key=by_time)
    starts = [session.starts_at for session in ordered]
    ahead = bisect_left(starts, end)
    on: list[Session] = []
    begun = 0
    joined: list[tuple[datetime, datetime, Slots]] = []
    for begin, stop in pairwise(boundaries(ordered, start, end)):
        on = [session for session in on if session.ends_at > begin]
        while begun < len(ordered) and starts[begun] <= begin:
            if ordered[begun].ends_at > begin:
                insort(on, ordered[begun], key=_running_first)
            begun += 1
        following = bisect_right(starts, starts[begun]) if begun < ahead else begun
        upcoming = sorted(ordered[begun:following], key=_running_first)
        shown = Slots(tuple(on), tuple(upcoming), tuple(ordered[following:ahead]))
        if joined and joined[-1][2][:2] == shown[:2]:  # `later` need not be compared: it follows from `next`
            joined[-1] = (joined[-1][0], stop, shown)
        else:
            joined.append((begin, stop, shown))
    return joined


def _running_first(session: Session) -> tuple[bool, datetime, datetime, str]:
    return session.cancelled, *by_time(session)
