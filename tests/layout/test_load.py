"""What is good in screens.yaml applies, and what is bad stays as it was or is left out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from signage.errors import Finding, LayoutError
from signage.layout import AgendaScreen, RoomScreen, load, read
from signage.layout.load import merge
from signage.layout.text import Document
from tests.layout.samples import CURRENT, EVENT, said


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


TWICE = "stands here twice; it is in line"


@pytest.mark.parametrize(
    ("rest", "screens", "told", "first"),
    [
        ("screens: {c: {show: agenda}}\nscreens: {b: {show: overview}}", CURRENT.tree["screens"], "f:3: screens", 2),
        ("screens:\n  a: {show: agenda}\n  c: {show: agenda}\n  a: {show: overview}",
         {"a": CURRENT.tree["screens"]["a"], "c": {"show": "agenda"}}, "f:5: screens.a", 3),
        ("screens:\n  a: {show: agenda, title: A, title: B}",
         {"a": CURRENT.tree["screens"]["a"]}, "f:3: screens.a.title", 3),
        ("screens:\n  c: {show: agenda}\n  c: {show: overview}", {"c": {"show": "agenda"}}, "f:4: screens.c", 3),
    ],
)  # fmt: skip
def test_what_stands_twice_stays_as_it_was_and_without_a_last_form_the_first_counts(
    rest: str, screens: dict[str, Any], told: str, first: int
) -> None:
    found = load(f"{EVENT}{rest}\n".encode(), CURRENT.tree, "f")
    assert found.tree["screens"] == screens
    assert [str(finding) for finding in found.findings] == [f"{told}: {TWICE} {first} already: keep one"]


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
    assert (len(found.findings), found.more, len(found.layout.screens)) == (100, len(names) - 100, len(names))
    assert Counted.compared <= 20 * len(names)


@pytest.mark.parametrize(
    ("lines", "bad"),
    [
        (["screens:", *(f"  s{number}: {{show: rom}}" for number in range(20_000))], 20_000),
        (["screens: {}", "notices:", *("  - {titel: x}" for _ in range(20_000))], 40_000),
        (["screens: {}", *(f"k{number}: 1" for number in range(20_000))], 20_000),
        (["screens: {}", "hide: {ids: [", *("  [a]," for _ in range(20_000)), "]}"], 20_000),
        (["screens: {a: {show: agenda}}", f"language: [{'zz, ' * 20_000}]"], 1),
    ],
)
def test_of_tens_of_thousands_of_bad_entries_the_first_are_told_and_a_number_within_a_second(
    lines: list[str], bad: int
) -> None:
    source = (EVENT + "\n".join(lines)).encode()
    before = time.process_time()
    found = load(source, CURRENT.tree)
    assert time.process_time() - before < 2  # a second where nothing else runs
    assert len(found.findings) + found.more == bad
    assert len(found.findings) == min(bad, 100)
    assert sorted(finding.line for finding in found.findings) == [finding.line for finding in found.findings]


def test_numbers_in_a_list_are_those_of_the_file_past_all_that_is_wrong() -> None:
    notices = "\n".join(f"  - {{{'title' if number == 400 else 'titel'}: N}}" for number in range(500))
    found = load(f"{EVENT}notices:\n{notices}\n".encode())
    assert found.locate(Finding("", ("notices", 0))).path == ("notices", 400)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="there is no such file; expected the screens of this venue"):
        read(tmp_path / "screens.yaml")
    with pytest.raises(LayoutError, match="cannot be read: Is a directory"):
        read(tmp_path)
