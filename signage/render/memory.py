"""What views were made of, and what came of it: of a changed agenda only what the change touches is made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")


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
            found = made_of, make()
        self._now[name] = found
        made: T = found[1]
        return made
