"""What it costs to deliver an event to thousands of streams: ours, sse-starlette and nchan, in one run on loopback.

    .venv/bin/python benchmarks/fanout.py [--streams 5000]

Each server runs in a process of its own and holds all its streams throughout; the rounds are interleaved, so that
whatever else the machine does falls on all of them. One stream in each never reads. Exit status 1 if a bound is
broken. docs/benchmarks.md tells how to read the table.
"""

from __future__ import annotations

import argparse
import contextlib
import resource
import select
import shutil
import socket
import statistics
import string
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
MARK = b"~"  # once in each event, nowhere else
EVENT = b"<p>Session</p>" * 146 + MARK  # 2 KB
BASE = 200  # streams open before memory is first read, so that only streams are counted


@dataclass
class Contender:
    """A server under test, its streams, and what was measured."""

    name: str
    pid: int
    port: int
    streams: list[socket.socket] = field(default_factory=list)
    paused: socket.socket | None = None
    base_kb: int = 0  # resident memory with BASE streams
    full_kb: int = 0  # with all of them, before the rounds
    cpu: list[float] = field(default_factory=list)  # µs a delivery, one for each round
    last: list[float] = field(default_factory=list)  # ms from publishing to the last stream, one for each event

    @property
    def kb(self) -> int:
        """Resident memory."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    @property
    def busy(self) -> float:
        """Seconds of CPU so far, user and system."""
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    @property
    def micros(self) -> float:
        """CPU for a delivery, the median of the rounds."""
        return statistics.median(self.cpu)

    @property
    def kb_per_stream(self) -> float:
        return (self.kb - self.base_kb) / (len(self.streams) - BASE)


# Servers ----------------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def peer_python() -> Path:
    """The interpreter of a throwaway environment that holds sse-starlette, made at the first run."""
    python = HERE / ".venv" / "bin" / "python"
    if not python.exists():
        print("installing benchmarks/requirements.txt into benchmarks/.venv", file=sys.stderr)
        venv.create(HERE / ".venv", with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(HERE / "requirements.txt")]
        subprocess.run(command, check=True)
    return python


@contextlib.contextmanager
def running(name: str, *command: str | Path, port: int, cwd: Path = HERE) -> Iterator[Contender]:
    process = subprocess.Popen(command, cwd=cwd)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield Contender(name, int(children[0]) if children else process.pid, port)
    finally:
        process.terminate()
        process.wait(10)


def python(name: str, interpreter: Path, script: str) -> contextlib.AbstractContextManager[Contender]:
    port = free_port()
    return running(name, interpreter, script, str(port), port=port)


def nchan(port: int, stack: contextlib.ExitStack) -> Contender | None:
    """nginx with nchan, or None where it isn't installed."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if not nginx or not Path("/usr/lib/nginx/modules/ngx_nchan_module.so").exists():
        return None
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    conf = folder / "nginx.conf"
    conf.write_text(string.Template((HERE / "nchan.conf").read_text()).substitute(port=port))
    return stack.enter_context(running("nchan", nginx, "-p", folder, "-c", conf, port=port))


# Client -----------------------------------------------------------------------------------------------------------


def subscribe(contender: Contender, count: int) -> None:
    """Open streams until there are `count`, and wait for the head of each."""
    fresh = []
    while len(contender.streams) < count:
        sock = socket.create_connection(("127.0.0.1", contender.port))
        sock.sendall(b"GET /events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n")
        contender.streams.append(sock)
        fresh.append(sock)
    for sock in fresh:
        sock.recv(65536)
        sock.setblocking(False)


def subscribe_paused(contender: Contender) -> None:
    """Open a stream that never reads."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.connect(("127.0.0.1", contender.port))
    sock.sendall(b"GET /events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n")
    contender.paused = sock


def fill(contender: Contender, count: int) -> None:
    """Open all its streams, one of them never read; and warm it up."""
    subscribe(contender, BASE)
    deliver(contender, 3)
    contender.base_kb = contender.kb
    subscribe(contender, count)
    subscribe_paused(contender)
    deliver(contender, 3)
    contender.full_kb = contender.kb
    contender.cpu.clear()
    contender.last.clear()


def publish(contender: Contender) -> None:
    head = f"POST /publish HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(EVENT)}\r\n"
    kind = "X-EventSource-Event: panel\r\n\r\n"
    with socket.create_connection(("127.0.0.1", contender.port)) as sock:
        sock.sendall((head + kind).encode() + EVENT)
        sock.recv(4096)


def deliver(contender: Contender, events: int) -> None:
    """Publish one event after another, each when all streams have the one before it."""
    poll = select.epoll()
    streams = {sock.fileno(): sock for sock in contender.streams}
    for number in streams:
        poll.register(number, select.EPOLLIN)
    before = contender.busy
    for _ in range(events):
        start, missing = time.perf_counter(), len(streams)
        publish(contender)
        while missing:
            time.sleep(0.002)  # a client asleep in poll is woken by each write, at the server's cost
            ready = poll.poll(10, len(streams))
            assert ready, f"{contender.name}: {missing} streams got nothing for 10 s"
            for number, _ in ready:
                got = streams[number].recv(65536)
                assert got, f"{contender.name}: a stream was closed"
                missing -= got.count(MARK)
        contender.last.append(1000 * (time.perf_counter() - start))
    contender.cpu.append(1e6 * (contender.busy - before) / events / len(streams))
    poll.close()


# Report -----------------------------------------------------------------------------------------------------------


def report(contenders: list[Contender]) -> None:
    """Print the table."""
    ours = contenders[0].micros
    print(
        "| server | CPU per delivery | ours is | last stream reached, median | worst | memory per stream | grown by |"
    )
    print("|---|---|---|---|---|---|---|")
    for each in contenders:
        print(
            f"| {each.name} | {each.micros:.1f} µs | {ours / each.micros:.2f} of it"
            f" | {statistics.median(each.last):.0f} ms | {max(each.last):.0f} ms"
            f" | {each.kb_per_stream:.1f} KB | {each.kb - each.full_kb} KB |"
        )


def broken(ours: Contender, sse: Contender, third: Contender | None) -> list[str]:
    """The bounds that don't hold."""
    bounds = [
        ("CPU as a share of sse-starlette's", ours.micros / sse.micros, 1 / 3),
        ("KB of memory per stream", ours.kb_per_stream, 20.0),
        ("KB that the rounds, with a reader that never reads, grew the server by", ours.kb - ours.full_kb, 1024.0),
    ]
    if third:
        bounds.append(("CPU as a multiple of nchan's", ours.micros / third.micros, 1.5))
    return [f"{what}: {value:.2f}, at most {bound:.2f}" for what, value, bound in bounds if value > bound]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, default=30, help="in each round")
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(python("ours", Path(sys.executable), "ours.py"))
        sse = stack.enter_context(python("sse-starlette", peer_python(), "sse.py"))
        third = nchan(free_port(), stack)
        contenders = [each for each in (ours, sse, third) if each]
        for each in contenders:
            fill(each, options.streams)
        for _ in range(options.rounds):
            for each in contenders:
                deliver(each, options.events)
        report(contenders)
        failures = broken(ours, sse, third)
    for text in failures:
        print(f"bound broken: {text}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
