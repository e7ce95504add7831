"""Text of the gateway, made fit for people to read. Pure; nothing here raises, whatever the text."""

from __future__ import annotations

import html
import re
import unicodedata

from signage.characters import EDGES, OVERRIDES, normal

LONGEST_NAME = 200
"""Characters of a name; what is longer ends in "…"."""
INLINE = re.compile(r"</?(?:b|i|em|strong|u|s|sub|sup|span|font|a)(?:\s[^<>]*)?/?>", re.IGNORECASE)
BREAKS = re.compile(r"</?(?:br|p|div)(?:\s[^<>]*)?/?>", re.IGNORECASE)
"""Tags by which editors format text. All else that looks like a tag is text: `vector<int>`."""
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
"""An entity with its semicolon; without one it is more likely an `&` that somebody has typed."""
BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that show nothing, by words of their Unicode names: Hangul's fillers and Braille without a dot."""
UNSEEN = ("Cc", "Cf", "Cs", "Mn", "Me", "Zs", "Zl", "Zp")
"""Categories of characters that show nothing by themselves."""
LARGEST_NUMBER = 10**100
HIGHEST_STACK, MOST_MARKS = 2, 8
"""Marks on one letter: of one place, such as above it, and in all. More would be painted over the lines around it."""


def clean(value: object, longest: int = LONGEST_NAME) -> str:
    """Text fit for a wall or a log line: no control characters, single spaces, NFC, at most `longest` characters.

    Empty for what is no text and no number, and for what has nothing to see.
    """
    return _tidy(_text(value)[: longest * 8], longest)


def readable(value: object, longest: int = LONGEST_NAME) -> str:
    """Text that somebody has typed into the platform, as `clean` makes it: formatting gone, entities decoded once."""
    text = BREAKS.sub(" ", INLINE.sub("", _text(value)[: longest * 8]))
    return _tidy(ENTITY.sub(lambda entity: html.unescape(entity[0]), text), longest)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    return str(value) if abs(value) < LARGEST_NUMBER else ""  # str() refuses much larger ones


def _tidy(text: str, longest: int) -> str:
    text = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs"))
    text = _stacked(normal(" ".join(text.split())).translate(OVERRIDES)).strip(EDGES)
    if all(char in BLANKS or unicodedata.category(char) in UNSEEN for char in text):
        return ""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _stacked(text: str) -> str:
    """The text without the marks that no language puts on a letter, but those who want it to climb over others."""
    if text.isascii():
        return text
    kept, marks = list[str](), list[str]()
    for char in text:
        category = unicodedata.category(char)
        if category in ("Mn", "Me"):
            place = unicodedata.combining(char)
            same = sum(unicodedata.combining(mark) == place for mark in marks)
            if len(marks) >= MOST_MARKS or (place and same >= HIGHEST_STACK):
                continue
            marks.append(char)
        elif category != "Cf":  # what joins letters does not begin another one
            marks.clear()
        kept.append(char)
    return "".join(kept)
