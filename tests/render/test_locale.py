"""The languages' catalogues: complete, well formed, and all that a wall says."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from signage.agenda import Placement, Room, Speaker
from signage.publish.renderer import Renderer
from signage.publish.state import PageKey, State
from signage.render.language import CATALOGUES, STAFF_CATALOGUES, translations
from signage.staff.wall_notice import Posted, Status, Wording
from signage.venue.appearance import Appearance, ExternalContent
from tests.build import DAY, agenda, at, layout, session
from tests.clock import FakeClock

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

    from signage.agenda import Session

LANGUAGES = ["ar", "de", "es", "fr", "he", "it", "ja", "ko", "nl", "pl", "pt", "tr", "zh", "zh_Hant"]
AS_IN_ENGLISH = {
    **{language: {"Offline"} for language in ("de", "it", "pl", "pt")},
    "nl": {"Offline", "was %(room)s"},
}
each_language = pytest.mark.parametrize("language", LANGUAGES)


each_folder = pytest.mark.parametrize("folder", [CATALOGUES, STAFF_CATALOGUES], ids=["walls", "staff"])
KEYWORDS = {
    CATALOGUES: {"translate": None, "told": None},
    STAFF_CATALOGUES: {
        "translate": None,
        "t": None,
        "tn": (1, 2),
        "Page": (2,),
        "Refusal": (3,),
        "add": (2,),
        "Phrase": (1,),
        "counted": (1, 2),
    },
}


@cache
def catalogue(language: str, folder: Path = CATALOGUES) -> Catalog:
    with (folder / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def labels(language: str, folder: Path = CATALOGUES) -> dict[str, str]:
    """The texts of a language by the English ones; of those with a number, all forms of either number's."""
    found = {}
    for message in catalogue(language, folder):
        if isinstance(message.id, tuple):
            found |= dict.fromkeys(message.id, " / ".join(message.string))
        elif message.id:
            found[message.id] = str(message.string)
    return found


@cache
def extracted(folder: Path) -> set[str]:
    """The texts that code, templates and scripts say, by the mapping and the keywords of `make words`."""
    with (folder / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    root = Path(__file__).parents[2]
    found = extract_from_dir(root, methods, options, keywords={**DEFAULT_KEYWORDS, **KEYWORDS[folder]})
    texts = [message if isinstance(message, tuple) else (message,) for _, _, message, _, _ in found]
    return {text for message in texts for text in message if text}


def test_what_scripts_of_the_staff_page_say_is_extracted() -> None:
    """Babel sees no call within another one's values, or in a template string's."""
    said = [
        text.replace("\\'", "'")
        for script in (Path(__file__).parents[2] / "static" / "staff").glob("*.js")
        for text in re.findall(r"\btn?\('((?:[^'\\]|\\.)*)'", script.read_text(encoding="utf-8"))
    ]
    assert said
    assert set(said) <= extracted(STAFF_CATALOGUES)


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|%.|\{\w+\}", text))


# The catalogues ---------------------------------------------------------------------------------------------------


@each_folder
def test_there_is_a_catalogue_for_each_language(folder: Path) -> None:
    assert sorted(file.stem for file in folder.glob("*.po")) == LANGUAGES


@each_folder
@each_language
def test_a_catalogue_has_every_label_and_no_other(language: str, folder: Path) -> None:
    assert set(labels(language, folder)) == extracted(folder)
    assert [message.id for message in catalogue(language, folder) if message.id and message.fuzzy] == []
    assert not catalogue(language, folder).obsolete


@each_folder
@each_language
def test_every_label_is_said_with_the_same_values(language: str, folder: Path) -> None:
    found = labels(language, folder)
    assert [label for label, said in found.items() if not said or said != said.strip()] == []
    numbered = {one for message in catalogue(language, folder) if isinstance(message.id, tuple) for one in message.id}
    assert [label for label in found.keys() - numbered if placeholders(found[label]) != placeholders(label)] == []


@each_language
def test_every_form_of_a_number_names_it_unless_it_is_for_that_one_alone(language: str) -> None:
    known = catalogue(language, STAFF_CATALOGUES)
    form_of = translations(language, STAFF_CATALOGUES).plural  # type: ignore[attr-defined]
    uses = Counter(form_of(number) for number in range(200))
    numbered = [message for message in known if isinstance(message.id, tuple)]
    assert {len(message.string) for message in numbered} == {len(uses)}
    for message in numbered:
        wanted = placeholders(message.id[1])
        for form, said in enumerate(message.string):
            assert said
            assert said == said.strip()
            missing = Counter(wanted) - Counter(placeholders(said))
            assert Counter(placeholders(said)) - Counter(wanted) == Counter(), message.id
            assert not missing or uses[form] == 1, (message.id, said)


@each_language
def test_a_label_stays_english_only_where_the_words_are_the_same(language: str) -> None:
    assert {label for label, said in labels(language).items() if said == label} == AS_IN_ENGLISH.get(language, set())


@pytest.mark.parametrize("language", ["ar", "he"])
def test_names_keep_their_own_direction_within_a_label(language: str) -> None:
    loose = r"(?<!\u2068)%\((title|name|event|room)\)s|%\((title|name|event|room)\)s(?!\u2069)"
    assert [label for label, said in labels(language).items() if re.search(loose, said)] == []


@pytest.mark.parametrize("language", ["ar", "he"])
def test_what_staff_typed_keeps_its_own_direction_within_a_finding(language: str) -> None:
    wrong = ("signage/layout", "signage/venue", "signage/phrase.py", "signage/validation_words.py")
    said = [
        text
        for message in catalogue(language, STAFF_CATALOGUES)
        if any(file.startswith(wrong) for file, _ in message.locations)
        for text in ([message.string] if isinstance(message.string, str) else message.string)
    ]
    assert len(said) > 200
    assert [
        text for text in said if re.search(r"(?<!\u2068)%\((?!number)\w+\)s|%\((?!number)\w+\)s(?!\u2069)", text)
    ] == []


@each_folder
@each_language
def test_a_catalogue_holds_nothing_that_changes_by_itself(language: str, folder: Path) -> None:
    head = (folder / f"{language}.po").read_text().partition("\n\n")[0]
    assert re.findall(r'^"([\w-]+):', head, re.MULTILINE) == [
        "Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("pt-BR", "Agora"),
        ("zh-Hans", "进行中"),
        ("zh", "进行中"),
        ("zh-Hant", "進行中"),
        ("zh-TW", "進行中"),
        ("sw", "Now"),
    ],
)
def test_a_language_finds_its_catalogue(language: str, expected: str) -> None:
    assert translations(language).gettext("Now") == expected


