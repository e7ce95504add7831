"""What `signage check` finds."""

from __future__ import annotations

from datetime import timedelta

from signage.agenda import Session
from signage.check import findings
from tests.build import DAY, A, B, agenda, layout, session


def found(screens: str, *sessions: Session, rest: str = "") -> list[tuple[str, str, str]]:
    return [(f.level, ".".join(f.where), f.message) for f in findings(layout(screens, rest), agenda(*sessions))]


def test_a_good_file_and_a_good_agenda_have_no_findings() -> None:
    assert found("all: {show: overview}", session("one", room=A), session("two", room=B)) == []


def test_unknown_rooms_are_errors_with_the_nearest_match() -> None:
    assert found("door: {show: room, room: Halle A}\nall: {show: agenda}", session("one")) == [
        ("error", "screens.door", "'Halle A' is no room of the agenda; did you mean 'Hall A'?")
    ]


def test_views_within_playlists_and_arrows_are_looked_at_too() -> None:
    screens = "lobby: {rotate: [{show: overview, rooms: Hall X}, {show: agenda, arrows: {Flor 1: up}}]}"
    rest = "rooms: {Hall A: {floor: Floor 1}}"
    assert [message for _, _, message in found(screens, session("one"), rest=rest)] == [
        "'Hall X' is no room of the agenda; did you mean 'Hall A'?",
        "'Flor 1' is neither a room nor a floor",
    ]


def test_a_frame_whose_host_is_not_listed_is_an_error() -> None:
    screen = "web: {show: page, url: 'https://maps.example.com/x'}\nall: {show: agenda}"
    message = "maps.example.com is not listed under 'frames:', so its page is skipped"
    assert found(screen, session("one")) == [("error", "screens.web", message)]
    assert found(screen, session("one"), rest="frames: [maps.example.com]") == []


def test_rooms_no_screen_shows_are_hints() -> None:
    screens = "door: {show: room, room: Hall A}"
    assert found(screens, session("one", room=A), session("two", room=B)) == [
        ("hint", "agenda.Hall B", "no screen shows 'Hall B'")
    ]


def test_overlaps_also_with_a_session_that_is_not_the_one_before() -> None:
    rows = found(
        "all: {show: overview}",
        session("long", "09:00", "12:00", title="Long"),
        session("short", "09:00", "09:30", title="Short"),
        session("mid", "10:00", "10:05", title="Mid"),
        session("late", "11:00", "11:30", title="Late"),
        session("off", "11:00", "11:30", title="Off", cancelled=True),
    )
    assert [message for _, _, message in rows] == [
        "'Short' and 'Long' overlap from 2026-02-07 09:00",
        "'Long' and 'Mid' overlap from 2026-02-07 10:00",
        "'Long' and 'Late' overlap from 2026-02-07 11:00",
    ]


def test_sessions_without_a_room_and_days_without_a_session() -> None:
    rows = found(
        "all: {show: overview}",
        session("one", title="One", room=None),
        session("two", day=DAY + timedelta(days=3)),
    )
    assert [message for _, _, message in rows] == [
        "'One' has no room",
        "nothing is scheduled between 2026-02-07 and 2026-02-10",
    ]
    assert [message for _, _, message in found("all: {show: overview}")] == ["there are no sessions at all"]
