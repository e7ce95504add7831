"""What the server may know of the gateway, and what its walls must show of that; of its own, without the code of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.e2e.gateway import iso

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.e2e.gateway import Gateway
    from tests.e2e.venue import Clock

    Record = dict[str, Any]
    Records = dict[str, Record]
    Fates = dict[str, tuple[str, str] | None]

LISBON = ZoneInfo("Europe/Lisbon")
WINDOW, WINDOW_LOOKBACK = timedelta(hours=2), timedelta(hours=1)
HOLD = 600.0
MAX_ASKED_BY_ID = 10
STALE_AFTER, OFFLINE_AFTER = 600.0, 120.0


def overlaps(one: Record, start: str, end: str) -> bool:
    return bool(one["starts_at"] < end and one["ends_at"] > start)


@cache
def day_of(instant: str) -> str:
    """The event's day that holds it: they end at four in the morning."""
    return f"{datetime.fromisoformat(instant).astimezone(LISBON) - timedelta(hours=4):%F}"


def bulk_change(old: Records, new: Records, at: str) -> Fates:
    """What would become of the sessions to come, where five and more of a day or of all would lose or move half.

    Here none is ever cancelled or blank.
    """
    days: dict[str, Records] = {"": {id_: one for id_, one in old.items() if one["ends_at"] > at}}
    for id_, one in days[""].items():
        days.setdefault(day_of(one["starts_at"]), {})[id_] = one
    found: Fates = {}
    for ahead in days.values():
        places = {id_: _place(new.get(id_)) for id_, one in ahead.items() if _place(new.get(id_)) != _place(one)}
        if len(ahead) >= 5 and 2 * len(places) >= len(ahead):
            found |= places
    return found


def _elsewhere(old: Records, new: Records) -> set[str]:
    """What a feed would remove, move or add: while any of it is held, none of it is believed."""
    return {id_ for id_ in old.keys() | new.keys() if _place(old.get(id_)) != _place(new.get(id_))}


def _place(one: Record | None) -> tuple[str, str] | None:
    return (one["starts_at"], one["room"]["id"]) if one else None


