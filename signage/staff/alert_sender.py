"""Sends alerts through Apprise (`signage[alerts]`), beside the event loop. Its addresses hold secrets: none is told."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from signage.staff.alerts import Alert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from signage.clock import Clock

    Notify = Callable[[str, str, str], bool]
    """`notify(address, title, text)`: whether it was taken. May block, and raise anything."""

TRIES = 4
"""How often a message is tried at an address."""
AGAIN_AFTER = 60.0
"""Seconds between two tries."""
LOOK_EVERY = 1.0
"""Seconds between two looks for what is due."""
LONGEST = 30.0
"""Seconds after which a try counts as failed."""
MOST = 100
"""Messages that wait; the oldest go first."""

log = logging.getLogger(__name__)


def notify_by_apprise() -> Notify | None:
    """How Apprise sends a message; None where it is not installed."""
    try:
        import apprise  # noqa: PLC0415 - an extra: most servers have no use for it
    except ImportError:
        return None
    for name in ("apprise", "urllib3", "requests"):  # they log addresses, and with them tokens
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [logging.NullHandler()], False

    def notify(address: str, title: str, text: str) -> bool:
        to = apprise.Apprise()
        return bool(to.add(address)) and bool(to.notify(body=text, title=title, body_format=apprise.NotifyFormat.TEXT))

    return notify


class Waiting(NamedTuple):
    """A message on its way to one address, by its place in the list of addresses, and how often that was tried."""

    place: int
    alert: Alert
    tries: int = 0


@dataclass
class Sender:
    """Sends each message to all addresses, and tries again where that failed. `notify` None: nothing can be sent."""

    addresses: Sequence[str] = field(repr=False)
    clock: Clock
    notify: Notify | None
    _waiting: deque[tuple[float, Waiting]] = field(default_factory=lambda: deque(maxlen=MOST))
    """What is on its way, each with when it is to be tried, by the monotonic clock."""
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "alerts"))

    def add(self, alert: Alert) -> None:
        """Have a message sent soon, which the log tells; where nobody is to be told, the fault has its own line."""
        if self.addresses:
            log.warning("alert: %s", alert.title)
        self._waiting.extend((0.0, Waiting(place, alert)) for place in range(len(self.addresses)))

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """What was not taken yet."""
        return tuple(waiting for _, waiting in self._waiting)

    def resume(self, waiting: Iterable[Waiting]) -> None:
        """Have this sent in place of what waits, for somebody else had it to send until now."""
        self._waiting.clear()
        self._waiting.extend((0.0, one) for one in waiting if one.place < len(self.addresses))

    async def deliver(self) -> None:
        """Try what is due, once each; to be done again and again. Waits first."""
        await self.clock.sleep(LOOK_EVERY)
        if self.notify is None:
            return
        for due, waiting in tuple(self._waiting):
            if due > self.clock.monotonic():
                continue
            sent = await self._sent(self.notify, waiting)
            if (due, waiting) not in self._waiting:
                continue  # somebody else has it to send by now
            self._waiting.remove((due, waiting))
            tried = waiting._replace(tries=waiting.tries + 1)
            left = tried.tries < TRIES
            if not sent:
                what = "tried again in a minute" if left else "given up"
                log.warning("an alert could not be sent to address %d: %s", waiting.place + 1, what)
            if not sent and left:
                self._waiting.append((self.clock.monotonic() + AGAIN_AFTER, tried))

    async def _sent(self, notify: Notify, waiting: Waiting) -> bool:
        loop = asyncio.get_running_loop()
        call = loop.run_in_executor(self._thread, notify, self.addresses[waiting.place], *waiting.alert)
        try:
            return await asyncio.wait_for(call, LONGEST)
        except Exception as error:  # whatever it says may hold the address
            log.debug("a service for alerts: %s", type(error).__name__)
            return False

    def close(self) -> None:
        """Wait for nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)
