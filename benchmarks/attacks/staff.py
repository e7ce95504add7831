"""Attacks with a member of staff's cookie that was stolen, and with what the staff page makes of what strangers do."""

from __future__ import annotations

import json
import re
import socket
import time
from functools import partial

from benchmarks.attacks.means import Target, begin, chance, connected, hammer, hold, request
from benchmarks.whole import PASSWORD

OWN = ("Origin: http://x", "Content-Type: application/json")


def told(target: Target, asked: bytes) -> bytes:
    """What is answered to a request that asks for the connection to be closed."""
    with socket.create_connection(("127.0.0.1", target.port)) as sock:
        sock.sendall(asked)
        return b"".join(iter(partial(sock.recv, 1 << 20), b""))


def cookie(target: Target) -> str:
    """The line of a request's head by which an editor is known."""
    body = f"name=staff&password={PASSWORD.replace(' ', '+')}".encode()
    form = ("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}", "Connection: close")
    answer = told(target, request("/staff/login", "Origin: http://x", *form, method="POST") + body)
    found = re.search(rb"signage_staff=([^;]+)", answer)
    assert found, answer[:300]
    return f"Cookie: signage_staff={found[1].decode()}"


def looks(target: Target) -> None:
    """whoever has the cookie of a member of staff asks for all there is to look at"""
    known = cookie(target)
    document = told(target, request("/staff/api/openapi.json", "Connection: close")).partition(b"\r\n\r\n")[2]
    calls = [path for path, by_method in json.loads(document)["paths"].items() if "get" in by_method]
    calls = [re.sub(r"\{\w+\}", lambda part: {"{name}": "board", "{n}": "1"}.get(part[0], "now"), one) for one in calls]
    kinds = [*calls, "/staff/api/log?find=nobody", "/staff/glass/board", "/staff/glass/all", "/staff/screens"]
    hammer(target, lambda: request(chance.choice(kinds), known), 64)


def looks_unread(target: Target) -> None:
    """the same, and the answers are not read"""
    known = cookie(target)
    kinds = ("/staff/api/layout/versions/1", "/staff/glass/board", "/staff/api/time", "/staff/api/time/hints")
    hold(target, lambda number: request(kinds[number % 4], known), min(1000, target.streams), small=True)


def edits(target: Target) -> None:
    """whoever has the cookie of an editor tries layouts of a megabyte, and writes none"""
    known = cookie(target)

    def one() -> bytes:
        screens = "".join(f"  s{chance.getrandbits(48)}: {{show: all}}\n" for _ in range(20_000))
        body = f"event: {{id: evt_1, name: Summit, timezone: Europe/Lisbon}}\nscreens:\n{screens}".encode()
        head = ("Origin: http://x", "Content-Type: application/yaml", f"Content-Length: {len(body)}")
        return request("/staff/api/layout?dry_run=1", known, *head, method="PUT") + body

    hammer(target, one, 8)


def banners(target: Target) -> None:
    """whoever has the cookie of an operator changes a banner, again and again"""
    known = cookie(target)

    def said(method: str, path: str, **message: object) -> bytes:
        body = json.dumps(message).encode()
        return request(path, known, *OWN, f"Content-Length: {len(body)}", method=method) + body

    made = told(target, said("POST", "/staff/api/notices", title="x").replace(b"Host", b"Connection: close\r\nHost", 1))
    number = json.loads(made.partition(b"\r\n\r\n")[2])["id"]
    hammer(target, lambda: said("PUT", f"/staff/api/notices/{number}", title=f"{chance.random()}"), 64)


def leaving(target: Target) -> None:
    """displays that there are not are there, all on one screen, and leave at once"""
    begin()
    while True:
        there = [connected(target.port) for _ in range(target.streams)]
        for sock in there:
            device = f"{chance.getrandbits(128):032x}-1"
            sock.send(request(f"/screens/pictures/events?rev=x&display={device}", "Accept-Encoding: gzip"))
        time.sleep(3)
        for sock in there:
            sock.close()
        time.sleep(1)
