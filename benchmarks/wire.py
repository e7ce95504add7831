"""What the wire costs, beside everything else that does the same: pages, changes, reconnects, deliveries, memory."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import re
import secrets
import signal
import statistics
import tempfile
import threading
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.client import Readers, ask_again_and_again, connect_all, deliver, open_streams, request
from benchmarks.mark import Mark
from benchmarks.servers import Contender, nginx, peer_python, python

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.mark import Scale

TITLE = "The wire"
SAME, STREAM = "CPU of a reconnect, nothing changed", "memory of a stream"

SESSIONS, ROOMS = 1500, 89
BASE = 200  # streams open before memory is first read, so that only streams are counted
PAGE = "/screens/all"
BOARD = "/screens/board"


def page_of(port: int, path: str, more: str = "") -> tuple[bytes, bytes]:
    """Head and body of a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Accept-Encoding": more} if more else {}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return str(answer.getheaders()).encode(), answer.read()


def revisions(port: int, path: str) -> str:
    """What a page that is open tells when it connects."""
    html = page_of(port, path)[1].decode()
    found = re.search(r'data-set="([^"]*)"', html)
    return ".".join([found[1] if found else "", *re.findall(r'data-panel="[^"]*" data-revision="([^"]*)"', html)])


def changed(venue: Contender, number: signal.Signals) -> dict[str, float]:
    """Have the venue change its agenda; what that cost."""
    venue.process.send_signal(number)
    line = venue.process.stdout.readline() if venue.process.stdout else ""
    return dict(json.loads(line))


def close(contender: Contender, *more: list) -> None:  # type: ignore[type-arg]
    """Close its streams, and wait until it has noticed."""
    for sock in [*contender.streams, *(sock for socks in more for sock in socks)]:
        sock.close()
    contender.streams.clear()
    time.sleep(2)


def delivery(ours: Contender, sse: Contender, nchan: Contender | None, panel: bytes, count: int) -> list[Mark]:
    """A panel to all streams of a topic; nchan has its own streams get the bytes that ours do."""
    made = zlib.compressobj(6, zlib.DEFLATED, -15)
    small = made.compress(panel) + made.flush(zlib.Z_FULL_FLUSH)
    same = base64.b85encode(secrets.token_bytes(len(small)))[: len(small)]
    streams = [(ours, panel), (sse, panel), *([(nchan, same)] if nchan else [])]
    asked = request("/events")
    memory = 0.0
    for contender, _ in streams:
        open_streams(contender, BASE, asked)
        base = contender.kb
        open_streams(contender, count, asked)
        if contender is ours:
            memory = (contender.kb - base) / (count - BASE)
    rounds = [[deliver(contender, body, 5) for contender, body in streams] for _ in range(3)]
    cpu = [statistics.median(one[place][0] for one in rounds) for place in range(len(streams))]
    last = [statistics.median(one[place][1] for one in rounds) for place in range(len(streams))]
    size = rounds[0][0][2]
    rest = ours.busy
    time.sleep(10)
    rest = ours.busy - rest
    marks = [
        Mark("bytes of a room's panel on a stream", "KB", size / 1000, "plain", len(panel) / 1000, 1 / 12),
        Mark("CPU of a delivery of it", "µs", cpu[0], "sse-starlette", cpu[1], 1 / 3),
        Mark(STREAM, "KB", memory, bound=12),
        Mark(f"a core at rest, {count:,} streams", "%", 10 * rest, bound=5 * count / 10_000),
    ]
    if nchan:
        marks.insert(2, Mark("CPU of a delivery of it, same bytes", "µs", cpu[0], "nchan", cpu[2], 1.1))
        marks.insert(3, Mark(f"last of {count:,} streams reached", "ms", last[0], "nchan", last[2], 1.3))
    for contender, _ in streams:
        close(contender)
    return marks


def changes(venue: Contender) -> list[Mark]:
    """One title, on a board of all sessions that hangs on some walls."""
    open_streams(venue, 20, request(f"{BOARD}/events?rev={revisions(venue.port, BOARD)}"))
    cost = [changed(venue, signal.SIGRTMIN) for _ in range(9)]
    close(venue)
    return [
        Mark(f"one title on a board of {SESSIONS:,} sessions", "KB", max(c["bytes"] for c in cost) / 1000, bound=5),
        Mark("CPU until that is published", "ms", min(c["cpu_ms"] for c in cost), bound=20),
    ]


def again(venue: Contender, asked: bytes) -> float:
    """µs of CPU of a reconnect: the least of three times 1,000, for what else the machine does only adds to it."""
    cost = []
    for _ in range(3):
        _, cpu, live = connect_all(venue, asked, 1000)
        cost.append(cpu)
        close(venue, live)
    return min(cost)


