"""Where lines may break in scripts that set no space between words.

Old engines break Thai anywhere or nowhere, and the page's script, which calculates lines, knows no dictionary: both
take a zero width space (U+200B) for a place to break.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import budoux

if TYPE_CHECKING:
    from budoux.parser import Parser

BREAK = "\u200b"
_THAI = re.compile(r"[\u0e00-\u0e7f]{3,}")
_SYLLABLE = re.compile(
    r"(?<=[\u1000-\u109f])(?<!\u1039)(?=[\u1000-\u1021](?![\u103a\u1039]))"  # Burmese: a consonant that is no final
    r"|(?<=[\u0e80-\u0eff])(?=[\u0ec0-\u0ec4])"  # Lao: a vowel written before its consonant
)


@cache
def _parser() -> Parser:
    return budoux.load_default_thai_parser()


def with_breaks(text: str) -> str:
    """The text with zero width spaces between Thai words and Burmese syllables, and before some Lao ones."""
    if not any("\u0e00" <= char <= "\u109f" for char in text):
        return text
    return _SYLLABLE.sub(BREAK, _THAI.sub(lambda run: BREAK.join(_parser().parse(run[0])), text))
