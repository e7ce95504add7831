"""Pairing: a TV shows a code, and staff say on their page which screen it is to be.

Of several nodes each knows all codes, for what happens at one is passed on to the others. Should that be lost, the TV
itself brings it: its ticket is signed, and holds all that a node has to know.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from cachetools import LRUCache

from signage.fleet.row import Bucket
from signage.seal import Keys, own_keys, sealed, signer_of, unsealed

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


SAY_AGAIN = 5.0
"""Seconds after which other nodes are told again of a TV that waits still, for a word may have been lost."""


class NoSuchCode(Exception):
    """No TV shows this code, or no longer."""


class TooManyCodes(Exception):
    """A network asks for codes too fast; the TV asks again."""


class TooManyGuesses(Exception):
    """Too many codes were wrong; wait for a while."""


class Tv(NamedTuple):
    """A TV as it asks for a code. `device` is what it is called (see `public_id`), `size` in CSS pixels."""

    network: str
    device: str
    engine: str
    width: float
    height: float


@dataclass(slots=True)
class Offer:
    """A TV that waits to be told what it is. It asks by a ticket, which is its secret; the code is on its screen."""

    id: str
    """The ticket's hash."""
    key_id: str
    """The hash of the key to walls that its device has from then on."""
    code: str
    begun: datetime
    tv: Tv
    goes: str = ""
    """The path that it is to go to, once staff have said so."""
    keyed: bool = False
    """Whether it has its key then."""
    said: float = -inf
    """When other nodes were told of it, by the monotonic clock."""

    @property
    def until(self) -> datetime:
        """When its code ends."""
        return self.begun + LASTS


