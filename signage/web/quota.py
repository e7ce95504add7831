"""Limits how many connections an address may have, so that strangers cannot take those that walls need."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from cachetools import LRUCache

from signage.clock import SYSTEM

if TYPE_CHECKING:
    from signage.clock import Clock

KEPT_FOR = 3600.0
"""Seconds for which a place is kept at least, and twice that at most, once the wall that had it has gone."""
PROMISED = 0.8
"""The part of all places that may be kept for walls: whoever says that he is a wall, and leaves, must not shut out all
who come anew, among them staff."""

STAFF_KNOWN = 1000
"""Addresses of staff that are known, those of the latest."""


@lru_cache(4096)
def network_of(address: str) -> str:
    """What counts as one client: an IPv4 address, or the 64 bits of an IPv6 address that a provider gives to one."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv6Address):
        return str(read.ipv4_mapped or read.packed[:8].hex(":", 2))
    return address


class Quota:
    """The places of a server: `total`, of which an address gets at most `share`.

    Places where walls have been live within the last hour are kept for their addresses: strangers get none of them,
    and no share is less than they are. No more are promised than there are, to those who come first. `each` is how many
    places a wall needs. `refused` counts by reason: `full`, `address` for more than its share, and what else those who
    take places refuse.
    """

    def __init__(self, total: int, share: int, *, each: int = 1, clock: Clock = SYSTEM) -> None:
        self.total, self.share = total, share
        self.refused: Counter[str] = Counter()
        self.leaving = False
        """Whether each connection is to end with the answer that is asked for next."""
        self._each, self._clock = each, clock
        self._taken: dict[str, int] = {}
        self._walls: dict[str, int] = {}
        self._peak: dict[str, int] = {}
        self._peak_before: dict[str, int] = {}
        self._staff: LRUCache[str, float] = LRUCache(STAFF_KNOWN)
        self._count = self._reserved = self._promised = 0
        self._turns_at = clock.monotonic() + KEPT_FOR

    @property
    def count(self) -> int:
        """The number of places that are taken."""
        return self._count

    def has(self, address: str) -> bool:
        """Whether this address may take one more place."""
        if self._count >= self.total:
            return False
        taken, kept = self._taken.get(address, 0), self._kept(address)
        if taken < kept:
            return True
        if self._clock.monotonic() >= self._turns_at:
            self._turn()
        return taken < self.share and self._count + self._reserved < self.total

    def staff_seen(self, address: str) -> None:
        """Somebody is signed in at this address just now."""
        self._staff[address] = self._clock.monotonic()

    def has_staff(self, address: str) -> bool:
        """Whether staff are at this address, or were within the last hour. Nobody else can make it so."""
        return self._clock.monotonic() - self._staff[address] < KEPT_FOR if address in self._staff else False

    def refuse(self, address: str) -> None:
        """Count that this address was refused a place."""
        self.refused["address" if self._taken.get(address, 0) >= self.share else "full"] += 1

    def take(self, address: str) -> None:
        """Take a place for this address."""
        taken = self._taken.get(address, 0)
        self._reserved -= taken < self._kept(address)
        self._taken[address] = taken + 1
        self._count += 1

    def give_back(self, address: str) -> None:
        """Give back a place of this address."""
        self._lower(self._taken, address)
        self._reserved += self._taken.get(address, 0) < self._kept(address)
        self._count -= 1

    def wall_came(self, address: str) -> None:
        """A wall is live at this address: from now on it keeps its place."""
        before = self._free_of(address)
        live = self._walls[address] = self._walls.get(address, 0) + 1
        self._keep(address, live)
        self._reserved += self._free_of(address) - before

    def wall_went(self, address: str) -> None:
        """A wall is live no longer; its place is kept for a while."""
        self._lower(self._walls, address)

    def _kept(self, address: str) -> int:
        return self._each * max(self._peak.get(address, 0), self._peak_before.get(address, 0))

    def _keep(self, address: str, live: int) -> None:
        """Keep the places of so many walls from now on, as far as there are any to be promised."""
        known = self._kept(address)
        room = max(0, int(self.total * PROMISED) - self._promised) + known
        self._peak[address] = max(self._peak.get(address, 0), min(live, room // self._each))
        self._promised += self._kept(address) - known

    def _free_of(self, address: str) -> int:
        """Places that are kept for an address and not taken now."""
        return max(0, self._kept(address) - self._taken.get(address, 0))

    def _turn(self) -> None:
        """Forget the walls that were last live more than `KEPT_FOR` seconds ago."""
        self._peak_before, self._peak = self._peak, {}
        self._promised = sum(map(self._kept, self._peak_before))
        for address, live in self._walls.items():
            self._keep(address, live)
        self._turns_at = self._clock.monotonic() + KEPT_FOR
        self._reserved = sum(map(self._free_of, self._peak_before.keys() | self._peak.keys()))

    @staticmethod
    def _lower(counts: dict[str, int], address: str) -> None:
        if counts[address] == 1:
            del counts[address]
        else:
            counts[address] -= 1
