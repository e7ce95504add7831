"""What is wrong with screens.yaml: all of it at once, each with line, expectation and nearest match."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from signage.layout import Layout, OverviewScreen, RoomScreen, load
from signage.layout.fields import did_you_mean
from tests.layout.samples import CURRENT, EVENT, SCREENS, said

VIEWS = "room, overview, agenda, directory, picture, slides, message, page, rotate, split"
BELOW = "stands where keys are expected; write 'key: value' on the lines below it"
KEYS = ", ".join(Layout.model_fields)


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
        f"f:4: screens.b: '3' {BELOW}; {SCREENS}",
        "f:5: screens.c.room: is missing; expected the name or id of a room of the agenda",
        "f:6: screens.d d: 'd d' cannot be a name: it may have no blanks and none of / ? # % \\",
        "f:9: screens.e.tite: is not known here; did you mean 'title'?",
        "f:10: screens.e.theme: 'drak' is not known; did you mean 'dark'?",
        "f:11: screens.e.language.0: 'zz' is no language; write it like en, pt, en-GB",
        "f:12: screens.e.arrows.Hall A: 'lft' is not known; did you mean 'left'?",
        f"f:13: screens.f: is empty; {SCREENS}",
        f"f:14: screens.g: 'show' is missing; expected {VIEWS}",
        "f:15: screens.h: 'show: ['room']' names no view; did you mean 'room'?",
        "f:16: sync.window_every: '25h' is outside 1s to 24h",
        "f:16: sync.window: '5 minutes' is no duration; write it like 90s, 5m, 2h",
        "f:16: sync.delta_every: '0s' is outside 1s to 24h",
        "f:17: rooms.Hall A.flor: is not known here; did you mean 'floor'?",
        "f:18: stale_after: 'soon' is no duration; write it like 90s, 5m, 2h",
        f"f:19: foo: is not known here; known are {KEYS}",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("theme: {noon: dark}", "theme.noon: 'noon' is no time of day; write it like 09:00"),
        ("theme: {'09:00': drak}", "theme.09:00: 'drak' is not known; did you mean 'dark'?"),
        ("screens: {date: 3}", f"screens.date: '3' {BELOW}; {SCREENS}"),
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
         "screens.a.day: 'monday' is no day; write it like 2026-02-07, today, tomorrow"),
        ("screens: {a: {show: agenda, day: [today]}}",
         "screens.a.day: '['today']' is no day; write it like 2026-02-07, today, tomorrow"),
        ("frames: maps.example.com", ("frames: 'maps.example.com' stands where a list is expected; "
         "write each on a line of its own, after '- '; "
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
        ("lisbon", "'lisbon' is no time zone; did you mean 'Europe/Lisbon'?"),
        ("qqqqqqqq", "'qqqqqqqq' is no time zone; write it like Europe/Lisbon"),
    ],
)
def test_a_zone_that_is_none(zone: str, expected: str) -> None:
    assert said(f"event: {{id: e, name: N, timezone: {zone}}}") == [f"f:1: event.timezone: {expected}"]


@pytest.mark.parametrize("zone", ["europe/lisbon", "EUROPE/LISBON", "America/New York", "utc"])
def test_a_zone_is_read_without_capitals_and_with_blanks(zone: str) -> None:
    found = load(f"event: {{id: e, name: N, timezone: {zone}}}".encode())
    assert found.findings == ()
    assert str(found.layout.event.timezone).casefold() == zone.casefold().replace(" ", "_")


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
