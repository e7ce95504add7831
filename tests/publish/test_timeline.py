"""The event's days at a glance."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from signage.agenda import Agenda, Session
from signage.publish.state import State
from signage.publish.timeline import STEP, EventDay, event_days
from tests.build import DAY, agenda, at, layout, session

NEXT = DAY + timedelta(days=1)


def days_of(*sessions: Session, rest: str = "") -> tuple[EventDay, ...]:
    return event_days(State(agenda(*sessions), layout(rest=rest), {}))


def test_each_day_with_sessions_is_told_and_no_other() -> None:
    later = session("b", day=DAY + timedelta(days=4))
    assert [(one.day, one.sessions) for one in days_of(session("a"), later)] == [(DAY, 1), (later.starts_at.date(), 1)]


def test_before_there_is_an_agenda_there_are_no_days() -> None:
    assert event_days(State(None, layout(), {})) == ()


def test_a_step_counts_what_is_on_at_any_time_of_it() -> None:
    (day,) = days_of(session("a", "09:00", "10:00"), session("b", "09:45", "10:05"), session("c", "10:30", "10:31"))
    told = {day.start + number * STEP: count for number, count in enumerate(day.running) if count}
    assert told == {at("09:00"): 1, at("09:30"): 2, at("10:00"): 1, at("10:30"): 1}


def test_walls_change_where_sessions_and_notices_begin_and_end() -> None:
    notice = "notices: [{title: Lunch, from: 2026-02-07 12:00, until: 2026-02-07 12:30}]"
    (day,) = days_of(session("a", "09:00", "10:00"), session("b", "10:00", "11:00"), rest=notice)
    assert day.changes == (at("09:00"), at("10:00"), at("11:00"), at("12:00"), at("12:30"))


def test_a_session_into_the_next_day_of_the_event_is_on_on_both() -> None:
    assert [one.day for one in days_of(session("a", "22:00", "09:00"))] == [DAY, NEXT]


def test_one_that_ends_as_the_day_of_the_event_does_is_not_on_the_day_after() -> None:
    (day,) = days_of(session("a", "22:00", "23:00"))
    (same,) = days_of(session("a", "22:00", f"{day.end:%H:%M}"))
    assert same.day == DAY


def test_what_is_cancelled_is_not_on() -> None:
    assert days_of(session("a", cancelled=True)) == ()


def test_the_day_on_which_clocks_are_changed_has_as_many_steps_as_it_has_half_hours() -> None:
    changed = date(2026, 3, 28)  # the event's day ends at four in the morning
    (day,) = days_of(session("a", day=changed))
    assert len(day.running) == 46
    assert day.end - day.start == timedelta(hours=23)


def test_a_mistyped_year_makes_no_days_by_the_thousand() -> None:
    (first, *rest) = days_of(
        session("a", "09:00", "10:00"), Session("b", "Title", at("09:00"), datetime(2126, 2, 7, tzinfo=UTC))
    )
    assert first.day == DAY
    assert len(rest) <= 60


lengths = st.integers(1, 30 * 60)


@given(st.lists(st.tuples(st.integers(0, 3000), lengths), max_size=12))
def test_the_counts_are_those_of_looking_at_each_step(spans: list[tuple[int, int]]) -> None:
    minute = timedelta(minutes=1)
    sessions = [
        Session(f"s{number}", "Title", at("00:00") + start * minute, at("00:00") + (start + length) * minute)
        for number, (start, length) in enumerate(spans)
    ]
    shown = Agenda.of(sessions)
    for day in event_days(State(shown, layout(), {})):
        for number, count in enumerate(day.running):
            low = day.start + number * STEP
            assert count == sum(one.overlaps(low, low + STEP) for one in shown.sessions)
