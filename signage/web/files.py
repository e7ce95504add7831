"""Files that ship with the program, compressed once, under names with a hash of their content; and the stylesheet."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from pathlib import PurePosixPath

from cachetools import LRUCache, cached

from signage.assets import static_content, static_names, static_url
from signage.web.answer import Content, text
from signage.web.css import shipped

COMPRESSIBLE = {".js", ".css", ".svg", ".json", ".html"}
IMMUTABLE = "public, max-age=31536000, immutable"
"""For what changes its URL with its content."""
ONE_HOUR = "public, max-age=3600"
"""For what does not: fonts have a plain URL too, by which the stylesheet names them."""
NO_SUCH_FILE = text(404, "There is no such file.")
_SHEETS: LRUCache[object, tuple[str, Content]] = LRUCache(64)  # of several events, each with what it had before


def static_files() -> dict[str, Content]:
    """Every static file by its URLs."""
    files = {}
    for name in static_names():
        content = static_content(name)
        packed = gzip.compress(content, 9, mtime=0) if PurePosixPath(name).suffix in COMPRESSIBLE else b""
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        files[static_url(name)] = _file(media_type, IMMUTABLE, content, packed)
        files[f"/static/{name}"] = _file(media_type, ONE_HOUR, content, packed)
    return files


@cached(_SHEETS)
def stylesheet(venue: str) -> tuple[str, Content]:
    """The one stylesheet of all pages, by its URL; the venue's rules come last."""
    css = f"{shipped()}{venue}".encode(errors="replace")
    url = f"/theme/{hashlib.sha256(css).hexdigest()[:10]}.css"
    return url, _file("text/css", IMMUTABLE, css, gzip.compress(css, 9, mtime=0))


def stylesheet_at(url: str, venue: str) -> Content | None:
    """The stylesheet of this URL, also one that was replaced recently, for a page may still ask for it."""
    stylesheet(venue)
    return dict(_SHEETS.values()).get(url)


def _file(media_type: str, caching: str, plain: bytes, gzipped: bytes) -> Content:
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return Content.of(200, plain, gzipped, {"Content-Type": media_type, "Cache-Control": caching})