@dataclass(frozen=True)
class Told:
    """What a wall was told last: records, how old they are, and the server's time `word` when `passed` was the clock's.

    It goes on by that.
    """

    known: Records
    confirmed: datetime
    word: datetime
    passed: float

    @property
    def milliseconds(self) -> int:
        return round(self.word.timestamp() * 1000)

    def time(self, passed: float) -> datetime:
        return self.word + timedelta(seconds=passed - self.passed)

    def trouble(self, passed: float) -> tuple[str, str]:
        """The mark it must show, `offline`, `stale` or none, and the time of day beside it."""
        if passed - self.passed >= OFFLINE_AFTER:
            return "offline", f"{self.word.astimezone(LISBON):%H:%M}"
        if (self.time(passed) - self.confirmed).total_seconds() >= STALE_AFTER:
            return "stale", f"{self.confirmed.astimezone(LISBON):%H:%M}"
        return "", ""

    def now(self, at: str, room: str = "") -> set[str]:
        return {one["id"] for one in self._in(room) if one["starts_at"] <= at < one["ends_at"]}

    def next(self, at: str, room: str) -> set[str]:
        ahead = [one for one in self._in(room) if one["starts_at"] > at]
        first = min((one["starts_at"] for one in ahead), default="")
        return {one["id"] for one in ahead if one["starts_at"] == first}

    def has(self, room: str) -> bool:
        return bool(self._in(room))

    def today(self, at: str) -> set[str]:
        """What the rest of the day holds."""
        return {one["id"] for one in self._in("") if one["ends_at"] > at and day_of(one["starts_at"]) <= day_of(at)}

    def _in(self, room: str) -> list[Record]:
        return self._by_room.get(room, []) if room else list(self.known.values())

    @cached_property
    def _by_room(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for one in self.known.values():
            found.setdefault(one["room"]["id"], []).append(one)
        return found


@dataclass(frozen=True)
class Saved:
    """What a restart will know. `confirmed` ends with when it was; being written once a minute, maybe one before."""

    known: Records = field(default_factory=dict)
    confirmed: tuple[datetime, ...] = ()
    pulled: datetime | None = None
    held: bool = False


class Model:
    """The server's knowledge, by the contract's three questions and the feed gate's rule. `at`: last confirmed."""

    def __init__(self, gateway: Gateway, clock: Clock) -> None:
        self._gateway, self._clock = gateway, clock
        self.saved = Saved()
        self.wake()

    def wake(self) -> None:
        """The server starts, with what it has saved."""
        saved = self.saved
        self.known, self._pulled = saved.known, saved.pulled
        self.recall(saved.confirmed[-1] if saved.confirmed else None)
        self.held: Fates = {}
        self._frozen: set[str] = set()
        self.accepted = False
        fresh = saved.pulled and self._clock.now() - saved.pulled <= timedelta(days=1) and not saved.held
        self.full_due = math.inf if fresh else 0.0
        self._passes = self._next_verification = 0.0

    def recall(self, at: datetime | None) -> None:
        """What it knows was confirmed then; nobody knows when that was, if it is yet to come."""
        self.at, self._heard = at, self._clock.monotonic()
        if at and at > self._clock.now():
            self._heard -= 86_400

    @property
    def confirmed(self) -> datetime | None:
        """As walls are told: no younger than the time for which the server has heard nothing."""
        silent = timedelta(seconds=self._clock.monotonic() - self._heard)
        return self.at and min(self.at, self._clock.now() - silent)

    def save(self) -> None:
        before = [at for at in self.saved.confirmed[-2:] if at != self.at]
        self.saved = Saved(self.known, (*before, *([self.at] if self.at else [])), self._pulled, bool(self.held))

    def full(self) -> None:
        """Everything; what would turn a day upside down is held for ten minutes, or until it is accepted."""
        truth, mono = self._truth, self._clock.monotonic()
        found = bulk_change(self.known, truth, iso(self._clock.now()))
        seen = found.items() <= self.held.items()
        if not found or (self.held and seen and (self.accepted or mono >= self._passes)):
            self.held, self.accepted, self._frozen, self.full_due = {}, False, set(), math.inf
            self.known, self._pulled = truth, self._clock.now()
            self._confirm()
        else:
            if not self.held or not seen:
                self.held, self._passes = found, mono + HOLD
                self._frozen = _elsewhere(self.known, truth)
            self.full_due = self._passes

    def window(self) -> None:
        """The truth of what lies in the window, and of what was known to; the whole, if too much is missing."""
        edges = iso(self._clock.now() - WINDOW_LOOKBACK), iso(self._clock.now() + WINDOW)
        told = {id_ for id_, one in self._truth.items() if overlaps(one, *edges)}
        missing = {id_ for id_, one in self.known.items() if overlaps(one, *edges)} - told - self._frozen
        many = len(missing) > MAX_ASKED_BY_ID
        if many and not self._due and self._claim_verification():
            self.full()
        else:
            self._ask(told if many else told | missing)

    def delta(self) -> None:
        """What is new; nothing tells of what is gone."""
        self._ask(self._truth)

    @property
    def _truth(self) -> Records:
        return {one["id"]: dict(one) for one in self._gateway.records}

    def _ask(self, ids: Iterable[str]) -> None:
        truth = self._truth
        asked = set(ids) - self._frozen
        known = {id_: one for id_, one in self.known.items() if id_ not in asked}
        known |= {id_: truth[id_] for id_ in asked if id_ in truth}
        if self._due:
            self.full()
        elif not bulk_change(self.known, known, iso(self._clock.now())):
            self.known = known
            if not self.held:
                self._confirm()
        elif self._claim_verification():
            self.full()

    def _confirm(self) -> None:
        self.at, self._heard = self._clock.now(), self._clock.monotonic()

    @property
    def _due(self) -> bool:
        return self.at is None or self.accepted or self._clock.monotonic() >= self.full_due

    def _claim_verification(self) -> bool:
        """Whether the whole may be asked for: at most once in ten minutes."""
        mono = self._clock.monotonic()
        if mono < self._next_verification:
            return False
        self._next_verification = mono + HOLD
        return True
