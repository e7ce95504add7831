"""Versions kept in memory."""

from __future__ import annotations

from collections.abc import Iterable

from signage.staff.versions import Version


class Here:
    """Kept in memory."""

    def __init__(self) -> None:
        self.values: dict[str, Version] = {}

    def items(self) -> Iterable[tuple[str, Version]]:
        return self.values.items()

    async def put(self, key: str, value: Version, *, anyway: bool = False, new: bool = False) -> None:
        self.values[key] = value

    async def remove(self, key: str) -> None:
        del self.values[key]
