"""A change, followed to each display that has to show it."""

from __future__ import annotations

from signage.fleet.changes import Changes
from signage.fleet.report import public_id
from tests.fleet.build import PAGE, report
from tests.fleet.test_registry import Venue


class Followed(Venue):
    """A venue with three displays, whose changes are followed."""

    def __init__(self) -> None:
        super().__init__()
        self.changes = Changes(self.clock, self.registry)
        for device in "abc":
            self.connect(device=device * 32)

    def show(self, device: str, rev: str) -> None:
        row = self.registry.report(device * 32, PAGE, report(rev=rev, up=self.clock.passed + 1))
        assert row
        self.changes.reported(row)

    def so_far(self, number: int = 0) -> tuple[int, list[float], set[str]]:
        change = self.changes.latest()[number]
        return change.total, sorted(change.shown.values()), {row.id for row in change.waiting.values()}


def name(device: str) -> str:
    return public_id(device * 32, PAGE)


def test_each_display_that_says_so_shows_it_after_so_many_seconds() -> None:
    venue = Followed()
    venue.changes.sent(PAGE, "s.2")
    venue.clock.passed += 1
    venue.show("a", "s.2")
    venue.show("b", "s.1")
    venue.clock.passed += 1.5
    venue.show("b", "s.2")
    assert venue.so_far() == (3, [1, 2.5], {name("c")})


def test_what_is_sent_in_one_go_is_one_change_and_its_last_revisions_count() -> None:
    venue = Followed()
    venue.changes.sent(PAGE, "s.2")
    venue.clock.passed += 1
    venue.show("a", "s.2")
    venue.changes.sent(PAGE, "s.3")
    assert len(venue.changes.latest()) == 1
    assert venue.so_far() == (3, [], {name("a"), name("b"), name("c")})


def test_who_shows_what_came_later_shows_what_came_before() -> None:
    venue = Followed()
    venue.changes.sent(PAGE, "s.2")
    venue.clock.passed += 5
    venue.changes.sent(PAGE, "s.3")
    venue.clock.passed += 1
    venue.show("a", "s.3")
    venue.show("b", "s.2")
    assert venue.so_far(0) == (3, [1], {name("b"), name("c")})
    assert venue.so_far(1) == (3, [6, 6], {name("c")})


def test_displays_of_other_pages_and_such_as_are_gone_are_not_waited_for() -> None:
    venue = Followed()
    venue.changes.sent(("screen", "other"), "s.9")
    assert venue.so_far() == (0, [], set())


def test_a_change_is_followed_for_a_while_and_few_are_kept() -> None:
    venue = Followed()
    venue.changes.sent(PAGE, "s.2")
    (change,) = venue.changes.latest()
    assert venue.changes.is_followed(change)
    venue.clock.passed += 121
    assert not venue.changes.is_followed(change)
    for number in range(30):
        venue.clock.passed += 5
        venue.changes.sent(PAGE, f"s.{number}")
    assert len(venue.changes.latest()) == 20
