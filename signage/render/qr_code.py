"""Addresses as QR codes, in SVG. To draw one takes some milliseconds: the last ones are kept."""

from __future__ import annotations

from functools import lru_cache

import segno

DRAWN = 512
"""Codes that are kept as they were drawn, a few KB each."""


@lru_cache(1024)
def inline_code(url: str) -> str:
    """The code as a part of a page, whose styles give it size and colour."""
    code = segno.make(url, error="m", micro=False)
    return code.svg_inline(border=2, omitsize=True, svgclass="code__svg", lineclass=None)


@lru_cache(DRAWN)
def code_file(url: str) -> bytes:
    """The code as a file of its own, black on white."""
    svg = segno.make(url, error="m", micro=False).svg_inline(border=4, omitsize=True, dark="#000", light="#fff")
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode()
