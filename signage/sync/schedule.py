"""When the feed is asked. Registration with APScheduler, nothing else."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from signage.clock import Clock
    from signage.sync.coordinator import Sync

LOOK_EVERY = 5.0  # seconds between two looks at the system's clock
STEP = 2.0  # seconds that it must have been set by


class Schedule:
    """The ticks of a Sync, by its plan and in its event's zone. Needs a running event loop to start."""

    def __init__(self, sync: Sync, clock: Clock) -> None:
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # a late tick is no news, nor a cancelled one
        self._sync = sync
        self._clock = clock
        self._registered: object = None
        self._offset = 0.0
        self._look: asyncio.TimerHandle | None = None
        # None: run a job however late it is; the default skips it after a stall of a second.
        options = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(job_defaults=options)

    def start(self) -> None:
        """Begin, with a window (or what is due instead of it) at once."""
        self._scheduler.start()
        self._offset = self._measured()
        self.change()
        self._watch_clock()

    def change(self) -> None:
        """Take over the plan and the zone of the Sync, if they are others than before."""
        plan, zone = self._sync.plan, self._sync.days.zone
        if (plan, zone) != self._registered:
            self._registered = plan, zone
            at = plan.full_pull_at
            nightly = CronTrigger(hour=at.hour, minute=at.minute, second=at.second, timezone=zone)
            add = self._scheduler.add_job
            add(self._sync.full, nightly, id="full", replace_existing=True)
            every = IntervalTrigger(seconds=plan.delta_every.total_seconds(), timezone=zone)
            add(self._sync.delta, every, id="delta", replace_existing=True)
            every = IntervalTrigger(seconds=plan.window_every.total_seconds(), timezone=zone)
            add(self._sync.window, every, id="window", replace_existing=True, next_run_time=datetime.now(zone))

    def stop(self) -> None:
        """End; a tick that is running is cancelled, which harms nothing."""
        if self._look:
            self._look.cancel()
        self._scheduler.shutdown(wait=False)

    def _measured(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic() * self._clock.rate

    def _watch_clock(self) -> None:
        """Register anew when the system's clock was set: APScheduler would wait until it has caught up."""
        offset = self._measured()
        if abs(offset - self._offset) > STEP:
            self._registered = None
            self.change()
        self._offset = offset
        self._look = asyncio.get_running_loop().call_later(LOOK_EVERY, self._watch_clock)
