"""Files that ship with the program: in the wheel beside the modules, in a checkout beside the package."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder (or file) `templates`, `static` or `screens.yaml`."""
    inside = _HERE / name
    return inside if inside.exists() else _HERE.parent / name


SCRIPT, SHEET = "signage.js", "signage.css"
SHEETS = ("base", "room", "lists", "extras", "portrait", "low", "scriptless", "rtl", "phone")
JOINED = {SCRIPT: ("fit.js", SCRIPT), SHEET: tuple(f"{part}.css" for part in SHEETS)}
"""Static files that are sent as one, for each request costs a wall with bad Wi-Fi time."""


def static_content(name: str) -> bytes:
    """What is served as a static file."""
    return b"\n".join((folder("static") / part).read_bytes() for part in JOINED.get(name, (name,)))


@cache
def static_url(name: str) -> str:
    """The URL of a static file, with a hash of its content in it: it may be cached for ever."""
    digest = hashlib.sha256(static_content(name)).hexdigest()[:10]
    stem, _, suffix = name.rpartition(".")
    return f"/static/{stem}.{digest}.{suffix}"


@cache
def build_id() -> str:
    """A hash of all that decides what a page is, besides its data: a page of another build reloads itself."""
    digest = hashlib.sha256()
    for root in (folder("templates"), folder("static"), _HERE):
        for file in sorted(root.rglob("*")):
            if file.suffix in {".html", ".js", ".css", ".py", ".po"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:10]
