"""What a day of a screen costs, in bytes and CPU, beside polling every minute; and start-up, pull and rendering.

    .venv/bin/python -m benchmarks.day [--streams 2000]

CPU is that of the server's process alone, so that it holds on a busy machine, too; docs/capacity.md reckons with it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.client import read_answer
from benchmarks.marks import page_of, revisions
from benchmarks.rendering import rendering
from benchmarks.servers import Contender, free_port, nginx, python
from benchmarks.whole import Program

SESSIONS, LARGE = 1500, 12_000
PAGE = "/screens/all"
EVERY, DAY = 15, 86_400
TICKS, POLLS, CHANGES = DAY // EVERY, DAY // 60, 50
REST = 30.0
"""Seconds for which streams are left at rest."""
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

    def row(self, name: str) -> str:
        """A line of the table of single things."""
        return f"| {name} | {self.size:,.0f} | {self.cpu:,.0f} µs |"

    def day(self, name: str) -> str:
        """A line of the table of days."""
        return f"| {name} | {self.size / 1e6:,.2f} MB | {self.cpu / 1e6:,.2f} s | {self.cpu / 1e6 / DAY * 1e5:,.1f} % |"


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


def at_rest(venue: Contender, count: int) -> Cost:
    """One tick of one stream: what a while with streams costs more than one without."""
    streams = opened(venue, count)
    time.sleep(5)
    for sock in streams:
        drained_quickly(sock)
    with_all, size = rested(venue), sum(map(drained_quickly, streams))
    for sock in streams:
        sock.close()
    time.sleep(5)
    ticks = count * REST / EVERY
    return Cost(size / ticks, 1e6 * (with_all - rested(venue)) / ticks)


def rested(venue: Contender) -> float:
    """Seconds of CPU of a while in which nothing is asked."""
    before = venue.busy
    time.sleep(REST)
    return venue.busy - before


def reported(venue: Contender, count: int) -> Cost:
    """A report of each display, as static/report.js sends one a minute."""
    streams = opened(venue, count)
    told = {
        "page": PAGE,
        "rev": revisions(venue, PAGE),
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


def started(folder: Path) -> tuple[float, float]:
    """Seconds of CPU and megabytes that the program takes until it is ready."""
    program = Program(folder, SESSIONS)
    program.ready()
    spent = program.busy, program.mb
    program.end()
    return spent


def listens(port: int) -> None:
    """Wait until somebody listens there."""
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)


def pulled() -> tuple[float, float]:
    """CPU and memory of `signage pull` for a large event, saved included; most of its time it waits by its own pace."""
    port = free_port()
    gateway = subprocess.Popen([sys.executable, "-m", "benchmarks.large", str(port), str(LARGE)])
    environment = {
        "INEVENT_BASE_URL": f"http://127.0.0.1:{port}",
        "INEVENT_CLIENT_ID": "x",
        "INEVENT_CLIENT_SECRET": "y",
    }
    try:
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder, "screens.yaml")
            config.write_text(
                "event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}\nscreens: {all: {show: overview}}\n"
            )
            command = [
                Path(sys.executable).with_name("signage"),
                "pull",
                "--config",
                config,
                "--data",
                f"{folder}/data",
            ]
            listens(port)
            process = subprocess.Popen(command, env=os.environ | environment)
            _, status, used = os.wait4(process.pid, 0)
            if status:
                raise SystemExit("the pull failed")
            return used.ru_utime + used.ru_stime, used.ru_maxrss / 1000
    finally:
        gateway.terminate()
        gateway.wait(60)


def days(venue: Contender, front: Contender | None, count: int) -> None:
    """Prints what single things cost, and a day of each way."""
    page, same = answered(venue, get(PAGE), 1000), answered(venue, get(PAGE, etag_of(venue.port, PAGE)), 1000)
    tick, report = at_rest(venue, count), reported(venue, min(count, 1000))
    change = Cost(500 + 5, 20)  # benchmarks.marks: a title is half a kilobyte, a delivery 15 to 20 µs
    print("| | bytes, both ways | CPU |\n|---|---|---|")
    for name, cost in {"tick": tick, "report": report, "304": same, "page": page, "a change": change}.items():
        print(cost.row(name))
    shown = page + tick.times(TICKS) + change.times(CHANGES)
    print("\n| a screen's day | bytes | CPU | of a core, 1,000 screens |\n|---|---|---|---|")
    print(shown.day("signage: a stream, a tick every 15 s"))
    print((shown + report.times(POLLS)).day("signage, with a report every minute of what can be seen"))
    print((same.times(POLLS - CHANGES) + page.times(CHANGES)).day("polling this server every minute"))
    if front:
        fixed, known = answered(front, get("/page.html"), 1000), get("/page.html", etag_of(front.port, "/page.html"))
        print(fixed.times(POLLS).day("polling a file of nginx every minute, read anew each time"))
        print((answered(front, known, 1000).times(POLLS - CHANGES) + fixed.times(CHANGES)).day("the same, by its ETag"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, default=2_000)
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with contextlib.ExitStack() as stack:
        venue = stack.enter_context(python("venue", "venue.py", str(SESSIONS), "89"))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)  # nginx reads it as nobody
        (folder / "page.gz").write_bytes(page_of(venue, PAGE, "gzip")[1])
        days(venue, nginx("nginx", "nginx.conf", stack, page=folder), options.streams)
    with tempfile.TemporaryDirectory() as name:
        first, again = started(Path(name)), started(Path(name))
    print("\n| | CPU | memory |\n|---|---|---|")
    print(f"| start and first pull of {SESSIONS:,} sessions, until /readyz | {first[0]:.2f} s | {first[1]:.0f} MB |")
    print(f"| start with a stored agenda, until /readyz | {again[0]:.2f} s | {again[1]:.0f} MB |")
    for name, spent in rendering():
        print(f"| {name} | {1000 * spent:,.0f} ms | |", flush=True)
    spent, most = pulled()
    print(f"| `signage pull` of {LARGE:,} sessions | {spent:.2f} s | {most:.0f} MB |")


if __name__ == "__main__":
    main()
