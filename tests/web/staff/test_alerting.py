"""What counts as wrong: displays within their hours, the agenda, the feed and the layout."""

from __future__ import annotations

from datetime import datetime

import pytest

from signage.fleet.registry import Registry
from signage.fleet.row import Row
from signage.staff.alert_sender import Sender
from signage.web.staff.alerting import Watch
from tests.build import at, layout, publisher
from tests.clock import FakeClock
from tests.memory import MemoryStore

SCREENS = 'foyer: {show: overview, on: "08:00-20:00"}\nnight: {show: overview, dark: "22:00-06:00"}'


class Here:
    """A watch over what a test says."""

    def __init__(
        self, now: datetime, rest: str = "", store: MemoryStore | None = None, addresses: tuple[str, ...] = ("a://b",)
    ) -> None:
        self.clock, self.held, self.wrong, self.agenda = FakeClock(now), False, 0, now
        self.first, self.taken, self.store = True, True, store or MemoryStore()
        self.publisher = publisher(layout(SCREENS, rest), now=now)
        self.registry = Registry(self.clock)
        self.sent: list[str] = []
        self.sender = Sender(addresses, self.clock, self.notify)
        self.watch = Watch(
            self.publisher,
            self.registry,
            self.clock,
            self.sender,
            self.store,
            confirmed=lambda: self.agenda,
            is_held=lambda: self.held,
            faults=lambda: self.wrong,
            is_first=lambda: self.first,
        )
        self.watch.shelf.load()
        list(self.watch.troubles())
        self.clock.passed += 200

    def notify(self, _: str, title: str, __: str) -> bool:
        self.sent.append(title)
        return self.taken

    def display(self, name: str, state: str, kind: str = "screen") -> Row:
        row = Row(f"{name}{kind}", f"{name}{kind}", (kind, name), self.clock.now())
        row.state = state
        self.registry.restore(row)
        return row

    def troubles(self) -> list[tuple[str, str]]:
        return [(one.kind, one.about) for one in self.watch.troubles()]


@pytest.mark.parametrize(
    ("screen", "hour", "counts"),
    [("foyer", "09:30", True), ("foyer", "21:00", False), ("night", "23:00", False), ("night", "12:00", True)],
)
def test_a_display_counts_within_its_hours(screen: str, hour: str, counts: bool) -> None:
    here = Here(at(hour))
    here.display(screen, "offline")
    assert here.troubles() == ([("displays", screen)] if counts else [])


def test_what_is_right_off_unknown_or_no_screen_is_no_trouble() -> None:
    here = Here(at("09:30"))
    for state in ("right", "off", "unknown", "never", "stale"):
        here.display("foyer", state)
        here.registry.forget(next(iter(here.registry)))
    here.display("room_a", "offline", "room")
    assert here.troubles() == []


def test_agenda_feed_and_layout_count() -> None:
    here = Here(at("09:30"))
    here.clock.passed += 700
    here.held, here.wrong = True, 2
    assert here.troubles() == [("agenda", ""), ("feed", ""), ("layout", "")]


async def test_operators_are_told_of_what_they_want_to_hear() -> None:
    here = Here(at("09:30"), "alerts: {after: 1m, for: [displays, layout]}")
    here.display("foyer", "wrong")
    here.held = True
    for _ in range(8):
        await here.watch.look()
    await here.sender.deliver()
    assert here.sent == ["Summit: foyer shows something else than it should"]


ALERTS = "alerts: {after: 1m, for: [displays, feed]}"


async def looks(here: Here, times: int) -> list[str]:
    """What operators are told in so many looks."""
    before = len(here.sent)
    for _ in range(times):
        await here.watch.look()
        await here.watch.deliver()
    return here.sent[before:]


async def test_a_restart_tells_nothing_twice_and_loses_no_end() -> None:
    here = Here(at("09:30"), ALERTS)
    row = here.display("foyer", "offline")
    assert await looks(here, 9) == ["Summit: foyer is gone"]
    again = Here(at("09:40"), ALERTS, here.store)
    again.clock.passed -= 200  # it has only just begun, and knows no display yet
    assert await looks(again, 6) == []
    again.registry.restore(row)
    assert await looks(again, 40) == []
    again.registry.forget(row)
    assert await looks(again, 9) == ["Summit: right again"]
    assert await looks(Here(at("10:40"), ALERTS, here.store), 40) == []


async def test_a_message_that_nobody_took_is_sent_after_a_restart() -> None:
    here = Here(at("09:30"), ALERTS)
    here.taken, here.held = False, True
    assert await looks(here, 9) == ["Summit: a large change of the agenda is held back"]
    again = Here(at("09:40"), ALERTS, here.store)
    again.held = True
    assert await looks(again, 9) == ["Summit: a large change of the agenda is held back"]
    assert "a://b" not in str(here.store.records("alerts"))


async def test_of_several_nodes_one_tells_and_the_next_goes_on_from_there() -> None:
    one = Here(at("09:30"), ALERTS)
    other = Here(at("09:30"), ALERTS, one.store)
    other.first = False
    for here in (one, other):
        here.display("foyer", "offline")
    assert (await looks(one, 9), await looks(other, 9)) == (["Summit: foyer is gone"], [])
    one.first, other.first = False, True
    await other.watch.shelf.refresh()
    assert (await looks(one, 9), await looks(other, 9)) == ([], [])
    other.registry.forget(next(iter(other.registry)))
    assert (await looks(one, 9), await looks(other, 9)) == ([], ["Summit: right again"])


async def test_where_nobody_is_to_be_told_nothing_counts_as_told() -> None:
    here = Here(at("09:30"), ALERTS, addresses=())
    here.held = True
    assert await looks(here, 9) == []
    again = Here(at("09:40"), ALERTS, here.store)
    again.held = True
    assert await looks(again, 9) == ["Summit: a large change of the agenda is held back"]
