"""A clock in the test's hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from signage.clock import Clock


class FakeClock(Clock):
    """Time that passes only when told; to sleep is to tell, and `slept` remembers for how long.

    `fraction` is what every jitter comes to. `stepped` is what somebody has set the system's clock by.
    """

    def __init__(self, start: datetime, fraction: float = 0.0) -> None:
        self.start, self.fraction = start, fraction
        self.passed, self.stepped = 0.0, timedelta()
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.passed) + self.stepped

    def monotonic(self) -> float:
        return 1000.0 + self.passed

    def busy(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passed += seconds

    def jitter(self) -> float:
        return self.fraction
