"""What a day of a screen costs, in bytes and CPU, beside polling every minute; docs/capacity.md reckons with it.

CPU is that of the server's process alone, so that it holds on a busy machine, too.
"""

from __future__ import annotations

import contextlib
import json
import re
import select
import signal
import socket
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.client import read_answer
from benchmarks.mark import Mark
from benchmarks.servers import Contender, nginx, python
from benchmarks.wire import changed, page_of, revisions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.mark import Scale

TITLE = "A screen's day"
SESSIONS, ROOMS = 1500, 89
PAGE = "/screens/all"
EVERY, DAY = 15, 86_400
TICKS, POLLS, CHANGES = DAY // EVERY, DAY // 60, 50
TICK, CHANGE, REPORT, LOAD, SAME = "a tick", "a change of one title", "a report", "a page", "a page that is the same"
"""What a display costs, as rows name it."""
STREAM, REPORTED = "signage: a stream", "signage, with reports"
BROWSER = (
    "Host: signage.example.com\r\nConnection: keep-alive\r\n"
    "User-Agent: Mozilla/5.0 (Linux; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.31 TV\r\n"
    "Referer: https://signage.example.com/screens/all\r\n"
    "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: en-GB,en;q=0.9\r\n"
)
"""What a TV's browser sends with each request."""


@dataclass(frozen=True)
class Cost:
    """Of one thing, as often as it is said: bytes both ways, and µs of CPU of the server."""

    size: float
    cpu: float

    def times(self, count: float) -> Cost:
        """As often as that."""
        return Cost(count * self.size, count * self.cpu)

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.size + other.size, self.cpu + other.cpu)


def get(path: str, more: str = "") -> bytes:
    """A request of a TV."""
    return f"GET {path} HTTP/1.1\r\n{BROWSER}{more}\r\n".encode()


def answered(server: Contender, asked: bytes, count: int) -> Cost:
    """A request and its answer, on a connection that stays open: the least of three times, for load only adds."""
    with socket.create_connection(("127.0.0.1", server.port)) as sock:
        size = len(asked) + read_answer(sock, asked)
        costs = []
        for _ in range(3):
            before = server.busy
            for _ in range(count):
                read_answer(sock, asked)
            costs.append(1e6 * (server.busy - before) / count)
    return Cost(size, min(costs))


def etag_of(port: int, path: str) -> str:
    """What a browser names when it asks again."""
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.sendall(get(path))
        found = re.search(rb"etag: ([^\r]+)", sock.recv(1 << 20), re.IGNORECASE)
    return f"If-None-Match: {found[1].decode() if found else ''}\r\n"


def device(number: int) -> str:
    """The id of a display."""
    return f"{number:032x}"


def opened(venue: Contender, count: int) -> list[socket.socket]:
    """So many displays, each with its stream."""
    streams = []
    for number in range(count):
        sock = socket.create_connection(("127.0.0.1", venue.port))
        sock.sendall(get(f"{PAGE}/events?rev=x&display={device(number)}-1", "Accept: text/event-stream\r\n"))
        streams.append(sock)
    for sock in streams:
        sock.recv(1 << 20)
        sock.setblocking(False)
    return streams


def drained_quickly(sock: socket.socket) -> int:
    """The bytes that are there already."""
    size = 0
    with contextlib.suppress(BlockingIOError):
        while more := sock.recv(1 << 20):
            size += len(more)
    return size


def at_rest(venue: Contender, count: int, rest: float) -> Cost:
    """One tick of one stream: what a while with streams costs more than one without."""
    streams = opened(venue, count)
    time.sleep(5)
    for sock in streams:
        drained_quickly(sock)
    with_all, size = rested(venue, rest), sum(map(drained_quickly, streams))
    for sock in streams:
        sock.close()
    time.sleep(5)
    ticks = count * rest / EVERY
    return Cost(size / ticks, 1e6 * (with_all - rested(venue, rest)) / ticks)


def rested(venue: Contender, rest: float) -> float:
    """Seconds of CPU of a while in which nothing is asked."""
    before = venue.busy
    time.sleep(rest)
    return venue.busy - before


def reported(venue: Contender, count: int) -> Cost:
    """A report of each display, as static/report.js sends one a minute."""
    streams = opened(venue, count)
    told = {
        "page": PAGE,
        "rev": revisions(venue.port, PAGE),
        "shown": ["s1", "s2"],
        "load": "1",
        "now": 1,
        "visible": True,
    }
    time.sleep(5)
    size, before = 0, venue.busy
    with socket.create_connection(("127.0.0.1", venue.port)) as asking:
        for number in range(count):
            body = json.dumps({**told, "up": number + 1}).encode()
            head = f"POST /displays/{device(number)}/report HTTP/1.1\r\n{BROWSER}Content-Length: {len(body)}\r\n\r\n"
            asking.sendall(head.encode() + body)
            answer = asking.recv(4096)
            if b" 204 " not in answer[:20]:
                raise SystemExit(f"a report was refused: {answer[:200]!r}")
            size += len(head) + len(body) + len(answer)
    for sock in streams:
        sock.close()
    return Cost(size / count, 1e6 * (venue.busy - before) / count)


