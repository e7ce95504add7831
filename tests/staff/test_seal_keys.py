"""What servers sign by: the same at every node of a store, another each day, and their own where there is no store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from signage.errors import StoreConflict, StoreError
from signage.seal import sealed, unsealed
from signage.staff.seal_keys import KIND, SealKeys
from signage.store import Record
from tests.build import at
from tests.clock import FakeClock
from tests.memory import MemoryStore

DAY = timedelta(days=1).total_seconds()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(at("09:30"))


async def test_what_one_node_signs_the_other_believes_and_so_does_either_after_a_restart(clock: FakeClock) -> None:
    store = MemoryStore()
    one, other = SealKeys(store, clock), SealKeys(store, clock)
    await one.renew()
    await other.renew()
    given = sealed("text", other.of("tickets")[0])
    assert unsealed(given, one.of("tickets")) == "text"
    again = SealKeys(store, clock)
    again.shelf.load()
    assert unsealed(given, again.of("tickets")) == "text"


async def test_two_that_begin_at_once_agree(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()
    one, other = SealKeys(store, clock), SealKeys(store, clock)
    write = store.write

    def late(records: Sequence[Record], **_: bool) -> None:
        """Another node writes first."""
        monkeypatch.setattr(store, "write", write)
        write([Record(record.kind, record.key, '"' + "ab" * 32 + '"') for record in records])
        raise StoreConflict

    monkeypatch.setattr(store, "write", late)
    await one.renew()
    await other.renew()
    assert one.of("tickets")[0] == other.of("tickets")[0]


async def test_what_is_signed_for_one_purpose_counts_for_no_other(clock: FakeClock) -> None:
    keys = SealKeys(MemoryStore(), clock)
    await keys.renew()
    assert unsealed(sealed("text", keys.of("tickets")[0]), keys.of("cookies")) is None


async def test_each_day_has_another_which_is_there_the_day_before_and_gone_two_days_later(clock: FakeClock) -> None:
    store = MemoryStore()
    one, other = SealKeys(store, clock), SealKeys(store, clock)
    await one.renew()
    await other.renew()
    first = sealed("text", one.of("tickets")[0])
    clock.passed += DAY
    second = sealed("text", one.of("tickets")[0])  # before anybody looks again
    assert first != second
    assert unsealed(second, other.of("tickets")) == "text"
    for believed in (True, False):
        await one.renew()
        assert (unsealed(first, one.of("tickets")) == "text") is believed
        clock.passed += DAY
    assert len(store.records(KIND)) == 3


async def test_without_a_store_a_process_signs_by_its_own_until_there_is_one(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryStore()
    keys, theirs = SealKeys(store, clock), SealKeys(store, clock)
    assert unsealed(sealed("text", keys.of("tickets")[0]), keys.of("tickets")) == "text"
    await theirs.renew()

    def away(*_: object, **__: object) -> None:
        raise StoreError("the store is away")

    with monkeypatch.context() as cut:
        cut.setattr(store, "write", away)
        cut.setattr(store, "records", away)
        await keys.renew()
        assert unsealed(sealed("text", keys.of("tickets")[0]), keys.of("tickets")) == "text"
    await keys.shelf.refresh()
    assert keys.of("tickets")[0] == theirs.of("tickets")[0]
