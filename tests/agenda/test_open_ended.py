"""When a session without a length ends."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from signage.agenda import (
    Agenda,
    Session,
    carry_history,
)
from tests.build import B, agenda, at, session
from tests.draw import many


def ends(*some: Session) -> dict[str, str]:
    return {one.id: f"{one.ends_at:%H:%M}" for one in agenda(*some).sessions if one.open_ended}


@pytest.mark.parametrize(
    ("others", "end"),
    [
        ([], "11:30"),
        ([session("b", "11:00", "12:00")], "11:00"),
        ([session("b", "11:00", "11:00")], "11:00"),
        ([session("b", "11:00", "12:00", B)], "11:30"),
        ([session("b", "11:00", "12:00", cancelled=True)], "11:30"),
        ([session("b", "12:00", "13:00")], "11:30"),
        ([session("b", "10:30", "10:30")], "11:30"),
        ([session("b", "10:00", "10:30")], "11:30"),
        ([session("b", "10:00", "10:31")], "10:30"),
        ([session("b", "10:30", "11:00")], "10:30"),
        ([session("b", "08:00", "12:00"), session("c", "10:00", "10:10")], "10:30"),
        ([session("b", "10:00", "12:00", cancelled=True)], "11:30"),
    ],
)
def test_a_session_without_a_length_is_on_until_the_next_in_its_room_at_most_an_hour(
    others: list[Session], end: str
) -> None:
    assert ends(session("a", "10:30", "10:30"), *others)["a"] == end


def test_without_a_room_it_is_on_for_an_hour() -> None:
    assert ends(session("a", "10:30", "10:30", None), session("b", "10:40", "11:00", None)) == {"a": "11:30"}


def test_an_end_before_the_start_is_none() -> None:
    assert ends(replace(session("a", "10:30", "11:00"), ends_at=at("10:00"))) == {"a": "11:30"}


def test_an_open_end_is_found_anew_when_what_follows_has_changed() -> None:
    first = agenda(session("a", "10:30", "10:30"), session("b", "11:00", "12:00"))
    assert ends(*first.sessions[:1]) == {"a": "11:30"}
    moved = carry_history(first, agenda(first.sessions[0], session("b", "11:10", "12:00")), at("09:00"))
    assert [(s.id, f"{s.ends_at:%H:%M}", s.past) for s in moved.sessions] == [
        ("a", "11:10", ()),
        ("b", "12:00", (session("b", "11:00", "12:00").placed(at("09:00")),)),
    ]


def test_where_an_open_ended_session_stood_had_no_end_either() -> None:
    first = agenda(session("a", "10:30", "10:30"))
    moved = carry_history(first, agenda(session("a", "11:00", "11:00")), at("09:00"))
    assert moved.sessions[0].was_at == (at("10:30"), at("10:30"))


@given(many())
def test_every_session_of_an_agenda_has_an_end_and_no_open_one_outlasts_the_rule(some: tuple[Session, ...]) -> None:
    found = Agenda.of(some)
    assert Agenda.of(found.sessions) == found
    for before in some:
        now = found.by_id[before.id]
        assert now.open_ended == (before.ends_at == before.starts_at)
        assert now == before or timedelta() <= now.ends_at - now.starts_at <= timedelta(hours=1)
        others = [s for s in found.in_room(now.room.id) if not s.cancelled and s is not now] if now.room else []
        if now.open_ended:
            assert not [s for s in others if now.starts_at < s.starts_at < now.ends_at]
            covered = [s for s in others if not s.open_ended and s.starts_at <= now.starts_at < s.ends_at]
            assert bool(covered) == (now.ends_at == now.starts_at)
