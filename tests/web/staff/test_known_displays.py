"""Displays that were there before this server started."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from signage.fleet.registry import SILENCE, Registry
from signage.fleet.report import public_id
from signage.fleet.verdict import Verdict
from signage.web.staff.known_displays import KnownDisplays
from tests.build import at
from tests.clock import FakeClock
from tests.fleet.build import DEVICE, PAGE, report
from tests.memory import MemoryStore

if TYPE_CHECKING:
    from signage.fleet.row import Row

KEY = public_id(DEVICE, PAGE)


class Server:
    """A registry on a store that outlives it."""

    def __init__(self, store: MemoryStore, clock: FakeClock) -> None:
        self.clock, self.registry = clock, Registry(clock)
        self.known = KnownDisplays(self.registry, store, clock)
        self.known.restore()

    def connect(self, device: str = DEVICE) -> None:
        self.registry.opened(device, "a", PAGE, "Chromium 94", print)

    def live(self, seconds: int) -> None:
        for _ in range(seconds // 30):
            self.clock.passed += 30
            self.registry.report(DEVICE, PAGE, report(up=self.clock.passed))

    @property
    def row(self) -> Row | None:
        return self.registry.find(KEY)


def server(store: MemoryStore) -> Server:
    return Server(store, FakeClock(at("09:30")))


async def test_a_display_that_was_there_is_not_known_to_be_gone_until_it_could_have_come_back() -> None:
    store = MemoryStore()
    before = server(store)
    before.connect()
    before.live(120)
    row = before.row
    assert row
    row.label = "Above the till"
    await before.known.keep()
    after = server(store)
    assert after.row
    assert (after.row.label, after.row.state, after.row.engine) == ("Above the till", "unknown", "Chromium 94")
    after.clock.passed += SILENCE + 1
    after.registry.sweep()
    assert after.row.state == "offline"


async def test_since_when_a_display_is_gone_outlives_a_restart() -> None:
    store = MemoryStore()
    before = server(store)
    before.connect()
    before.live(120)
    gone = before.clock.now() + timedelta(seconds=SILENCE + 1)
    before.clock.passed += SILENCE + 1
    before.registry.sweep()
    await before.known.keep()
    for _ in range(2):  # and a second one
        after = Server(store, FakeClock(at("10:30")))
        after.registry.sweep()
        assert after.row
        assert (after.row.state, after.row.since) == ("unknown", at("10:30"))
        await after.known.keep()
        after.clock.passed += SILENCE + 1
        after.registry.sweep()
        assert (after.row.state, after.row.since) == ("offline", gone)
        await after.known.keep()
    after.connect()
    after.live(30)
    after.registry.judged(after.row, Verdict("right"))
    assert after.row.since == after.clock.now()


async def test_one_that_was_there_is_gone_since_this_server_began() -> None:
    store = MemoryStore()
    before = server(store)
    before.connect()
    before.live(120)
    assert before.row
    before.registry.judged(before.row, Verdict("right"))
    right = before.row.since
    await before.known.keep()
    for comes_back in (True, False):
        after = Server(store, FakeClock(at("10:30")))
        after.registry.sweep()
        assert after.row
        if comes_back:
            after.connect()
            after.live(30)
            after.registry.judged(after.row, Verdict("right"))
        else:
            after.clock.passed += SILENCE + 1
            after.registry.sweep()
        assert (after.row.state, after.row.since) == (("right", right) if comes_back else ("offline", at("10:30")))


async def test_one_that_comes_back_has_its_name() -> None:
    store = MemoryStore()
    before = server(store)
    before.connect()
    before.live(120)
    assert before.row
    before.row.label = "Above the till"
    await before.known.keep()
    after = server(store)
    after.connect()
    assert len(after.registry) == 1
    assert after.row
    assert (after.row.label, len(after.row.links)) == ("Above the till", 1)


async def test_who_looks_in_for_a_moment_is_not_kept_and_who_is_forgotten_neither() -> None:
    store = MemoryStore()
    before = server(store)
    before.connect("f" * 32)
    before.connect()
    before.live(120)
    await before.known.keep()
    assert set(store.records("display")) == {KEY}
    assert before.row
    before.registry.forget(before.row)
    await before.known.keep()
    assert store.records("display") == {}


async def test_neither_reports_nor_time_alone_are_a_reason_to_write() -> None:
    store = MemoryStore()
    before = server(store)
    before.connect()
    before.live(120)
    await before.known.keep()
    kept = store.records("display")
    before.live(3600)
    await before.known.keep()
    assert store.records("display") == kept


async def test_the_secret_of_a_device_is_not_in_the_store() -> None:
    store = MemoryStore()
    before = server(store)
    before.connect()
    before.live(120)
    await before.known.keep()
    assert DEVICE not in str(store.records("display"))


def test_a_server_that_lost_its_store_knows_that_it_forgot() -> None:
    for lost in (True, False):
        clock = FakeClock(at("09:30"))
        registry = Registry(clock)
        KnownDisplays(registry, MemoryStore(), clock, lambda lost=lost: lost).restore()  # type: ignore[misc]
        assert registry.forgot is lost
