"""What views were made of, and what came of it: of a changed agenda only what the change touches is made anew.

That is also why rendering can be broken off at any time (`OutOfTime`): the next attempt finds what this one has made.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from signage.clock import Clock

T = TypeVar("T")


class OutOfTime(BaseException):
    """A slice is over: to be tried again. It is no Exception, so that nobody takes it for a fault of what is made."""


class Slice:
    """Some seconds of processor time to make things in, from the first thing on that is not there yet."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._seconds, self._clock = seconds, clock
        self._ends: float | None = None
        self._look_at = 0.0  # before then nobody asks for processor time, of which no more can have passed than of any

    def check(self) -> None:
        """Raise OutOfTime once the seconds have passed."""
        now = self._clock.monotonic()
        if self._ends is None:
            self._ends, self._look_at = self._clock.busy() + self._seconds, now + self._seconds
        elif now > self._look_at:
            left = self._ends - self._clock.busy()
            if left < 0:
                raise OutOfTime
            self._look_at = now + left


_slice: ContextVar[Slice | None] = ContextVar("slice", default=None)


@contextmanager
def within(given: Slice) -> Iterator[None]:
    """What is made in this block has this slice: outside of one there is no end."""
    token = _slice.set(given)
    try:
        yield
    finally:
        _slice.reset(token)


def check_time() -> None:
    """To be called before something is made that is remembered: raises OutOfTime if its slice is over."""
    if given := _slice.get():
        given.check()


class Large:
    """A context that is compared as an object, not by all that it holds: views make it anew only where it differs."""

    __slots__ = ("__weakref__",)


class Memory:
    """What was made, by name, with all that it was made of: found again as long as that is equal.

    What nobody asks for between two turns is forgotten, so that it holds what is shown now and what was shown before.
    """

    __slots__ = ("_before", "_now")

    def __init__(self) -> None:
        self._now: dict[Hashable, tuple[object, Any]] = {}
        self._before: dict[Hashable, tuple[object, Any]] = {}

    def __len__(self) -> int:
        return len(self._now.keys() | self._before.keys())

    def __bool__(self) -> bool:
        return bool(self._now or self._before)

    def turn(self) -> None:
        """Another state is shown from now on."""
        self._before, self._now = self._now, {}

    def of(self, name: Hashable, made_of: object, make: Callable[[], T]) -> T:
        """What goes by this name, the same object as before if it would be made of the same.

        `made_of` has to hold all that `make` depends on and that can change. It is compared by `==`, which for tuples
        is one look at what is the same object.
        """
        found = self._now.get(name) or self._before.get(name)
        if found is None or found[0] != made_of:
            check_time()
            found = made_of, make()
        self._now[name] = found
        made: T = found[1]
        return made
