"""What should be on a wall at an instant."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

KEPT = 4
"""Answers that are kept of one wall: of the seconds around now, in which something may change or another view begin."""


@dataclass(frozen=True, slots=True)
class Span:
    """Something that is on a wall from `start` until `until`, epoch seconds, half-open."""

    id: str
    start: float = -inf
    until: float = inf

    def holds(self, at: float) -> bool:
        """Whether it is on the wall at an instant."""
        return self.start <= at < self.until


@dataclass(frozen=True, slots=True)
class StageSpans:
    """The sessions of one view of a wall. `is_on(at)`: whether the view has its turn at an instant."""

    sessions: tuple[Span, ...]
    running: tuple[Span, ...] = ()
    """Of a door: those that are on, which all have to be there."""
    is_on: Callable[[float], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Expected:
    """What should be on a wall at one instant."""

    sessions: frozenset[str]
    """Sessions that may be seen."""
    running: frozenset[str]
    """Sessions that have to be seen."""
    some: bool
    """Whether at least one of `sessions` has to be seen."""
    covered: bool
    """Whether a takeover or a dark hour covers the wall, so that no session may be seen."""
    notices: frozenset[str]
    """Ids of notices that have to be seen."""


@dataclass(frozen=True)
class Expectation:
    """What should be on a wall at any instant of what is current: `id` are its revisions, as a page names them."""

    id: str
    stages: tuple[StageSpans, ...]
    covers: tuple[Span, ...] = ()
    """Takeovers and dark hours."""
    notices: tuple[Span, ...] = ()
    _edges: list[float] = field(init=False, repr=False)
    _kept: dict[tuple[int, tuple[bool, ...]], Expected] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        spans = [span for stage in self.stages for span in (*stage.sessions, *stage.running)]
        edges = {edge for span in (*spans, *self.covers, *self.notices) for edge in (span.start, span.until)}
        object.__setattr__(self, "_edges", sorted(edges - {-inf, inf}))

    def at(self, moment: float) -> Expected:
        """What should be on the wall at an instant, epoch seconds: between two edges, while no view's turn ends, it is
        one and the same value, for each report of each display asks for it.
        """
        key = bisect.bisect_right(self._edges, moment), tuple([stage.is_on(moment) for stage in self.stages])
        known = self._kept.get(key)
        if known is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()  # time goes on: what was before is asked for no more
            known = self._kept[key] = self._at(moment)
        return known

    def before(self, moment: float, most: int) -> Iterator[tuple[float, Expected]]:
        """What was on the wall before, the latest first: an instant between each two changes, of at most so many."""
        number = bisect.bisect_right(self._edges, moment)
        edges = [*self._edges[max(0, number - most) : number], moment]
        for start, end in reversed([*pairwise(edges)]):
            middle = (start + end) / 2
            yield middle, self._at(middle)

    def _at(self, moment: float) -> Expected:
        covered = any(span.holds(moment) for span in self.covers)
        notices = frozenset(span.id for span in self.notices if span.id and span.holds(moment))
        if covered:
            return Expected(frozenset(), frozenset(), some=False, covered=True, notices=notices)
        by_stage = [frozenset(span.id for span in stage.sessions if span.holds(moment)) for stage in self.stages]
        on = [(due, stage) for due, stage in zip(by_stage, self.stages, strict=True) if stage.is_on(moment)]
        running = frozenset(span.id for _, stage in on for span in stage.running if span.holds(moment))
        some = any(due for due, _ in on)
        return Expected(frozenset().union(*by_stage), running, some=some, covered=False, notices=notices)
