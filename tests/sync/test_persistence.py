"""What a Sync saves, and what it knows after a restart."""

from __future__ import annotations

import logging
import random
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from signage.store.sqlite import SQLiteStore
from tests.memory import MemoryStore
from tests.sync.bench import DAY, MINUTE, Bench
from tests.sync.feed import T0, record


async def test_what_was_shown_is_shown_after_a_restart_without_a_gateway(bench):
    bench.feed.change("ses_2", T0, room={"id": "b", "name": "B"})
    await bench.minute()
    shown = bench.shown[-1]
    bench.feed.faults = [httpx.ConnectError("down")] * 2
    await bench.restart()
    assert (bench.shown, bench.sync.confirmed_at) == ([shown], T0 + MINUTE)
    await bench.minute()
    assert bench.shown == [shown]


@pytest.mark.parametrize(("passed", "least"), [(0, timedelta()), (600, timedelta()), (-600, DAY)])
async def test_an_agenda_from_a_time_that_is_yet_to_come_is_old(bench, passed, least):
    bench.clock.passed = passed
    await bench.restart()
    assert bench.sync.unconfirmed == least
    await bench.minute()
    assert bench.sync.unconfirmed == timedelta()


@pytest.mark.parametrize(("age", "asked"), [(DAY, ["sessions?from"]), (DAY + MINUTE, ["sessions"])])
async def test_at_a_start_a_full_pull_is_due_after_a_day(bench, age, asked):
    bench.clock.passed = age.total_seconds()
    await bench.restart()
    bench.feed.tokens.clear()  # a new process asks for a token of its own
    await bench.sync.window()
    assert bench.asked()[-1:] == asked


async def test_writes_are_few(bench):
    for _ in range(4):
        bench.clock.passed += 20
        await bench.sync.window()
    bench.feed.change("ses_1", bench.clock.now(), title="New")
    await bench.sync.window()
    await bench.sync.window()
    assert bench.store.writes == ["save", "confirm", "save"]
    assert bench.store.load("evt").confirmed_at == T0 + timedelta(seconds=80)


async def test_a_full_disk_stops_no_wall_and_is_got_over(bench, caplog):
    caplog.set_level(logging.INFO)
    bench.store.full = True
    for title in ("One", "Two", "Three"):
        bench.feed.change("ses_1", bench.clock.now(), title=title)
        await bench.minute()
        assert bench.titles[0] == title
    assert bench.sync.status.store_error == "signage.db cannot be used: database or disk is full"
    bench.store.full = False
    await bench.minute()
    assert (bench.store.load("evt").agenda, bench.sync.status.store_error) == (bench.shown[-1], "")
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


async def test_whatever_a_store_throws_stops_no_wall_and_is_told_once(bench, caplog):
    def broken(*_):
        raise TypeError("no text")

    bench.store.save = broken
    for title in ("One", "Two"):
        bench.feed.change("ses_1", bench.clock.now(), title=title)
        await bench.minute()
        assert bench.titles[0] == title
    told = "a fault in signage itself: TypeError('no text')"
    assert (bench.sync.status.store_error, bench.sync.status.error) == (told, "")
    assert caplog.messages == [f"the walls go on, but a restart will not know what they show: {told}"]


async def test_what_cannot_be_kept_is_shown(bench):
    async def broken(*_):
        raise KeyError("kept")

    bench.archive.keep = broken
    bench.feed.change("ses_1", T0, title="New")
    await bench.minute()
    assert (bench.titles[0], bench.sync.status.error) == ("New", "a fault in signage itself: KeyError: 'kept'")


async def test_what_cannot_be_loaded_stops_no_start(bench):
    bench.store.load = lambda _: replace(MemoryStore.load(bench.store, "evt"), confirmed_at=None)
    await bench.restart()
    assert (bench.shown, bench.sync.status.error != "") == ([], True)
    await bench.minute()
    assert (len(bench.ids), bench.sync.status.error) == (4, "")


def flips(content, count):
    """The content with one bit of what is in it turned over, again and again; half of it in the page of the schema."""
    chance = random.Random(7)  # noqa: S311 - not for secrets
    for number in range(count):
        within = range(4096) if number % 2 else range(4096, len(content))
        at = chance.choice([place for place in within if content[place]])
        yield content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]


@pytest.mark.parametrize("running", [False, True], ids=["at the start", "while running"])
async def test_no_bit_of_the_database_stops_a_wall_for_good(tmp_path, running):
    bench = Bench(record(1, minutes=120), store=SQLiteStore(tmp_path))
    await bench.sync.window()
    bench.feed.change("ses_1", T0, title="Talk 2")
    await bench.minute()
    bench.store.close()
    for flip, flipped in enumerate(flips((tmp_path / "signage.db").read_bytes(), 60)):
        bench.store.close()
        (tmp_path / "signage.db").write_bytes(flipped)
        if not running:  # else it goes on with this store, which opens the file anew as it does after every failure
            bench.store = SQLiteStore(tmp_path)
            await bench.restart()
            assert [bench.titles for _ in bench.shown] in ([], [["Talk 1"]], [["Talk 2"]])
        title = f"News {flip}"
        bench.feed.change("ses_1", T0, title=title)
        await bench.minute()
        told = bench.sync.status.error, bench.sync.status.store_error
        beside = SQLiteStore(tmp_path, sole=False)
        assert (bench.titles, beside.load("evt").agenda, told) == ([title], bench.shown[-1], ("", ""))
        beside.close()
    bench.store.close()


async def test_what_is_saved_is_saved_before_it_is_shown(bench):
    seen = []

    async def look(agenda):
        seen.append(bench.store.load("evt").agenda == agenda)

    bench.shows = look
    bench.feed.change("ses_1", T0, title="New")
    await bench.minute()
    assert seen == [True]
