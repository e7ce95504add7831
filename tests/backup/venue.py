"""A small venue on disk, and what is in it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from signage.store import Record
from signage.store.sqlite import SQLiteStore
from tests.store.samples import snapshot

AT = datetime(2026, 2, 7, 12, 0, tzinfo=UTC)
ASIDE = "before-restore-20260207T120000Z"
LAYOUT = """\
event: {id: evt, name: Summit, timezone: Europe/Lisbon}
screens:
  hall-a: {show: room, room: Hall A}
"""
FILES = {
    "screens.yaml": LAYOUT,
    "media/logo.svg": "<svg/>",
    "media/foyer/é.svg": "<svg>é</svg>",
    "theme/theme.css": "a{}",
}


def config(folder: Path) -> Path:
    return folder / "venue/screens.yaml"


def data(folder: Path) -> Path:
    return folder / "data"


def opened(folder: Path, *, sole: bool = True) -> SQLiteStore:
    return SQLiteStore(data(folder), sole=sole)


def make(folder: Path, title: int = 1) -> Path:
    """A venue with an agenda, an account and some files, in a folder of its own."""
    for name, text in FILES.items():
        path = folder / "venue" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with closing(opened(folder)) as store:
        store.save(snapshot(title))
        store.put("slugs", f"{title}")
        store.write([Record("account", "ana", f"hash {title}"), Record("account", "rui", "hash")])
    return folder


def holds(folder: Path) -> dict[str, object]:
    """What a server would find: the files of the venue, and what is in its store."""
    venue = folder / "venue"
    files = {path.relative_to(venue).as_posix(): path.read_text("utf-8") for path in venue.rglob("*") if path.is_file()}
    files = {name: text for name, text in files.items() if not name.startswith("before-restore-")}
    with closing(SQLiteStore(data(folder), sole=False, writes=False)) as store:
        return {"files": files, "agenda": store.load("evt"), "slugs": store.get("slugs"), **store.records("account")}


def everything(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, byte by byte, but for locks."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
