"""Two nodes on one Redis beside one server with as many walls: a takeover, a change, and what relaying costs."""

from __future__ import annotations

import contextlib
import json
import re
import select
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.client import read_answer
from benchmarks.day import PAGE, device
from benchmarks.mark import Mark
from benchmarks.servers import busy_of, free_port
from benchmarks.whole import Program
from benchmarks.wire import revisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.mark import Scale

TITLE = "Two nodes beside one server"
SESSIONS, TIMES = 1400, 5
GIVEN_UP = 60.0
LEFT_ALONE = 4.0
"""Seconds after reports in which all of them are passed on and taken over."""
REPORTS = re.compile(rb"^signage_display_reports_total ([\d.e+]+)", re.MULTILINE)
REDIS = next(filter(None, map(shutil.which, ("redis-server", "valkey-server"))), None)


@dataclass(frozen=True)
class Found:
    """Of one server or two: seconds until the last wall has a takeover, and seconds of CPU of that and of a change.

    Then µs of CPU of a report: all servers together, those that only hear of it, and Redis; and KB of a display.
    """

    last: float
    takeover: float
    change: float
    report: float
    heard: float
    redis: float
    memory: float


class Stand:
    """The servers with their walls."""

    def __init__(
        self, programs: list[Program], walls: list[socket.socket], redis: subprocess.Popen[bytes] | None
    ) -> None:
        self.programs, self.walls, self.redis = programs, walls, redis
        self._takeovers, self._changes = 100, 0  # as many digits each, so that none begins like another

    @property
    def busy(self) -> list[float]:
        """Seconds of CPU so far of each server, then of Redis."""
        redis = [busy_of(self.redis.pid)] if self.redis else [0.0]
        return [program.busy for program in self.programs] + redis

    def last(self, needle: bytes) -> float:
        """When the last wall has heard this."""
        poll, ends, missing = select.epoll(), {wall.fileno(): b"" for wall in self.walls}, len(self.walls)
        until = time.monotonic() + GIVEN_UP
        sockets = {wall.fileno(): wall for wall in self.walls}
        for number in sockets:
            poll.register(number, select.EPOLLIN)
        while missing:
            if time.monotonic() > until:
                raise RuntimeError(f"{missing} walls have not heard of {needle.decode()}")
            time.sleep(0.002)  # a client asleep in poll is woken by each write, at the server's cost
            for number, _ in poll.poll(0, len(sockets)):
                got = sockets[number].recv(1 << 20)
                if not got:
                    raise RuntimeError("a wall was dropped")
                if needle in ends[number] + got:
                    missing -= 1
                    poll.unregister(number)
                ends[number] = got[-64:]
        poll.close()
        return time.monotonic()

    def timed(self, act: Callable[[], bytes]) -> tuple[float, float]:
        """Seconds until the last wall has what this does, and the servers' seconds of CPU in them."""
        began, busy = time.monotonic(), self.busy
        last = self.last(act())
        return last - began, sum(self.busy[:-1]) - sum(busy[:-1])

    def take_over(self) -> bytes:
        """Save a full-screen notice at the first server."""
        self._takeovers += 1
        self.programs[0].take_over(self._takeovers)
        return f"Leave the building {self._takeovers}".encode()

    def change(self) -> bytes:
        """One title becomes another on the platform."""
        self._changes += 1
        self.programs[0].gateway.send_signal(signal.SIGRTMIN)
        return f", version {self._changes}".encode()

    def report(self) -> list[float]:
        """A report of each display at the first server; µs of CPU for each at each server, then at Redis."""
        program, count = self.programs[0], len(self.walls)
        told = {"page": PAGE, "rev": revisions(program.port, PAGE), "shown": ["s1"], "load": "1", "now": 1}
        before, began = self.busy, time.monotonic()
        with socket.create_connection(("127.0.0.1", program.port)) as sock:
            for number in range(count):
                body = json.dumps({**told, "up": number + 1}).encode()
                head = f"POST /displays/{device(number)}/report HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}"
                read_answer(sock, f"{head}\r\n\r\n".encode() + body)
        time.sleep(LEFT_ALONE)
        after, took = self.busy, time.monotonic() - began
        time.sleep(took)
        marks = zip(before, after, self.busy, strict=True)
        for one in self.programs:
            known = REPORTS.search(one.ask("/metrics"))
            if not known or float(known[1]) < count:
                raise RuntimeError(f"{known and known[1].decode()} of {count} reports are known")
        return [1e6 * max(0.0, (then - first) - (last - then)) / count for first, then, last in marks]

    def found(self, memory: float) -> Found:
        """All figures: of takeovers the median, of what takes CPU the least."""
        takeovers = [self.timed(self.take_over) for _ in range(TIMES)]
        changes = [self.timed(self.change) for _ in range(TIMES)]
        *servers, redis = self.report()
        return Found(
            last=statistics.median(last for last, _ in takeovers),
            takeover=min(cpu for _, cpu in takeovers),
            change=min(cpu for _, cpu in changes),
            report=sum(servers),
            heard=sum(servers[1:]),
            redis=redis,
            memory=memory,
        )


