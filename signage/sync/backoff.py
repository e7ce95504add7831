"""What goes wrong when the gateway is asked, since when, and how long it is left alone for it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from signage.clock import Clock

log = logging.getLogger(__name__)


class Failure(NamedTuple):
    """What went wrong, without secrets, and for how many seconds nothing more is to be asked."""

    text: str
    retry_after: float = 0.0


class Backoff:
    """The last failure: `error`, empty if there is none, and `since`. Nothing is to be asked before `retry_at`."""

    def __init__(self, clock: Clock) -> None:
        self.error = ""
        self.since: datetime | None = None
        self.retry_at = 0.0
        self._clock = clock
        self._failures = 0

    def note(self, failure: Failure | None, started: float, longest: float) -> None:
        """Log good→bad and bad→good; after a failure rest for longer and longer, up to just before `longest` seconds.

        Longer than that only if the gateway wants it. All but what it wants is reckoned from when asking `started`.
        """
        if failure:
            self._failures += 1
            retry_after = min(2.0 ** min(self._failures, 16), longest)
            wanted = self._clock.monotonic() + failure.retry_after * (1 + self._clock.jitter() / 4)
            self.retry_at = max(started + retry_after * (0.6 + 0.35 * self._clock.jitter()), wanted)
            if not self.error:
                self.since = self._clock.now()
                log.warning("the agenda cannot be refreshed, the walls go on with the last one: %s", failure.text)
        elif self.error:
            log.info("the agenda is refreshed again, for the first time since %s", self.since)
            self.since, self._failures = None, 0
        self.error = failure.text if failure else ""
