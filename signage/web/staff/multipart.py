"""One file out of a body of the type multipart/form-data (RFC 7578), as browsers send it. Pure."""

from __future__ import annotations

import re

from signage.phrase import N_

BOUNDARY = re.compile(r"""multipart/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))""", re.IGNORECASE)
FILE_NAME = re.compile(rb'filename="((?:[^"\r\n])*)"', re.IGNORECASE)
LONGEST_HEAD = 8_192


class Malformed(Exception):
    """The body is not what it should be; the text says how, for whoever sent it."""


def file_in(body: bytes, content_type: str) -> tuple[str, bytes]:
    """The name and the bytes of the first file in a body. Raises `Malformed`."""
    found = BOUNDARY.match(content_type)
    if not found:
        raise Malformed(N_("Send the picture as multipart/form-data, with a boundary."))
    line = b"--" + (found[1] or found[2]).encode("latin-1", "replace")
    if not body.startswith(line):
        raise Malformed(N_("The body does not begin with its boundary."))
    start = len(line)
    while body[start : start + 2] == b"\r\n":
        head_end = body.find(b"\r\n\r\n", start, start + LONGEST_HEAD)
        end = body.find(b"\r\n" + line, start)
        if head_end < 0 or end < 0:
            break
        name = FILE_NAME.search(body, start, head_end)
        if name:
            return _text(name[1]), body[head_end + 4 : max(end, head_end + 4)]
        start = end + 2 + len(line)
    raise Malformed(N_("The body holds no whole file."))


def _text(name: bytes) -> str:
    """A file's name: browsers send UTF-8, and quotes as %22."""
    return name.decode("utf-8", "replace").replace("%22", '"')
