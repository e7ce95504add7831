"""Drawings: an SVG is shown as it is, so one that could run, fetch or expand anything is refused."""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn
from xml.parsers import expat

from signage.errors import MediaError
from signage.phrase import Phrase

SVG = "http://www.w3.org/2000/svg"
LIVE = {"script", "foreignObject", "handler", "listener"}
EMBEDDED = r"#|data:(?:image/(?:png|jpe?g|gif|webp)|font/|application/(?:x-)?font)"
"""What a reference may begin with: a part of the drawing, or bytes that it carries itself."""
HREF = re.compile(rf"\s*(?:$|{EMBEDDED})", re.IGNORECASE)
FOREIGN_STYLE = re.compile(
    rf"@import|image-set|(?<![\w-])(?:image|src)\(|\\|url\(\s*+[\"']?+\s*+(?!{EMBEDDED})", re.IGNORECASE
)
LENGTH = re.compile(r"\s*((?:\d++(?:\.\d*+)?|\.\d++)(?:e[+-]?\d++)?)(px|pt|pc|mm|cm|in)?\s*", re.IGNORECASE)
PIXELS = {"": 1, "px": 1, "pt": 96 / 72, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}
LONGEST = 100_000
PLAIN = Phrase("export it as plain SVG, or as PNG")


class Drawing(NamedTuple):
    """A drawing's bytes as walls get them, and its width and height in pixels."""

    body: bytes
    width: int
    height: int


def prepare(raw: bytes) -> Drawing:
    """A drawing as it is, but for a reference to a document type elsewhere, as many programs write it.

    Raises `MediaError` where it is not fit to be shown, also where it means nothing without what stands elsewhere.
    """
    reading = _read(raw)
    if reading.doctype:
        raw = _without(reading.doctype, raw)
        reading = _read(raw)
    return Drawing(raw, *reading.size)


def _without(doctype: tuple[int, int], raw: bytes) -> bytes:
    """The bytes without a document type: its keyword is the last before the first index, its > is at the other."""
    if (start := raw.rfind(b"<!DOCTYPE", 0, doctype[0])) < 0:  # not in this encoding
        _outside("a document type")
    return raw[:start] + raw[doctype[1] + 1 :]


def _read(raw: bytes) -> _Reading:
    parser = expat.ParserCreate(namespace_separator=" ")
    reading = _Reading(parser)
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.ProcessingInstructionHandler = reading.instruction
    parser.EntityDeclHandler = reading.entity
    parser.StartDoctypeDeclHandler = reading.doctype_begins
    parser.EndDoctypeDeclHandler = reading.doctype_ends
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two: an unknown encoding
        raise MediaError(Phrase("is no valid SVG: %(why)s", why=error)) from None
    _css("".join(reading.style))
    return reading


class _Reading:
    """What a parser has found of a drawing, and where in its bytes it names a document type elsewhere."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        self._doctype_at: int | None = None
        self.doctype: tuple[int, int] | None = None
        self.size = (0, 0)
        self.style: list[str] = []
        self._styles = 0  # elements open around the text, from the outermost <style> in

    def start(self, element: str, attributes: dict[str, str]) -> None:
        space, _, name = element.rpartition(" ")
        if not self.size[0]:
            if (space, name) != (SVG, "svg"):
                raise MediaError(Phrase("is no image"), Phrase("expected PNG, JPEG, WebP, GIF or SVG"))
            self.size = _size(attributes)
        if name in LIVE or space.endswith("/xhtml"):
            _live(f"<{name}>")
        if name == "style" or self._styles:
            self._styles += 1
        for key, value in attributes.items():
            _attribute(key.rpartition(" ")[2], value, foreign=" " in key)

    def text(self, text: str) -> None:
        if self._styles:
            self.style.append(text)

    def end(self, _: str) -> None:
        self._styles = max(0, self._styles - 1)

    def instruction(self, target: str, _: str) -> None:
        if target == "xml-stylesheet":
            _outside("a stylesheet")

    def doctype_begins(self, _: str, system: str | None, public: str | None, __: bool) -> None:
        self._doctype_at = self._parser.CurrentByteIndex if system or public else None

    def doctype_ends(self) -> None:
        if self._doctype_at is not None:
            self.doctype = self._doctype_at, self._parser.CurrentByteIndex

    def entity(self, name: str, *_: object) -> None:
        raise MediaError(Phrase("declares the entity '%(name)s'", name=name), PLAIN)


def _attribute(key: str, value: str, *, foreign: bool) -> None:
    """`foreign`: of another namespace, where only a reference means anything to a browser."""
    if foreign and key == "base" and value.strip():
        _outside(f"xml:base {value.strip()}")
    if key == "href" and not HREF.match(value):
        _outside(value)
    if not foreign:
        if key.lower().startswith("on"):
            _live(key)
        if key == "attributeName" and value.strip().rpartition(":")[2].lower() == "href":
            _live("an animated reference")
        _css(value)


def _css(text: str) -> None:
    if found := FOREIGN_STYLE.search(text):
        _outside(text[found.start() :])


def _live(what: str) -> NoReturn:
    raise MediaError(Phrase("can act by itself (%(what)s)", what=what), PLAIN)


def _outside(what: str) -> NoReturn:
    told = Phrase("refers to something outside itself (%(what)s)", what=what.strip()[:60])
    raise MediaError(told, Phrase("embed it, or export as PNG"))


def _size(attributes: dict[str, str]) -> tuple[int, int]:
    """From width and height where both are lengths, else from the viewBox."""
    lengths = [LENGTH.fullmatch(attributes.get(key, "")) for key in ("width", "height")]
    sides = [float(length[1]) * PIXELS[(length[2] or "").lower()] for length in lengths if length]
    if len(sides) < 2:
        box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
        sides = [float(found[1]) for side in box[2:] if (found := LENGTH.fullmatch(side))]
    if len(sides) != 2 or not all(0 < side <= LONGEST for side in sides):
        raise MediaError(Phrase("does not say how large it is"), Phrase("export it with a viewBox"))
    return max(1, round(sides[0])), max(1, round(sides[1]))
