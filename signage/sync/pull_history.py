"""How each kind of pull went: the last good and the last bad one, and the worst of each quarter of an hour."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from signage.store.snapshot import Kind

Result = Literal["good", "held", "failed"]
"""Taken over; held back by the feed gate; not answered, or with nonsense. In order: the worst last."""
RANK: dict[Result, int] = {"good": 0, "held": 1, "failed": 2}
BLOCK = timedelta(minutes=15)
KEPT = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Pulled:
    """How one pull went. `sessions` is how many its answer brought, `text` what went wrong, without secrets.

    `error` is a word for that: a GatewayError's `kind`, or "fault" for one of signage itself.
    """

    kind: Kind
    at: datetime
    result: Result
    sessions: int = 0
    text: str = ""
    error: str = ""


@dataclass
class PullHistory:
    """Pulls since the server started, the blocks of the last two days."""

    last: dict[tuple[Kind, bool], Pulled] = field(default_factory=dict)
    """The last pull of a kind that was good (True), and the last that was not."""
    counts: Counter[tuple[Kind, Result]] = field(default_factory=Counter)
    """How many pulls of a kind went so."""
    errors: Counter[str] = field(default_factory=Counter)
    """How many pulls failed for which reason."""
    _blocks: dict[tuple[Kind, int], Result] = field(default_factory=dict)

    def note(self, pulled: Pulled) -> None:
        """Take note of another pull."""
        self.last[pulled.kind, pulled.result == "good"] = pulled
        self.counts[pulled.kind, pulled.result] += 1
        if pulled.error:
            self.errors[pulled.error] += 1
        place = pulled.kind, _number(pulled.at)
        self._blocks[place] = max(self._blocks.get(place, "good"), pulled.result, key=RANK.__getitem__)
        oldest = _number(pulled.at - KEPT)
        for old in [place for place in self._blocks if place[1] < oldest]:
            del self._blocks[old]

    def blocks(self, kind: Kind, start: datetime, end: datetime) -> list[Result | None]:
        """The worst result of each quarter of an hour from `start` to `end`; None where there was no such pull."""
        return [self._blocks.get((kind, number)) for number in range(_number(start), _number(end))]


def _number(at: datetime) -> int:
    return int(at.timestamp() // BLOCK.total_seconds())
