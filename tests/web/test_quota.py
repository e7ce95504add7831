"""Who may have how many places."""

from __future__ import annotations

import pytest

from signage.web.quota import KEPT_FOR, Quota, network_of
from tests.build import at
from tests.clock import FakeClock


def fill(quota: Quota, address: str) -> int:
    """Take all that an address can have; how many that is."""
    taken = 0
    while quota.has(address):
        quota.take(address)
        taken += 1
    return taken


def test_an_address_gets_its_share_and_no_more() -> None:
    quota = Quota(100, 30)
    assert [fill(quota, address) for address in ("a", "b", "c", "d")] == [30, 30, 30, 10]
    quota.give_back("a")
    assert [fill(quota, address) for address in ("b", "e", "a")] == [0, 1, 0]


def test_walls_keep_their_places_when_strangers_fill_the_rest() -> None:
    quota = Quota(100, 60)
    for _ in range(20):
        quota.take("venue")
        quota.wall_came("venue")
    for _ in range(20):  # their Wi-Fi goes
        quota.wall_went("venue")
        quota.give_back("venue")
    assert [fill(quota, f"stranger {number}") for number in range(3)] == [60, 20, 0]
    assert fill(quota, "venue") == 20


def test_a_share_is_never_less_than_the_walls_that_are_live() -> None:
    quota = Quota(100, 60)
    for _ in range(50):
        quota.take("venue")
        quota.wall_came("venue")
    quota.share = 10
    for _ in range(50):
        quota.wall_went("venue")
        quota.give_back("venue")
    assert fill(quota, "venue") == 50


def test_places_are_kept_for_an_hour_or_two() -> None:
    clock = FakeClock(at("09:00"))
    quota = Quota(10, 10, clock=clock)
    quota.take("venue")
    quota.wall_came("venue")
    quota.wall_went("venue")
    quota.give_back("venue")
    clock.passed += KEPT_FOR
    assert fill(quota, "stranger") == 9
    clock.passed += KEPT_FOR
    assert fill(quota, "stranger") == 1


def test_where_staff_were_is_known_for_an_hour() -> None:
    clock = FakeClock(at("09:00"))
    quota = Quota(10, 10, clock=clock)
    quota.staff_seen("office")
    quota.wall_came("venue")
    clock.passed += KEPT_FOR - 1
    assert (quota.has_staff("office"), quota.has_staff("venue")) == (True, False)
    clock.passed += 1
    assert not quota.has_staff("office")


def test_a_wall_that_stays_keeps_its_place_for_as_long() -> None:
    clock = FakeClock(at("09:00"))
    quota = Quota(10, 10, clock=clock)
    quota.take("venue")
    quota.wall_came("venue")
    for _ in range(5):
        clock.passed += KEPT_FOR
        quota.has("stranger")
    quota.give_back("venue")
    assert fill(quota, "stranger") == 9


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2::1", "2001:0db8:0001:0002"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("nonsense", "nonsense"),
    ],
)
def test_what_counts_as_one_client(address: str, network: str) -> None:
    assert network_of(address) == network


def test_what_is_refused_is_counted_by_reason() -> None:
    quota = Quota(3, 2)
    quota.take("a")
    quota.take("a")
    quota.refuse("a")
    quota.take("b")
    quota.refuse("b")
    assert quota.refused == {"address": 1, "full": 1}


def come_and_go(quota: Quota, address: str, count: int) -> None:
    """So many walls are there, or whoever says so, and gone again."""
    for act in (quota.take, quota.wall_came, quota.wall_went, quota.give_back):
        for _ in range(count):
            act(address)


def test_walls_that_were_made_up_shut_out_nobody_once_they_are_gone() -> None:
    """From two addresses, which one laptop has, for a second: a member of staff comes after them, anew."""
    quota = Quota(100, 40, each=2)
    for address in ("stranger", "stranger again", "a third"):
        come_and_go(quota, address, 40)
    assert fill(quota, "staff") == 20


def test_places_are_promised_to_those_who_come_first_and_never_twice() -> None:
    quota = Quota(100, 60, each=2)
    come_and_go(quota, "venue", 15)
    for address in ("stranger", "another"):
        while quota.has(address):
            quota.take(address)
            quota.wall_came(address)
    assert quota.count == 70
    assert fill(quota, "venue") == 30
