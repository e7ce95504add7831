"""What stops an edit: the errors that it adds, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from signage.errors import Finding
from signage.layout import Loaded, load
from signage.staff.problems import added_takeovers, entries_that_differ, examine
from tests import build

EVENT = "event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}\n"
GOOD = EVENT + "screens:\n  a: {show: agenda}\n  b: {show: room, room: Hall}\n"


def nothing(_: Loaded) -> Iterable[Finding]:
    return ()


def told(after: str, before: str = GOOD) -> list[tuple[str, bool, int, str]]:
    """Level, whether it was there before, line and words of each problem."""
    tree = load(before.encode()).tree
    found = examine(after.encode(), before.encode(), tree, nothing).problems
    return [(problem.level, problem.old, problem.finding.line, problem.finding.what) for problem in found]


def test_an_error_that_the_edit_adds_stops_it_with_its_line() -> None:
    assert told(GOOD.replace("show: agenda", "show: agenda, titel: x")) == [("error", False, 3, "is not known here")]


def test_an_old_error_elsewhere_stops_nobody_also_on_another_line() -> None:
    before = GOOD.replace("show: agenda", "show: agenda, titel: x")
    assert told(before.replace("screens:", "theme: light\nscreens:"), before) == [
        ("warning", True, 4, "is not known here")
    ]


@pytest.mark.parametrize("text", ["", "screens: [", "a: b", "- x"])
def test_what_is_no_layout_at_all_is_an_error(text: str) -> None:
    assert {level for level, *_ in told(text)} <= {"error"}


def test_what_the_agenda_lacks_is_a_warning() -> None:
    def check(loaded: Loaded) -> Iterable[Finding]:
        for name in loaded.layout.screens:
            yield loaded.locate(Finding("knows no such room", ("screens", name)))

    text = GOOD + "  c: {show: room, room: Attic}\n"
    found = examine(text.encode(), GOOD.encode(), load(GOOD.encode()).tree, check)
    assert found.errors == ()
    assert [(problem.old, problem.finding.line) for problem in found.problems] == [(False, 5), (True, 3), (True, 4)]


def test_a_text_with_thousands_of_problems_tells_some() -> None:
    assert 0 < len(told(GOOD + "".join(f"  s{number}: {{show: rom}}\n" for number in range(3000)))) <= 101


TAKEOVER = "notices:\n  - {title: Out, style: takeover}\n  - {title: Tea}\n"


@pytest.mark.parametrize(
    ("before", "after", "added"),
    [
        ("", TAKEOVER, True),
        (TAKEOVER, "", False),
        (TAKEOVER, TAKEOVER.replace("Tea", "Cake"), False),
        (TAKEOVER, TAKEOVER.replace("Out", "Stay"), True),
        (TAKEOVER.replace("takeover", "banner"), TAKEOVER, True),
        (TAKEOVER, TAKEOVER.replace("takeover", "takeover, until: 2026-02-07 10:00"), True),
    ],
)
def test_takeovers_that_a_layout_adds_are_told(before: str, after: str, added: bool) -> None:
    assert added_takeovers(build.layout("", before), build.layout("", after)) is added


def test_screens_whose_entries_differ_are_named_and_what_concerns_all_is_told() -> None:
    before = build.layout("a: {show: agenda}\nb: {show: agenda}")
    assert entries_that_differ(before, build.layout("a: {show: overview}\nc: {show: agenda}")) == (
        ("a", "c", "b"),
        False,
    )
    rest = "rooms: {A: {}, B: {}}"
    turned = "rooms: {B: {}, A: {}}"
    assert entries_that_differ(build.layout("", rest), build.layout("", turned)) == ((), True)
    assert entries_that_differ(build.layout(), build.layout("", "sync: {window: 3h}")) == ((), False)
