"""Waiting for a condition of this process."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


async def until(condition: Callable[[], object], seconds: float = 5) -> None:
    """Return as soon as it holds; TimeoutError after this many seconds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what it watches is set by the code under test
            await asyncio.sleep(0.01)
