"""Combines the agenda with an answer of the gateway. Pure."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING

from signage.agenda import Agenda, overlapping

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from signage.agenda import Days, Session
    from signage.inevent.pull import Pull
    from signage.inevent.wire import RecordProblem

MAX_PROBLEMS = 200
"""Problems of records that are kept, the latest first."""


def read_alike(old: Agenda, pull: Pull, days: Days) -> Agenda:
    """`old` as this answer's sessions are read, so that nothing counts as moved or gone but what was moved or is gone.

    Sessions that share an id have one of their own as long as they do; the same session may have had the gateway's, or
    have it again. What came with dates may have been read as midnights before.
    """
    named = {_place(session): session for session in pull.sessions}
    dated = {session.id: session for session in pull.sessions if session.all_day}
    if not dated and not any(session.shared_id for session in (*old.sessions, *pull.sessions)):
        return old
    return Agenda.of(_read_alike(session, named, dated, days) for session in old.sessions)


def _read_alike(
    session: Session, named: dict[tuple[object, ...], Session], dated: dict[str, Session], days: Days
) -> Session:
    session = _named_as(session, named)
    if (now := dated.get(session.id)) and not session.all_day and _midnights(now, days) == _times(session):
        session = dataclasses.replace(
            session, starts_at=now.starts_at, ends_at=now.ends_at, all_day=True, open_ended=False
        )
    return session


def _place(session: Session) -> tuple[object, ...]:
    return session.gateway_id, session.starts_at, session.room and session.room.id


def _times(session: Session) -> tuple[datetime, datetime]:
    return session.starts_at, session.starts_at if session.open_ended else session.ends_at


def _midnights(session: Session, days: Days) -> tuple[datetime, datetime]:
    """When the days of an all-day session begin by the calendar of the world: first and last."""
    first, last = days.of(session.starts_at), days.of(session.ends_at - timedelta(seconds=1))
    return days.midnight(first), days.midnight(last)


def merged(old: Agenda, pull: Pull, *, replace: bool = False, frozen: AbstractSet[str] = frozenset()) -> Agenda:
    """`old` with the sessions of an answer put in and the withdrawn ones taken out; `frozen` ids stay as they are.

    `replace`: what the answer does not speak of is gone. What it could not read stays as it was.
    """
    kept = {id_: session for id_, session in old.by_id.items() if not replace or session.gateway_id in pull.unreadable}
    given = {session.id: session for session in pull.sessions if session.id not in frozen}
    gone = pull.withdrawn - frozen
    return Agenda.of(s for s in (kept | given).values() if s.id not in gone)


def ambiguous(old: Agenda, pull: Pull) -> bool:
    """Whether a partial answer speaks of an id that several sessions share, and it is unclear of which of them."""
    shared = {session.shared_id for session in (*old.sessions, *pull.sessions) if session.shared_id}
    if not shared:
        return False
    known = {_place(session) for session in old.sessions if session.shared_id}
    unclear = any(s.gateway_id in shared and _place(s) not in known for s in pull.sessions)
    return unclear or not shared.isdisjoint(pull.withdrawn | pull.unreadable)


def with_known_ids(pull: Pull, old: Agenda) -> Pull:
    """The answer, with the sessions' own ids where `old` has several with the gateway's."""
    own = {_place(session): session for session in old.sessions if session.shared_id}
    if not own:
        return pull
    return dataclasses.replace(pull, sessions=tuple(_named_as(session, own) for session in pull.sessions))


def _named_as(session: Session, named: dict[tuple[object, ...], Session]) -> Session:
    """The session, with the ids of the one that stands at its place."""
    known = named.get(_place(session))
    return dataclasses.replace(session, id=known.id, shared_id=known.shared_id) if known else session


def missing_from_window(agenda: Agenda, pull: Pull, start: datetime, end: datetime) -> list[str]:
    """Ids of the sessions in `[start, end)` that a window's answer does not speak of, in order of time."""
    ids = pull.ids
    return [session.id for session in overlapping(agenda.sessions, start, end) if session.id not in ids]


def update_problems(problems: tuple[RecordProblem, ...], pull: Pull) -> tuple[RecordProblem, ...]:
    """What is known to be wrong after an answer: news for the sessions it speaks of; a whole one replaces all."""
    ids = pull.gateway_ids
    kept = () if pull.whole else (problem for problem in problems if problem.session not in ids)
    return tuple(dict.fromkeys((*pull.problems, *kept)))[:MAX_PROBLEMS]


def cursor(before: datetime | None, pull: Pull, asked_at: datetime) -> datetime | None:
    """Where the next delta begins after a full pull or a delta.

    Never after the question, for its answer cannot speak of what came later. Only a whole pull may turn it back.
    """
    seen = min(pull.cursor, asked_at) if pull.cursor else None
    if seen is None or before is None or pull.whole:
        return seen or before
    return max(before, seen)
