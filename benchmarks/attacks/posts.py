"""Attacks on what displays and staff send."""

from __future__ import annotations

import json

from benchmarks.attacks.means import Target, chance, hammer, request, storm


def posts(target: Target) -> None:
    """bodies of 900 KB to whatever takes or refuses them"""
    body = b"x" * 900_000
    kinds = ("/screens/board", "/displays/x/report", "/staff/login", "/static/x")

    def one() -> bytes:
        head = request(chance.choice(kinds), f"Content-Length: {len(body)}", method="POST")
        return head + body

    hammer(target, one, 64)


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
