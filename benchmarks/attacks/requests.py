"""Attacks on the HTTP server: what is slow, odd, endless or no HTTP."""

from __future__ import annotations

import socket
import time

from benchmarks.attacks.means import Target, begin, chance, connected, hammer, hold, request
from benchmarks.attacks.pages import LANGUAGES


def slow_pages(target: Target) -> None:
    """readers of the largest page stop reading"""
    hold(target, lambda _: request("/screens/board"), target.streams, small=True)


def half_open(target: Target) -> None:
    """connections that never finish their request"""
    hold(target, lambda _: b"GET /screens/board HTTP/1.1\r\nHost: x\r\nX: ", target.streams)


def slow_posts(target: Target) -> None:
    """bodies that come a byte at a time"""
    drip(target, request("/screens/board", "Content-Length: 1000000", method="POST"))


def slow_calls(target: Target) -> None:
    """the same to calls of the staff page"""
    kind = "Content-Type: application/json"
    drip(target, request("/staff/api/notices", kind, "Origin: http://x", "Content-Length: 60000", method="POST"))


def drip(target: Target, head: bytes) -> None:
    """Begin requests, and go on with each of them a byte at a time."""
    socks: list[socket.socket] = []
    begin()
    while True:
        socks += [connected(target.port) for _ in range(min(100, target.streams - len(socks)))]
        for sock in tuple(socks):
            try:
                sock.send(b"x" if sock in socks[:-100] else head)
            except OSError:
                socks.remove(sock)
        time.sleep(0.05)


def odd_requests(target: Target) -> None:
    """HEAD, ranges, conditions, encodings by chance"""

    def one() -> bytes:
        noise = f"{chance.random()}"
        more = (
            f"Accept-Encoding: {noise}, gzip;q={noise}",
            f"Range: bytes={chance.randint(0, 9)}-",
            f'If-None-Match: "{noise}", ' + ", ".join(f'"{n}"' for n in range(1000)),
            f"Accept-Language: {chance.choice(LANGUAGES)}",
        )
        return request("/screens/board", *chance.sample(more, 2), method=chance.choice(("GET", "HEAD")))

    hammer(target, one, 64)


def many_headers(target: Target) -> None:
    """heads full of headers"""
    hammer(target, lambda: request("/screens/board", *["a:"] * 4000), 64)


def pipelined(target: Target) -> None:
    """requests sent ahead of the answers"""
    hammer(target, lambda: request("/screens/board") * 100, 64)


def trailers(target: Target) -> None:
    """a header after a chunked body, without end"""
    head = request("/healthz", "Transfer-Encoding: chunked") + b"0\r\nX: "
    socks: list[socket.socket] = []
    begin()
    while True:
        while len(socks) < 8:
            socks.append(connected(target.port))
            socks[-1].send(head)
        for sock in tuple(socks):
            try:
                sock.send(b"x" * 65_536)
            except BlockingIOError:
                continue
            except OSError:
                socks.remove(sock)
        time.sleep(0.001)


def small_chunks(target: Target) -> None:
    """bodies in thousands of pieces of one byte"""
    head = request("/screens/board", "Transfer-Encoding: chunked", method="POST")
    hammer(target, lambda: head + b"1\r\nx\r\n" * 5_000, 256)


def unread(target: Target) -> None:
    """answers that are not read, and the next one is asked for"""
    kinds = ("/staff/api/openapi.json", "/staff/words.json?lang=ar", "/healthz", "/screens/none", "/staff/login")
    socks = [connected(target.port, small=True) for _ in range(target.streams)]
    begin()
    while True:
        for sock in tuple(socks):
            try:
                sock.send(request(chance.choice(kinds)))
            except OSError:
                socks.remove(sock)
                socks.append(connected(target.port, small=True))


def asked_and_cut(target: Target) -> None:
    """what takes long to answer is asked for, and the connection cut at once"""
    kinds = ("/staff/login", "/pair", "/screens/none", "/rooms/none-{}", "/staff/api/openapi.json")
    hammer(target, lambda: request(chance.choice(kinds).format(chance.random())), 1, answers=False)


def hosts(target: Target) -> None:
    """requests under names by chance"""
    hammer(target, lambda: request("/screens/board").replace(b"Host: x", f"Host: {chance.random()}".encode()), 64)


def methods(target: Target) -> None:
    """methods that nothing answers to"""
    kinds = ("OPTIONS", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND")
    pages = ("/screens/board", "/screens/all/events", "/staff/api/me", "/media/x.png", "/healthz")
    hammer(target, lambda: request(chance.choice(pages), method=chance.choice(kinds)), 64)


def connections(target: Target) -> None:
    """connections are made and cut without a word"""
    hammer(target, lambda: b"", 1, answers=False)


def garbage(target: Target) -> None:
    """what is no HTTP"""
    hammer(target, lambda: chance.randbytes(3000), 64)
