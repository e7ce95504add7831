"""Carries what one store holds of an event into another, whatever kind of store either is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signage.store import Record

if TYPE_CHECKING:
    from signage.store import Listed

AT_ONCE = 500
"""Records that are written together."""


def carry(source: Listed, target: Listed, event_id: str) -> None:
    """Give a store the newest agenda, the notes and the records of another one; other notes and records it loses.

    Blocks; raises StoreError, with some of it done then. Done again, the rest follows.
    """
    if snapshot := source.load(event_id):
        target.save(snapshot)
    given, found = source.names(), target.names()
    for key in given.notes:
        target.put(key, source.get(key))
    for key in set(found.notes) - set(given.notes):
        target.put(key, "")
    for kind in dict.fromkeys((*given.kinds, *found.kinds)):
        _carry_records(source, target, kind)


def _carry_records(source: Listed, target: Listed, kind: str) -> None:
    given = source.records(kind)
    gone = target.records(kind).keys() - given.keys()
    records = [*(Record(kind, *record) for record in given.items()), *(Record(kind, key, None) for key in gone)]
    for begin in range(0, len(records), AT_ONCE):
        target.write(records[begin : begin + AT_ONCE])
