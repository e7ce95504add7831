"""screens.yaml: text stays text, all findings at once with their lines, and what is good applies all the same."""

from __future__ import annotations

import json
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.errors import Finding, LayoutError
from signage.layout import AgendaScreen, Layout, OverviewScreen, RoomScreen, load, merge, read
from signage.layout.fields import did_you_mean
from signage.layout.schema import schema, text
from signage.layout.text import MAX_BYTES, MAX_DEPTH, Document, decode, parse

ROOT = Path(__file__).parents[2]
EVENT = "event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}\n"
VIEWS = "room, overview, agenda, directory, picture, slides, message, page, rotate, split"
KEYS = ", ".join(Layout.model_fields)
SCREENS = "expected a mapping of screens, each with what it shows"
CURRENT = load(f"{EVENT}screens:\n  a: {{show: room, room: Hall A}}\n  b: {{show: agenda}}\n".encode())


def said(source: str | bytes, last: dict[str, Any] | None = None) -> list[str]:
    """What is wrong with a file, as people read it."""
    try:
        findings = load(source if isinstance(source, bytes) else source.encode(), last, "f").findings
    except LayoutError as error:
        findings = error.findings
    return [str(finding) for finding in findings]


# Text and lines ---------------------------------------------------------------------------------------------------


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
    assert [str(finding) for finding in document.repeated] == ["f:3: a: stands here twice; keep one"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a: &x 1\nb: *x\n", "f:1: anchors and aliases (& and *) are not used here; write the value out"),
        ("a: 1\nb: *x\n", "f:2: anchors and aliases (& and *) are not used here; write the value out"),
        ("a: &x {b: 1}\n", "f:1: anchors and aliases (& and *) are not used here; write the value out"),
        ("a: !!int 3\n", "f:1: the tag tag:yaml.org,2002:int is not used here; write plain text"),
        ("\na: !!map {}\n", "f:2: the tag tag:yaml.org,2002:map is not used here; write plain text"),
        ("a: !mine [1]\n", "f:1: the tag !mine is not used here; write plain text"),
        ("a: 1\n---\nb: 2\n", "f:2: a second document starts here (---); expected one"),
        ("? [a]\n: b\n", "f:1: a key must be a word, not a list or mapping"),
        (
            "a:\n\tb: 1\n",
            (
                "f:2: this is not valid YAML: found character '\\t' that cannot start any token; "
                "indent with spaces, not tabs"
            ),
        ),
        ('a: 1\nb: "\\ud83d"\n', "f:2: half a character (\\ud800 to \\udfff); write it out"),
        ("a: 'b\n", "f:2: this is not valid YAML: found unexpected end of stream"),
        ("a: b\x00c\n", "f: this is not valid YAML: unacceptable character #x0000: special characters are not allowed"),
        ("[" * 40, f"f:1: more than {MAX_DEPTH} levels deep; is an indentation wrong?"),
        ("a: [" * 10_000, f"f:1: more than {MAX_DEPTH} levels deep; is an indentation wrong?"),
        ("- a\n", "f: expected 'event:' and 'screens:' at the top; the file has neither"),
        ("", "f: expected 'event:' and 'screens:' at the top; the file has neither"),
        ("# all gone\n", "f: expected 'event:' and 'screens:' at the top; the file has neither"),
        (b"a: caf\xe9\n", "f:1: the file is not UTF-8 text; save it with the encoding UTF-8"),
        (b"#" * (MAX_BYTES + 1), "f: the file is too large; expected at most 1,000,000 bytes"),
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


# Problems ---------------------------------------------------------------------------------------------------------


def test_all_findings_at_once_each_with_line_expectation_and_nearest_match() -> None:
    source = """\
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon, day_ends: 4am}
screens:
  a: {show: rom}
  b: 3
  c: {show: room}
  d d: {show: agenda}
  e:
    show: agenda
    tite: Today
    theme: drak
    language: zz
    arrows: {Hall A: lft}
  f:
  g: {title: x}
  h: {show: [room]}
sync: {window: 5 minutes, delta_every: 0s, window_every: 25h}
rooms: {Hall A: {flor: 1}}
stale_after: soon
foo: 1
"""
    assert said(source, CURRENT.tree) == [
        "f:1: event.day_ends: '4am' is no time of day; write it like 09:00",
        "f:3: screens.a: 'show: rom' names no view; did you mean 'room'?",
        f"f:4: screens.b: '3' is no mapping; write 'key: value' below it; {SCREENS}",
        "f:5: screens.c.room: is missing; expected the name or id of a room of the agenda",
        "f:6: screens.d d: 'd d' cannot be a name: it may have no blanks and none of / ? # % \\",
        "f:9: screens.e.tite: is not known here; did you mean 'title'?",
        "f:10: screens.e.theme: 'drak' is not known; did you mean 'dark'?",
        "f:11: screens.e.language.0: 'zz' is no language; write it like en, pt or en-GB",
        "f:12: screens.e.arrows.Hall A: 'lft' is not known; did you mean 'left'?",
        f"f:13: screens.f: is empty; {SCREENS}",
        f"f:14: screens.g: 'show' is missing; expected {VIEWS}",
        "f:15: screens.h: 'show: ['room']' names no view; did you mean 'room'?",
        "f:16: sync.window_every: '25h' is outside 1s to 24h",
        "f:16: sync.window: '5 minutes' is no duration; write it like 90s, 5m or 2h",
        "f:16: sync.delta_every: '0s' is outside 1s to 24h",
        "f:17: rooms.Hall A.flor: is not known here; did you mean 'floor'?",
        "f:18: stale_after: 'soon' is no duration; write it like 90s, 5m or 2h",
        f"f:19: foo: is not known here; known are {KEYS}",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("theme: {noon: dark}", "theme.noon: 'noon' is no time of day; write it like 09:00"),
        ("theme: {'09:00': drak}", "theme.09:00: 'drak' is not known; did you mean 'dark'?"),
        ("screens: {date: 3}", f"screens.date: '3' is no mapping; write 'key: value' below it; {SCREENS}"),
        ("screens: {a: {rotate: [{show: rom}, {show: agenda}]}}",
         "screens.a.rotate.0: 'show: rom' names no view; did you mean 'room'?"),
        ("screens: {a: {rotate: [{show: agenda, hours: 9-5}]}}",
         "screens.a.rotate.0.hours: '9' is no time of day; write it like 09:00"),
        ("screens: {a: {show: agenda, seconds: 9}}",
         "screens.a: 'seconds' belongs to a view in a playlist: write it below 'rotate:'"),
        *((f"screens: {{a: {{split: [{{show: agenda}}, {{show: overview, {key}}}]}}}}",
           f"screens.a.split.1: '{key.split(':')[0]}' belongs to a view in a playlist: write it below 'rotate:'")
          for key in ("seconds: 9", "hours: 09:00-17:30", "days: saturday")),
        ("screens: {a: {show: agenda, day: monday}}",
         "screens.a.day: 'monday' is no day; write it like 2026-02-07, today or tomorrow"),
        ("screens: {a: {show: agenda, day: [today]}}",
         "screens.a.day: '['today']' is no day; write it like 2026-02-07, today or tomorrow"),
        ("frames: maps.example.com", ("frames: 'maps.example.com' is no list; write '- ' before each; "
         "expected hosts that 'show: page' may frame, such as [maps.example.com]")),
        ("notices: [{title: a, from: 2026-02-07 10:00, until: 2026-02-07 09:00}]",
         "notices.0: 'until' is not after 'from'"),
    ],
)  # fmt: skip
def test_each_kind_of_slip_has_its_own_words(line: str, expected: str) -> None:
    assert said(f"{EVENT}{line}")[0] == f"f:2: {expected}"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Lisbn", "'Europe/Lisbn' is no time zone; did you mean 'Europe/Lisbon'?"),
        ("lisbon", "'lisbon' is no time zone; did you mean 'Lisbon'?"),
        ("qqqqqqqq", "'qqqqqqqq' is no time zone; write it like Europe/Lisbon"),
    ],
)
def test_a_zone_that_is_none(zone: str, expected: str) -> None:
    assert said(f"event: {{id: e, name: N, timezone: {zone}}}") == [f"f:1: event.timezone: {expected}"]


