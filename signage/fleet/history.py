"""In which states screens were, and how many of them were right, for as long as this server has been looking. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from cachetools import LRUCache

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signage.fleet.row import Page
    from signage.fleet.verdict import State

PAGES, STRETCHES = 2_000, 100
"""Screens that are remembered, and stretches of each; of more the oldest go."""
COUNTS = 9_000
"""Numbers of right screens that are remembered: more than a day has steps."""
ONE_STEP = timedelta(seconds=10)
"""What happens to that number within this time is one step."""


class Stretch(NamedTuple):
    """A state that began at an instant, and lasts until the next one begins."""

    state: State
    start: datetime


class Right(NamedTuple):
    """How many screens were right from an instant on."""

    screens: int
    start: datetime


class History:
    """What has become of each screen since `began`."""

    def __init__(self, began: datetime) -> None:
        self.began = began
        self._pages: LRUCache[Page, deque[Stretch]] = LRUCache(PAGES)
        self._right: set[Page] = set()
        self._counts: deque[Right] = deque(maxlen=COUNTS)

    def note(self, page: Page, state: State, now: datetime) -> None:
        """A screen is in this state now; nothing is noted where it was before."""
        stretches = self._pages.get(page) or deque(maxlen=STRETCHES)
        if not stretches or stretches[-1].state != state:
            stretches.append(Stretch(state, now))
        self._pages[page] = stretches
        (self._right.add if state == "right" else self._right.discard)(page)
        self._count(len(self._right), now)

    def _count(self, screens: int, now: datetime) -> None:
        if self._counts and self._counts[-1].screens == screens:
            return
        if self._counts and now - self._counts[-1].start < ONE_STEP:
            now = self._counts.pop().start
        self._counts.append(Right(screens, now))

    def of(self, page: Page, start: datetime) -> list[Stretch]:
        """The stretches of a screen that reach beyond `start`, in order."""
        stretches = list(self._pages.get(page, ()))
        return stretches[_first(stretches, start) :]

    def right_since(self, start: datetime) -> list[Right]:
        """How many screens were right from `start` on, in order; the first one may begin before it."""
        counts = list(self._counts)
        return counts[_first(counts, start) :]


def _first(values: Sequence[Stretch | Right], start: datetime) -> int:
    """The index of the last value that began by `start`; of the first one where all began later."""
    return max(0, bisect_right(values, start, key=attrgetter("start")) - 1)
