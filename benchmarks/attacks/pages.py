"""Attacks by pages, files and codes that have to be made."""

from __future__ import annotations

import json
import socket
from functools import partial

from benchmarks.attacks.means import Target, chance, hammer, hold, request, storm

LANGUAGES = ("en", "pt", "ar", "ja", "de", "fr", "he", "hi")


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


def pages(target: Target) -> None:
    """64 clients ask for the largest page, uncompressed, as fast as they can"""
    hammer(target, lambda: request("/screens/board"), 64)


def pages_many(target: Target) -> None:
    """as many clients as there may be ask for a page at once, again and again"""
    hammer(target, lambda: request("/screens/board", "Accept-Encoding: gzip"), target.streams)


def paths(target: Target) -> None:
    """paths of all kinds that lead nowhere"""
    kinds = ("/theme/{}.css", "/media/{}/x.png", "/static/{}.js", "/rooms/{}", "/screens/{}", "/{}", "/healthz?{}",
             "/static/signage.js?{}", "/rooms/%2e%2e/{}", "/screens/" + "a/" * 2000 + "{}", "/rooms/%C3%A9{}",
             "/displays/{}/report", "/staff/{}", "/screens/" + "%F0%9F%92%A9" * 900 + "{}")  # fmt: skip
    hammer(target, lambda: request(chance.choice(kinds).format(chance.random())), 64)


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


def ranges(target: Target) -> None:
    """ranges of files, thousands at a time"""
    many = ",".join(f"{n}-{n + 1}" for n in range(1500))
    files = ("/static/signage.js", "/media/bomb.jpg", "/sw.js")
    hammer(target, lambda: request(chance.choice(files), f"Range: bytes={many}"), 64)
