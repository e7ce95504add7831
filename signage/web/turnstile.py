"""How many requests are begun in one turn of the event loop, so that a notice never waits for all of them."""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

EACH_TURN = 64
"""Requests that are begun in one turn: some 10 ms of work."""


class Turnstile:
    """Begins at most `each_turn` requests in one turn of the loop; those beyond wait, in the order in which they came.

    Thousands that ask in the same moment, displays that come back or strangers, would else be one turn of the loop,
    and a notice takes a dozen turns from its file to the walls. Streams and all else wait apart and share each turn, so
    that neither keeps the other out. No more can wait than there are connections: each has one request at a time.
    """

    def __init__(self, each_turn: int = EACH_TURN) -> None:
        self._each_turn = each_turn
        self._begun = 0
        self._waiting: tuple[deque[Callable[[], None]], ...] = (deque(), deque())
        self._is_turning = False

    def admit(self, begin: Callable[[], None], loop: asyncio.AbstractEventLoop, *, is_stream: bool) -> None:
        """Begin a request, at once if there is room in this turn."""
        if not self._is_turning:
            self._is_turning = True
            loop.call_soon(self._turn, loop)
        if self._begun < self._each_turn:
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
        """Begin those whose turn it is."""
        self._begun = 0
        while self._begun < self._each_turn and any(self._waiting):
            for waiting in self._waiting:
                if waiting:
                    self._begun += 1
                    waiting.popleft()()
        self._is_turning = self._begun > 0
        if self._is_turning:
            loop.call_soon(self._turn, loop)


def _come(turn: asyncio.Future[None]) -> None:
    if not turn.done():  # whoever asked may have left
        turn.set_result(None)
