"""The static files: read and compressed once at start, under names with a hash of their content."""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass

from signage.assets import folder, static_content, static_url
from signage.web.shapes import shaped

PACKED = {".js", ".css", ".svg", ".json", ".html"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    media_type: str
    lasting: bool
    """Whether its URL changes with its content. Fonts have a plain one too: the stylesheet names them."""
    plain: bytes
    gzipped: bytes


def static_files() -> dict[str, StaticFile]:
    """Every static file by its URLs."""
    root = folder("static")
    files = {}
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            name = path.relative_to(root).as_posix()
            content = static_content(name)
            if name == "signage.css":
                content = shaped(content.decode()).encode()
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            packed = gzip.compress(content, 9, mtime=0) if path.suffix in PACKED else b""
            files[static_url(name)] = StaticFile(kind, True, content, packed)
            files[f"/static/{name}"] = StaticFile(kind, False, content, packed)
    return files
