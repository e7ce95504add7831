"""Programs that share a real Redis, each with a folder, a port and a clock of its own, in the test's process."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx

from signage.inevent.settings import Settings
from signage.program import Program
from signage.runtime import Runtime
from signage.staff.settings import StaffSettings
from tests.e2e.gateway import SECRET, TOKEN
from tests.wait import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.e2e.gateway import Gateway
    from tests.redis import RedisServer, Wire

LAYOUT = """\
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}
screens:
  hall-a: {show: room, room: Hall A}
  foyer: {show: overview}
sync: {window_every: 1s, delta_every: 1s}
"""
PASSWORD = "correct horse battery"
STAFF = StaffSettings(password=PASSWORD)
LEASE = timedelta(seconds=4)


class Member:
    """One node: its program, and a client of its pages."""

    def __init__(self, folder: Path, gateway: Gateway, redis: RedisServer | Wire, staff: StaffSettings) -> None:
        self.folder = folder
        settings = Settings(gateway.url, "signage", SECRET, gateway.url + TOKEN)
        place = Runtime(folder / "screens.yaml", folder / "data", staff=staff, shared=redis.address, lease=LEASE)
        self.program = Program(place, settings)
        self.server = self.program.serve("127.0.0.1", 0, drain=1.0)
        url = f"http://127.0.0.1:{self.server.sock.getsockname()[1]}"
        self.client = httpx.AsyncClient(base_url=url, trust_env=False, limits=httpx.Limits(max_connections=None))

    @property
    def asks(self) -> bool:
        return self.program.sync.asks

    @property
    def titles(self) -> set[str]:
        """What it shows."""
        agenda = self.program.publisher.current.agenda
        return {session.title for session in agenda.sessions} if agenda else set()

    async def stop(self) -> None:
        self.server.should_exit = True
        async with asyncio.timeout(60):
            await self.running

    async def start(self) -> None:
        self.running = asyncio.create_task(self.server.serve(sockets=[self.server.sock]))
        await until(lambda: self.server.started or self.running.done())


@asynccontextmanager
async def member(
    folder: Path,
    gateway: Gateway,
    redis: RedisServer | Wire,
    layout: str = LAYOUT,
    *,
    staff: StaffSettings = STAFF,
    like_before: bool = False,
) -> AsyncIterator[Member]:
    """A node that serves. `like_before`: with the file that is there."""
    if not like_before:
        _write(folder, layout)
    one = Member(folder, gateway, redis, staff)
    await one.start()
    try:
        yield one
    finally:
        if not one.running.done():
            await one.stop()
        await one.client.aclose()


@asynccontextmanager
async def pair(
    folder: Path, gateway: Gateway, redis: RedisServer, layout: str = LAYOUT, staff: StaffSettings = STAFF
) -> AsyncIterator[tuple[Member, Member]]:
    """Two that show the agenda, the first of which asks."""
    async with AsyncExitStack() as stack:
        a = await stack.enter_async_context(member(folder / "a", gateway, redis, layout, staff=staff))
        await until(lambda: a.titles)
        b = await stack.enter_async_context(member(folder / "b", gateway, redis, layout, staff=staff))
        await until(lambda: b.titles)
        yield a, b


def _write(folder: Path, layout: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "screens.yaml").write_text(layout)
