"""Work that goes on for as long as the program runs, whatever goes wrong with it."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from signage.clock import Clock

TOLD_FOR = 60.0
"""Seconds after which a fault that comes again is logged again."""

log = logging.getLogger(__name__)


async def run_for_ever(work: Callable[[], Awaitable[None]], clock: Clock) -> None:
    """Do the work again and again until cancelled, a second later where it failed. A lasting fault is logged once."""
    failed_at = -math.inf
    while True:
        try:
            await work()
        except Exception:
            if clock.monotonic() - failed_at > TOLD_FOR:
                log.exception("a fault in signage itself; what it stopped goes on in a second")
            failed_at = clock.monotonic()
            await clock.sleep(1)
