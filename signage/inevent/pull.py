"""The gateway's answer to one question, with all of its pages, as one value. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from signage.inevent.wire import RecordProblem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from signage.agenda import Session
    from signage.inevent.wire import Record


@dataclass(frozen=True, slots=True)
class Pull:
    """The sessions that a question's answer gave, and what is known of the answer itself.

    `withdrawn` must leave the walls: hidden, or gone (404). `unreadable` are there, but nothing more is known.
    `whole`: no session can be missing, so that absence means removal. `complete`: whole, and every session has its
    speakers; another pull can bring nothing more. `total` is how many records the gateway says there are, where it
    does; `cursor` the greatest `updated_at` seen.
    """

    sessions: tuple[Session, ...] = ()
    withdrawn: frozenset[str] = frozenset()
    unreadable: frozenset[str] = frozenset()
    problems: tuple[RecordProblem, ...] = ()
    whole: bool = False
    complete: bool = False
    total: int | None = None
    cursor: datetime | None = None

    @classmethod
    def of(cls, records: Collection[Record], *, whole: bool = False, total: int | None = None) -> Pull:
        """A Pull of these records; of several with one id see `distinct`."""
        kept, problems = distinct(records)
        return cls(
            sessions=tuple(record.session for record in kept if record.session),
            withdrawn=frozenset(record.id for record in kept if record.hidden),
            unreadable=frozenset(r.id for r in kept if r.id and not r.session and not r.hidden),
            problems=(*problems, *(record.problem for record in kept if record.problem)),
            whole=whole,
            complete=whole,
            total=total,
            cursor=max((record.updated_at for record in records if record.updated_at), default=None),
        )

    @property
    def ids(self) -> frozenset[str]:
        """Every session that the answer speaks of, by the id that it has on walls."""
        return self.withdrawn | self.unreadable | {session.id for session in self.sessions}

    @property
    def gateway_ids(self) -> frozenset[str]:
        """Every session that the answer speaks of, by the id that it has at the gateway."""
        return self.withdrawn | self.unreadable | {session.gateway_id for session in self.sessions}

    def __add__(self, other: Pull) -> Pull:
        """This answer and another one as one, which is not `whole`."""
        cursors = [cursor for cursor in (self.cursor, other.cursor) if cursor]
        return Pull(
            self.sessions + other.sessions,
            self.withdrawn | other.withdrawn,
            self.unreadable | other.unreadable,
            self.problems + other.problems,
            cursor=max(cursors, default=None),
        )


@dataclass
class Listing:
    """The records of one question, page by page, as they came. `counted` tells how often each of them did."""

    records: list[Record] = field(default_factory=list)
    totals: set[int | None] = field(default_factory=set)
    counted: Counter[tuple[object, ...]] = field(default_factory=Counter)
    keys: set[str] = field(default_factory=set)

    def add(self, records: Sequence[Record], total: int | None) -> bool:
        """Add a page, and what it says of how many records there are in all; whether it brought anything new."""
        before = len(self.counted)
        self.records += records
        self.totals.add(total)
        self.counted.update(map(_identity, records))
        self.keys.update(record.key for record in records)
        return len(self.counted) > before

    @property
    def total(self) -> int | None:
        """How many records there are, by what every page says; None where they differ or do not say."""
        return next(iter(self.totals)) if len(self.totals) == 1 else None

    def whole(self, previous: Counter[tuple[object, ...]] | None) -> bool:
        """Whether no record can be missing: as many ids as there are records, or twice in a row the same records.

        A list that shifts while it is read brings one record twice and another not at all. Where ids repeat at the
        gateway, too, only a second reading can tell: a shifting list does not bring the same records again.
        """
        if self.total == len(self.keys):
            return True
        return self.total == len(self.records) and previous == self.counted


def _identity(record: Record) -> tuple[object, ...]:
    return (record.key, *_place(record)) if record.session else (record.key,)


def _place(record: Record) -> tuple[object, ...]:
    session = record.session
    return (session.starts_at, session.room and session.room.id) if session else ()


def distinct(records: Iterable[Record]) -> tuple[list[Record], list[RecordProblem]]:
    """One record for each session, and what is wrong with ids that repeat.

    Of records with one id an older `updated_at` is an older form of the same session. Of the others, those with another
    start or room are sessions of their own: each gets an id that holds its start and room. Otherwise the last counts.
    """
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(record.key, []).append(record)
    kept: list[Record] = []
    problems: list[RecordProblem] = []
    for group in groups.values():
        newest = max((record.updated_at for record in group if record.updated_at), default=None)
        current = [record for record in group if record.updated_at in (None, newest)]
        places = {_place(record): record for record in current if record.session}
        if len(places) < 2:
            kept.append(current[-1])
            continue
        kept += map(_with_own_id, places.values())
        text = f"{len(places)} sessions of other times or rooms have this id: each is shown"
        problems.append(RecordProblem(group[0].id, text))
    return kept, problems


def _with_own_id(record: Record) -> Record:
    session = record.session
    if session is None:
        return record
    own = own_id(session)
    return replace(record, key=own, id=own, session=replace(session, id=own, shared_id=record.id))


def own_id(session: Session) -> str:
    """An id for one of several sessions that share the gateway's: with its start and room."""
    return f"{session.gateway_id}@{session.starts_at:%Y%m%dT%H%M%SZ}@{session.room.id if session.room else ''}"
