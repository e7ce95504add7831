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
MOST = 5_000
"""Codes that are shown at once; for one more the oldest goes of the network that has most of them."""
AT_ONCE, RATE = 300, 5.0
"""Codes that one network may have at once, and how many more a second: within ten minutes fewer than `MOST`, so that no
code on a TV is pushed out by strangers who ask for others in the same network."""
GUESSES, GUESSES_RATE = 10, 0.2
"""Codes that one account may get wrong at once, and how many more a second."""
ALL_GUESSES, ALL_GUESSES_RATE = 40, 1.0
"""The same of all accounts together: in the ten minutes of a code some 600 of 148 million."""


class NoSuchCode(Exception):
    """No TV shows this code, or no longer."""


class TooManyCodes(Exception):
    """A network asks for codes too fast; the TV asks again."""


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
        self._by_network: dict[str, dict[str, Offer]] = {}
        self._asked: LRUCache[str, Bucket] = LRUCache(MOST)
        self._guesses: LRUCache[str, Bucket] = LRUCache(1_000)
        self._all_guesses = Bucket(ALL_GUESSES_RATE, ALL_GUESSES)

    def __len__(self) -> int:
        return len(self._offers)

    def begin(self, network: str, device: str, engine: str, size: tuple[float, float]) -> Offer:
        """A new code for a TV. Raises TooManyCodes."""
        self._drop_old()
        network = _wide(network)
        if not self._asked.setdefault(network, Bucket(RATE, AT_ONCE)).take(self._clock.monotonic()):
            raise TooManyCodes
        if len(self._offers) >= MOST:
            self._drop(next(iter(max(self._by_network.values(), key=len).values())))
        code = self._new_code()
        now = self._clock.now()
        offer = Offer(secrets.token_hex(16), code, now, now + LASTS, network, device, engine, size)
        self._offers[offer.ticket] = self._codes[code] = offer
        self._by_network.setdefault(network, {})[offer.ticket] = offer
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
        of_network = self._by_network[offer.network]
        del of_network[offer.ticket]
        if not of_network:
            del self._by_network[offer.network]


def _wide(network: str) -> str:
    """Of IPv6 the first 48 bits, of which some providers give all to one subscriber."""
    return ":".join(network.split(":")[:3])