class Pairings:
    """The TVs that wait; belongs to one event loop. `keys` sign their tickets.

    `happened` is called with what other nodes are to `hear`; no ticket is in it, and no key.
    """

    def __init__(self, clock: Clock, keys: Keys | None = None) -> None:
        self.happened: Callable[[Mapping[str, Any]], None] = lambda _: None
        self._clock, self._keys = clock, keys or own_keys()
        self._offers: OrderedDict[str, Offer] = OrderedDict()
        self._codes: dict[str, Offer] = {}
        self._by_network: dict[str, dict[str, Offer]] = {}
        self._asked: LRUCache[str, Bucket] = LRUCache(MOST)
        self._guesses: LRUCache[str, Bucket] = LRUCache(1_000)
        self._all_guesses = Bucket(ALL_GUESSES_RATE, ALL_GUESSES)

    def __len__(self) -> int:
        return len(self._offers)

    # What TVs ask. ----------------------------------------------------------------------------------------------------

    def begin(self, tv: Tv) -> tuple[str, Offer]:
        """A ticket and a new code for a TV. Raises TooManyCodes."""
        self._drop_old()
        tv = tv._replace(network=_wide(tv.network))
        if not self._draws(tv.network).take(self._clock.monotonic()):
            raise TooManyCodes
        code, now = self._new_code(), self._clock.now()
        ticket = sealed(json.dumps([secrets.token_hex(16), code, now.timestamp(), tv]), self._keys()[0])
        offer = Offer(id_of(ticket), id_of(self.key_of(ticket)), code, now, tv)
        self._keep(offer)
        self._say(offer)
        return ticket, offer

    def of(self, ticket: str) -> Offer | None:
        """What a TV that asks has; None when it needs a new code."""
        self._drop_old()
        offer = self._offers.get(id_of(ticket)) or self._brought(ticket)
        if offer is None or not self._lasts(offer):
            return None
        if not offer.goes and self._clock.monotonic() - offer.said >= SAY_AGAIN:
            self._say(offer)
        return offer

    def key_of(self, ticket: str) -> str:
        """The key to walls of the TV with this ticket, or nothing.

        It follows from the ticket and from what that is signed by: no node has to tell another, and whoever reads
        tickets in the log of a proxy has no key.
        """
        signer = signer_of(ticket, self._keys())
        return hmac.new(signer, f"key of {ticket}".encode(), hashlib.sha256).hexdigest() if signer else ""

    # What staff ask. --------------------------------------------------------------------------------------------------

    def find(self, code: str, who: str) -> Offer:
        """The TV that shows this code. Raises NoSuchCode; TooManyGuesses after too many wrong ones."""
        self._drop_old()
        now = self._clock.monotonic()
        if not self._guesses_of(who).has(now) or not self._all_guesses.has(now):
            raise TooManyGuesses
        offer = self._codes.get("".join(code.upper().split()).replace("-", ""))
        if offer is None or offer.goes or not self._lasts(offer):
            self._guessed(who)
            self.happened({"guess": who})
            raise NoSuchCode
        return offer

    def send(self, offer: Offer, path: str, *, keyed: bool) -> None:
        """Have a TV go to a path, with its key if it is `keyed`."""
        offer.goes, offer.keyed = path, keyed
        self._say_where(offer)

    # Other nodes. -----------------------------------------------------------------------------------------------------

    def hear(self, told: Mapping[str, Any]) -> None:
        """What happened at another node. Raises LookupError, TypeError and ValueError for what cannot be read."""
        self._drop_old()
        if "guess" in told:
            self._guessed(str(told["guess"]))
        elif "offer" in told:
            offer_id, key_id, code, begun, tv = told["offer"]
            known = self._offers.get(offer_id)
            if known is None:
                self._learn(Offer(offer_id, key_id, code, datetime.fromtimestamp(begun, UTC), Tv(*tv)))
            elif known.goes:  # that node has not heard where it goes
                self._say_where(known)
        elif offer := self._offers.get(told["paired"]):
            offer.goes, offer.keyed = str(told["goes"]), bool(told["keyed"])

    def _say(self, offer: Offer) -> None:
        offer.said = self._clock.monotonic()
        self.happened({"offer": [offer.id, offer.key_id, offer.code, offer.begun.timestamp(), offer.tv]})

    def _say_where(self, offer: Offer) -> None:
        self.happened({"paired": offer.id, "goes": offer.goes, "keyed": offer.keyed})

    def _brought(self, ticket: str) -> Offer | None:
        """A TV that another node knows, or this one before it was started again; None where there is no room."""
        text = unsealed(ticket, self._keys()) if len(self) < MOST else None
        if text is None:
            return None
        _, code, begun, tv = json.loads(text)
        offer = Offer(id_of(ticket), id_of(self.key_of(ticket)), code, datetime.fromtimestamp(begun, UTC), Tv(*tv))
        return self._learn(offer)

    def _learn(self, offer: Offer) -> Offer | None:
        """Know a TV that another node gave its code; None where that is over, or somebody else's who came first."""
        held = self._codes.get(offer.code)
        if not self._lasts(offer) or (held and (held.begun, held.id) < (offer.begun, offer.id)):
            return None
        if held:
            self._drop(held)
        self._draws(offer.tv.network).charge(self._clock.monotonic())
        self._keep(offer)
        return offer

    # Bounds. ----------------------------------------------------------------------------------------------------------

    def _draws(self, network: str) -> Bucket:
        return self._asked.setdefault(network, Bucket(RATE, AT_ONCE))

    def _guesses_of(self, who: str) -> Bucket:
        return self._guesses.setdefault(who, Bucket(GUESSES_RATE, GUESSES))

    def _guessed(self, who: str) -> None:
        for bucket in (self._guesses_of(who), self._all_guesses):
            bucket.charge(self._clock.monotonic())

    def _lasts(self, offer: Offer) -> bool:
        return self._clock.now() < offer.until

    def _keep(self, offer: Offer) -> None:
        if len(self) >= MOST:
            self._drop(next(iter(max(self._by_network.values(), key=len).values())))
        self._offers[offer.id] = self._codes[offer.code] = offer
        self._by_network.setdefault(offer.tv.network, {})[offer.id] = offer

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
        del self._offers[offer.id]
        del self._codes[offer.code]
        of_network = self._by_network[offer.tv.network]
        del of_network[offer.id]
        if not of_network:
            del self._by_network[offer.tv.network]


def id_of(secret: str) -> str:
    """What a secret is called: a hash of it."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()[:32]


def _wide(network: str) -> str:
    """Of IPv6 the first 48 bits, of which some providers give all to one subscriber."""
    return ":".join(network.split(":")[:3])
