"""What attacks are made with: requests, connections that are held, hammered on or cut."""

from __future__ import annotations

import contextlib
import random
import re
import select
import signal
import socket
import struct
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


chance = random.Random()  # noqa: S311 - nothing here is secret


@dataclass(frozen=True)
class Target:
    """Whom to attack, and with how many streams at most."""

    port: int
    streams: int
    folder: Path
    gateway: int


def request(path: str, *more: str, method: str = "GET") -> bytes:
    """A request; `more` are further lines of its head."""
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: x", *more, "", "")).encode("latin-1")


def connected(port: int, *, small: bool = False) -> socket.socket:
    """A connection that does not block; a `small` one has room for little that is not read."""
    sock = socket.socket()
    if small:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.connect(("127.0.0.1", port))
    sock.setblocking(False)
    return sock


def hold(target: Target, asked: Callable[[int], bytes], count: int, *, small: bool = False) -> None:
    """So many connections that send once and never read."""
    open_ones = []
    for number in range(count):
        sock = connected(target.port, small=small)
        sock.send(asked(number))
        open_ones.append(sock)
        if number % 50 == 0:
            time.sleep(0.01)
    begin()
    signal.pause()


def hammer(target: Target, asked: Callable[[], bytes], connections: int, *, answers: bool = True) -> None:
    """So many connections, each with one request after the other; `answers`: the next once something has come back.

    A connection that is closed is replaced; without `answers` it is cut as soon as it has asked.
    """
    poll, socks = select.epoll(), {}

    def connect() -> None:
        with contextlib.suppress(OSError):
            sock = connected(target.port)
            sock.send(asked())
            if not answers:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                sock.close()
                return
            socks[sock.fileno()] = sock
            poll.register(sock, select.EPOLLIN)

    begin()
    while True:
        if not answers:
            connect()
            continue
        for _ in range(min(50, connections - len(socks))):
            connect()
        for number, _ in poll.poll(0.01, 1024):
            sock = socks[number]
            try:
                if not sock.recv(1 << 20):
                    raise OSError
                sock.send(asked())
            except BlockingIOError:
                continue
            except OSError:
                del socks[number]
                sock.close()


def begin() -> None:
    """Say that it has begun."""
    print("begun", flush=True)


def answered(target: Target, path: str) -> bytes:
    """What a page answers, which may take a while."""
    with socket.create_connection(("127.0.0.1", target.port)) as sock:
        sock.sendall(request(path, "Connection: close"))
        return b"".join(iter(partial(sock.recv, 1 << 20), b""))


def until(target: Target, path: str, said: str) -> None:
    """Wait until a page says something, so that nobody measures what has not come."""
    while not re.search(said.encode(), answered(target, path)):
        time.sleep(0.2)


def storm(target: Target, asked: Callable[[], bytes]) -> None:
    """Open streams, never read, cut the oldest once there are enough."""
    open_ones: list[socket.socket] = []
    begin()
    while True:
        with contextlib.suppress(OSError):
            sock = connected(target.port, small=True)
            sock.send(asked())
            open_ones.append(sock)
        if len(open_ones) >= target.streams:
            open_ones.pop(0).close()