def walls_of(programs: list[Program], count: int) -> list[socket.socket]:
    """So many displays, divided between servers, each with its stream; all have what there is."""
    walls, known = [], revisions(programs[0].port, PAGE)
    for number in range(count):
        wall = socket.create_connection(("127.0.0.1", programs[number % len(programs)].port))
        head = f"GET {PAGE}/events?rev={known}&display={device(number)}-1 HTTP/1.1\r\nHost: x\r\n"
        wall.sendall(f"{head}Accept: text/event-stream\r\n\r\n".encode())
        walls.append(wall)
    for wall in walls:
        wall.recv(1 << 20)
        wall.setblocking(False)
    return walls


@contextlib.contextmanager
def redis() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Redis that keeps its data as docs/redis.md has it: its address, and its process."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        given = ["--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--save", ""]
        process = subprocess.Popen([str(REDIS), *given], stdout=subprocess.DEVNULL)
        try:
            yield f"redis://127.0.0.1:{port}/0", process
        finally:
            process.terminate()
            process.wait(20)


def figures(nodes: int, count: int) -> Found:
    """Of one server with a data folder alone, or of so many nodes on a Redis."""
    with contextlib.ExitStack() as stack:
        store, server = stack.enter_context(redis()) if nodes > 1 else ("", None)
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        programs: list[Program] = []
        for number in range(nodes):
            beside = programs[0] if programs else None
            programs.append(Program(place / str(number), SESSIONS, store=store, beside=beside))
            stack.callback(programs[-1].end)
            programs[-1].ready()
        time.sleep(5)
        before = sum(program.mb for program in programs)
        walls = walls_of(programs, count)
        for wall in walls:
            stack.callback(wall.close)
        time.sleep(5)
        grown = sum(program.mb for program in programs) - before
        return Stand(programs, walls, server).found(1000 * grown / count)


def measure(scale: Scale) -> Iterator[Mark]:
    """One server first, then two; nothing but that one where there is no Redis."""
    one, count = figures(1, scale.displays), f"{scale.displays:,} walls"
    two = figures(2, scale.displays) if REDIS else None
    beside = "one server" if two else ""
    for name, unit, ours, theirs in (
        (f"a takeover, until the last of {count} has it", "s", two and two.last, one.last),
        ("CPU of that, all servers together", "ms", two and 1000 * two.takeover, 1000 * one.takeover),
        (f"CPU of a title that changes, on {count}", "ms", two and 1000 * two.change, 1000 * one.change),
        ("CPU of a report, all servers together", "µs", two and two.report, one.report),
        ("memory of an open display, all servers together", "KB", two and two.memory, one.memory),
    ):
        yield Mark(name, unit, one_or(ours, theirs), beside, theirs if two else None)
    if two:
        yield Mark("of the CPU of a report: at the node that is told of it", "µs", two.heard)
        yield Mark("and at Redis", "µs", two.redis)


def one_or(ours: float | None, theirs: float) -> float:
    """Two servers' value, or that of one where there are no two."""
    return theirs if ours is None else ours