def retitled(venue: Contender, count: int) -> Cost:
    """One title becomes another, for each stream that shows it: what many cost more than one."""
    (_, once), (size, cpu) = (published(venue, streams) for streams in (1, count))
    return Cost(size, 1e6 * (cpu - once) / (count - 1))


def published(venue: Contender, count: int) -> tuple[float, float]:
    """The bytes of a change of one title to each of so many streams, and seconds of CPU of all: the least of three."""
    streams, taken = opened(venue, count), []
    time.sleep(5)
    for sock in streams:
        drained_quickly(sock)
    for _ in range(3):
        before = venue.busy
        changed(venue, signal.SIGRTMIN)
        size = sum(map(awaited, streams)) / count
        taken.append((venue.busy - before, size))
    for sock in streams:
        sock.close()
    cpu, size = min(taken)
    return size, cpu


def awaited(sock: socket.socket) -> int:
    """The bytes that are there, once something is."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    if not poll.poll(10_000):
        raise RuntimeError("a change did not come")
    return drained_quickly(sock)


def measure(scale: Scale) -> Iterator[Mark]:
    """What single things cost, and a day of each way."""
    with contextlib.ExitStack() as stack:
        venue = stack.enter_context(python("venue", "venue.py", str(SESSIONS), str(ROOMS)))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)  # nginx reads it as nobody
        (folder / "page.gz").write_bytes(page_of(venue.port, PAGE, "gzip")[1])
        front = nginx("nginx", "nginx.conf", stack, page=folder)
        found = [*beside(venue, front), *displayed(venue, scale)]
        yield from found
    yield from compared(ways({mark.name: mark for mark in found}))


def beside(venue: Contender, front: Contender | None) -> Iterator[Mark]:
    """A page, and the answer that it has not changed, beside nginx with a file."""
    for name, path, conditional in ((LOAD, PAGE, False), (SAME, PAGE, True)):
        costs = []
        for server, asked in ((venue, path), (front, "/page.html")):
            if server:
                costs.append(answered(server, get(asked, etag_of(server.port, asked) if conditional else ""), 1000))
        theirs = costs[1] if front else None
        yield from marks_of(name, costs[0], "nginx" if front else "", theirs)


def displayed(venue: Contender, scale: Scale) -> Iterator[Mark]:
    """What an open display costs."""
    yield from marks_of(TICK, at_rest(venue, scale.displays, scale.rest))
    yield from marks_of(CHANGE, retitled(venue, scale.displays))
    yield from marks_of(REPORT, reported(venue, min(scale.displays, 1000)))


def marks_of(name: str, cost: Cost, peer: str = "", theirs: Cost | None = None) -> Iterator[Mark]:
    """A cost as rows."""
    yield Mark(f"{name}: both ways", "bytes", cost.size, peer, theirs and theirs.size)
    yield Mark(f"{name}: CPU", "µs", cost.cpu, peer, theirs and theirs.cpu)


def cost_of(found: Mapping[str, Mark], name: str, *, theirs: bool = False) -> Cost | None:
    """The cost that rows tell; None if there is no such peer."""
    size, cpu = found[f"{name}: both ways"], found[f"{name}: CPU"]
    if not theirs:
        return Cost(size.ours, cpu.ours)
    return None if size.theirs is None or cpu.theirs is None else Cost(size.theirs, cpu.theirs)


def ways(found: Mapping[str, Mark]) -> dict[str, Cost]:
    """A screen's day by each way to have it: by a stream, or by asking every minute."""
    one = {name: cost_of(found, name) or Cost(0, 0) for name in (TICK, CHANGE, REPORT, LOAD, SAME)}
    stream = one[LOAD] + one[TICK].times(TICKS) + one[CHANGE].times(CHANGES)
    days = {
        STREAM: stream,
        REPORTED: stream + one[REPORT].times(POLLS),
        "polling this server, by ETag": one[SAME].times(POLLS - CHANGES) + one[LOAD].times(CHANGES),
    }
    page, same = cost_of(found, LOAD, theirs=True), cost_of(found, SAME, theirs=True)
    if page and same:
        days["polling a file of nginx, by ETag"] = same.times(POLLS - CHANGES) + page.times(CHANGES)
        days["polling a file of nginx, read anew"] = page.times(POLLS)
    return days


def compared(days: Mapping[str, Cost]) -> Iterator[Mark]:
    """A day of a stream, with reports and without, beside each way to poll."""
    for own in (STREAM, REPORTED):
        for name, other in days.items():
            if name not in (STREAM, REPORTED):
                yield Mark(f"a screen's day, {own}: both ways", "MB", days[own].size / 1e6, name, other.size / 1e6)
                yield Mark(f"a screen's day, {own}: CPU", "s", days[own].cpu / 1e6, name, other.cpu / 1e6)
