"""What changed from one agenda to the next, kept with each session: where it stood before, and when it was added."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from signage.agenda.agenda import Agenda

if TYPE_CHECKING:
    from datetime import datetime

MAX_PLACEMENTS = 8
"""Earlier placements kept of a session: the first one and the latest ones, this many together."""


def carry_history(
    old: Agenda | None, new: Agenda, at: datetime, *, corrected: bool = False, newcomers: bool = True
) -> Agenda:
    """`new`, with what `old` remembers of each session, where it stood before, and newcomers stamped with `at`.

    Of a first pull (`old` is None) nothing counts as added: it was there before anyone looked. Nor does anything where
    `newcomers` is False, for `old` was read by a release that could not read them. What staff have `corrected`, such as
    the event's zone, was never announced otherwise. A session that is still the same is the same object: whoever
    compares it later has to look at nothing else.
    """
    kept = []
    for session in new.sessions:
        seen = old.by_id.get(session.id) if old else None
        if seen is None:
            kept.append(replace(session, past=(), added_at=at if old and newcomers else None))
            continue
        past = seen.past
        if session.placed_differently(seen):
            past = () if corrected else (*past, seen.placed(at))
        past = past if len(past) <= MAX_PLACEMENTS else (past[0], *past[1 - MAX_PLACEMENTS :])
        known = session.past == past and session.added_at == seen.added_at
        now = session if known else replace(session, past=past, added_at=seen.added_at)
        kept.append(seen if now == seen else now)
    return Agenda(tuple(kept))
