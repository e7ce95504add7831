"""One normal form for text that is compared or shown, and one for terminals."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.characters import folded, normal, printable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("E\u0301tage\u00a01", "Étage 1"),
        ("Étage 1", "Étage 1"),
        ("10\u202f000 \u3000x", "10 000  x"),
        ("²ﬁ", "²ﬁ"),  # what looks different stays different
        ("a\nb", "a\nb"),
        ("각", "각"),
    ],
)
def test_texts_that_look_alike_have_one_normal_form(text: str, expected: str) -> None:
    assert normal(text) == expected


@given(st.text())
def test_the_normal_form_of_either_form_is_the_same(text: str) -> None:
    assert normal(unicodedata.normalize("NFD", text)) == normal(unicodedata.normalize("NFC", text))
    assert normal(normal(text)) == normal(text)
    assert folded(folded(text)) == folded(text)


def test_names_are_compared_without_capitals_and_spaces_around_them() -> None:
    assert folded(" E\u0301TAGE\u00a01 ") == folded("étage 1")
    assert folded("\ufeffÉtage \t 1\u200b") == folded("étage 1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hall A\nERROR forged", "Hall A\\u000aERROR forged"),
        ("\x1b[2Jgone\x9b", "\\u001b[2Jgone\\u009b"),
        ("a\u202eb\u2066c\u2028d\ud800", "a\\u202eb\\u2066c\\u2028d\\ud800"),
        ("Zoë 👩\u200d💻 \u00a0", "Zoë 👩\u200d💻 \u00a0"),
    ],
)
def test_a_terminal_gets_one_line_that_reads_as_it_stands(text: str, expected: str) -> None:
    assert printable(text) == expected
