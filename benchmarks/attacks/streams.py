"""Attacks by event streams."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import socket
import time

from benchmarks.attacks.means import Target, begin, chance, connected, hammer, hold, request, storm, until


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


def stopped_plain(target: Target) -> None:
    """readers that take no compression stop reading"""
    hold(target, lambda _: request("/screens/board/events?rev="), target.streams, small=True)


def come_and_go(target: Target) -> None:
    """streams that are cut as soon as they are asked for"""
    hammer(target, lambda: request("/screens/board/events?rev="), 1, answers=False)


def addresses(target: Target) -> None:
    """the same, each from another of 40,000 addresses"""
    begin()
    for number in itertools.count():
        with contextlib.suppress(OSError), socket.socket() as sock:
            sock.bind((f"127.1.{number // 200 % 200}.{1 + number % 200}", 0))
            sock.setblocking(False)
            sock.connect_ex(("127.0.0.1", target.port))
            sock.send(request("/screens/board/events?rev="))


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


def last_event_ids(target: Target) -> None:
    """streams with 15 KB of Last-Event-ID, each another"""
    storm(target, lambda: request("/screens/board/events", f"Last-Event-ID: {chance.random()}{'x' * 15_000}"))


def toggling(target: Target) -> None:
    """streams of the board, with compression and without in turn, never read"""
    kinds = ("gzip", "identity", "br", "gzip;q=0")
    storm(target, lambda: request("/screens/board/events?rev=", f"Accept-Encoding: {chance.choice(kinds)}"))