# The walls --------------------------------------------------------------------------------------------------------

ONE, TWO = Room("one", "301"), Room("two", "302")
"""Names and titles are numbers, so that every letter on these walls is a label's, a date's or the event's name."""
SCREENS = """
"1": {show: overview, qr: true}
"2": {show: agenda}
"3": {show: directory}
"4": {show: room, room: "303"}
"5": {show: picture, file: a.png}
"6": {show: overview, rooms: ["301"]}
"""
STAFF = 'address: "https://signs.example"\nrooms: {"301": {floor: "1"}, "303": {}}'


def takeover(screen: str, status: Status = "actual", *, clears: bool = False) -> Posted:
    words, who = (Wording("", "501"),), {"issuer": "502", "place": "503"}
    return Posted(screen, words, "takeover", status, screens=(screen,), sent=at("09:00"), clears=clears, **who)


NOTICES = takeover("1"), takeover("2", clears=True), takeover("3", "exercise"), takeover("4", "test")
"""One takeover of each kind."""


def everything() -> list[Session]:
    """Sessions in every state that has a label."""
    staff = tuple(Speaker(str(number), str(number)) for number in range(8))
    late = Placement(at("11:45"), at("12:45"), ONE, at("08:00"))
    early = Placement(at("17:00"), at("18:00"), ONE, at("08:00"))
    day = timedelta(days=1)
    next_day, last = DAY + day, DAY + 3 * day
    return [
        session("1", "09:00", "10:00", ONE, title="101", speakers=staff),
        session("2", "10:05", "11:00", ONE, title="", cancelled=True),
        session("3", "12:00", "13:00", ONE, title="103", past=(late,)),
        session("4", "15:00", "16:00", ONE, title="104", past=(early,)),
        session("5", "09:00", "10:00", TWO, title="105", past=(replace(late, starts_at=at("09:00")),)),
        session("6", "11:00", "12:00", TWO, title="106", added_at=at("08:00")),
        session("7", "11:30", "12:00", None, title="107"),
        session("8", "09:00", "10:00", ONE, title="108", day=next_day),
        session("9", "09:00", "10:00", TWO, title="109", day=last),
        replace(session("10", "04:00", room=TWO, title="110", day=last, all_day=True), ends_at=at("04:00", last + day)),
    ]


def texts(language: str) -> set[str]:
    """All that stands on the walls of an event in one language, besides numbers, its name and addresses."""

    def unreadable(_: str) -> tuple[()]:
        raise OSError

    screens = layout(SCREENS, f"language: {language}\n{STAFF}")
    external = ExternalContent(images=unreadable)
    state = State(None, screens, {}, Appearance(external=external), posted=NOTICES)
    renderer = Renderer(state, clock=FakeClock(at("09:30")))
    subjects = [PageKey("screen", name) for name in ("1", "2", "3", "4", "5", "6", "404")]
    subjects += [PageKey("room", name) for name in ("one", "two", "404")]
    pages = [renderer.rendered_screen(PageKey("room", "one"))]
    renderer.state = replace(state, agenda=agenda(*everything()))
    days = [DAY + timedelta(days=number) for number in range(-1, 4)]
    pages += [renderer.rendered_screen(page_key, day) for page_key in subjects for day in days]
    pair = renderer.templates(language).pair(
        base="", icon="", event="Summit", lang=language, dir="ltr", build="", stylesheet="", script="", logo=""
    )
    html = unescape("\n".join([pair, *(panel.html for page in pages for panel in page.panels)]))
    found = {
        text.strip()
        for text in re.findall(r'>([^<>]+)<|(?:label|alt|title|more|rest)="([^"]+)"', html)
        for text in text
    }
    return {text for text in found if re.search(r"[^\W\d_]", text) and "signs.example" not in text} - {"Summit"}


@cache
def english() -> set[str]:
    return texts("en")


def literal(label: str) -> str:
    return max(re.split(r"%\(\w+\)s", label), key=len).strip()


def test_the_walls_tested_say_every_label() -> None:
    said = "\n".join(english())
    assert [label for label in sorted(extracted(CATALOGUES)) if literal(label) not in said] == []


@each_language
def test_a_wall_says_nothing_in_english(language: str) -> None:
    same = [literal(label) for label in AS_IN_ENGLISH.get(language, set())]
    assert {text for text in texts(language) & english() if not any(word in text for word in same)} == set()