def test_the_nearest_word_keeps_its_own_spelling() -> None:
    assert did_you_mean("halle a", ["Hall A", "Hall B"]) == "did you mean 'Hall A'?"
    assert did_you_mean("zzz", ["Hall A"]) == ""


def test_values_are_read_as_people_write_them() -> None:
    layout = load(
        f"""{EVENT}
sync: {{full_pull_at: 4.30, window_every: 1m 30s, window: 3 h}}
stale_after: 90s
screens:
  No: {{show: room, room: 1.10}}
  f: {{show: overview, rooms: Hall A, arrows: {{1: up-left}}}}
""".encode()
    ).layout
    assert layout.sync.full_pull_at == time(4, 30)
    assert layout.sync.window_every == layout.stale_after == timedelta(seconds=90)
    assert layout.sync.window == timedelta(hours=3)
    assert layout.screens == {
        "No": RoomScreen(show="room", room="1.10"),
        "f": OverviewScreen(show="overview", rooms=("Hall A",), arrows={"1": "up-left"}),
    }


# What is good applies ---------------------------------------------------------------------------------------------


def test_one_bad_entry_keeps_its_last_good_form_and_its_neighbours_move_on() -> None:
    source = EVENT + "screens:\n  a: {show: romm, room: Hall A}\n  b: {show: agenda, theme: light}\n"
    found = load(source.encode(), CURRENT.tree)
    assert found.layout.screens == {
        "a": RoomScreen(show="room", room="Hall A"),
        "b": AgendaScreen(show="agenda", theme="light"),
    }
    assert [finding.path for finding in found.findings] == [("screens", "a")]


