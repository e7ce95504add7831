"""What should be on a wall at an instant."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf


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
    _kept: dict[int, tuple[frozenset[str], ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        spans = [span for stage in self.stages for span in stage.sessions]
        edges = {edge for span in (*spans, *self.covers, *self.notices) for edge in (span.start, span.until)}
        object.__setattr__(self, "_edges", sorted(edges - {-inf, inf}))

    def at(self, moment: float) -> Expected:
        """What should be on the wall at an instant, epoch seconds."""
        return self._at(moment, self._due)

    def before(self, moment: float, most: int) -> Iterator[tuple[float, Expected]]:
        """What was on the wall before, the latest first: an instant between each two changes, of at most so many."""
        number = bisect.bisect_right(self._edges, moment)
        edges = [*self._edges[max(0, number - most) : number], moment]
        for start, end in reversed([*pairwise(edges)]):
            middle = (start + end) / 2
            yield middle, self._at(middle, self._found)

    def _at(self, moment: float, due: Callable[[float], tuple[frozenset[str], ...]]) -> Expected:
        covered = any(span.holds(moment) for span in self.covers)
        notices = frozenset(span.id for span in self.notices if span.id and span.holds(moment))
        if covered:
            return Expected(frozenset(), frozenset(), some=False, covered=True, notices=notices)
        by_stage = due(moment)
        on = [(due, stage) for due, stage in zip(by_stage, self.stages, strict=True) if stage.is_on(moment)]
        running = frozenset(span.id for _, stage in on for span in stage.running if span.holds(moment))
        some = any(due for due, _ in on)
        return Expected(frozenset().union(*by_stage), running, some=some, covered=False, notices=notices)

    def _due(self, moment: float) -> tuple[frozenset[str], ...]:
        """The sessions of each stage; looked up once between two edges."""
        part = bisect.bisect_right(self._edges, moment)
        due = self._kept.get(part)
        if due is None:
            due = self._found(moment)
            self._kept.clear()  # time goes on: what was before is asked for no more
            self._kept[part] = due
        return due

    def _found(self, moment: float) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(s.id for s in stage.sessions if s.holds(moment)) for stage in self.stages)
