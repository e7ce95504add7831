"""What reports of displays cost the server: CPU at rest, and how soon a takeover is confirmed by all.

A server in a process of its own, streams and reports of so many displays from here, three open pages of staff: the
server's CPU at rest; and with fewer displays a takeover, and the seconds until each has said that it shows it. Displays
here answer at once and as many at a time as a page would: within the same waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
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
import uvloop

from benchmarks.mark import Mark
from signage.agenda import Agenda, Room, Session
from signage.clock import SYSTEM
from signage.fleet.registry import SPREAD_EACH, SPREAD_LEAST, Registry
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
from signage.web.limits import Limits
from signage.web.staff.feed import Feed
from signage.web.stream import Pieces, encode

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from benchmarks.mark import Scale

TITLE = "Displays that report"
SCREENS = 50
ADDRESSES = 8
"""Addresses of the loopback network that displays come from, so that no address has more ports to give than it has."""
EVERY = 55.0
"""Seconds between two reports of a display, on average, as in static/report.js."""
NOTICE = 1.45
"""Seconds within which a page reports a notice: static/report.js."""
SETTLED = 5.0
"""Seconds between the last display that is found right and what is measured."""
LONGEST = 120
"""Seconds until all displays are found right."""
AT_REST, CONFIRMED = 25.0, 3.0
"""Per cent of a core, and seconds: what is asked of it."""
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
            pipe.send((used.ru_utime + used.ru_stime, sum(row.state == "right" for row in registry)))
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
    spread: float = 1.0
    told: int = 0
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
            for line in text.split(b"\n")[:-1]:
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
        """Report once within the spread that the server asks for, then again and again: at any time as often."""
        following = asyncio.create_task(self.follow())
        await self.known.wait()
        waits = itertools.chain((self.spread, EVERY), itertools.repeat(0.0))
        for wait in waits:
            await asyncio.sleep(wait * CHANCE.random() if wait else EVERY * (0.9 + 0.2 * CHANCE.random()))
            if following.done():
                break
            await self.report(["s1"])
            self.told += 1

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


@contextlib.asynccontextmanager
async def _reporting(number: int) -> AsyncIterator[tuple[list[Played], Connection]]:
    """So many displays, each known to be right, with three open pages of staff; and the way to ask their server."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_process, args=(theirs,), daemon=True)
    process.start()
    port = ours.recv()
    displays = [Played(port, one, spread=max(SPREAD_LEAST, SPREAD_EACH * number) / 1000) for one in range(number)]
    living = [asyncio.create_task(_watch(port)) for _ in range(STAFF)]
    try:
        for start in range(0, number, 200):
            some = displays[start : start + 200]
            living += [asyncio.create_task(display.live()) for display in some]
            await asyncio.gather(*(display.known.wait() for display in some))
        await _until_right(ours, number)
        await asyncio.sleep(SETTLED)
        yield displays, ours
    finally:
        for task in living:
            task.cancel()
        ours.send("end")
        process.join(10)
        process.kill()


async def _until_right(pipe: Connection, number: int) -> None:
    for _ in range(LONGEST):
        right = _busy(pipe)[1]
        if right == number:
            return
        await asyncio.sleep(1)
    raise RuntimeError(f"{right} of {number} displays are seen right")


def _busy(pipe: Connection) -> tuple[float, int]:
    """Seconds of CPU that the server has had, and how many displays it sees right."""
    pipe.send("cpu")
    seconds, right = pipe.recv()
    return seconds, right


async def _at_rest(number: int, rest: float) -> AsyncIterator[Mark]:
    async with _reporting(number) as (displays, server_of):
        before, began, told = _busy(server_of)[0], time.monotonic(), sum(display.told for display in displays)
        await asyncio.sleep(rest)
        used, passed = _busy(server_of)[0] - before, time.monotonic() - began
        a_second = (sum(display.told for display in displays) - told) / passed
    share = 100 * used / passed
    yield Mark(f"a core at rest, {number:,} displays that report", "%", share, bound=AT_REST)
    yield Mark("reports a second then", "a second", a_second)


async def _confirmed(number: int) -> AsyncIterator[Mark]:
    async with _reporting(number) as (displays, server_of):
        confirming = [asyncio.create_task(display.confirm()) for display in displays]
        before, sent = _busy(server_of)[0], time.monotonic()
        server_of.send("takeover")
        async with asyncio.timeout(120):
            await asyncio.gather(*confirming)
        last = max(display.confirmed_at for display in displays) - sent
        used = _busy(server_of)[0] - before
    yield Mark(f"a takeover, until all {number:,} have confirmed it", "s", last, bound=CONFIRMED)
    yield Mark("CPU of that", "s", used)


async def _all(marks: AsyncIterator[Mark]) -> list[Mark]:
    return [mark async for mark in marks]


def measure(scale: Scale) -> Iterator[Mark]:
    """At rest as many displays as a process carries. A takeover has all of them report at once, on connections of their
    own: of half as many as of a venue, so that it is not this process that is waited for.
    """
    server.raise_open_files()
    for marks in (_at_rest(scale.streams, scale.rest), _confirmed(scale.displays // 2)):
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            yield from runner.run(_all(marks))
