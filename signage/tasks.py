"""Work that is repeated for as long as the program runs, also after it raised an error."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from signage.clock import Clock

LOG_AGAIN_AFTER = 60.0
"""Seconds for which an error of repeated work is not logged again."""

log = logging.getLogger(__name__)


async def run_for_ever(work: Callable[[], Awaitable[None]], clock: Clock) -> None:
    """Do the work again and again until cancelled, a second later where it failed. A lasting fault is logged once."""
    failed_at = -math.inf
    while True:
        try:
            await work()
        except Exception:
            if clock.monotonic() - failed_at > LOG_AGAIN_AFTER:
                log.exception("a fault in signage itself; what it stopped goes on in a second")
            failed_at = clock.monotonic()
            await clock.sleep(1)
