"""Pairing: a TV shows a code, and staff say on their page which screen it is to be."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cachetools import LRUCache

from signage.fleet.row import Bucket

if TYPE_CHECKING:
    from signage.clock import Clock

LETTERS = "ACDEFGHJKMNPQRTWXY34679"
"""What codes are made of: nothing that looks like something else, on a wall or in a hurry."""
LENGTH = 6
LASTS = timedelta(minutes=10)
MOST, MOST_EACH = 500, 100
"""Codes that are shown at once, in all and for one network; of more the oldest go."""
GUESSES, GUESSES_RATE = 10, 0.2
"""Codes that one account may get wrong at once, and how many more a second."""
ALL_GUESSES, ALL_GUESSES_RATE = 40, 1.0
"""The same of all accounts together: in the ten minutes of a code some 600 of 148 million."""


class NoSuchCode(Exception):
    """No TV shows this code, or no longer."""


class TooManyGuesses(Exception):
    """Too many codes were wrong; wait for a while."""


@dataclass(slots=True)
class Offer:
    """A TV that waits to be told what it is. `ticket` is its secret, by which it asks; the code is on its screen."""

    ticket: str
    code: str
    begun: datetime
    until: datetime
    network: str
    device: str
    """What its device is called; see `public_id`."""
    engine: str
    size: tuple[float, float]
    key: str = ""
    """The key to walls that it is given then."""
    goes: str = ""
    """The path that it is to go to, once staff have said so."""


class Pairings:
    """The TVs that wait; belongs to one event loop. Nothing of it outlives a restart: they get new codes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offers: OrderedDict[str, Offer] = OrderedDict()
        self._codes: dict[str, Offer] = {}
        self._guesses: LRUCache[str, Bucket] = LRUCache(1_000)
        self._all_guesses = Bucket(ALL_GUESSES_RATE, ALL_GUESSES)

    def __len__(self) -> int:
        return len(self._offers)

    def begin(self, network: str, device: str, engine: str, size: tuple[float, float]) -> Offer:
        """A new code for a TV."""
        self._drop_old()
        same = [offer for offer in self._offers.values() if offer.network == network]
        if len(same) >= MOST_EACH:
            self._drop(same[0])
        elif len(self._offers) >= MOST:
            self._drop(next(iter(self._offers.values())))
        code = self._new_code()
        now = self._clock.now()
        offer = Offer(secrets.token_hex(16), code, now, now + LASTS, network, device, engine, size)
        self._offers[offer.ticket] = self._codes[code] = offer
        return offer

    def of(self, ticket: str) -> Offer | None:
        """What a TV that asks has; None when it needs a new code."""
        self._drop_old()
        return self._offers.get(ticket)

    def find(self, code: str, who: str) -> Offer:
        """The TV that shows this code. Raises NoSuchCode; TooManyGuesses after too many wrong ones."""
        self._drop_old()
        now = self._clock.monotonic()
        own = self._guesses.setdefault(who, Bucket(GUESSES_RATE, GUESSES))
        if not own.has(now) or not self._all_guesses.has(now):
            raise TooManyGuesses
        offer = self._codes.get("".join(code.upper().split()).replace("-", ""))
        if offer is None or offer.goes:
            own.take(now)
            self._all_guesses.take(now)
            raise NoSuchCode
        return offer

    def _new_code(self) -> str:
        while True:
            code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
            if code not in self._codes:
                return code

    def _drop_old(self) -> None:
        now = self._clock.now()
        while self._offers and not now < next(iter(self._offers.values())).until:
            self._drop(next(iter(self._offers.values())))

    def _drop(self, offer: Offer) -> None:
        del self._offers[offer.ticket]
        del self._codes[offer.code]
