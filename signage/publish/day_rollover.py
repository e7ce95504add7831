"""Turns pages to the event's new day, and to what bounded boards choose as it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signage.clock import Clock
    from signage.publish.publisher import Publisher

CHECK_EVERY = 5.0
"""Seconds between two checks for a new day of the event; up to one second of jitter is added."""


class DayTurn:
    """Has the publisher send each new day of the event, and during it what boards choose anew.

    A day that could not be sent is tried again.
    """

    def __init__(self, publisher: Publisher, clock: Clock) -> None:
        self._publisher, self._clock = publisher, clock
        self._day = publisher.renderer.today

    async def watch(self) -> None:
        """Check once for a new day or new choices, and send them. To be called repeatedly; waits before it checks."""
        await self._clock.sleep(CHECK_EVERY + self._clock.jitter())
        if (today := self._publisher.renderer.today) != self._day:
            await self._publisher.turn_day()
            self._day = today
        await self._publisher.choose_anew()
