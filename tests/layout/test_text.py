"""The text of screens.yaml: scalars stay text, every path has its line, and no text brings anything down."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.errors import LayoutError
from signage.layout import load
from signage.layout.load import merge
from signage.layout.text import MAX_BYTES, MAX_DEPTH, Document, decode, parse
from tests.layout.samples import CURRENT, said


def test_scalars_stay_text() -> None:
    source = 'a: 14:00\nb: No\nc: 1.10\nd: 0x10\ne: 2026-02-07\nf: "~"\ng: ~\nh: null\ni:\nj: 1_000\nk: on\n'
    assert parse(source).tree == {
        "a": "14:00",
        "b": "No",
        "c": "1.10",
        "d": "0x10",
        "e": "2026-02-07",
        "f": "~",
        "g": None,
        "h": None,
        "i": None,
        "j": "1_000",
        "k": "on",
    }


def test_every_path_has_its_line() -> None:
    document = parse("a:\n  b: 1\n  c:\n    - x\n    - {d: y}\n\ne: z\n")
    assert document.lines == {
        (): 1,
        ("a",): 1,
        ("a", "b"): 2,
        ("a", "c"): 3,
        ("a", "c", 0): 4,
        ("a", "c", 1): 5,
        ("a", "c", 1, "d"): 5,
        ("e",): 7,
    }
    assert document.line(("a", "c", 1, "d", "deeper", "still")) == 5


def test_of_a_key_that_stands_twice_the_first_counts() -> None:
    document = parse("a: {b: 1}\nc: 2\na:\n  b: 3\n  d: 4\n", "f")
    assert document.tree == {"a": {"b": "1"}, "c": "2"}
    assert document.lines == {(): 1, ("a",): 1, ("a", "b"): 1, ("c",): 2, ("a", "d"): 5}
    assert [str(finding) for finding in document.repeated] == [
        "f:3: a: stands here twice; it is in line 1 already: keep one"
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a: &x 1\nb: *x\n", "f:1: anchors and aliases (& and *) are not used here; write plain text"),
        ("a: 1\nb: *x\n", "f:2: anchors and aliases (& and *) are not used here; write plain text"),
        ("a: &x {b: 1}\n", "f:1: anchors and aliases (& and *) are not used here; write plain text"),
        ("a: !!int 3\n", "f:1: the tag tag:yaml.org,2002:int is not used here; write plain text"),
        ("\na: !!map {}\n", "f:2: the tag tag:yaml.org,2002:map is not used here; write plain text"),
        ("a: !mine [1]\n", "f:1: the tag !mine is not used here; write plain text"),
        ("a: 1\n---\nb: 2\n", "f:2: a second document starts here (---)"),
        ("? [a]\n: b\n", "f:1: a key must be a word, not a list or further keys"),
        (
            "a:\n\tb: 1\n",
            "f:2: a tab stands here; indent with spaces, not tabs",
        ),
        ('a: 1\nb: "\\ud83d"\n', "f:2: half a character (\\ud800 to \\udfff); write plain text"),
        ("a: 'b\n", "f:1: a quotation mark is opened here, and not closed; close it"),
        ("a: b\x00c\n", "f: this is not valid YAML: unacceptable character #x0000: special characters are not allowed"),
        ("[" * 40, f"f:1: more than {MAX_DEPTH} levels deep; is an indentation wrong?"),
        ("a: [" * 10_000, f"f:1: more than {MAX_DEPTH} levels deep; is an indentation wrong?"),
        ("a: [" + "[],\n" * 60_000, "f:49999: more than 50,000 entries up to here; a venue has hundreds"),
        ("- a\n", "f: expected 'event:' and 'screens:' at the top; the file has neither"),
        ("", "f: expected 'event:' and 'screens:' at the top; the file has neither"),
        ("# all gone\n", "f: expected 'event:' and 'screens:' at the top; the file has neither"),
        (b"a: caf\xe9\n", "f:1: the file is not UTF-8 text; save it with the encoding UTF-8"),
        (b"#" * (MAX_BYTES + 1), "f: the file is too large; expected at most 1 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_in_clear_words(source: str | bytes, expected: str) -> None:
    assert said(source) == [expected]


@pytest.mark.parametrize("source", ['"\\UFFFFFFFF"', '"\\U00110000"', "%YAML " + "9" * 5000])
def test_numbers_beyond_all_characters_are_refused_like_the_rest(source: str) -> None:
    assert len(said(source)) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_editors_may_save_a_byte_order_mark(encoding: str) -> None:
    assert decode("name: Graça".encode(encoding)) == "name: Graça"


@given(st.one_of(st.text(), st.text(alphabet="ab:-?&*![]{}'\"|>#%@` \n\t\\x0", max_size=60), st.binary(max_size=60)))
def test_any_text_is_a_layout_or_unreadable(source: str | bytes) -> None:
    said(source if isinstance(source, bytes) else source.encode(errors="surrogatepass"), CURRENT.tree)


LETTERS = st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=["Cc"])
LEAVES = st.one_of(
    st.none(),
    st.sampled_from(["room", "overview", "agenda", "light", "Hall A", "90s", "0s", "14:00", "en", "xx", "left", ""]),
    st.text(LETTERS, max_size=5),
)
WORDS = st.sampled_from(["event", "screens", "rooms", "sync", "language", "theme", "a", "show", "room", "arrows", "id"])
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(WORDS, st.text(LETTERS, max_size=4)), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    tree=st.dictionaries(WORDS, TREES, max_size=5),
    good_event=st.booleans(),
    last=st.one_of(st.none(), st.just(CURRENT.tree), st.dictionaries(WORDS, TREES, max_size=4)),
)
def test_any_tree_is_a_layout_or_unreadable(tree: dict[str, Any], good_event: bool, last: dict[str, Any]) -> None:
    source = json.dumps(tree | ({"event": CURRENT.tree["event"]} if good_event else {}))  # JSON is YAML
    try:
        found = load(source.encode(), last)
    except LayoutError:
        found = None
    if found is None:
        assert not good_event
        return
    assert merge(Document(found.tree), {}).layout == found.layout
    assert merge(Document(found.tree), {}).findings == ()
    assert found.tree == json.loads(source) or found.findings != ()


NAMES = """\
event: {id: e, name: Café, timezone: Europe/Lisbon}
rooms:
  Étage 1: {floor: Étage, near: Près du café}
hide: {titles: Équipe*, tracks: [Équipe A]}
brand: {tracks: {Équipe A: '#aa3300'}}
screens:
  entrée: {show: overview, floors: [Étage], tracks: [Équipe A], arrows: {Étage: left}}
  plan: {show: picture, file: étage 1.png}
notices:
- {screens: [entrée], title: Été, text: Déjà}
"""


@pytest.mark.parametrize("form", ["NFD", "no-break spaces"])
def test_names_of_screens_rooms_floors_tracks_and_files_are_the_same_in_whichever_form_an_editor_wrote_them(
    form: str,
) -> None:
    written = (
        unicodedata.normalize("NFD", NAMES) if form == "NFD" else re.sub(r"(?<=[éEÉtage]) (?=[1A])", "\xa0", NAMES)
    )
    assert written != NAMES
    found = load(written.encode())
    assert found.findings == load(NAMES.encode()).findings == ()
    assert found.layout == load(NAMES.encode()).layout
