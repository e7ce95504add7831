"""Values of one kind: in memory, in the store, bounded, and noticed when another process wrote them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from signage.errors import StoreError, StoreFull
from signage.staff.records import Shelf
from signage.store import Record
from tests.memory import MemoryStore


class Item(NamedTuple):
    name: str
    at: datetime


NOON = datetime(2026, 2, 7, 12, tzinfo=UTC)


class Full(MemoryStore):
    """A store whose disk has no room."""

    def write(self, records: Sequence[Record], *, new: bool = False) -> None:
        raise StoreError("full")


def shelf(store: MemoryStore, most: int = 3) -> Shelf[Item]:
    made = Shelf(store, "item", Item, most)
    made.load()
    return made


async def test_what_was_put_is_there_after_a_restart() -> None:
    store = MemoryStore()
    first = shelf(store)
    await first.put("a", Item("A", NOON))
    await first.put("b", Item("B", NOON))
    await first.put("a", Item("<A>", NOON))
    await first.remove("b")
    assert first.get("a") == Item("<A>", NOON)
    assert shelf(store).items() == (("a", Item("<A>", NOON)),)


async def test_no_more_than_so_many_are_kept_and_the_rest_stays() -> None:
    full = shelf(MemoryStore(), most=1)
    await full.put("a", Item("A", NOON))
    with pytest.raises(StoreFull):
        await full.put("b", Item("B", NOON))
    await full.put("a", Item("again", NOON))
    await full.write({"a": None, "b": Item("B", NOON)})
    assert full.values() == (Item("B", NOON),)


async def test_a_change_that_cannot_be_written_has_not_happened_unless_it_is_to_anyway() -> None:
    kept = shelf(Full())
    with pytest.raises(StoreError):
        await kept.put("a", Item("A", NOON))
    assert len(kept) == 0
    await kept.put("a", Item("A", NOON), anyway=True)
    assert kept.get("a") == Item("A", NOON)


async def test_what_another_process_wrote_is_noticed_once() -> None:
    store = MemoryStore()
    here, there = shelf(store), shelf(store)
    await there.put("a", Item("A", NOON))
    assert await here.refresh()
    assert here.get("a") == Item("A", NOON)
    assert not await here.refresh()
    await here.put("b", Item("B", NOON))
    assert not await here.refresh()


def test_what_cannot_be_read_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    store = MemoryStore()
    store.write([Record("item", "a", "nonsense"), Record("item", "b", '["B", "2026-02-07T12:00:00Z"]')])
    assert shelf(store).items() == (("b", Item("B", NOON)),)
    assert "cannot be read" in caplog.text


class Stuck(MemoryStore):
    """A store on a disk that answers when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.end = threading.Event()

    def write(self, records: Sequence[Record], *, new: bool = False) -> None:
        self.end.wait(10)
        super().write(records, new=new)


async def test_a_disk_that_hangs_takes_no_thread_that_walls_need() -> None:
    store = Stuck()
    shelves = [shelf(store) for _ in range(64)]  # more than the event loop has threads
    puts = [asyncio.create_task(one.put(str(number), Item("A", NOON))) for number, one in enumerate(shelves)]
    await asyncio.sleep(0)
    assert await asyncio.to_thread(lambda: "compressed") == "compressed"
    assert not any(put.done() for put in puts)
    store.end.set()
    await asyncio.gather(*puts)
    assert len(store.records("item")) == 64