def test_a_bad_entry_that_never_was_good_is_left_out() -> None:
    found = load((EVENT + "screens:\n  a: {show: romm}\n  b: {show: agenda}\n").encode())
    assert list(found.layout.screens) == ["b"]


def test_a_bad_event_keeps_the_last_one_and_without_one_there_is_no_layout() -> None:
    source = "event: {id: evt_1, name: Summit}\nscreens:\n  c: {show: agenda}\n"
    assert load(source.encode(), CURRENT.tree).layout.event == CURRENT.layout.event
    assert list(load(source.encode(), CURRENT.tree).layout.screens) == ["c"]
    assert said(source) == ["f:1: event.timezone: is missing; expected the event's time zone, such as Europe/Lisbon"]


def test_bad_notices_are_left_out_and_the_rest_stand() -> None:
    lines = "\n".join(f"  - {{{'title' if number % 4 else 'titel'}: N{number}}}" for number in range(13))
    found = load(f"{EVENT}notices:\n{lines}\n".encode(), where="f")
    assert [notice.title for notice in found.layout.notices] == [f"N{number}" for number in range(13) if number % 4]
    assert [str(finding) for finding in found.findings][1] == (
        "f:3: notices.0.titel: is not known here; did you mean 'title'?"
    )
    assert said(f"{EVENT}notices: [{{title: N, form: x}}]") == [
        "f:2: notices.0.form: is not known here; did you mean 'from'?"
    ]


TWICE = "stands here twice; keep one"


