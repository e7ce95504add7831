"""The versions of screens.yaml: each text that it had, who wrote it, and what that changed on walls."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from signage.errors import LayoutError, StoreError
from signage.layout.text import decode, parse
from signage.staff.differences import Difference, differences

FILE = "file"
"""Who writes a version that was not made on this server's pages: an editor, or a tool, on the disk."""
MOST = 200
"""Versions that are kept."""
MOST_CHARACTERS = 4_000_000
"""Characters of all texts that are kept."""


@dataclass(frozen=True, slots=True)
class Version:
    """A text of screens.yaml. `number` counts from 1; `changes` is what it changed of the version before."""

    number: int
    who: str
    at: datetime
    why: str
    text: str
    changes: tuple[Difference, ...] = ()


class Kept(Protocol):
    """Where versions are kept, by a key each."""

    def items(self) -> Iterable[tuple[str, Version]]:
        """All of them."""

    async def put(self, key: str, value: Version, *, anyway: bool = False, new: bool = False) -> None:
        """Keep another; `anyway`: where it cannot be stored, in memory alone.

        `new`: raises StoreConflict where another node has written one under this key.
        """

    async def remove(self, key: str) -> None:
        """Forget one. Raises StoreError."""


class Versions:
    """The last versions; beyond `MOST` and `MOST_CHARACTERS` the oldest are forgotten, never the newest."""

    def __init__(self, kept: Kept, *, shared: bool = False) -> None:
        self._kept, self._shared = kept, shared

    @property
    def all(self) -> list[Version]:
        """Those that are kept, oldest first."""
        return sorted((version for _, version in self._kept.items()), key=lambda version: version.number)

    @property
    def newest(self) -> Version | None:
        """The last one; None where there is none yet."""
        return max((version for _, version in self._kept.items()), key=lambda version: version.number, default=None)

    def find(self, number: int) -> Version | None:
        """The version of this number; None where it is forgotten, or was never there."""
        return next((version for _, version in self._kept.items() if version.number == number), None)

    async def add(self, text: str, who: str, at: datetime, why: str = "") -> Version:
        """A further version; the newest one itself where it has this text.

        Where several nodes share them, raises StoreConflict for the second of two at once, and StoreError.
        """
        before = self.newest
        if before and before.text == text:
            return before
        changes = differences(tree(before.text) if before else {}, tree(text)) if before else ()
        version = Version(before.number + 1 if before else 1, who, at, why, text, changes)
        alone = not self._shared  # then the walls show it already
        await self._kept.put(_key(version.number), version, anyway=alone, new=not alone)
        await self._forget()
        return version

    async def found(self, raw: bytes, at: datetime) -> None:
        """The file holds these bytes now, and nobody here wrote them."""
        try:
            text = decode(raw)
        except LayoutError:
            return  # no text
        await self.add(text, FILE, at)

    async def _forget(self) -> None:
        room = MOST_CHARACTERS
        for place, version in enumerate(reversed(self.all)):
            room -= len(version.text)
            if place and (place >= MOST or room < 0):
                with suppress(StoreError):  # the next version tries again
                    await self._kept.remove(_key(version.number))


def _key(number: int) -> str:
    return f"{number:09}"


def tree(text: str) -> dict[str, Any]:
    """What a text says; nothing where it cannot be read."""
    try:
        found = parse(text).tree
    except LayoutError:
        return {}
    return found if isinstance(found, dict) else {}
