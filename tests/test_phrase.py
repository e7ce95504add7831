"""What staff are told: English as it stands, and the same in other languages, with names that are only ever names."""

from __future__ import annotations

import json

import pytest

from signage.phrase import ENGLISH, Phrase, quoted, told, with_hint
from signage.render.language import STAFF_CATALOGUES, translations

GERMAN, ARABIC = (translations(language, STAFF_CATALOGUES) for language in ("de", "ar"))


def test_a_phrase_is_english_text_and_german_for_who_reads_german() -> None:
    phrase = Phrase("'%(name)s' is no room of the agenda", name="Halle A")
    assert phrase == "'Halle A' is no room of the agenda"
    assert phrase.told(GERMAN) == "„Halle A“ ist kein Raum des Programms"
    assert phrase.told(ENGLISH) == phrase


def test_a_value_that_is_a_phrase_is_told_in_that_language_too() -> None:
    phrase = with_hint(Phrase("is missing"), Phrase("did you mean '%(instead)s'?", instead="Hall A"))
    assert phrase == "is missing; did you mean 'Hall A'?"
    assert phrase.told(GERMAN) == "fehlt; war „Hall A“ gemeint?"
    assert with_hint(Phrase("is missing"), Phrase()) == "is missing"


@pytest.mark.parametrize("name", ["%(name)s", "100 %", "%s%n", "{name}", "%(__class__)s", "is missing", "\u202eabc"])
def test_a_name_is_never_looked_into(name: str) -> None:
    phrase = Phrase("'%(name)s' hides no session", name=name)
    assert phrase == f"'{name}' hides no session"
    assert phrase.told(GERMAN) == f"„{name}“ verbirgt keine Veranstaltung"
    assert phrase.told(ARABIC) == f"«\u2068{name}\u2069» لا يخفي أي جلسة"


@pytest.mark.parametrize(
    ("number", "english", "german"),
    [
        (1, "x, and 1 more gap like that", "x, und noch eine solche Lücke"),
        (2, "x, and 2 more gaps like that", "x, und 2 weitere solche Lücken"),
        (1234, "x, and 1,234 more gaps like that", "x, und 1\u202f234 weitere solche Lücken"),
    ],
)
def test_a_number_takes_its_form(number: int, english: str, german: str) -> None:
    one, many = "%(what)s, and 1 more gap like that", "%(what)s, and %(number)s more gaps like that"
    phrase = Phrase.counted(one, many, number, what="x")
    assert (phrase, phrase.told(GERMAN)) == (english, german)


def test_what_no_catalogue_has_stays_english() -> None:
    assert Phrase("never written: %(name)s", name="x").told(GERMAN) == "never written: x"
    assert told("is missing", GERMAN) == "fehlt"
    assert Phrase("").told(GERMAN) == ""


def test_names_are_listed_and_the_others_counted() -> None:
    names = [f"S{number}" for number in range(5)]
    assert quoted(names[:3], 3) == "'S0', 'S1', 'S2'"
    assert quoted(names, 3).told(GERMAN) == "'S0', 'S1', 'S2' und 2 weitere"


def test_a_phrase_goes_to_another_process_and_comes_back() -> None:
    phrase = Phrase("is %(size)s MB large", size="41.0")
    back = Phrase.unpacked(json.loads(json.dumps(phrase.packed())))
    assert (back, back.told(GERMAN)) == (phrase, "ist 41.0 MB groß")
