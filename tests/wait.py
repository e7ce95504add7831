"""Waiting in real time for what nothing tells of: until a condition holds, for as long as a busy machine may need."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 30.0
"""Seconds after which what a test waits for counts as never: no promise, for other work may share the machine."""


async def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Return as soon as it holds; TimeoutError after this many seconds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what it looks at tells nobody
            await asyncio.sleep(0.005)
