"""What came of a question to the gateway, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from signage.agenda import Session
    from signage.inevent.wire import Problem, Record


@dataclass(frozen=True, slots=True)
class Pull:
    """Sessions for walls, and what else was seen.

    `withdrawn` must leave the walls: hidden, or gone (404). `unreadable` are there, but nothing more is known.
    `whole`: no session can be missing, so that absence means removal. `complete`: nor can anything else, which another
    pull might bring. `cursor` is the greatest `updated_at` seen.
    """

    sessions: tuple[Session, ...] = ()
    withdrawn: frozenset[str] = frozenset()
    unreadable: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    whole: bool = False
    complete: bool = False
    cursor: datetime | None = None

    @classmethod
    def of(cls, records: Collection[Record], *, whole: bool = False) -> Pull:
        """A Pull of these records, one for each session."""
        return cls(
            sessions=tuple(record.session for record in records if record.session),
            withdrawn=frozenset(record.id for record in records if record.hidden),
            unreadable=frozenset(r.id for r in records if r.id and not r.session and not r.hidden),
            problems=tuple(record.problem for record in records if record.problem),
            whole=whole,
            complete=whole,
            cursor=max((record.updated_at for record in records if record.updated_at), default=None),
        )

    @property
    def ids(self) -> frozenset[str]:
        """Every session the answer speaks of."""
        return self.withdrawn | self.unreadable | {session.id for session in self.sessions}

    def __add__(self, other: Pull) -> Pull:
        """Both, as a partial view."""
        cursors = [cursor for cursor in (self.cursor, other.cursor) if cursor]
        return Pull(
            self.sessions + other.sessions,
            self.withdrawn | other.withdrawn,
            self.unreadable | other.unreadable,
            self.problems + other.problems,
            cursor=max(cursors, default=None),
        )


def collect(found: dict[str, Record], records: Iterable[Record]) -> None:
    """Put records into `found`, by key; of two the newer `updated_at` stays, then the later one."""
    for record in records:
        seen = found.get(record.key)
        if seen is None or not (seen.updated_at and record.updated_at and record.updated_at < seen.updated_at):
            found[record.key] = record
