"""Files that ship with the program, compressed once, under names with a hash of their content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from cachetools import LRUCache, cached
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from signage.assets import static_content, static_names, static_url
from signage.web.css import shipped

PACKED = {".js", ".css", ".svg", ".json", ".html"}
LASTING = "public, max-age=31536000, immutable"
BRIEF = "public, max-age=3600"
_SHEETS: LRUCache[object, tuple[str, StaticFile]] = LRUCache(4)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """`lasting`: its URL changes with its content. Fonts have a plain one too: the stylesheet names them."""

    media_type: str
    lasting: bool
    plain: bytes
    gzipped: bytes


def answer(request: Request, file: StaticFile | None) -> Response:
    """The file, compressed for those who take that; 404 for None."""
    if file is None:
        return PlainTextResponse("There is no such file.\n", 404)
    headers = {"Cache-Control": LASTING if file.lasting else BRIEF, "Vary": "Accept-Encoding"}
    if file.gzipped and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.gzipped, 200, headers | {"Content-Encoding": "gzip"}, file.media_type)
    return Response(file.plain, 200, headers, file.media_type)


@cached(_SHEETS)
def stylesheet(venue: str) -> tuple[str, StaticFile]:
    """The one stylesheet of all pages, by its URL; the venue's rules come last."""
    css = f"{shipped()}{venue}".encode(errors="replace")
    url = f"/theme/{hashlib.sha256(css).hexdigest()[:10]}.css"
    return url, StaticFile("text/css", True, css, gzip.compress(css, 9, mtime=0))


def sheet_at(url: str, venue: str) -> StaticFile | None:
    """The stylesheet of this URL: that of the venue's rules now, or of late: a page from then may just ask for it."""
    stylesheet(venue)
    return dict(_SHEETS.values()).get(url)


def static_files() -> dict[str, StaticFile]:
    """Every static file by its URLs."""
    files = {}
    for name in static_names():
        content = static_content(name)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        packed = gzip.compress(content, 9, mtime=0) if PurePosixPath(name).suffix in PACKED else b""
        file = StaticFile(kind, True, content, packed)
        files[static_url(name)] = file
        files[f"/static/{name}"] = replace(file, lasting=False)
    return files
