"""A room's future as stretches of time in which nothing about it changes: doors and cells make a block of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from signage.agenda import Session, Slots, intervals, natural
from signage.render.day_context import DayContext
from signage.render.panels.room import RoomBlock
from signage.render.panels.rooms import CellBlock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


WAIT = timedelta(minutes=60)
"""A room that is free waits for its next session from this long before its start."""
MOST_SHOWN = 6000
"""At most so many sessions are drawn as now or next over all stretches of a room, so that a broken feed holds up
nothing: each stretch gets an equal share, at least one, in each of the two slots."""
Stretch = tuple[datetime, datetime, Slots]
"""Start, end, and the sessions that are on now, next and later from start to end."""
TimedBlock = TypeVar("TimedBlock", RoomBlock, CellBlock)


def stretches(
    context: DayContext, everything: tuple[Session, ...], more_edges: Sequence[datetime] = ()
) -> Iterator[Stretch]:
    """The intervals of the horizon, cut also at `more_edges`, where a room begins to wait, and where the event's day or
    the calendar's ends, so that "today" means another one."""
    start, end, sessions = context.horizon(everything)
    found = intervals(sessions, start, end)
    most = max(1, MOST_SHOWN // len(found))
    for begin, stop, whole in found:
        shown = Slots(_in_order(whole.now)[:most], _in_order(whole.next)[:most], whole.later)
        edges = set(context.times.day_changes(begin, stop))
        edges |= {session.starts_at - WAIT for session in shown.next}
        edges |= set(more_edges)
        cuts = [begin, *sorted(edge for edge in edges if begin < edge < stop), stop]
        for start_of_piece, end_of_piece in pairwise(cuts):
            yield start_of_piece, end_of_piece, shown


def _in_order(sessions: Sequence[Session]) -> tuple[Session, ...]:
    """Several at once as people count them: those that take place first, by time, then by natural order of titles."""

    def key(session: Session) -> tuple[object, ...]:
        return session.cancelled, session.starts_at, session.ends_at, natural(session.title), session.id

    return tuple(sorted(sessions, key=key))


def joined(blocks: Sequence[TimedBlock]) -> tuple[TimedBlock, ...]:
    """Neighbours that show the same as one; the first has no start and the last no end."""
    found: list[TimedBlock] = []
    for block in blocks:
        if found and replace(block, start=found[-1].start, until=found[-1].until) == found[-1]:
            found[-1] = replace(found[-1], until=block.until)
        else:
            found.append(block)
    found[0] = replace(found[0], start=None)
    found[-1] = replace(found[-1], until=None)
    return tuple(found)


def live_first(shown: Slots) -> tuple[Session, ...]:
    """Where all that comes next is cancelled: the first later session that takes place, alone; else nothing."""
    if not shown.next or any(not session.cancelled for session in shown.next):
        return ()
    live = next((number for number, session in enumerate(shown.later) if not session.cancelled), None)
    return () if live is None else shown.later[live : live + 1]
