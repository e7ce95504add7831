"""Codes of TVs: how long they are good, how many there are, and how hopeless it is to guess one."""

from __future__ import annotations

from contextlib import suppress

import pytest

from signage.fleet.pairing import (
    AT_ONCE,
    LENGTH,
    LETTERS,
    MOST,
    NoSuchCode,
    Offer,
    Pairings,
    TooManyCodes,
    TooManyGuesses,
    Tv,
)
from tests.build import at
from tests.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(at("09:30"))


@pytest.fixture
def pairings(clock: FakeClock) -> Pairings:
    return Pairings(clock)


def begin(pairings: Pairings, network: str = "10.0.0.1") -> tuple[str, Offer]:
    return pairings.begin(Tv(network, "device", "Chromium 94", 1920, 1080))


def test_a_code_has_no_look_alikes_and_is_found_however_it_is_typed(pairings: Pairings) -> None:
    _, offer = begin(pairings)
    assert len(offer.code) == LENGTH
    assert not set("0O1IL2Z5S8BUV") & set(LETTERS)
    for typed in (
        offer.code,
        offer.code.lower(),
        f" {offer.code[:3]} {offer.code[3:]} ",
        f"{offer.code[:3]}-{offer.code[3:]}",
    ):
        assert pairings.find(typed, "Ana") is offer


def test_a_code_is_good_for_ten_minutes_and_once(pairings: Pairings, clock: FakeClock) -> None:
    (ticket, offer), (_, other) = begin(pairings), begin(pairings)
    clock.passed += 599
    assert pairings.of(ticket) is offer
    pairings.send(pairings.find(other.code, "Ana"), "/screens/foyer", keyed=False)
    with pytest.raises(NoSuchCode):
        pairings.find(other.code, "Ana")
    clock.passed += 1
    assert pairings.of(ticket) is None
    with pytest.raises(NoSuchCode):
        pairings.find(offer.code, "Ana")
    assert len(pairings) == 0


def test_guessing_is_hopeless_by_number_and_by_throttle(pairings: Pairings, clock: FakeClock) -> None:
    assert len(LETTERS) ** LENGTH > 100_000_000
    _, offer = begin(pairings)
    tried = 0
    for _ in range(10_000):
        clock.passed += 0.01
        try:
            pairings.find("AAAAAA", "Mallory")
        except NoSuchCode:
            tried += 1
        except TooManyGuesses:
            pass
    assert tried < 40
    with pytest.raises(TooManyGuesses):
        pairings.find(offer.code, "Mallory")
    assert pairings.find(offer.code, "Ana") is offer


def test_many_accounts_guess_no_faster_than_a_few(pairings: Pairings) -> None:
    tried = 0
    for number in range(1_000):
        try:
            pairings.find("AAAAAA", f"account {number}")
        except NoSuchCode:
            tried += 1
        except TooManyGuesses:
            pass
    assert tried == 40


def flood(pairings: Pairings, networks: list[str], count: int) -> None:
    """So many codes are asked for by each of these networks in turn."""
    for _ in range(count):
        for network in networks:
            with suppress(TooManyCodes):
                begin(pairings, network)


def test_no_code_on_a_tv_is_pushed_out_by_strangers_of_its_own_network(pairings: Pairings, clock: FakeClock) -> None:
    ticket, own = begin(pairings, "10.0.0.1")
    for _ in range(590):
        flood(pairings, ["10.0.0.1"], 100)
        clock.passed += 1
    assert pairings.of(ticket) is own
    assert len(pairings) < MOST


def test_nor_by_strangers_with_many_addresses(pairings: Pairings) -> None:
    ticket, own = begin(pairings, "10.0.0.1")
    flood(pairings, [f"192.0.2.{number}" for number in range(200)], 100)
    flood(pairings, [f"2001:0db8:0001:{number:04x}" for number in range(2 * MOST)], 1)
    assert pairings.of(ticket) is own
    assert len(pairings) == MOST
    assert begin(pairings, "10.0.0.2")


def test_a_network_that_asks_too_fast_waits_and_keeps_no_other_waiting(pairings: Pairings, clock: FakeClock) -> None:
    for _ in range(AT_ONCE):
        begin(pairings, "10.0.0.1")
    with pytest.raises(TooManyCodes):
        begin(pairings, "10.0.0.1")
    begin(pairings, "10.0.0.2")
    clock.passed += 1
    begin(pairings, "10.0.0.1")


def test_what_is_long_gone_makes_room(pairings: Pairings, clock: FakeClock) -> None:
    for _ in range(50):
        begin(pairings)
    clock.passed += 600
    begin(pairings)
    assert len(pairings) == 1
