"""Files that ship with the program: in the wheel beside the modules, in a checkout beside the package."""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path

import rjsmin  # type: ignore[import-untyped]

_HERE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder (or file) `templates`, `static` or `screens.yaml`."""
    inside = _HERE / name
    return inside if inside.exists() else _HERE.parent / name


SCRIPT, SHEET = "signage.js", "signage.css"
SCRIPTS = (  # each behind those that it uses while it loads; of such orders one that packs well
    *("page", "times", "clock", "freshness", "turns", "sharing", "screen", "server", "report"),
    *("steps", "measure", "names", "needs", "spare", "columns", "placing", "paging", "arrangement"),
    *("due", "writing", "board", "cells", "lists", "own", "fit", "pager", "start"),
)
SHEETS = ("base", "room", "lists", "extras", "portrait", "low", "several", "follow", "scriptless", "rtl", "phone")
JOINED = {SCRIPT: tuple(f"{part}.js" for part in SCRIPTS), SHEET: tuple(f"{part}.css" for part in SHEETS)}
"""Static files that are sent as one, for each request costs a wall with bad Wi-Fi time."""


def static_names() -> list[str]:
    """What is served below `/static/`, as paths from there: the parts of a joined file only as that file.

    The stylesheet is none of them: it is served with the venue's own rules (`signage.web.files.stylesheet`).
    """
    root = folder("static")
    parts = {part for joined in JOINED.values() for part in joined}
    files = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() and path.name[0] != "."}
    return sorted(files - parts | {SCRIPT})


def static_content(name: str) -> bytes:
    """The bytes of a static file by its path below `/static/`; the parts of a joined file stand one after the other.

    Comments and needless spaces of the joined script stay behind: a third of what each display would load.
    """
    content = b"\n".join((folder("static") / part).read_bytes() for part in JOINED.get(name, (name,)))
    return _minified(content) if name == SCRIPT else content


@lru_cache(maxsize=2)
def _minified(script: bytes) -> bytes:
    return bytes(rjsmin.jsmin(script))


MODULES = "staff/"
"""Static files below here import one another by relative paths, so all of them share one hash: of the whole folder."""


@cache
def static_url(name: str) -> str:
    """The URL of a static file, with a hash of its content in it: it may be cached for ever."""
    if name.startswith(MODULES):
        return f"/static/staff.{_modules_digest()}/{name.removeprefix(MODULES)}"
    digest = hashlib.sha256(static_content(name)).hexdigest()[:10]
    stem, _, suffix = name.rpartition(".")
    return f"/static/{stem}.{digest}.{suffix}"


@cache
def _modules_digest() -> str:
    digest = hashlib.sha256()
    for name in static_names():
        if name.startswith(MODULES):
            digest.update(static_content(name))
    return digest.hexdigest()[:10]


@cache
def build_id() -> str:
    """A hash of templates, static files, modules and catalogues: a page of another build reloads itself."""
    digest = hashlib.sha256()
    for root in (folder("templates"), folder("static"), _HERE):
        for file in sorted(root.rglob("*")):
            if file.suffix in {".html", ".js", ".css", ".py", ".po"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:10]
