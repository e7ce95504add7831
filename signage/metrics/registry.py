"""The numbers of one program in a registry of their own, with the histograms that its parts observe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, GCCollector, Histogram, PlatformCollector, ProcessCollector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from prometheus_client.metrics_core import Metric

    from signage.clock import Clock

    Source = Callable[[], Iterable[Metric]]

LAG_EVERY = 0.5
"""Seconds that the task which measures the event loop's lag sleeps."""
RENDER_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
LAG_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
CONFIRMATION_BUCKETS = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0)


class Metrics:
    """All that is exposed of one program. `add` takes a source, which is asked for its numbers at each scrape.

    `rendered` and `confirmed` take the seconds of one page and of one display's confirmation.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sources: list[Source] = []
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self.rendered = self._histogram(
            "signage_render_duration_seconds", "Processor time that one page took to render.", RENDER_BUCKETS
        )
        self.confirmed = self._histogram(
            "signage_notice_confirmation_duration_seconds",
            "From when a message was sent to a display until that said that it shows it.",
            CONFIRMATION_BUCKETS,
        )
        self._lag = self._histogram(
            "signage_event_loop_lag_seconds", "How much later than asked for a sleeping task was woken.", LAG_BUCKETS
        )
        self.registry.register(self)

    def add(self, source: Source) -> None:
        """Have these numbers exposed, too."""
        self._sources.append(source)

    def collect(self) -> Iterator[Metric]:
        """What all sources say now. The registry calls this."""
        for source in self._sources:
            yield from source()

    async def measure_lag(self) -> None:
        """See how late the event loop wakes this task; to be done again and again."""
        asleep = self._clock.monotonic()
        await self._clock.sleep(LAG_EVERY)
        self._lag.observe(max(0.0, self._clock.monotonic() - asleep - LAG_EVERY))

    def _histogram(self, name: str, what: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(name, what, registry=self.registry, buckets=buckets)