@pytest.mark.parametrize(
    ("rest", "screens", "told"),
    [
        ("screens: {c: {show: agenda}}\nscreens: {b: {show: overview}}", CURRENT.tree["screens"], "f:3: screens"),
        ("screens:\n  a: {show: agenda}\n  c: {show: agenda}\n  a: {show: overview}",
         {"a": CURRENT.tree["screens"]["a"], "c": {"show": "agenda"}}, "f:5: screens.a"),
        ("screens:\n  a: {show: agenda, title: A, title: B}",
         {"a": CURRENT.tree["screens"]["a"]}, "f:3: screens.a.title"),
        ("screens:\n  c: {show: agenda}\n  c: {show: overview}", {"c": {"show": "agenda"}}, "f:4: screens.c"),
    ],
)  # fmt: skip
def test_what_stands_twice_stays_as_it_was_and_without_a_last_form_the_first_counts(
    rest: str, screens: dict[str, Any], told: str
) -> None:
    found = load(f"{EVENT}{rest}\n".encode(), CURRENT.tree, "f")
    assert found.tree["screens"] == screens
    assert [str(finding) for finding in found.findings] == [f"{told}: {TWICE}"]


def test_what_is_bad_in_what_stands_twice_harms_nothing_else() -> None:
    source = f"{EVENT}screens: 3\nscreens: {{c: {{show: agenda}}, c: {{show: rom}}}}\n"
    assert load(source.encode(), CURRENT.tree).tree["screens"] == CURRENT.tree["screens"]
    assert load(source.encode()).layout.screens == {}
    twice = f"{EVENT}screens:\n  c: {{show: rom, title: x, title: y}}\n  d: {{show: agenda}}\n"
    assert list(load(twice.encode()).layout.screens) == ["d"]


def test_a_notice_that_says_something_twice_keeps_its_place_in_the_file() -> None:
    found = load(f"{EVENT}notices: [{{title: A, title: B}}, {{titel: C}}, {{title: D}}]\n".encode())
    assert [notice.title for notice in found.layout.notices] == ["A", "D"]
    assert [found.locate(Finding("", ("notices", number))).path for number in (0, 1)] == [
        ("notices", 0),
        ("notices", 2),
    ]


MISSING = "screens: is missing; write 'screens: {}' if there are to be none"


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("", f"f:1: {MISSING}"),
        ("rooms: {}", f"f:1: {MISSING}"),
        ("screen: {c: {show: agenda}}", "f:2: screen: is not known here; did you mean 'screens'?"),
        ("SCREENS: {c: {show: agenda}}", "f:2: SCREENS: is not known here; did you mean 'screens'?"),
    ],
)
def test_a_file_without_the_key_of_its_screens_keeps_them(rest: str, told: str) -> None:
    found = load(f"{EVENT}{rest}\n".encode(), CURRENT.tree, "f")
    assert found.tree["screens"] == CURRENT.tree["screens"]
    assert [str(finding) for finding in found.findings] == [told]


def test_a_venue_may_have_no_screens() -> None:
    assert said(EVENT) == []
    assert said(f"{EVENT}screens: {{}}\n", CURRENT.tree) == []
    assert load(f"{EVENT}screens: {{}}\n".encode(), CURRENT.tree).layout.screens == {}


def test_a_misspelt_key_leaves_what_it_stands_for_as_it_was() -> None:
    last = load(f"{EVENT}notices: [{{title: Lunch}}]\ntheme: light\n".encode()).tree
    found = load(f"{EVENT}notice: [{{title: Tea}}]\ntheme: dark\nthem: light\n".encode(), last)
    assert [notice.title for notice in found.layout.notices] == ["Lunch"]
    assert found.layout.theme == "dark"


BLOCK = f"{EVENT}screens:\n  a:\n    show: room\n    room: Hall A\n  b:\n    show: agenda\n"


