"""The rows of displays: who writes them, who is gone, and how many there may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from signage.fleet import rows as module
from signage.fleet.happenings import Seen
from signage.fleet.registry import GRACE, SILENCE, Registry, TooMany
from signage.fleet.report import public_id
from signage.fleet.verdict import Verdict
from tests.build import at
from tests.clock import FakeClock
from tests.fleet.build import DEVICE, PAGE, report

if TYPE_CHECKING:
    from signage.fleet.row import Link, Row

RIGHT = Verdict("right")


class Venue:
    """A registry, its clock, and what displays are told."""

    def __init__(self, **options: Any) -> None:
        self.clock = FakeClock(at("09:30"))
        self.registry = Registry(self.clock, **options)
        self.told: list[tuple[str, object]] = []
        self.states: list[str] = []
        self.registry.changed = lambda row: self.states.append(row.state)

    def connect(self, load: str = "a", device: str = DEVICE) -> Link:
        link = self.registry.opened(device, load, PAGE, "", lambda order: self.told.append((load, order["do"])))
        assert link
        return link

    def report(self, *shown: str, device: str = DEVICE, **more: Any) -> Row | None:
        row = self.registry.report(device, PAGE, report(*shown, **{"up": self.clock.passed, **more}))
        if row:
            self.registry.judged(row, RIGHT)
        return row

    def later(self, seconds: float) -> None:
        self.clock.passed += seconds
        self.registry.sweep()

    @property
    def row(self) -> Row:
        (row,) = self.registry
        return row


def test_a_display_is_known_by_its_stream_and_right_by_its_report() -> None:
    venue = Venue()
    venue.connect()
    assert (venue.row.state, venue.row.why) == ("unknown", "new")
    venue.later(1)
    venue.report("s1")
    assert venue.row.state == "right"
    assert venue.row.since == at("09:30:01")
    assert venue.states == ["unknown", "right"]


def test_one_that_is_closed_has_a_moment_to_come_back() -> None:
    venue = Venue()
    link = venue.connect()
    venue.report()
    venue.registry.closed(DEVICE, PAGE, link, broken=False)
    venue.later(GRACE - 1)
    assert venue.row.state == "right"
    venue.connect("b")
    venue.later(GRACE)
    assert venue.row.state == "right"


def test_one_that_stays_away_is_offline_and_right_again_by_its_next_report() -> None:
    venue = Venue()
    link = venue.connect()
    venue.report()
    venue.registry.closed(DEVICE, PAGE, link, broken=False)
    venue.later(GRACE + 1)
    assert (venue.row.state, venue.row.why) == ("offline", "stream")
    venue.connect("b")
    assert venue.row.state == "unknown"
    venue.report(load="b")
    assert venue.row.state == "right"


def test_one_whose_plug_was_pulled_is_offline_as_soon_as_that_is_known() -> None:
    venue = Venue()
    link = venue.connect()
    venue.report()
    venue.registry.closed(DEVICE, PAGE, link, broken=True)
    assert venue.row.state == "offline"


def test_behind_a_proxy_that_hides_it_missing_reports_tell() -> None:
    venue = Venue()
    venue.connect()
    venue.report()
    venue.later(SILENCE)
    assert venue.row.state == "right"
    venue.later(1)
    assert (venue.row.state, venue.row.why) == ("offline", "silent")


def test_one_that_can_have_no_stream_lives_by_its_reports() -> None:
    venue = Venue()
    venue.later(1)
    venue.report()
    venue.later(60)
    venue.report()
    assert venue.row.state == "right"
    venue.later(SILENCE + 1)
    assert venue.row.state == "offline"


def test_outside_its_hours_one_that_is_gone_is_off() -> None:
    venue = Venue(is_off=lambda page, now: page == PAGE and now >= at("09:32"))
    venue.connect()
    venue.report()
    venue.later(200)
    assert venue.row.state == "off"


def test_after_a_restart_nothing_is_known_until_it_could_have_come_back() -> None:
    before = Venue()
    before.connect()
    row = before.row
    row.links = []
    venue = Venue()
    row.state = "unknown"
    venue.registry.restore(row)
    venue.later(SILENCE - 1)
    assert venue.row.state == "unknown"
    venue.later(2)
    assert venue.row.state == "offline"


@pytest.mark.parametrize(("lived", "away", "known"), [(0, 599, 1), (0, 700, 0), (3600, 36_000, 1), (3600, 44_000, 0)])
def test_a_display_is_remembered_as_long_as_it_deserves(lived: float, away: float, known: int) -> None:
    venue = Venue()
    link = venue.connect()
    for _ in range(int(lived / 60)):
        venue.later(60)
        venue.report()
    venue.registry.closed(DEVICE, PAGE, link, broken=True)
    venue.later(away)
    assert len(venue.registry) == known


def test_one_that_staff_named_is_remembered_for_good() -> None:
    venue = Venue()
    link = venue.connect()
    venue.row.label = "Above the till"
    venue.registry.closed(DEVICE, PAGE, link, broken=True)
    venue.later(100 * 86_400)
    assert venue.row.state == "offline"
    venue.registry.forget(venue.row)
    assert len(venue.registry) == 0


def test_a_replayed_report_changes_nothing() -> None:
    venue = Venue()
    venue.connect()
    venue.report("s1", up=10.0)
    venue.report("s2", up=20.0)
    assert venue.report("s1", up=10.0) is None
    assert venue.report("s2", up=20.0) is None
    assert venue.row.report
    assert venue.row.report.shown == ("s2",)


def test_a_report_that_does_not_say_when_its_page_was_opened_is_taken_as_it_comes() -> None:
    venue = Venue()
    venue.connect("")
    venue.report("s1", load="", up=10.0)
    assert venue.report("s2", load="", up=10.0)
    assert venue.row.report
    assert venue.row.report.shown == ("s2",)


def test_a_report_of_a_page_that_is_open_no_longer_changes_nothing() -> None:
    venue = Venue()
    link = venue.connect("a")
    venue.report("s1", load="a", up=10.0)
    venue.registry.closed(DEVICE, PAGE, link, broken=False)
    venue.connect("b")
    assert venue.report("s1", load="a", up=11.0) is None


def test_a_report_under_another_id_leaves_the_row_as_it_is() -> None:
    venue = Venue()
    venue.connect()
    venue.report("s1")
    venue.report("forged", device="f" * 32)
    row = venue.registry.find(public_id(DEVICE, PAGE))
    assert row
    assert row.report
    assert row.report.shown == ("s1",)


def test_of_two_devices_with_one_id_the_second_takes_a_new_one() -> None:
    venue = Venue()
    venue.connect("a")
    venue.connect("b")
    assert venue.told == [("a", "report")]
    venue.report(load="b", up=1.0)
    assert venue.told == [("a", "report")]  # the first may be a stream that is dead already
    venue.report(load="a", up=100.0)
    venue.report(load="a", up=101.0)
    assert venue.told == [("a", "report"), ("b", "renew")]


def test_one_that_comes_back_before_its_end_was_noticed_keeps_its_id() -> None:
    venue = Venue()
    dead = venue.connect("a")
    venue.connect("b")
    venue.report(load="b", up=1.0)
    venue.registry.closed(DEVICE, PAGE, dead, broken=True)
    venue.report(load="b", up=2.0)
    assert ("b", "renew") not in venue.told
    assert venue.row.state == "right"


def test_a_million_ids_take_no_more_than_their_room_and_leave_the_rest() -> None:
    venue = Venue()
    venue.connect()
    refused = 0
    for number in range(1_000_000 // 500):
        venue.clock.passed += 0.01
        try:
            venue.report(device=f"{number:032x}")
        except TooMany:
            refused += 1
    assert refused > 1000
    for number in range(3_000):  # and with all the time in the world
        venue.clock.passed += 1
        venue.report(device=f"{number:032x}")
        if number % 50 == 0:
            venue.report()
    assert len(venue.registry) == module.STRANGERS + 1
    assert venue.registry.find(public_id(DEVICE, PAGE)) == next(row for row in venue.registry if row.state == "right")


def test_a_display_cannot_report_without_end() -> None:
    venue = Venue()
    venue.connect()
    for number in range(8):
        venue.report(up=float(number))
    with pytest.raises(TooMany):
        venue.report(up=8.0)
    venue.later(10)
    venue.report(up=100.0)


def test_where_no_more_displays_can_be_remembered_those_that_were_there_least_make_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "ROWS", 2)
    venue = Venue()
    links = {name: venue.connect(device=name * 32) for name in "ab"}
    assert venue.registry.opened("c" * 32, "l", PAGE, "", print) is None
    venue.clock.passed += 30
    venue.report(device="a" * 32)
    for name in "ab":
        venue.registry.closed(name * 32, PAGE, links[name], broken=False)
    venue.connect(device="c" * 32)
    assert {row.id for row in venue.registry} == {public_id("a" * 32, PAGE), public_id("c" * 32, PAGE)}


def test_observers_hear_what_can_be_seen() -> None:
    venue = Venue()
    heard: list[Seen] = []
    venue.registry.observe(heard.append)
    venue.connect()
    venue.report(notices=("n1",))
    assert heard == [Seen(public_id(DEVICE, PAGE), PAGE, ("n1",), at("09:30"), "set.1")]


def test_more_displays_take_more_time_for_what_all_report() -> None:
    venue = Venue()
    few = venue.registry.spread
    for number in range(2_000):
        venue.connect(device=f"{number:032x}")
    assert few == 1000
    assert venue.registry.spread == 4000
