"""What staff are told: English for logs and commands, and the same in the language of whoever reads it. Pure."""

from __future__ import annotations

from gettext import NullTranslations
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH = NullTranslations()
ALONE = "%(names)s"
N_ = str
"""Marks a text for the catalogues; it is translated where it is said."""


WRITTEN_LIKE = N_("write it like %(like)s")


class Phrase(str):
    """A text that is English, and can be told in the languages of a catalogue.

    `text` is as the catalogues have it, with `%(name)s` for each of `values`; a value may be a phrase itself. What
    comes from outside is a value, and never a part of `text`: nothing in it is looked for then. `many` is the text for
    any number but one, which is then the value `number`; empty where there is none.
    """

    __slots__ = ("many", "text", "values")
    text: str
    many: str
    values: Mapping[str, object]

    def __new__(cls, text: str = "", /, **values: object) -> Self:
        """The phrase with this text."""
        return cls._of(text, "", values)

    @classmethod
    def counted(cls, one: str, many: str, number: int, /, **values: object) -> Self:
        """The phrase for a number: `one` is its text for 1."""
        return cls._of(one, many, {"number": number, **values})

    @classmethod
    def _of(cls, text: str, many: str, values: Mapping[str, object]) -> Self:
        phrase = super().__new__(cls, _told(text, many, values, ENGLISH))
        phrase.text, phrase.many, phrase.values = text, many, values
        return phrase

    def packed(self) -> list[object]:
        """The phrase as JSON takes it, for another process; `unpacked` reads it. Its values become text."""
        return [self.text, {name: str(value) for name, value in self.values.items()}]

    @classmethod
    def unpacked(cls, packed: tuple[str, Mapping[str, str]]) -> Self:
        """What `packed` has made of a phrase."""
        text, values = packed
        return cls(text, **values)

    def told(self, catalogue: NullTranslations) -> str:
        """The phrase in the language of a catalogue; in English where that lacks it."""
        return _told(self.text, self.many, self.values, catalogue)


def _told(text: str, many: str, values: Mapping[str, object], catalogue: NullTranslations) -> str:
    if not text:  # to which a catalogue answers with its head
        return ""
    number = values.get("number")
    found = catalogue.ngettext(text, many, number) if many and isinstance(number, int) else catalogue.gettext(text)
    return found % {name: _value(value, catalogue) for name, value in values.items()} if values else found


def _value(value: object, catalogue: NullTranslations) -> str:
    if isinstance(value, Phrase):
        return value.told(catalogue)
    if isinstance(value, int):
        return f"{value:,}" if catalogue is ENGLISH else f"{value:_}".replace("_", "\u202f")
    return str(value)


NO_HINT = Phrase()


def with_hint(what: Phrase, hint: Phrase) -> Phrase:
    """What is wrong and how to mend it: `'Halle A' is no room of the agenda; did you mean 'Hall A'?`"""
    return Phrase("%(what)s; %(hint)s", what=what, hint=hint) if hint else what


def told(text: str, catalogue: NullTranslations) -> str:
    """A phrase, or a text of the catalogues that has no values, in the language of a catalogue."""
    return text.told(catalogue) if isinstance(text, Phrase) else Phrase(text).told(catalogue)


def quoted(names: list[str], most: int) -> Phrase:
    """`'A', 'B'` and, of more than `most`, the number of the others: `'A', 'B', 'C' and 12 more`."""
    shown = ", ".join(f"'{name}'" for name in names[:most])
    more = len(names) - most
    return Phrase("%(names)s and %(more)s more", names=shown, more=more) if more > 0 else Phrase(ALONE, names=shown)