@pytest.mark.parametrize(
    "end", ["scr", "screens", "  a", "  a:", "    sho", "    show:", "    show: ro", "  b", "    s"]
)
def test_a_file_that_is_cut_within_a_line_loses_no_screen(end: str) -> None:
    last = load(BLOCK.encode()).tree
    cut = BLOCK[: BLOCK.rindex(f"\n{end}") + 1 + len(end)]
    try:
        found = load(cut.encode(), last)
    except LayoutError:
        return
    assert found.findings != ()
    assert [screen for screen in last["screens"] if screen not in found.tree["screens"]] in ([], ["b"])


@pytest.mark.parametrize(
    ("notices", "shown"),
    [
        ("[{title: Fire drill, stile: urgent}, {title: Lunch}]", ["Fire drill: all out", "Lunch: "]),
        ("[{title: Lunch}, {title: Fire drill, stile: urgent}]", ["Lunch: ", "Fire drill: all out"]),
        ("[{titel: Fire drill}, {title: Lunch}]", ["Fire drill: all out", "Lunch: "]),
        ("[{title: Fire, stile: urgent}, {title: Lunch}]", ["Fire drill: all out", "Lunch: "]),
        ("[{titel: Tea}, {title: Fire drill}, {title: Lunch}]", ["Fire drill: ", "Lunch: "]),
        ("[{title: Fire drill}, {title: Lunch}, {titel: Tea}]", ["Fire drill: ", "Lunch: "]),
        ("[{title: [Fire]}, 3, {title: Fire drill, text: a, text: b}]", ["Fire drill: all out"]),
        ("[{title: Lunch is served, stile: urgent}]", []),  # the drill is over
        ("[{title: Lunch}, {title: Tea, stile: urgent}]", ["Lunch: "]),
    ],
)
def test_a_bad_notice_stays_as_it_was_by_its_title_else_by_its_place_among_the_same(
    notices: str, shown: list[str]
) -> None:
    last = load(f"{EVENT}notices: [{{title: Fire drill, text: all out}}, {{title: Lunch}}]\n".encode()).tree
    found = load(f"{EVENT}notices: {notices}\n".encode(), last)
    assert [f"{notice.title}: {notice.text}" for notice in found.layout.notices] == shown


def test_of_two_bad_notices_with_one_title_each_stays_as_it_was() -> None:
    last = load(f"{EVENT}notices: [{{title: Lunch, text: a}}, {{title: Lunch, text: b}}]\n".encode()).tree
    for form, shown in (("stile: x", "ab"), ("text: c", "cb")):
        found = load(f"{EVENT}notices: [{{title: Lunch, {form}}}, {{title: Lunch, stile: y}}]\n".encode(), last)
        assert "".join(notice.text for notice in found.layout.notices) == shown


@pytest.mark.parametrize(
    ("section", "now", "first", "later"),
    [
        (
            "override",
            "{a: {title: A, rom: B}, b: {room: C}}",
            {"b": {"room": "C"}},
            {"a": {"title": "Old"}, "b": {"room": "C"}},
        ),
        ("hide", "{ids: [x], track: y}", {"ids": ["x"]}, {"ids": ["x"], "tracks": ["old"]}),
        ("hide", "{ids: [x], tracks: {y: z}}", {"ids": ["x"]}, {"ids": ["x"], "tracks": ["old"]}),
        ("hide", "{tracks: [y, {z: z}]}", {"tracks": ["y"]}, {"tracks": ["y"]}),
        ("hide", "{tracks: [{z: z}, y]}", {"tracks": ["y"]}, {"tracks": ["y"]}),
        ("hide", "{tracks: [{z: z}]}", {"tracks": []}, {"tracks": ["old"]}),
        ("brand", "{brand: blue, accent: '#fff'}", {"accent": "#fff"}, {"brand": "#000", "accent": "#fff"}),
        ("brand", "{brnd: '#111', accent: '#fff'}", {"accent": "#fff"}, {"accent": "#fff", "brand": "#000"}),
        ("sync", "{window: x, delta_every: 9m}", {"delta_every": "9m"}, {"window": "1h", "delta_every": "9m"}),
    ],
)
def test_the_rest_of_a_section_with_a_bad_entry_applies(
    section: str, now: str, first: dict[str, Any], later: dict[str, Any]
) -> None:
    last = CURRENT.tree | {
        "override": {"a": {"title": "Old"}},
        "hide": {"tracks": ["old"]},
        "brand": {"brand": "#000"},
        "sync": {"window": "1h"},
    }
    source = f"{EVENT}screens: {{}}\n{section}: {now}\n".encode()
    assert load(source).tree[section] == first
    assert load(source, last).tree[section] == later


