"""How much processor time the event loop's turns take: others on the machine don't count, nor do threads beside it."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


@asynccontextmanager
async def turns() -> AsyncIterator[list[float]]:
    """The processor time that each turn of the event loop takes meanwhile, in seconds."""
    taken: list[float] = []

    async def count() -> None:
        while True:
            began = time.thread_time()
            await asyncio.sleep(0)
            taken.append(time.thread_time() - began)

    counting = asyncio.create_task(count())
    await asyncio.sleep(0)
    yield taken
    await asyncio.sleep(0)
    counting.cancel()
    with suppress(asyncio.CancelledError):
        await counting


def work(of: Callable[[], object]) -> float:
    """The processor time that this takes, in seconds."""
    began = time.thread_time()
    of()
    return time.thread_time() - began
