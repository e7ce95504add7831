"""The real program within the test's process: real sockets, real uvicorn, and time in hand."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar, copy_context
from typing import TYPE_CHECKING, TypeVar

import httpx

from signage.base_path import ROOT, BasePath
from signage.inevent.settings import Settings
from signage.program import Program
from signage.runtime import Runtime
from signage.staff.settings import NO_STAFF, StaffSettings
from signage.store.sqlite import SQLiteStore
from signage.sync.schedule import Schedule
from signage.web.encoding import Piece
from tests.clock import FakeClock
from tests.disk import Disk
from tests.wait import until

from .gateway import SECRET, TOKEN, Gateway
from .wall import Wall

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine
    from datetime import datetime
    from pathlib import Path

LAYOUT = """\
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}
screens:
  hall-a: {show: room, room: Hall A}
  foyer: {show: overview}
  today: {show: agenda}
"""


T = TypeVar("T")
_BEGAN: ContextVar[Sequence[asyncio.Task[object]]] = ContextVar("began", default=())
"""The task that a test began, for it and the tasks that it begins."""


class Clock(FakeClock):
    """Time that passes when the test says so; whoever sleeps waits for that."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._sleepers: list[tuple[float, asyncio.Event, Sequence[asyncio.Task[object]]]] = []

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        self._sleepers.append((self.passed + seconds, woken, _BEGAN.get()))
        await woken.wait()

    def begin(self, work: Coroutine[object, object, T]) -> asyncio.Task[T]:
        """A task that `wake` knows."""
        began: list[asyncio.Task[object]] = []
        context = copy_context()
        context.run(_BEGAN.set, began)
        task = asyncio.create_task(work, context=context)
        began.append(task)
        return task

    def advance(self, seconds: float) -> None:
        self.passed += seconds
        for due, woken, _ in self._sleepers:
            if due <= self.passed:
                woken.set()
        self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[0] > self.passed]

    def wake(self, task: asyncio.Task[object]) -> None:
        """On to when this task, or one that it began, has slept enough, if it sleeps."""
        for due, _, began in self._sleepers:
            if task in began:
                self.advance(due - self.passed)


class ByHand(Schedule):
    """In place of the scheduler: ticks come from the test."""

    def start(self) -> None: ...
    def change(self) -> None: ...
    def stop(self) -> None: ...


class Transport(httpx.AsyncHTTPTransport):
    """The network, but for `timeout`, which is in place of the client's own."""

    timeout: httpx.Timeout | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.timeout:
            request.extensions = request.extensions | {"timeout": self.timeout.as_dict()}
        return await super().handle_async_request(request)


class Venue:
    """A program that serves, its clock, its disk and its gateway. A minute is a window, every fifth one a delta too."""

    def __init__(
        self,
        folder: Path,
        gateway: Gateway,
        clock: Clock,
        tick_interval: float,
        staff: StaffSettings = NO_STAFF,
        base: BasePath = ROOT,
    ) -> None:
        self.gateway, self.clock, self.disk, self.transport = gateway, clock, Disk(), Transport()
        settings = Settings(gateway.url, "signage", SECRET, gateway.url + TOKEN)
        data = folder / "data"
        place = Runtime(
            folder / "screens.yaml", data, clock, tick_interval, self.transport, staff, base=base, schedule=ByHand
        )
        self.program = Program(place, settings, SQLiteStore(data, clock=clock, connect=self.disk.connect))
        self.minutes = 0
        self.walls: list[Wall] = []
        self.client = httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=None), timeout=30)

    @property
    def now(self) -> float:
        return self.clock.now().timestamp()

    @property
    def status(self):
        return self.program.sync.status

    async def tick(self) -> None:
        """What the scheduler does at this minute; whatever waits within it need not wait long."""
        await self._run(self.program.sync.window())
        if self.minutes % 5 == 0:
            await self._run(self.program.sync.delta())

    async def pull(self) -> None:
        """What the scheduler does at night."""
        await self._run(self.program.sync.full())

    async def pass_minutes(self, count: int = 1) -> None:
        for _ in range(count):
            self.minutes += 1
            end = self.clock.passed + 60
            while (wait := self.program.sync.retry_in) is not None and self.clock.passed + wait < end:
                self.clock.advance(wait + 0.001)  # beyond what floats round
                await self._run(self.program.sync.window())
            self.clock.advance(end - self.clock.passed)
            await self.tick()

    async def tell(self) -> None:
        """What the hub does four times a minute: a tick to each open stream, behind all that was published."""
        hub, tick = self.program.streams.hub, Piece(self.program.streams.tick())
        for topic in hub.topics():
            hub.publish(topic, tick)
        await until(lambda: not hub.busy)

    async def _run(self, work) -> None:
        task = self.clock.begin(work)
        while not (await asyncio.wait({task}, timeout=0.02))[0]:
            self.clock.wake(task)
        task.result()

    async def settle(self) -> None:
        """Until everything published has been delivered to the walls."""
        await until(lambda: not self.program.streams.hub.busy)
        for _ in range(3):
            await (await self.client.get("/healthz")).aread()  # pages that load again have asked before
        heard = {wall: (wall.ticks, wall.lost) for wall in self.walls if wall.open}
        await self.tell()  # behind all that was published, and the network may take its time
        await until(lambda: all(wall.ticks > ticks or wall.lost > lost for wall, (ticks, lost) in heard.items()))


@asynccontextmanager
async def venue(
    folder: Path, gateway: Gateway, clock: Clock, layout: str = LAYOUT, port: int = 0, tick_interval: float = 15.0,
    staff: StaffSettings = NO_STAFF, base: BasePath = ROOT,
) -> AsyncIterator[Venue]:  # fmt: skip
    """A program that serves and has had its first tick; its streams hear the time every `tick_interval` seconds."""
    if not (folder / "screens.yaml").exists():
        (folder / "screens.yaml").write_text(layout)
    here = Venue(folder, gateway, clock, tick_interval, staff, base)
    server = here.program.serve("127.0.0.1", port)
    here.client.base_url = httpx.URL(f"http://127.0.0.1:{server.sock.getsockname()[1]}{base.path}")
    running = asyncio.create_task(server.serve(sockets=[server.sock]))
    try:
        await until(lambda: server.started or running.done())
        await here.tick()
        yield here
    finally:
        server.should_exit = True
        await running
        await here.client.aclose()


@asynccontextmanager
async def walls(here: Venue, *paths: str) -> AsyncIterator[list[Wall]]:
    """An open wall for each path."""
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(Wall(here.client, path)) for path in paths]
        here.walls += opened
        yield opened
        here.walls = [wall for wall in here.walls if wall not in opened]
