"""Threads of the staff page's own.

The event loop's common threads compress what walls are sent. A slow disk, or somebody who guesses at passwords, must
not take all of them.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


class WorkerThread:
    """One thread, in which one thing is done after the other."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def run(self, work: Callable[P, T], *arguments: P.args, **more: P.kwargs) -> T:
        """Do this when its turn has come, beside the event loop."""
        return await asyncio.wrap_future(self._pool.submit(work, *arguments, **more))


STORE = WorkerThread("staff-store")
"""For what is read from the store and written to it: that does one thing at a time anyway."""
LAYOUT = WorkerThread("staff-layout")
"""For what is read of screens.yaml and of the venue's files, and for edits that are tried."""
PICTURES = WorkerThread("staff-pictures")
"""For pictures that are decoded and written."""
LOOKS = WorkerThread("staff-looks")
"""For what takes long to find out for those who look at a staff page: one of them at a time, whoever asks."""
PASSWORDS = WorkerThread("staff-passwords")
"""For hashes of passwords: each takes some 50 ms of a core, and walls need the others."""