def reconnects(venue: Contender, sse: Contender, count: int) -> list[Mark]:
    """Displays that come back at once: nothing changed, then every title; pages are asked for meanwhile."""
    bare = [connect_all(sse, request("/events"), 1000, b"text/event-stream") for _ in range(3)]
    close(sse, *(live for _, _, live in bare))
    before = revisions(venue.port, PAGE)
    asked = request(f"{PAGE}/events?rev={before}")
    same = again(venue, asked)
    changed(venue, signal.SIGUSR2)
    slowest, stop = [0.0], threading.Event()

    def ask_for_pages() -> None:
        while not stop.wait(0.1):
            start = time.perf_counter()
            page_of(venue.port, PAGE, "gzip")
            slowest[0] = max(slowest[0], time.perf_counter() - start)

    asking = threading.Thread(target=ask_for_pages)
    asking.start()
    seconds, cpu, live = connect_all(venue, asked, count)
    stop.set()
    asking.join()
    close(venue, live)
    storm, cpu = cpu * count / 1e6, min(cpu, again(venue, asked))
    peer = min(one[1] for one in bare)
    return [
        Mark(SAME, "µs", same, "sse-starlette", peer, 0.4),
        Mark("CPU of a reconnect, every title changed", "µs", cpu, "sse-starlette", peer, 0.6),
        Mark(f"{count:,} such reconnects at once: the last is live", "s", seconds, bound=6 * count / 10_000),
        Mark("CPU of all of them together", "s", storm, bound=6 * count / 10_000),
        Mark("the slowest page meanwhile", "s", slowest[0], bound=1),
    ]


def memory(venue: Contender, count: int) -> list[Mark]:
    """An hour of changes, as fast as they go: one title a minute, every title each quarter; half of the walls show
    the board, half the overview."""
    for place, path in enumerate((PAGE, BOARD), start=1):
        open_streams(venue, place * count // 2, request(f"{path}/events?rev={revisions(venue.port, path)}"))
    before, readers = venue.kb, Readers(venue.streams)
    for minute in range(60):
        changed(venue, signal.SIGRTMIN if minute % 15 else signal.SIGUSR2)
    readers.end()
    after = venue.kb
    close(venue)
    return [
        Mark(f"memory that an hour of changes takes, {count:,} streams", "MB", (after - before) / 1000, bound=150),
        Mark("memory of the process then", "MB", after / 1000, bound=512),
    ]


def pages(venue: Contender, bare: Contender, front: Contender | None) -> list[Mark]:
    """A page that is known, also to who asks, beside bare uvicorn with the same bytes."""
    head, _ = page_of(venue.port, PAGE, "gzip")
    etag = re.search(r'W/"\w+"', head.decode())
    kind = {"accept": "text/html"}
    cost = [
        (
            ask_again_and_again(venue, request(PAGE, **kind), 2000),
            ask_again_and_again(bare, request(PAGE, **kind), 2000),
            ask_again_and_again(
                venue, request(PAGE, more=f"If-None-Match: {etag[0] if etag else ''}\r\n", **kind), 2000
            ),
        )
        for _ in range(3)
    ]
    ours, theirs, known = (min(one[place] for one in cost) for place in range(3))
    marks = [
        Mark("CPU of a page that is known", "µs", ours, "bare uvicorn", theirs, 1.5),
        Mark("CPU of a 304", "µs", known, "bare uvicorn", theirs, 1.5),
    ]
    if front:
        theirs = min(ask_again_and_again(front, request("/page.html", **kind), 2000) for _ in range(3))
        marks.append(Mark("CPU of a page, beside a file", "µs", ours, "nginx", theirs, 8))
    return marks


def measure(scale: Scale) -> Iterator[Mark]:
    """All of it, each beside its peers in the same minutes."""
    with contextlib.ExitStack() as stack:
        venue = stack.enter_context(python("venue", "venue.py", str(SESSIONS), str(ROOMS)))
        html = page_of(venue.port, PAGE)[1]
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)  # nginx reads it as nobody
        (folder / "page.gz").write_bytes(page_of(venue.port, PAGE, "gzip")[1])
        bare = stack.enter_context(python("bare", "bare.py", str(folder / "page.gz"), interpreter=peer_python()))
        yield from pages(venue, bare, nginx("nginx", "nginx.conf", stack, page=folder))
        yield from changes(venue)
        yield from memory(venue, scale.fanout)
        sse = stack.enter_context(python("sse-starlette", "sse.py", interpreter=peer_python()))
        yield from reconnects(venue, sse, scale.streams)
        ours = stack.enter_context(python("ours", "ours.py"))
        nchan = nginx("nchan", "nchan.conf", stack)
        yield from delivery(ours, sse, nchan, html[:95_000].replace(b"\n", b" "), scale.fanout)
