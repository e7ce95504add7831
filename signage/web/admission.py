"""How many requests are begun in one turn of the event loop, so that a notice never waits for all of them."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from functools import partial
from typing import Literal

EACH_TURN = 64
"""Requests that are begun in one turn, at most."""
SECONDS = 0.01
"""Processor time that the requests begun in one turn are to take together."""

Begin = Callable[[], bool]
"""Begins a request; False if there is nobody left to begin it for."""
HasStaff = Callable[[str], bool]
"""Whether staff are in a network."""
Lane = Literal["page", "stream", "aside"]
"""Where a request waits: with those for pages and files of walls, for their streams, or with all that no wall needs."""
_ASIDE = re.compile("(?<!/screens)(?<!/rooms)(?<!/static)/(staff|pair|metrics)(/|$)")


def lane_of(path: str) -> Lane:
    """Where a request for this path waits; before it may stand a base path."""
    return "aside" if _ASIDE.search(path) else "stream" if path.endswith("/events") else "page"


def nobody(_: str) -> bool:
    """No network has staff."""
    return False


class Queue:
    """What waits to be begun. Addresses take turns, so that nobody waits behind all that another one asks for.

    Somebody may have thousands of addresses. So networks where staff are (`has_staff`) take each second turn, and all
    others share the rest.
    """

    def __init__(self, has_staff: HasStaff = nobody) -> None:
        self._has_staff = has_staff
        self._waiting: dict[bool, OrderedDict[str, deque[Begin]]] = {True: OrderedDict(), False: OrderedDict()}
        self._was_staff = False  # whether the one that was begun last is of a network where staff are

    def __bool__(self) -> bool:
        return any(self._waiting.values())

    def add(self, network: str, begin: Begin) -> None:
        """This waits from now on, behind what else this network asks for."""
        self._waiting[self._has_staff(network)].setdefault(network, deque()).append(begin)

    def begin_next(self) -> bool:
        """Begin what is next, which waits no longer; whether there was anybody to begin it for."""
        turn = not self._was_staff
        self._was_staff = turn if self._waiting[turn] else not turn
        of = self._waiting[self._was_staff]
        network, waiting = of.popitem(last=False)
        begin = waiting.popleft()
        if waiting:
            of[network] = waiting
        return begin()


class Turnstile:
    """Begins requests, at most `each_turn` in one turn of the loop; those beyond wait, each address's in their order.

    Thousands that ask in the same moment, displays that come back or strangers, would else be one turn of the loop,
    and a notice takes a dozen turns from its file to the walls. For the same reason fewer are begun where each takes
    long: so many as took `SECONDS` the last time, whatever it is that they ask for. Streams and pages wait apart and
    share each turn, so that neither keeps the other out. What no wall needs is begun one a turn, and where that takes
    longer than `SECONDS`, the next one waits for as long again. Those whose connection has gone meanwhile are passed
    over, so that no more wait than there are connections: each has one request at a time. `busy` tells the processor
    time that this thread has had; `has_staff` is a `Queue`'s.
    """

    def __init__(
        self, each_turn: int = EACH_TURN, busy: Callable[[], float] = time.thread_time, has_staff: HasStaff = nobody
    ) -> None:
        self._most = self._allowed = each_turn
        self._busy = busy
        self._walls, self._aside = (Queue(has_staff), Queue(has_staff)), Queue(has_staff)
        self._is_turning = self._is_resting = False
        self._begun = 0  # for walls, in the turn that is measured
        self._since = 0.0

    def admit(self, begin: Begin, loop: asyncio.AbstractEventLoop, *, lane: Lane = "page", network: str = "") -> None:
        """Begin a request of this network in the next turn that has room for it.

        A wall's that comes where no turn is due begins at once: a turn for it alone costs half of what a page does.
        """
        is_alone = lane != "aside" and not self._is_turning
        self._go_on(loop)
        if is_alone:
            begin()
        else:
            (self._aside if lane == "aside" else self._walls[lane == "stream"]).add(network, begin)

    async def pass_through(self, *, lane: Lane) -> None:
        """Go on when it is one's turn: for requests that have waited for the same, and would all go on in one turn."""
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self.admit(partial(_come, turn), loop, lane=lane)
        await turn

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._is_turning:
            self._is_turning = True
            loop.call_soon(self._turn, loop)

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin those whose turn it is. What they do first comes between two looks at the processor's time."""
        if self._begun:
            self._learn()
        is_one_aside = bool(self._aside) and not self._is_resting
        self._begun, self._is_turning = 0, is_one_aside or any(self._walls)
        if not self._is_turning:
            return
        try:  # one that fails to begin keeps no other from its turn
            if is_one_aside:
                self._begin_one_aside(loop)
        finally:
            try:
                self._begin_walls(loop)
            finally:
                loop.call_soon(self._turn, loop)

    def _begin_walls(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.call_soon(self._look)
        while self._begun < self._allowed and any(self._walls):
            for queue in self._walls:
                if queue:
                    self._begun += queue.begin_next()

    def _begin_one_aside(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.call_soon(self._look)
        try:
            while self._aside and not self._aside.begin_next():
                pass
        finally:
            loop.call_soon(self._rest, loop)

    def _look(self) -> None:
        self._since = self._busy()

    def _learn(self) -> None:
        """Allow as many as would have taken `SECONDS`, at most twice as many as before."""
        took = self._busy() - self._since
        fit = int(self._begun * SECONDS / took) if took > 0 else self._most
        self._allowed = max(1, min(fit, 2 * self._begun, self._most))

    def _rest(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin nothing aside for as long as the last one took, if that was long."""
        if (took := self._busy() - self._since) > SECONDS:
            self._is_resting = True
            loop.call_later(took, self._wake, loop)

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        self._is_resting = False
        self._go_on(loop)


def _come(turn: asyncio.Future[None]) -> bool:
    is_there = not turn.done()  # whoever asked may have left
    if is_there:
        turn.set_result(None)
    return is_there
