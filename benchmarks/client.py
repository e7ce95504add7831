"""The client of all benchmarks: one process with as many sockets as there are displays."""

from __future__ import annotations

import contextlib
import re
import select
import socket
import statistics
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.servers import Contender

HEAD = "GET {path} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n{more}\r\n"
GZIP = "Accept-Encoding: gzip, deflate, br\r\n"
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
AT_ONCE = 3000  # displays that connect and have not been heard: a kernel keeps some 4,000 that are not accepted yet
QUIET = 1.0  # seconds after which nothing more is thought to come


def request(path: str, *, accept: str = "text/event-stream", more: str = GZIP) -> bytes:
    """A request as browsers send it."""
    return HEAD.format(path=path, accept=accept, more=more).encode()


def open_streams(contender: Contender, count: int, asked: bytes) -> None:
    """Open streams until there are `count`, and wait for the first bytes of each."""
    fresh = []
    while len(contender.streams) < count:
        sock = socket.create_connection(("127.0.0.1", contender.port))
        sock.sendall(asked)
        contender.streams.append(sock)
        fresh.append(sock)
    for sock in fresh:
        sock.recv(65536)
        sock.setblocking(False)


def drained(sock: socket.socket) -> int:
    """The bytes that come until nothing more does."""
    size, poll = 0, select.poll()
    poll.register(sock, select.POLLIN)
    while poll.poll(1000 * QUIET):
        got = sock.recv(1 << 20)
        if not got:
            break
        size += len(got)
    return size


def post(contender: Contender, body: bytes) -> None:
    """Publish something."""
    head = f"POST /publish HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
    with socket.create_connection(("127.0.0.1", contender.port)) as sock:
        sock.sendall((head + "X-EventSource-Event: panel\r\n\r\n").encode() + body)
        sock.recv(4096)


def deliver(contender: Contender, body: bytes, events: int) -> tuple[float, float, int]:
    """Publish one event after another, each when all streams have the one before it.

    Gives µs of CPU for a delivery, ms to the last stream (the median), and the bytes that each stream gets.
    """
    for sock in contender.streams:
        with contextlib.suppress(BlockingIOError):
            while sock.recv(1 << 20):
                pass
    post(contender, body)
    size = drained(contender.streams[0])
    for sock in contender.streams[1:]:
        drained_to(sock, size)
    poll, sockets = select.epoll(), {sock.fileno(): sock for sock in contender.streams}
    for number in sockets:
        poll.register(number, select.EPOLLIN)
    before, last = contender.busy, []
    for _ in range(events):
        start, missing = time.perf_counter(), dict.fromkeys(sockets, size)
        post(contender, body)
        while missing:
            time.sleep(0.002)  # a client asleep in poll is woken by each write, at the server's cost
            for number, _ in poll.poll(10, len(sockets)):
                got = len(sockets[number].recv(1 << 20))
                if missing.get(number, got + 1) <= got:
                    del missing[number]
                elif number in missing:
                    missing[number] -= got
        last.append(1000 * (time.perf_counter() - start))
    poll.close()
    return 1e6 * (contender.busy - before) / events / len(sockets), statistics.median(last), size


def drained_to(sock: socket.socket, size: int) -> None:
    """Read so many bytes."""
    sock.setblocking(True)
    while size > 0:
        size -= len(sock.recv(min(size, 1 << 20)))
    sock.setblocking(False)


def connect_all(
    contender: Contender, asked: bytes, count: int, enough: bytes = b"\r\n\r\n"
) -> tuple[float, float, list[socket.socket]]:
    """Connect so many displays at once; seconds until the last is live, µs of CPU for each, and the sockets.

    A display is live once the head of its stream, which ends with `enough`, and something of its body have come.
    """
    before, start, crowd = contender.busy, time.perf_counter(), Crowd(contender.port, asked, enough)
    while len(crowd.live) < count:
        missing = count - len(crowd.live) - len(crowd.coming)
        for _ in range(min(200, missing, AT_ONCE - len(crowd.coming))):
            crowd.connect()
        crowd.look()
    return time.perf_counter() - start, 1e6 * (contender.busy - before) / count, crowd.live


class Crowd:
    """Displays that connect: those that have not heard anything yet, and those that are live.

    One whose connection fails, as where the kernel has no room for more that nobody has accepted, comes again.
    """

    def __init__(self, port: int, asked: bytes, enough: bytes) -> None:
        self._address, self._asked, self._enough = ("127.0.0.1", port), asked, enough
        self._poll = select.epoll()
        self.coming: dict[int, tuple[socket.socket, bytearray]] = {}
        self.live: list[socket.socket] = []

    def connect(self) -> None:
        """Have one more connect."""
        sock = socket.socket()
        sock.setblocking(False)
        sock.connect_ex(self._address)
        self.coming[sock.fileno()] = sock, bytearray()
        self._poll.register(sock, select.EPOLLOUT)

    def look(self) -> None:
        """Serve those of whom something has come, or who can ask now."""
        for number, what in self._poll.poll(0.01, 4096):
            sock, got = self.coming[number]
            try:
                if what & select.EPOLLOUT:
                    sock.send(self._asked)
                    self._poll.modify(number, select.EPOLLIN)
                    continue
                more = sock.recv(1 << 20)
                got += more
            except OSError:
                more = b""
            if 0 <= got.find(self._enough) < len(got) - len(self._enough):
                self._leave(number)
                self.live.append(sock)
            elif not more:
                self._leave(number)
                sock.close()

    def _leave(self, number: int) -> None:
        self._poll.unregister(number)
        del self.coming[number]


class Readers(threading.Thread):
    """Reads all that comes on open streams, until it is ended."""

    def __init__(self, streams: list[socket.socket]) -> None:
        super().__init__(daemon=True)
        self._streams = {sock.fileno(): sock for sock in streams}
        self._ended = False
        self.start()

    def run(self) -> None:
        """Read on."""
        poll = select.epoll()
        for number in self._streams:
            poll.register(number, select.EPOLLIN)
        while not self._ended:
            for number, _ in poll.poll(0.2, 2000):
                with contextlib.suppress(BlockingIOError):
                    self._streams[number].recv(1 << 20)
        poll.close()

    def end(self) -> None:
        """Read no more."""
        self._ended = True
        self.join()


def ask_again_and_again(contender: Contender, asked: bytes, count: int) -> float:
    """µs of CPU for an answer, on one connection that stays open."""
    with socket.create_connection(("127.0.0.1", contender.port)) as sock:
        for _ in range(100):
            read_answer(sock, asked)
        before = contender.busy
        for _ in range(count):
            read_answer(sock, asked)
        return 1e6 * (contender.busy - before) / count


def read_answer(sock: socket.socket, asked: bytes) -> int:
    """Ask, and read the whole answer; its bytes."""
    sock.sendall(asked)
    got = b""
    while (end := got.find(b"\r\n\r\n")) < 0:
        more = sock.recv(1 << 20)
        if not more:
            raise RuntimeError("closed")
        got += more
    found = LENGTH.search(got[:end])
    size = end + 4 + (int(found[1]) if found else 0)
    missing = size - len(got)
    while missing > 0:
        missing -= len(sock.recv(1 << 20))
    return size
