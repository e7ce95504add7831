"""Displays that are told to become another screen: what their old page still says is no display."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signage.fleet.happenings import Move
from signage.fleet.registry import Registry
from signage.fleet.report import public_id
from tests.build import at
from tests.clock import FakeClock
from tests.fleet.build import DEVICE, PAGE, report

if TYPE_CHECKING:
    from signage.fleet.row import Link

DOOR = ("screen", "door")


class Moving:
    """A display that shows the foyer, and is told to become the door."""

    def __init__(self) -> None:
        self.clock = FakeClock(at("09:30"))
        self.registry = Registry(self.clock)
        self.before = self.open("a", PAGE)
        self.say("a")
        row = self.registry.find(public_id(DEVICE, PAGE))
        assert row
        self.registry.moves(row.device, DOOR, "Above the till", paired=True, before=row)

    def open(self, load: str, page: tuple[str, str]) -> Link | None:
        return self.registry.opened(DEVICE, load, page, "", lambda _: None)

    def say(self, load: str, page: tuple[str, str] = PAGE) -> None:
        self.clock.passed += 1
        self.registry.report(DEVICE, page, report(load=load, up=self.clock.passed))

    @property
    def pages(self) -> list[tuple[str, str]]:
        return sorted(row.page for row in self.registry)


def test_a_late_report_of_the_page_that_was_left_makes_no_display() -> None:
    moving = Moving()
    moving.registry.closed(DEVICE, PAGE, moving.before, broken=False)
    moving.open("b", DOOR)
    moving.say("a")
    assert moving.pages == [DOOR]


def test_the_old_page_is_over_even_where_its_streams_end_is_noticed_later() -> None:
    moving = Moving()
    moving.open("b", DOOR)
    assert moving.pages == [DOOR]
    moving.say("a")
    moving.registry.closed(DEVICE, PAGE, moving.before, broken=True)
    moving.registry.sweep()
    assert moving.pages == [DOOR]


def test_until_it_has_arrived_it_is_where_it_was() -> None:
    moving = Moving()
    moving.say("a")
    assert moving.pages == [PAGE]


def test_another_window_of_the_device_stays_on_the_page() -> None:
    moving = Moving()
    moving.open("other", PAGE)
    row = next(iter(moving.registry))
    moving.registry.moves(row.device, DOOR, "", paired=False, before=row)
    moving.open("b", DOOR)
    moving.say("a")
    assert moving.pages == [DOOR, PAGE]


def test_one_that_goes_back_is_there_again() -> None:
    moving = Moving()
    moving.open("b", DOOR)
    moving.open("a", PAGE)
    moving.say("a")
    assert moving.pages == [DOOR, PAGE]


def test_a_paired_one_that_is_dismissed_says_nothing_more_and_another_does() -> None:
    for leaves, pages in ((True, []), (False, [PAGE])):
        moving = Moving()
        moving.registry.dismiss(next(iter(moving.registry)), leaves=leaves)
        moving.say("a")
        assert moving.pages == pages


def test_pages_that_were_left_take_no_more_than_their_room() -> None:
    moving = Moving()
    for number in range(3_000):
        moving.open(f"{number:x}", PAGE)
        moving.registry.dismiss(next(iter(moving.registry)), leaves=True)
    moving.say("0")
    assert moving.pages == [PAGE]  # the first of them is remembered no longer


def test_a_display_that_arrives_before_another_node_says_that_it_comes_has_its_name_all_the_same() -> None:
    moving = Moving()
    row = moving.registry.find(public_id(DEVICE, PAGE))
    there = Registry(moving.clock)
    there.opened(DEVICE, "a", PAGE, "", lambda _: None)
    there.opened(DEVICE, "b", DOOR, "", lambda _: None)
    assert row
    move = Move("Above the till", paired=True, before=there.find(row.id), load="a")
    moving.clock.passed += 1
    there.expect(row.device, DOOR, move)
    assert [(row.page, row.label, row.paired) for row in there] == [(DOOR, "Above the till", True)]


def test_a_window_that_has_shown_the_page_for_long_is_not_the_one_that_is_to_come() -> None:
    moving = Moving()
    moving.open("b", DOOR)
    moving.open("a", PAGE)
    moving.clock.passed += 60
    row = moving.registry.find(public_id(DEVICE, PAGE))
    assert row
    moving.registry.moves(row.device, DOOR, "By the stairs", paired=True, before=row)
    assert moving.pages == [DOOR, PAGE]