@pytest.mark.parametrize("section", ["screens:", "screens: [a, b]", "screens: 3"])
def test_a_section_of_another_shape_is_kept_whole(section: str) -> None:
    assert load(f"{EVENT}{section}\n".encode(), CURRENT.tree).layout.screens == CURRENT.layout.screens


def test_what_was_good_once_and_is_bad_now_does_not_come_back_for_ever() -> None:
    """The stored form is from a version that knew other words."""
    found = load((EVENT + "screens: {a: {show: romm}}\ntheme: drak\n").encode(), {"screens": {"a": 1}, "theme": "blue"})
    assert found.layout.screens == {}
    assert found.layout.theme == "dark"


class Counted(str):
    """A name that counts how often it is compared."""

    __slots__ = ()
    compared = 0
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        Counted.compared += 1
        return str.__ne__(self, other)


def test_the_work_grows_with_the_bad_entries_and_no_faster() -> None:
    names = [Counted(f"s{number}") for number in range(300)]
    tree = CURRENT.tree | {"screens": {name: {"show": "rom"} for name in names}}
    last = CURRENT.tree | {"screens": {name: {"show": "agenda"} for name in names}}
    found = merge(Document(tree), last)
    assert len(found.findings) == len(found.layout.screens) == len(names)
    assert Counted.compared <= 20 * len(names)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="there is no such file; expected the screens of this venue"):
        read(tmp_path / "screens.yaml")
    with pytest.raises(LayoutError, match="cannot be read: Is a directory"):
        read(tmp_path)


# For editors ------------------------------------------------------------------------------------------------------


def test_the_schema_for_editors_is_current() -> None:
    shipped = (ROOT / "docs/screens.schema.json").read_text(encoding="utf-8")
    assert shipped == text(), "python -m signage.layout.schema > docs/screens.schema.json"


def test_the_demos_own_file_is_good_and_names_its_schema() -> None:
    raw = (ROOT / "screens.yaml").read_bytes()
    assert raw.splitlines()[0] == b"# yaml-language-server: $schema=docs/screens.schema.json"
    assert load(raw).findings == ()
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(load(raw).tree, schema())


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True),
        ({"screens": {"a": {"show": "room", "room": 101}}}, True),
        ({"rooms": {"a": {"floor": None}}}, True),
        ({"language": "pt"}, True),
        ({"language": ["pt", "en"]}, True),
        ({"notices": [{"title": "Lunch", "from": "2026-02-07 12:00"}]}, True),
        ({"notices": {"title": "Lunch"}}, False),
        ({"notices": [{"titel": "Lunch"}]}, False),
        ({"sync": {"window": "2h"}}, True),
        ({"sync": {"window": "soon"}}, False),
        ({"screens": {"a": {"show": "rom"}}}, False),
        ({"screens": {"a": {"show": "room"}}}, False),
        ({"screens": {"a": {"show": "agenda", "tite": "x"}}}, False),
        ({"event": {"id": "e"}}, False),
        ({"screns": {}}, False),
    ],
)
def test_the_schema_and_the_loader_agree(change: dict[str, Any], good: bool) -> None:
    tree = CURRENT.tree | change
    assert jsonschema.Draft202012Validator(schema()).is_valid(tree) == good
    assert (said(json.dumps(tree)) == []) == good
