"""One way in which the gateway fails, as a value; `faults` plays it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

Kind = Literal["latency", "429", "500", "503", "reset", "truncated", "html", "empty"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail, for the next `times` requests below `path`, or for good if that is None."""

    kind: Kind
    times: int | None
    seconds: float
    path: str

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"{self.kind!r} is no fault; expected one of {', '.join(get_args(Kind))}")

    def meets(self, path: str) -> bool:
        """Whether a request for this path gets the fault; `empty` is for lists of sessions alone."""
        return path.startswith(self.path) and (self.kind != "empty" or path.endswith("/sessions"))

    def after(self) -> list[Fault]:
        """The fault after it was played once: with one time less, or none if that was the last."""
        if self.times is None:
            return [self]
        return [replace(self, times=self.times - 1)] if self.times > 1 else []
