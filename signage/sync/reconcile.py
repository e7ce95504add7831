"""What an answer of the gateway makes of the agenda. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signage.agenda import Agenda, overlapping

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from signage.inevent.pull import Pull
    from signage.inevent.wire import Problem

KEPT = 200  # problems remembered, the latest first


def merged(old: Agenda, pull: Pull, *, replace: bool = False, frozen: AbstractSet[str] = frozenset()) -> Agenda:
    """`old` with the sessions of an answer put in and the withdrawn ones taken out; `frozen` ids stay as they are.

    `replace`: what the answer does not speak of is gone. What it could not read stays as it was.
    """
    kept = {id_: session for id_, session in old.by_id.items() if not replace or id_ in pull.unreadable}
    given = {session.id: session for session in pull.sessions if session.id not in frozen}
    gone = pull.withdrawn - frozen
    return Agenda.of(s for s in (kept | given).values() if s.id not in gone)


def missing_from_window(agenda: Agenda, pull: Pull, start: datetime, end: datetime) -> list[str]:
    """Ids of the sessions in `[start, end)` that a window's answer does not speak of, in order of time."""
    ids = pull.ids
    return [session.id for session in overlapping(agenda.sessions, start, end) if session.id not in ids]


def update_problems(problems: tuple[Problem, ...], pull: Pull) -> tuple[Problem, ...]:
    """What is known to be wrong after an answer: news for the sessions it speaks of; a whole one replaces all."""
    ids = pull.ids
    kept = () if pull.whole else (problem for problem in problems if problem.session not in ids)
    return tuple(dict.fromkeys((*pull.problems, *kept)))[:KEPT]


def cursor(before: datetime | None, pull: Pull, asked_at: datetime) -> datetime | None:
    """Where the next delta begins after a full pull or a delta.

    Never after the question, for its answer cannot speak of what came later. Only a whole pull may turn it back.
    """
    seen = min(pull.cursor, asked_at) if pull.cursor else None
    if seen is None or before is None or pull.whole:
        return seen or before
    return max(before, seen)
