"""What a benchmark found: values beside those of others, and the bounds that they are to keep."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = "| | signage | beside | ratio | mark | held |\n|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Mark:
    """A measured value; what it is in comparison with, and the bound of their ratio, or of the value without one."""

    name: str
    unit: str
    ours: float
    peer: str = ""
    theirs: float | None = None
    bound: float | None = None

    @property
    def value(self) -> float:
        """What is held against the bound."""
        return self.ours / self.theirs if self.theirs else self.ours

    @property
    def holds(self) -> bool:
        """Whether it keeps its bound; what has none always does."""
        return self.bound is None or self.value <= self.bound

    @property
    def row(self) -> str:
        """The mark as a line of the table."""
        beside = f"{self.peer} {figure(self.theirs)} {self.unit}" if self.theirs else ""
        ratio = f"{self.value:.2f} ×" if self.theirs else ""
        told = f"{self.name} | {figure(self.ours)} {self.unit} | {beside} | {ratio}"
        if self.bound is None:
            return f"| {told} | | |"
        bound = f"≤ {self.bound:.3g} ×" if self.theirs else f"≤ {self.bound:g} {self.unit}"
        return f"| {told} | {bound} | {'yes' if self.holds else '**no**'} |"


@dataclass(frozen=True)
class Scale:
    """How much of everything: streams that come back at once, streams of a delivery, displays of a venue.

    `rest` are the seconds in which a server is left alone, `large` the sessions of a large event, `tries` the takeovers
    of a case; of the `cases` in which somebody delays them there may be fewer than all.
    """

    streams: int = 10_000
    fanout: int = 2_000
    displays: int = 2_000
    rest: float = 30.0
    large: int = 12_000
    tries: int = 5
    cases: tuple[str, ...] = ()


QUICK = Scale(streams=500, fanout=300, displays=100, rest=3.0, large=600, tries=1, cases=("-", "a"))
"""To see that all of it runs; what it finds says nothing."""


def figure(value: float) -> str:
    """A number with as many digits as tell something."""
    return f"{value:,.{0 if value >= 100 else 1 if value >= 10 else 2}f}"
