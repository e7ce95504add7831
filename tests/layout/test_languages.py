"""Whatever the loader and the checks say is in every language of the staff page, and reads as English in the log."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from signage.errors import Finding, LayoutError
from signage.layout import load
from signage.layout.model import Layout
from signage.phrase import Phrase
from signage.render.language import STAFF_CATALOGUES, translations
from signage.venue.check import findings
from signage.web.staff.language import words_of_scripts
from tests.build import agenda, session
from tests.layout.samples import EVENT

LANGUAGES = sorted(file.stem for file in STAFF_CATALOGUES.glob("*.po"))
TEXTS = [
    "",
    "a: 1\n\tb: 2",
    "a: b: c",
    "a:\n  b: 1\n c: 2",
    "a: 'x\nb: 1",
    "a: [1, 2\nb: 3",
    "a: {x: 1\nb: 3",
    "a: x\nb\nc: 1",
    "a: @x",
    'a: "\\q"',
    "a: *x",
    "a: !x y",
    "a: 1\n---\nb: 2",
    "? [a]\n: b",
    "[" * 40,
    "[" + "x," * 60_000 + "]",
    "event: {id: evt_1, name: Summit, timezone: Europe/Lisbn, day_ends: 4am}",
    f"{EVENT}screens: 3",
    f"{EVENT}screens:\n  a a: {{show: agenda}}\n  b: 3\n  c: {{title: x}}\n  d: {{show: rom}}\n  d: {{show: agenda}}",
    f"{EVENT}screens: {{a: {{show: agenda, pages: 0, day: someday, tite: x, theme: drak, language: zz, ahead: soon}}}}",
    f"{EVENT}screens: {{a: {{show: agenda, pages: many, qr: perhaps, title: {'x' * 201}, seconds: 9}}}}",
    f"{EVENT}screens: {{a: {{show: message, title: [a], text: {'x' * 601}, hours: 9, on: 09:00-09:00}}}}",
    f"{EVENT}screens: {{a: {{show: slides, files: [], each: 9999}}, b: {{show: page, url: nowhere}}}}",
    f"{EVENT}screens: {{a: {{rotate: [{{show: agenda, theme: dark}}]}}, b: {{split: [{{show: agenda}}]}}}}",
    f"{EVENT}screens: {{a: {{show: picture, file: ../x}}, b: {{show: room}}, c: {{show: agenda, days: noday}}}}",
    f"{EVENT}brand: {{brand: blue, dark: [a]}}\nframes: ['x y']\nstale_after: 90h\nlanguage: [{'en,' * 21}]\nfoo: 1",
    f"{EVENT}notices: [{{title: a, from: 2026-02-07 10:00, until: 2026-02-07 09:00}}, {{title: b, from: soon}}]",
]
"""Each mistake that the loader tells apart."""
DISAGREEING = f"""{EVENT}rooms: {{Nowhere: {{floor: "1"}}}}
screens:
  a: {{show: room, room: Halle A, also: b, qr: yes, arrows: {{Nowher: left, Outside: up}}}}
  b: {{show: overview, floors: [First], tracks: [Nonsense], also: a}}
  c: {{show: page, url: "https://example.com/"}}
  C: {{show: agenda}}
notices: [{{title: a, screens: [nobody]}}, {{title: b, from: 2026-02-08, until: 2026-02-07 09:00}}]
hide: {{ids: [x], titles: [Nothing]}}
override: {{ses_x: {{room: Hal A}}}}
"""


def said(text: str) -> tuple[Finding, ...]:
    try:
        return load(text.encode()).findings
    except LayoutError as error:
        return error.findings


def disagreements() -> tuple[Finding, ...]:
    loaded = load(DISAGREEING.encode())
    assert loaded.findings == ()
    return findings(loaded.layout, agenda(session("1", "09:00", "10:00"), session("2", "09:30", "10:00")))


def phrases(value: object) -> Iterator[Phrase]:
    """A phrase and all that it is made of."""
    if isinstance(value, Phrase) and value:
        yield value
        for part in value.values.values():
            yield from phrases(part)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_the_loader_and_the_checks_say_is_in_the_catalogue(language: str) -> None:
    found = [*(finding for text in TEXTS for finding in said(text)), *disagreements()]
    assert len({finding.what.text for finding in found}) > 50
    spoken = {part.text for finding in found for part in phrases(finding.message)} - {"%(names)s"}
    assert spoken - set(words_of_scripts(language)) == set()


@pytest.mark.parametrize("text", TEXTS)
def test_every_mistake_is_told_and_in_the_log_in_english(text: str) -> None:
    found = said(text)
    assert found
    assert all(str(finding).isascii() for finding in found)


def test_what_each_key_expects_is_in_every_catalogue() -> None:
    texts = {info.description for info in Layout.model_fields.values() if info.description}
    for language in LANGUAGES:
        catalogue = translations(language, STAFF_CATALOGUES)
        assert {text for text in texts if catalogue.gettext(text) == text} == set()
