"""In which states screens were, and how many of them were right, for as long as anybody has been looking. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from cachetools import LRUCache

from signage.fleet.verdict import Stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from signage.fleet.row import Page
    from signage.fleet.verdict import State

PAGES, STRETCHES = 2_000, 100
"""Screens that are remembered, and stretches of each; of more the oldest go."""
COUNTS = 9_000
"""Numbers of right screens that are remembered: more than a day has steps."""
ONE_STEP = timedelta(seconds=10)
"""What happens to that number within this time is one step."""


class Right(NamedTuple):
    """How many screens were right from an instant on."""

    screens: int
    start: datetime


class History:
    """What has become of each screen since `began`."""

    def __init__(self, began: datetime) -> None:
        self.began = began
        self.news: set[Page] = set()
        """The screens of which more is known than whoever keeps this has taken; to be emptied by that."""
        self._pages: LRUCache[Page, deque[Stretch]] = LRUCache(PAGES)
        self._right: set[Page] = set()
        self._counts: deque[Right] = deque(maxlen=COUNTS)

    def __contains__(self, page: Page) -> bool:
        return page in self._pages

    def note(self, page: Page, state: State, now: datetime) -> None:
        """A screen is in this state now; nothing is noted where it was in the same one before."""
        stretches = self._pages.get(page) or deque(maxlen=STRETCHES)
        if not stretches or stretches[-1].state != state:
            stretches.append(Stretch(state, now))
            self.news.add(page)
        self._pages[page] = stretches
        (self._right.add if state == "right" else self._right.discard)(page)
        self._count(len(self._right), now)

    def resume(self, kept: Mapping[Page, Iterable[Stretch]], until: datetime) -> None:
        """Go on from what was known until an instant: from then on nobody looked, and no screen's state is known."""
        every = ((stretch.start, page, stretch.state) for page, stretches in kept.items() for stretch in stretches)
        known = sorted(one for one in every if one[0] < self.began)
        if not known:
            return
        for start, page, state in known:
            self.note(page, state, start)
        until = min(self.began, max(until, known[-1][0]))
        for page in dict.fromkeys(page for _, page, _ in known):
            self.note(page, "unknown", until)
        self.began = known[0][0]
        self.news.clear()

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
