"""Text from outside: its normal form for comparing and showing, and a form that is safe in a terminal or a log.

Pure. Ids that go back to the gateway are not normalised: the gateway may compare them byte by byte.
"""

from __future__ import annotations

import unicodedata

DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that set or override the direction of text; in a terminal they could make a line read as something else."""
OVERRIDES = {0x202D: None, 0x202E: None}
"""Of these the two that have letters of any script read against their own direction, for `str.translate`."""
EDGES = "\u200b\u2060\ufeff "
"""What may stand unseen before and after a text."""
SEPARATORS = frozenset("\u2028\u2029")
"""Characters other than control characters that some programs take for the end of a line."""


def normal(text: str) -> str:
    """The text in Unicode's composed form (NFC), with a plain space for each no-break or other wide or narrow space.

    Apple's editors and file systems write `é` as two code points, and people paste no-break spaces without seeing them:
    of two texts that look alike, the normal forms are equal. Nothing that can be seen changes.
    """
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(char) == "Zs" else char for char in composed)


def folded(text: str) -> str:
    """The normal form for comparing names: no capitals, single spaces, and nothing around it that nobody sees."""
    return unicodedata.normalize("NFC", " ".join(normal(text).split()).strip(EDGES).casefold())


def printable(text: str) -> str:
    r"""The text fit for a log or a terminal: on one line, control characters and marks of direction as `\u202e`."""
    return "".join(char if _harmless(char) else _escape(char) for char in text)


def _harmless(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs") and char not in DIRECTION | SEPARATORS


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}"
