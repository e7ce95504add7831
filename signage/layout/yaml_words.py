"""What the YAML parser says, in words for people who do not know YAML: in which line, what, how to mend it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from signage.phrase import NO_HINT, WRITTEN_LIKE, Phrase

if TYPE_CHECKING:
    import yaml


class Words(NamedTuple):
    """What is said of an error. `at_start`: its line is the one in which what is wrong begins, not where it showed."""

    what: Phrase
    hint: Phrase
    at_start: bool = False


INDENTATION = Phrase(
    "do lines that belong together begin in the same column? A text with a colon in it stands in quotes"
)
UNCLOSED = Phrase("a bracket is opened here, and not closed"), Phrase("close it, with commas between what stands in it")
WORDS = {
    "found character '\\t'": Words(Phrase("a tab stands here"), Phrase("indent with spaces, not tabs")),
    "mapping values are not allowed": Words(Phrase("no colon can stand here"), INDENTATION),
    "expected <block end>": Words(Phrase("this line does not go with those above it"), INDENTATION),
    "could not find expected ':'": Words(
        Phrase("a colon is missing"), Phrase(WRITTEN_LIKE, like="'key: value'"), at_start=True
    ),
    "found unexpected end of stream": Words(
        Phrase("a quotation mark is opened here, and not closed"), Phrase("close it"), at_start=True
    ),
    "expected ',' or '}'": Words(*UNCLOSED, at_start=True),
    "expected ',' or ']'": Words(*UNCLOSED, at_start=True),
    "that cannot start any token": Words(
        Phrase("no text can begin with this character"), Phrase("write the text in quotes")
    ),
}
"""By a part of what the parser says."""


def words_of(error: yaml.MarkedYAMLError) -> tuple[int, Phrase, Phrase]:
    """The line of an error, counted from 1 or 0 for none, what is wrong, and how to mend it."""
    problem = error.problem or error.context or ""
    words = next((words for part, words in WORDS.items() if part in problem), Words(not_yaml(problem), NO_HINT))
    marks = (error.context_mark, error.problem_mark)
    mark = next(filter(None, marks if words.at_start else reversed(marks)), None)
    return mark.line + 1 if mark else 0, words.what, words.hint


def not_yaml(why: str) -> Phrase:
    """What there are no better words for."""
    return Phrase("this is not valid YAML: %(why)s", why=why)
