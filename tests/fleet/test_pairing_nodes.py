"""Codes of TVs where several nodes serve: each knows all, whatever is lost on the way, and no bound is doubled."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest

from signage.fleet.pairing import (
    AT_ONCE,
    MOST,
    RATE,
    SAY_AGAIN,
    NoSuchCode,
    Offer,
    Pairings,
    TooManyCodes,
    TooManyGuesses,
    Tv,
    id_of,
)
from tests.build import at
from tests.clock import FakeClock

KEY = b"a key of all nodes"


class Both:
    """Two nodes. What one says is heard by the other when `pass_on` is called, unless it is lost."""

    def __init__(self, keys: tuple[bytes, bytes] = (KEY, KEY)) -> None:
        self.clock = FakeClock(at("09:30"))
        self.a, self.b = (Pairings(self.clock, lambda key=key: (key,)) for key in keys)
        self.said: dict[int, list[Any]] = {0: [], 1: []}
        for number, one in enumerate((self.a, self.b)):
            one.happened = self.said[number].append

    def pass_on(self) -> None:
        """What was said is heard, as JSON has it, until there is no more."""
        while any(self.said.values()):
            for number, other in ((0, self.b), (1, self.a)):
                heard, self.said[number][:] = json.loads(json.dumps(self.said[number])), []
                for told in heard:
                    other.hear(told)

    def lose(self) -> None:
        """What was said reaches nobody."""
        for said in self.said.values():
            said.clear()


@pytest.fixture
def both() -> Both:
    return Both()


def begin(pairings: Pairings, network: str = "10.0.0.1") -> tuple[str, Offer]:
    return pairings.begin(Tv(network, "device", "Chromium 94", 1920, 1080))


def test_a_code_drawn_at_one_is_found_and_bound_at_the_other(both: Both) -> None:
    ticket, offer = begin(both.a)
    both.pass_on()
    both.b.send(both.b.find(offer.code, "Ana"), "/screens/foyer", keyed=True)
    both.pass_on()
    for one in (both.a, both.b):
        known = one.of(ticket)
        assert known
        assert (known.goes, known.keyed, known.key_id) == ("/screens/foyer", True, id_of(one.key_of(ticket)))
        with pytest.raises(NoSuchCode):
            one.find(offer.code, "Ana")


def test_nothing_that_nodes_say_to_each_other_lets_a_listener_be_the_tv(both: Both) -> None:
    ticket, offer = begin(both.a)
    both.a.send(both.a.find(offer.code, "Ana"), "/screens/foyer", keyed=True)
    said = json.dumps(both.said)
    assert offer.id in said
    assert [secret for secret in (ticket, ticket.partition(".")[0], both.a.key_of(ticket)) if secret in said] == []


def test_the_tv_itself_brings_its_code_to_a_node_that_has_not_heard_of_it(both: Both) -> None:
    ticket, offer = begin(both.a)
    both.lose()
    known = both.b.of(ticket)
    assert known
    assert (known.tv, known.begun, known.until) == (offer.tv, offer.begun, offer.until)
    assert both.b.find(offer.code, "Ana") is known
    both.clock.passed += 600
    assert both.b.of(ticket) is None


def test_a_tv_that_always_asks_at_one_is_known_at_the_other_soon_and_hears_of_its_screen(both: Both) -> None:
    ticket, offer = begin(both.a)
    both.lose()
    both.clock.passed += SAY_AGAIN
    both.a.of(ticket)
    both.pass_on()
    both.b.send(both.b.find(offer.code, "Ana"), "/screens/foyer", keyed=False)
    both.lose()
    both.clock.passed += SAY_AGAIN
    assert both.a.of(ticket) is offer
    both.pass_on()
    assert offer.goes == "/screens/foyer"


def test_a_ticket_that_nobody_signed_is_worth_nothing() -> None:
    both = Both((KEY, b"another"))
    ticket, _ = begin(both.a)
    body, _, signature = ticket.partition(".")
    for forged in ("", ".", body, f"{body}.", f".{signature}", f"{body}A.{signature}", f"{body}.{signature}0", "ä.ö"):
        assert both.a.of(forged) is None
        assert both.a.key_of(forged) == ""
    assert both.b.of(ticket) is None
    assert (len(both.a), len(both.b)) == (1, 0)


def test_of_two_tvs_with_one_code_the_second_needs_another(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signage.fleet.pairing.secrets.choice", lambda letters: letters[0])
    first, own = begin(both.a)
    both.clock.passed += 0.1
    second, _ = begin(both.b)
    both.pass_on()
    for one in (both.a, both.b):
        assert one.of(second) is None
        known = one.of(first)
        assert known
        assert one.find(own.code, "Ana") is known


def test_a_network_draws_no_more_codes_at_two_nodes_than_at_one(both: Both) -> None:
    drawn = 0
    for second in range(590):
        both.clock.passed += 1
        for one in (both.a, both.b):
            for _ in range(10 if second else AT_ONCE):
                with suppress(TooManyCodes):
                    begin(one)
                    drawn += 1
            both.pass_on()
    assert drawn <= AT_ONCE + 590 * RATE < MOST
    assert len(both.a) == len(both.b) == drawn


def test_an_account_guesses_no_more_at_two_nodes_than_at_one(both: Both) -> None:
    tried = 0
    for _ in range(100):
        for one in (both.a, both.b):
            with suppress(TooManyGuesses, NoSuchCode):
                try:
                    one.find("AAAAAA", "Mallory")
                except NoSuchCode:
                    tried += 1
                    raise
            both.pass_on()
    assert tried == 10


def test_there_are_no_more_codes_than_one_node_has(both: Both) -> None:
    own, _ = begin(both.a, "10.0.0.1")
    tickets = []
    for number in range(MOST):
        tickets.append(begin((both.a, both.b)[number % 2], f"192.0.2.{number % 256}")[0])
        both.pass_on()
    assert (len(both.a), len(both.b)) == (MOST, MOST)
    for one in (both.a, both.b):
        assert one.of(own)
        for ticket in tickets:  # one that was pushed out is not brought back where there is no room
            one.of(ticket)
        assert len(one) == MOST
