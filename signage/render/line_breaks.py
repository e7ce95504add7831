"""Where lines may break: between words without spaces, after a slash, in addresses; not before a dash or French sign.

Nor within B-114 and COVID-19, nor before a number that ends a name. Old engines break Thai anywhere or nowhere, and the
page's script, which calculates lines, knows no dictionary: both take a zero width space (U+200B) for a place to break.
"""

from __future__ import annotations

import re

from icu4py.breakers import LineBreaker

BREAK = "\u200b"
JOINT = "\u2060"
"""A word joiner: no line ends here."""
_SCRIPTS = {
    "th": re.compile(r"[\u0e00-\u0e7f]{3,}"),
    "lo": re.compile(r"[\u0e80-\u0eff]{3,}"),
    "my": re.compile(r"[\u1000-\u109f]{3,}"),
    "km": re.compile(r"[\u1780-\u17ff]{3,}"),
}
"""Thai, Lao, Burmese and Khmer, of which ICU has dictionaries: the same as current browsers go by."""
_SLASH = re.compile(r"(?<=[^\W\d_]{5}/)(?=[^\W\d_]{5})")
"""Between two words: engines keep them together, and type shrinks until both fit a line."""
_ADDRESS = re.compile(
    r"(?<![^\s(])(?:\w+://|www\.|mailto:|[\w.+-]+@\w|[\w.-]+\.[a-z]{2,}/)[^\s<>\"'{}]{16,}", re.IGNORECASE
)
"""An address of some length: nothing else is touched, for what is copied from a wall should be what was typed."""
_LINK = re.compile(r"(?:(?<=[^\W_][/._?&-])|(?<=://))(?=[^\W_]{2})(?!(?<=\d.)\d)")
"""Behind its signs, not between digits: engines break it within words."""
_TIED = re.compile(r" (?=[-\u2013\u2014] |[:;!?\u00bb\u203a](?!\S))|(?<=[\u00ab\u2039]) ")
"""The space before a dash, with which no line should begin, and those of French between signs and their words."""
_NUMBERED = re.compile(r"(?<=\w[-\u2010\u2013])(?=\d)")
"""Behind the hyphen of B-114: Unicode's rules and the page's script keep the number with it, engines do not."""
_NUMBER = re.compile(
    r"(?<=\s)(\S{1,12}) (?=(?:(?:[^\W\d_]{1,2}[-.]?)?\d{1,3}(?:[-./]\d{1,3}){0,2}[^\W\d_]?|[^\W\d_])$)"
)
"""The word before the number or letter that ends a name of three words and more: 12b, B-114, 3/4, 1.02, E.03.22."""


def numbered(name: str) -> str:
    """A name whose last number or letter stands alone on no line: Lecture Theatre 1 is Lecture, then Theatre 1."""
    return _NUMBER.sub("\\1\u00a0", name)


def with_breaks(text: str) -> str:
    """The text with zero width spaces where lines may break, fixed ones and joiners where they may not."""
    text = _ADDRESS.sub(lambda found: _LINK.sub(BREAK, found[0]), text)
    text = _NUMBERED.sub(JOINT, _TIED.sub("\u00a0", _SLASH.sub(BREAK, text)))
    if any("\u0e00" <= char <= "\u17ff" for char in text):
        for language, run in _SCRIPTS.items():
            text = run.sub(lambda found, language=language: _broken(found[0], language), text)  # type: ignore[misc]
    return text


def _broken(run: str, language: str) -> str:
    return BREAK.join(run[start:end] for start, end in LineBreaker(run, language).segments())
