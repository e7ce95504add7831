"""The log of who did what: kept for so many days, bounded, and never in the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from signage.staff.audit_log import Journal
from tests.build import at
from tests.clock import FakeClock
from tests.memory import MemoryStore
from tests.staff.test_records import Full

NOON = at("12:00")


def journal(store: MemoryStore, clock: FakeClock, **options: int) -> Journal:
    made = Journal(store, clock, **options)
    made.load()
    return made


async def test_tells_who_did_what_when_and_from_where_the_newest_first() -> None:
    store, clock = MemoryStore(), FakeClock(NOON)
    first = journal(store, clock)
    await first.add("ana", "signed in", origin="10.0.0.1")
    clock.passed += 60
    await first.add("ana", "renamed a screen", "foyer", "10.0.0.1")
    for kept in (first, journal(store, clock)):
        told = [(e.at, e.who, e.what, e.about, e.origin) for e in kept.latest(10)]
        assert told == [
            (NOON + timedelta(minutes=1), "ana", "renamed a screen", "foyer", "10.0.0.1"),
            (NOON, "ana", "signed in", "", "10.0.0.1"),
        ]
    assert [entry.what for entry in first.latest(1)] == ["renamed a screen"]
    assert [entry.what for entry in first.newest_first(NOON + timedelta(minutes=1))] == ["signed in"]


async def test_is_kept_for_so_many_days() -> None:
    store, clock = MemoryStore(), FakeClock(NOON)
    kept = journal(store, clock, days=30)
    await kept.add("ana", "first")
    clock.passed += 30 * 86400 + 1
    assert kept.latest(10) == []
    await kept.forget_old()
    assert store.records("log") == {}


async def test_is_bounded() -> None:
    store, clock = MemoryStore(), FakeClock(NOON)
    kept = journal(store, clock, most=3)
    for number in range(5):
        await kept.add("x" * 1000, str(number))
    assert [entry.what for entry in kept.latest(10)] == ["4", "3", "2"]
    assert len(store.records("log")) == 3
    assert len(kept.latest(1)[0].who) == 300


async def test_an_act_is_not_stopped_because_it_cannot_be_written_down(caplog: pytest.LogCaptureFixture) -> None:
    kept = journal(Full(), FakeClock(NOON))
    await kept.add("ana", "sent a takeover")
    assert kept.latest(1)[0].what == "sent a takeover"
    assert "sent a takeover" in caplog.text


async def test_what_a_command_wrote_is_there_when_read_anew() -> None:
    store, clock = MemoryStore(), FakeClock(NOON)
    server, command = journal(store, clock), Journal(store, clock)
    command.add_now("root", "added an account", "ana", "command line")
    await server.refresh()
    assert server.latest(1)[0].about == "ana"
