"""Playlists, splits and languages in turn: who is on stage when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.agenda import Days
from signage.layout import MessageScreen
from signage.render.day_context import epoch
from signage.render.language import Words, translations
from signage.render.playlist import PlaylistItem, playlist_items, round_robin
from signage.render.visibility import moment
from signage.venue.appearance import ExternalContent, Image
from tests.build import DAY, LISBON, at, layout

DAYS = Days(LISBON)
NEXT = DAY + timedelta(days=1)
ALL_THERE = ExternalContent(images=lambda name: [Image("/m.png", name)])
MAP_ONLY = ExternalContent(
    images=lambda name: [Image("/m.png", name)] if name == "map.png" else (), reachable=lambda _: False
)
WORDS = Words("en", LISBON, translations("en"))


def staged(entry: str, rest: str = "", external: ExternalContent = ALL_THERE) -> tuple[PlaylistItem, ...]:
    found = layout(f"lobby: {entry}", rest)
    return playlist_items(found.screens["lobby"], found, DAYS, DAY, external.has)


def on(turns: list[str], now: float) -> list[int]:
    """Which of these are on screen, by the server's own rule."""
    page = "".join(f'<i data-turn="{turn}">' if turn else "<i>" for turn in turns)
    return [number for number, tag in enumerate(moment(page, now, WORDS).split("<i")[1:]) if "hidden" not in tag]


def test_a_single_view_is_always_on() -> None:
    assert [(stage.half, stage.turn) for stage in staged("{show: agenda}")] == [("", "")]


@given(st.lists(st.integers(3, 600), min_size=2, max_size=6), st.integers(0, 10**9))
def test_exactly_one_of_a_cycle_is_on_at_any_second(lengths: list[int], now: int) -> None:
    assert len(on(list(round_robin(lengths)), now)) == 1


@given(st.lists(st.integers(3, 60), min_size=2, max_size=6))
def test_each_has_its_share(lengths: list[int]) -> None:
    cycle = [on(list(round_robin(lengths)), second)[0] for second in range(sum(lengths))]
    assert [cycle.count(number) for number in range(len(lengths))] == lengths


def test_languages_take_turns_on_one_view_and_on_each_view_of_a_playlist() -> None:
    both = staged("{show: agenda, language: [pt, en]}")
    assert [(stage.language, stage.turn) for stage in both] == [("pt", "-:0/15/30"), ("en", "-:15/30/30")]
    listed = staged("{rotate: [{show: agenda, seconds: 10}, {show: overview, seconds: 20}]}", "language: [pt, en]")
    assert [(stage.view.show, stage.language) for stage in listed] == [
        ("agenda", "pt"),
        ("agenda", "en"),
        ("overview", "pt"),
        ("overview", "en"),
    ]


def test_a_split_has_two_halves() -> None:
    views = "[{show: agenda}, {show: overview}]"
    assert [stage.half for stage in staged(f"{{split: {views}}}")] == ["left", "right"]
    assert [stage.half for stage in staged(f"{{split: {views}, direction: stacked}}")] == ["top", "bottom"]


AWAY = "{show: page, url: 'https://example.com/'}, {show: picture, file: x.png}, {show: slides, files: [x, y]}"


@pytest.mark.parametrize(
    ("entry", "kept"),
    [
        (f"{{rotate: [{AWAY}, {{show: agenda}}, {{show: overview, seconds: 5}}]}}", ["agenda 20", "overview 5"]),
        (f"{{rotate: [{AWAY}, {{show: agenda, seconds: 9}}]}}", ["agenda"]),
        ("{rotate: [{show: agenda}, {show: picture, file: map.png}, {show: slides, files: [x, map.png]}]}",
         ["agenda 20", "picture 20", "slides 20"]),
        (f"{{rotate: [{AWAY}]}}", ["page"]),
        ("{show: slides, files: x}", ["slides"]),
        ("{split: [{show: slides, files: x}, {show: agenda}]}", ["slides", "agenda"]),
    ],
)  # fmt: skip
def test_a_playlist_skips_what_is_not_there_while_anything_else_is(entry: str, kept: list[str]) -> None:
    found = staged(entry, external=MAP_ONLY)
    cycles = [stage.turn.rpartition(":")[2].split("/") for stage in found]
    lengths = [f" {int(cycle[1]) - int(cycle[0])}" if len(cycle) > 1 else "" for cycle in cycles]
    assert [stage.view.show + length for stage, length in zip(found, lengths, strict=True)] == kept


def test_hours_and_days_decide_who_takes_part() -> None:
    found = staged(
        "{rotate: [{show: agenda, seconds: 10}, {show: overview, seconds: 20, hours: 12:00-14:00, days: [saturday]}]}"
    )
    turns = [stage.turn for stage in found]
    noon = epoch(at("12:00"))  # a Saturday, and UTC is Lisbon's time in winter
    assert {*on(turns, noon - 1)} == {0}
    assert {number for second in range(60) for number in on(turns, noon + second)} == {0, 1}
    assert {number for second in range(60) for number in on(turns, epoch(at("14:00")) + second)} == {0}
    tomorrow = epoch(at("12:30") + timedelta(days=1))
    assert {number for second in range(60) for number in on(turns, tomorrow + second)} == {0}


@pytest.mark.parametrize(
    ("hours", "day", "begins", "ends"),
    [
        ("00:30-02:00", DAY, at("00:30", NEXT), at("02:00", NEXT)),
        ("00:00-12:00", NEXT, at("00:00", NEXT), at("12:00", NEXT)),
    ],
)
def test_hours_before_the_day_ends_are_those_of_its_night(
    hours: str, day: date, begins: datetime, ends: datetime
) -> None:
    found = staged(f"{{rotate: [{{show: agenda}}, {{show: overview, hours: '{hours}', days: [{day}]}}]}}")
    turns = [stage.turn for stage in found]
    instants = {begins - timedelta(minutes=1): {0}, begins: {0, 1}, ends - timedelta(minutes=1): {0, 1}, ends: {0}}
    for instant, expected in instants.items():
        assert {number for second in range(60) for number in on(turns, epoch(instant) + second)} == expected


@given(st.integers(-86_400, 10 * 86_400))
def test_no_second_of_a_playlist_is_empty_or_shows_two(offset: int) -> None:
    found = staged("{rotate: [{show: agenda, hours: 09:00-10:00}, {show: overview, hours: 23:00-01:00}]}")
    assert len(on([stage.turn for stage in found], epoch(at("00:00")) + offset)) == 1


@pytest.mark.parametrize(
    ("clock", "expected"), [("08:59", "Summit"), ("09:00", "agenda"), ("10:00", "Summit"), ("23:30", "overview")]
)
def test_with_no_view_due_the_events_name_stands_there(clock: str, expected: str) -> None:
    found = staged("{rotate: [{show: agenda, hours: 09:00-10:00}, {show: overview, hours: 23:00-01:00}]}")
    views = [stage.view.title if isinstance(stage.view, MessageScreen) else stage.view.show for stage in found]
    assert [views[number] for number in on([stage.turn for stage in found], epoch(at(clock)))] == [expected]


def test_a_playlist_with_a_view_for_all_hours_never_needs_the_events_name() -> None:
    found = staged("{rotate: [{show: agenda, hours: 09:00-10:00}, {show: overview}]}")
    assert [stage.view.show for stage in found] == ["agenda", "overview"]


def test_a_playlist_whose_days_are_over_is_the_events_name() -> None:
    found = staged("{rotate: [{show: agenda, days: 2026-02-01}]}")
    assert [(stage.view.show, stage.language) for stage in found] == [("message", "en")]
