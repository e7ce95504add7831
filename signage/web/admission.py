"""How many requests are begun in one turn of the event loop, so that a notice never waits for all of them."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

EACH_TURN = 64
"""Requests that are begun in one turn, at most."""
AT_ONCE = 4
"""Requests that are begun as they come, where none waits; of more it is measured how long they take."""
SECONDS = 0.01
"""Processor time that the requests begun in one turn are to take together."""


class Turnstile:
    """Begins requests, at most `each_turn` in one turn of the loop; those beyond wait, in the order in which they came.

    Thousands that ask in the same moment, displays that come back or strangers, would else be one turn of the loop,
    and a notice takes a dozen turns from its file to the walls. For the same reason fewer are begun where each takes
    long: so many as took `SECONDS` the last time, whatever it is that they ask for. Streams and all else wait apart and
    share each turn, so that neither keeps the other out. No more can wait than there are connections: each has one
    request at a time. `busy` tells the processor time that this thread has had.
    """

    def __init__(self, each_turn: int = EACH_TURN, busy: Callable[[], float] = time.thread_time) -> None:
        self._most = self._allowed = each_turn
        self._busy = busy
        self._waiting: tuple[deque[Callable[[], None]], ...] = (deque(), deque())
        self._is_turning = False
        self._begun = 0  # in this turn
        self._measured = 0  # how many requests are being measured
        self._since = 0.0

    def admit(self, begin: Callable[[], None], loop: asyncio.AbstractEventLoop, *, is_stream: bool) -> None:
        """Begin a request, at once if there is room in this turn."""
        if not self._is_turning:
            self._is_turning = True
            loop.call_soon(self._turn, loop)
        if self._begun < AT_ONCE and self._begun < self._allowed and not any(self._waiting):
            self._begun += 1
            begin()
        else:
            self._waiting[is_stream].append(begin)

    async def pass_through(self, *, is_stream: bool) -> None:
        """Go on when it is one's turn: for requests that have waited for the same, and would all go on in one turn."""
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self.admit(partial(_come, turn), loop, is_stream=is_stream)
        await turn

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin those whose turn it is. What they do first comes between the two looks at the processor's time."""
        if self._measured:
            self._learn()
        self._begun = 0
        if not any(self._waiting):
            self._is_turning, self._measured = False, 0
            return
        loop.call_soon(self._look)
        try:
            while self._begun < self._allowed and any(self._waiting):
                for waiting in self._waiting:
                    if waiting:
                        self._begun += 1
                        waiting.popleft()()
        finally:  # one that fails to begin keeps no other from its turn
            self._measured = self._begun
            loop.call_soon(self._turn, loop)

    def _look(self) -> None:
        self._since = self._busy()

    def _learn(self) -> None:
        """Allow as many as would have taken `SECONDS`, at most twice as many as before."""
        took = self._busy() - self._since
        fit = int(self._measured * SECONDS / took) if took > 0 else self._most
        self._allowed = max(1, min(fit, 2 * self._measured, self._most))


def _come(turn: asyncio.Future[None]) -> None:
    if not turn.done():  # whoever asked may have left
        turn.set_result(None)
