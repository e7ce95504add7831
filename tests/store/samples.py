"""A snapshot, and a store in a folder of the test's."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from signage.agenda import Agenda, Room, Session, Speaker, carry_history
from signage.store.snapshot import Snapshot
from signage.store.sqlite import SQLiteStore
from tests.clock import FakeClock

T0 = datetime(2026, 2, 7, 9, 0, tzinfo=UTC)
ASIDE = "signage.db.20260207T090000Z"


def snapshot(version=0, event_id="evt", **changes):
    hall = Room("room_a", "Hall A")
    times = {"starts_at": T0, "ends_at": T0 + timedelta(minutes=45), "updated_at": T0 + timedelta(microseconds=1)}
    session = Session("ses_1", f"Talk {version}", room=hall, speakers=(Speaker("Alex", "ExampleCo"),), **times)
    first = carry_history(None, Agenda.of([session]), T0)
    return replace(Snapshot(event_id, first, "full", T0, T0, pulled_at=T0, cursor=T0), **changes)


def opened(folder, **options):
    return SQLiteStore(folder, clock=FakeClock(T0), **options)


def rows(folder, sql):
    db = sqlite3.connect(folder / "signage.db")
    found = db.execute(sql).fetchall()
    db.commit()
    db.close()
    return found
