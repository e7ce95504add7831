"""Registers with APScheduler when the gateway is asked."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.job import Job  # type: ignore[import-untyped]
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]
from apscheduler.triggers.date import DateTrigger  # type: ignore[import-untyped]
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from signage.clock import Clock
    from signage.sync.coordinator import Sync

CHECK_CLOCK_EVERY = 5.0
"""Seconds between two checks whether somebody has set the system's clock."""
MIN_STEP = 2.0
"""Seconds by which the two clocks must differ for the system's clock to count as set."""


class Schedule:
    """The ticks of a Sync, by its plan and in its event's zone. Needs a running event loop to start."""

    def __init__(self, sync: Sync, clock: Clock) -> None:
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # it warns of late ticks, which are normal
        self._sync = sync
        self._clock = clock
        self._registered: object = None
        self._offset = 0.0
        self._look: asyncio.TimerHandle | None = None
        self._scheduler = _scheduler()

    @property
    def running(self) -> bool:
        """Whether it was started, and not stopped since."""
        return bool(self._scheduler.running)

    def start(self) -> None:
        """Begin, or begin again, with a window (or what is due instead of it) at once."""
        self._scheduler, self._registered = _scheduler(), None
        self._scheduler.start()
        self._offset = self._measured()
        self.change()
        self.check_clock()

    def change(self) -> None:
        """Take over the plan and the zone of the Sync, if they are others than before; or at the start."""
        if not self.running:
            return
        plan, zone = self._sync.assignment.plan, self._sync.assignment.event.days.zone
        if (plan, zone) != self._registered:
            self._registered = plan, zone
            at = plan.full_pull_at
            nightly = CronTrigger(hour=at.hour, minute=at.minute, second=at.second, timezone=zone)
            add = self._scheduler.add_job
            add(self._tick, nightly, id="full", args=(self._sync.full,), replace_existing=True)
            every = IntervalTrigger(seconds=plan.delta_every.total_seconds(), timezone=zone)
            add(self._tick, every, id="delta", args=(self._sync.delta,), replace_existing=True)
            every = IntervalTrigger(seconds=plan.window_every.total_seconds(), timezone=zone)
            window = add(self._tick, every, id="window", args=(self._sync.window,), replace_existing=True)
            window.modify(next_run_time=datetime.now(zone))

    def jobs(self) -> list[Job]:
        """What is registered with APScheduler, by the ids `full`, `window`, `delta` and `retry`."""
        return list(self._scheduler.get_jobs())

    def stop(self) -> None:
        """End, if it runs; a tick that is running is cancelled, which harms nothing."""
        if self._look:
            self._look.cancel()
        if self.running:
            self._scheduler.shutdown(wait=False)

    async def _tick(self, tick: Callable[[], Awaitable[None]]) -> None:
        """Let a tick of the Sync pass; one that failed for a passing reason is followed by a window, soon."""
        await tick()
        if (wait := self._sync.retry_in) is not None:
            soon = DateTrigger(run_date=datetime.now(UTC) + timedelta(seconds=wait))
            self._scheduler.add_job(self._tick, soon, id="retry", args=(self._sync.window,), replace_existing=True)

    def _measured(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic() * self._clock.rate

    def check_clock(self) -> None:
        """Register anew when the system's clock was set: APScheduler would wait until it has caught up."""
        offset = self._measured()
        if abs(offset - self._offset) > MIN_STEP:
            self._registered = None
            self.change()
        self._offset = offset
        if self._look:
            self._look.cancel()
        self._look = asyncio.get_running_loop().call_later(CHECK_CLOCK_EVERY, self.check_clock)


def _scheduler() -> AsyncIOScheduler:
    # None: run a job however late it is; the default skips it after a stall of a second.
    return AsyncIOScheduler(job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1})
