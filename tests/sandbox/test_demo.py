from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from signage.sandbox import demo
from signage.sandbox.gateway import Gateway
from signage.sandbox.load import Agenda

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, 5, tzinfo=UTC)
LISBON = ZoneInfo("Europe/Lisbon")


@pytest.fixture(scope="module")
def agenda() -> dict[str, Any]:
    return demo.agenda(TODAY, NOW)


def span(session: dict[str, Any]) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(session["starts_at"]), datetime.fromisoformat(session["ends_at"])


def test_it_is_an_agenda_and_the_same_each_time(agenda: dict[str, Any]) -> None:
    Agenda.model_validate(agenda)
    assert json.dumps(demo.agenda(TODAY, NOW)) == json.dumps(agenda)


def test_three_days_and_twelve_rooms(agenda: dict[str, Any]) -> None:
    assert len(agenda["sessions"]) >= 150
    assert len({session["id"] for session in agenda["sessions"]}) == len(agenda["sessions"])
    assert [room["name"] for room in agenda["rooms"]] == [
        *("Tejo", "Alfama", "Belém", "Chiado"),
        *("Estrela", "Graça", "Lapa", "Mouraria"),
        *("Rossio", "Sintra", "Cascais", "Ericeira"),
    ]
    starts = Counter((span(session)[0].astimezone(LISBON).date() - TODAY).days for session in agenda["sessions"])
    assert sorted(starts) == [-1, 0, 1]
    assert {session["track"] for session in agenda["sessions"]} == {
        *("Energy & Grid", "Ocean & Coast", "Cities & Mobility", "Data & AI", "Finance & Policy", "Plenary", None)
    }


def test_every_room_is_used_every_day(agenda: dict[str, Any]) -> None:
    used = {
        (span(session)[0].astimezone(LISBON).date(), session["room"]["id"])
        for session in agenda["sessions"]
        if session["room"]
    }
    assert len(used) == 36


def test_nobody_speaks_in_two_places_at_once(agenda: dict[str, Any]) -> None:
    for one, other in combinations(agenda["sessions"], 2):
        (start, end), (other_start, other_end) = span(one), span(other)
        if start < other_end and other_start < end:
            shared = {speaker["id"] for speaker in one["speakers"]} & {speaker["id"] for speaker in other["speakers"]}
            assert not shared, (one["title"], other["title"])


def test_it_has_what_is_awkward(agenda: dict[str, Any]) -> None:
    sessions = agenda["sessions"]
    assert {"en", "pt", "ja", "zh", "ar"} == {session["language"] for session in sessions}
    assert sum(150 <= len(session["title"]) <= 300 for session in sessions) >= 3
    assert {6, 20} <= {len(session["speakers"]) for session in sessions}
    assert any(span(session)[0] == span(session)[1] for session in sessions)
    assert any(session["room"] is None for session in sessions)
    assert sum(session["status"] == "cancelled" for session in sessions) >= 3
    assert any(
        span(session)[0].astimezone(LISBON).date() < span(session)[1].astimezone(LISBON).date() for session in sessions
    )
    pairs = [
        (span(one), span(other))
        for one, other in combinations(sessions, 2)
        if one["room"] and one["room"] == other["room"]
    ]
    assert any(one == other for one, other in pairs), "two in parallel"
    assert any(one[0] < other[0] < one[1] < other[1] for one, other in pairs), "two that overlap"


@pytest.mark.parametrize("today", [TODAY, date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)])
def test_something_is_always_on(today: date) -> None:
    """Also where clocks change."""
    agenda = demo.agenda(today, NOW)
    spans = [span(session) for session in agenda["sessions"] if session["room"] and session["status"] == "scheduled"]
    assert all(start <= end for start, end in spans)
    at = datetime.combine(today, datetime.min.time(), LISBON).astimezone(UTC)
    for _ in range(48 * 4):
        assert any(start <= at < end for start, end in spans), at
        at += timedelta(minutes=15)


def test_nothing_was_updated_in_the_future() -> None:
    early = datetime(2020, 1, 1, tzinfo=UTC)
    assert {session["updated_at"] for session in demo.agenda(TODAY, early)["sessions"]} == {"2020-01-01T00:00:00Z"}


@pytest.mark.parametrize("hour", range(24))
def test_the_story_can_be_told_at_any_hour(agenda: dict[str, Any], hour: int) -> None:
    now = NOW.replace(hour=hour)
    gateway = Gateway(agenda, lambda: now)
    told = demo.story(agenda, now)
    assert [verb for verb, _ in told] == ["move", "move", "cancel", "add"]
    changed = [getattr(gateway, verb)(*[args.pop("id")] if "id" in args else [], **args) for verb, args in told]
    before = {session["id"]: session for session in agenda["sessions"]}
    moved, late, cancelled, added = changed
    assert moved["room"] != before[moved["id"]]["room"]
    assert span(late)[0] - span(before[late["id"]])[0] == timedelta(minutes=10)
    assert cancelled["status"] == "cancelled"
    assert added["id"] not in before
    assert added["room"] == before[moved["id"]]["room"]
    assert all(span(session)[0] > now for session in changed)
    assert all(span(session)[0] - now < timedelta(hours=15) for session in changed)


def test_there_is_no_story_after_the_end(agenda: dict[str, Any]) -> None:
    assert demo.story(agenda, NOW + timedelta(days=3)) == []
