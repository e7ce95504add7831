"""What reports of displays cost the server: CPU at rest, and how soon a takeover is confirmed by all.

A server in a process of its own, streams and reports of so many displays from here, three open pages of staff; the
server's CPU at rest; then a takeover, and the seconds until every display has said that it shows it. Displays here
answer at once and as many at a time as a page would: within the same waits.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import resource
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from benchmarks.mark import Mark
from signage.agenda import Agenda, Room, Session
from signage.clock import SYSTEM
from signage.fleet.registry import Registry
from signage.layout import load
from signage.publish.changes import Event, Topic
from signage.publish.publisher import Publisher
from signage.staff import Staff
from signage.staff.settings import StaffSettings
from signage.store.sqlite import SQLiteStore
from signage.tasks import run_for_ever
from signage.venue.media import Media
from signage.web import app, server
from signage.web.hub import Hub
from signage.web.protocol import Limits
from signage.web.staff.feed import Feed
from signage.web.stream import Pieces, encode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.mark import Scale

TITLE = "Displays that report"
SCREENS = 50
ADDRESSES = 8
"""Addresses of the loopback network that displays come from, so that no address has more ports to give than it has."""
EVERY = 55.0
"""Seconds between two reports of a display, on average, as in static/report.js."""
NOTICE = 1.45
"""Seconds within which a page reports a notice: static/report.js."""
STAFF, PASSWORD = 3, "of a benchmark"
CHANCE = random.Random(7)  # noqa: S311 - nothing here is secret
HALL = Room("room_a", "Hall A")
BASE = "event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}\nscreens:\n" + "".join(
    f"  s{number}: {{show: room, room: Hall A}}\n" for number in range(SCREENS)
)
TAKEOVER = BASE + "notices: [{title: Leave the building, style: takeover}]\n"


def _agenda() -> Agenda:
    begun = SYSTEM.now() - timedelta(minutes=10)
    return Agenda.of([Session("s1", "The grid after 2030", begun, begun + timedelta(hours=2), HALL)])


async def _serve(pipe: Connection) -> None:
    registry = Registry(SYSTEM)

    def tick() -> bytes:
        now = round(SYSTEM.now().timestamp() * 1000)
        told = {"now": now, "rate": 1, "build": "b", "spread": registry.spread, "confirmed": now}
        return encode(Event("tick", told))

    hub: Hub[Topic] = Hub(tick=tick)
    pieces = Pieces()
    publisher = Publisher(
        load(BASE.encode()).layout,
        clock=SYSTEM,
        topics=hub.topics,
        send=lambda topic, event: hub.publish(topic, pieces.of(event)),
    )
    await publisher.show_agenda(_agenda())
    media = Media(Path("none"))
    folder = tempfile.mkdtemp(prefix="signage-reports-")
    staff, feed = Staff.of(StaffSettings(PASSWORD), SQLiteStore(Path(folder), clock=SYSTEM), SYSTEM), Feed(tick, SYSTEM)
    await staff.start()
    options: dict[str, Any] = {"clock": SYSTEM, "confirmed": SYSTEM.now, "media": media, "registry": registry}
    options |= {"staff": staff, "feed": feed}
    application = app.create(publisher, hub, pieces=pieces, **options)
    sock = server.listen("127.0.0.1", 0)

    def close() -> None:
        hub.close()
        feed.hub.close()

    served = server.Server(application, sock, on_shutdown=close, limits=Limits(share=25_000))
    running = asyncio.create_task(served.serve(sockets=[sock]))

    async def sweep() -> None:
        await asyncio.sleep(2)
        registry.sweep()

    working = [asyncio.create_task(run_for_ever(work, SYSTEM)) for work in (sweep, *feed.work)]
    pipe.send(sock.getsockname()[1])
    while True:
        asked = await asyncio.to_thread(pipe.recv)
        if asked == "cpu":
            used = resource.getrusage(resource.RUSAGE_SELF)
            pipe.send((used.ru_utime + used.ru_stime, sum(row.state == "right" for row in registry), len(registry)))
        elif asked == "takeover":
            await publisher.show_layout(load(TAKEOVER.encode()).layout, publisher.current.appearance)
        else:
            break
    for work in working:
        work.cancel()
    served.should_exit = True
    await running
    shutil.rmtree(folder)


def _process(pipe: Connection) -> None:
    server.start(_serve(pipe))


@dataclass
class Played:
    """A display: its stream, and its reports on another connection, as a browser keeps one alive."""

    port: int
    number: int
    rev: str = ""
    confirmed_at: float = 0.0
    known: asyncio.Event = field(default_factory=asyncio.Event)
    takeover: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def path(self) -> str:
        return f"/screens/s{self.number % SCREENS}"

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        own = (f"127.0.0.{1 + self.number % ADDRESSES}", 0)
        return await asyncio.open_connection("127.0.0.1", self.port, limit=2**20, local_addr=own)

    async def follow(self) -> None:
        reader, writer = await self.connect()
        query = f"rev=&display={self.number:032x}-a1"
        writer.write(f"GET {self.path}/events?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        before = b""
        while data := await reader.read(65536):
            text = before + data
            for line in text.split(b"\n"):
                if line.startswith(b"id: "):
                    self.rev = line[4:].decode().strip()
                    self.known.set()
            if b"Leave the building" in text:
                self.takeover.set()
            before = text[-200:]

    async def report(self, shown: list[str]) -> None:
        told = {"page": self.path, "rev": self.rev, "load": "a1", "up": time.monotonic(), "shown": shown, "now": 1}
        told |= {"title": "The grid after 2030", "size": [1920, 1080, 1], "offset": 3, "errors": 0, "error": ""}
        body = json.dumps(told).encode()
        reader, writer = await self.connect()
        head = f"POST /displays/{self.number:032x}/report HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        status = (await reader.read()).split(b" ", 2)[1]
        writer.close()
        if status != b"204":
            raise RuntimeError(f"a report was answered with {status!r}")

    async def live(self) -> None:
        following = asyncio.create_task(self.follow())
        await self.known.wait()
        await asyncio.sleep(CHANCE.random() * EVERY)
        while not following.done():
            await self.report(["s1"])
            await asyncio.sleep(EVERY * (0.9 + 0.2 * CHANCE.random()))

    async def confirm(self) -> None:
        await self.takeover.wait()
        await asyncio.sleep(0.25 + CHANCE.random() * (NOTICE - 0.25))
        await self.report([])
        self.confirmed_at = time.monotonic()


async def _watch(port: int) -> None:
    """An open page of staff: signed in, with its stream."""
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, headers={"Origin": base}, timeout=httpx.Timeout(20, read=None)) as page:
        await page.post("/staff/login", data={"name": "staff", "password": PASSWORD})
        async with page.stream("GET", "/staff/events") as stream:
            stream.raise_for_status()
            async for _ in stream.aiter_raw():
                pass


async def _measured(number: int, rest: float) -> list[Mark]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_process, args=(theirs,), daemon=True)
    process.start()
    port = ours.recv()
    displays = [Played(port, one) for one in range(number)]
    living = [asyncio.create_task(_watch(port)) for _ in range(STAFF)]
    try:
        for start in range(0, number, 200):
            some = displays[start : start + 200]
            living += [asyncio.create_task(display.live()) for display in some]
            await asyncio.gather(*(display.known.wait() for display in some))
        await asyncio.sleep(EVERY + 5)
        ours.send("cpu")
        before, right, _ = ours.recv()
        if right < number:
            raise RuntimeError(f"{right} of {number} displays are seen right")
        began = time.monotonic()
        await asyncio.sleep(rest)
        ours.send("cpu")
        after, _, _ = ours.recv()
        share = 100 * (after - before) / (time.monotonic() - began)
        confirming = [asyncio.create_task(display.confirm()) for display in displays]
        sent = time.monotonic()
        ours.send("takeover")
        async with asyncio.timeout(120):
            await asyncio.gather(*confirming)
        last = max(display.confirmed_at for display in displays) - sent
        ours.send("cpu")
        used = ours.recv()[0] - after
    finally:
        for task in living:
            task.cancel()
        ours.send("end")
        process.join(10)
        process.kill()
    return [
        Mark(f"a core at rest, {number:,} displays that report", "%", share),
        Mark(f"a takeover, until all {number:,} have confirmed it", "s", last),
        Mark("CPU of that", "s", used),
    ]


def measure(scale: Scale) -> Iterator[Mark]:
    """Half as many displays as of a venue: a takeover has them all report at once, on connections of their own."""
    yield from asyncio.run(_measured(scale.displays // 2, scale.rest))
