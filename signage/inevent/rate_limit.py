"""How much the gateway is asked, and how much more it allows, as far as it says so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from signage.clock import Clock
    from signage.inevent.answer import Answer

LIMITS, LEFT = ("x-ratelimit-limit", "ratelimit-limit"), ("x-ratelimit-remaining", "ratelimit-remaining")
HOURS = 48
"""Hours of which requests are counted."""
TOO_MANY = 429
MOST_REST = 240.0
"""Seconds for which a refusal is believed."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the gateway said last: how many requests it allows, how many are left, and when there are all again."""

    at: datetime
    limit: int
    left: int
    full_at: datetime | None


@dataclass
class Usage:
    """Requests and refusals (429) by hour, and the last allowance; None where the gateway tells of none.

    `answers` counts all since the start, by `429` or the status's class, such as `2xx`.
    """

    clock: Clock
    allowance: Allowance | None = None
    answers: Counter[str] = field(default_factory=Counter)
    rest_until: datetime | None = None
    """Until when the gateway wanted to be left alone, when it last refused."""
    on_refused: Callable[[], None] = lambda: None
    """Called at each refusal, once it is counted."""
    _asked: Counter[datetime] = field(default_factory=Counter)
    _refused: Counter[datetime] = field(default_factory=Counter)

    def note(self, answer: Answer, reset_headers: Iterable[str]) -> None:
        """Take an answer into account."""
        now = self.clock.now()
        hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        self.answers["429" if answer.status == TOO_MANY else f"{answer.status // 100}xx"] += 1
        self._asked[hour] += 1
        self._refused[hour] += answer.status == TOO_MANY
        for counted in (self._asked, self._refused):
            for old in [at for at in counted if at <= hour - timedelta(hours=HOURS)]:
                del counted[old]
        limit, left = (_number(answer, names) for names in (LIMITS, LEFT))
        if limit is not None and left is not None:
            wait = answer.wait(reset_headers, now)
            full_at = (
                now + timedelta(seconds=wait) if wait is not None and wait < timedelta(days=1).total_seconds() else None
            )
            self.allowance = Allowance(now, limit, left, full_at)
        if answer.status == TOO_MANY:
            self.rest_until = now + timedelta(seconds=min(answer.wait(reset_headers, now) or 1.0, MOST_REST))
            self.on_refused()

    def hours(self) -> tuple[tuple[datetime, int, int], ...]:
        """Each hour with its requests and its refusals."""
        return tuple((hour, number, self._refused[hour]) for hour, number in self._asked.items())

    def told(self, hours: Iterable[tuple[datetime, int, int]]) -> None:
        """What another node has asked counts as if it were one's own: the gateway counts both together."""
        for hour, asked, refused in hours:
            self._asked[hour], self._refused[hour] = max(asked, self._asked[hour]), max(refused, self._refused[hour])

    def since(self, start: datetime) -> tuple[int, int]:
        """Requests and refusals from the hour of `start` on."""
        hour = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        asked, refused = (sum(n for at, n in counted.items() if at >= hour) for counted in (self._asked, self._refused))
        return asked, refused


def _number(answer: Answer, names: Iterable[str]) -> int | None:
    for name in names:
        text = answer.headers.get(name, "")
        if text.isascii() and text.isdigit() and len(text) < 10:
            return int(text)
    return None
