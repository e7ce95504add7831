"""What has become of screens, across restarts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from signage.fleet.history import PAGES
from signage.fleet.verdict import Stretch
from signage.store import Record
from signage.store.sqlite import SQLiteStore
from signage.web.staff.kept_history import LOOKED, KeptHistory
from tests.build import at
from tests.clock import FakeClock
from tests.memory import MemoryStore

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from signage.store import Store

DOOR, FOYER = ("screen", "door"), ("room", "a room")
START = at("09:30")


def history(store: Store, now: datetime = START, **options: bool) -> KeptHistory:
    made = KeptHistory(store, FakeClock(now), is_first=lambda: options.get("first", True))
    made.restore()
    return made


async def test_what_a_screen_was_before_a_restart_is_known_after_it(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path)
    before = history(store)
    before.history.note(DOOR, "right", START)
    before.history.note(FOYER, "offline", START)
    before.clock.passed += 600  # type: ignore[attr-defined]
    await before.close()
    store.close()
    store = SQLiteStore(tmp_path)
    after = history(store, at("10:00"))
    stopped = Stretch("unknown", START + timedelta(seconds=600))
    assert after.history.of(DOOR, START) == [Stretch("right", START), stopped]
    assert after.history.of(FOYER, START) == [Stretch("offline", START), stopped]
    assert after.history.began == START
    store.close()


async def test_only_another_state_is_written_and_once_a_minute_that_somebody_looks() -> None:
    store = MemoryStore()
    kept, written = history(store), []
    write = store.write
    store.write = lambda records, **more: (written.append([one.key for one in records]), write(records, **more))[1]  # type: ignore[method-assign]
    for _ in range(8):
        kept.history.note(DOOR, "right", kept.clock.now())
        await kept.keep()
    assert written == [["screen door", LOOKED], [LOOKED]]


async def test_it_is_kept_for_thirty_days_and_no_longer_than_there_are_screens() -> None:
    store = MemoryStore()
    kept = history(store)
    kept.history.note(DOOR, "wrong", START - timedelta(days=40))
    kept.history.note(DOOR, "right", START - timedelta(days=31))
    kept.history.note(FOYER, "never", START - timedelta(days=31))
    await kept.close()
    assert set(store.records("history")) == {"screen door", LOOKED}
    assert kept.shelf.get("screen door") == (Stretch("right", START - timedelta(days=30)),)
    for number in range(PAGES):
        kept.history.note(("room", str(number)), "right", START)
    await kept.close()
    assert "screen door" not in store.records("history")
    assert len(store.records("history")) == PAGES + 1


async def test_of_several_nodes_one_writes_and_a_command_none() -> None:
    store = MemoryStore()
    second = history(store, first=False)
    second.history.note(DOOR, "right", START)
    await second.keep()
    await second.close()
    await KeptHistory(store, FakeClock(START)).close()
    assert store.records("history") == {}


@pytest.mark.parametrize("text", ["{}", '[["lost", "2026-02-07T09:00:00Z"]]', "[[]]"])
async def test_what_cannot_be_read_is_left_out(text: str) -> None:
    store = MemoryStore()
    before = history(store)
    before.history.note(FOYER, "right", START)
    await before.close()
    store.write([Record("history", "screen door", text)])
    after = history(store, at("10:00"))
    assert after.history.of(DOOR, START) == []
    assert len(after.history.of(FOYER, at("04:00"))) == 2
