"""What is on, what comes, what changed, and the event's own calendar: examples, and properties that hold for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.agenda import (
    Agenda,
    Days,
    Room,
    Session,
    carry_history,
    natural,
    overlapping,
)
from tests.build import DAY, A, B, agenda, at, session
from tests.draw import many


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("08:00", "09:00", False),
        ("08:00", "09:01", True),
        ("09:30", "09:30", True),
        ("09:59", "11:00", True),
        ("10:00", "11:00", False),
        ("09:00", "09:00", True),
        ("10:00", "10:00", False),
    ],
)
def test_what_overlaps_nine_to_ten(start: str, end: str, expected: bool) -> None:
    one = session("a", start, end)
    assert one.overlaps(at("09:00"), at("10:00")) is expected
    assert overlapping([one], at("09:00"), at("10:00")) == ((one,) if expected else ())


# Without a length -----------------------------------------------------------------------------------------------


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


# The agenda -------------------------------------------------------------------------------------------------------


@given(many())
def test_an_agenda_is_in_order_of_time_and_found_by_id_and_room(some: tuple[Session, ...]) -> None:
    found = Agenda.of(some)
    assert [s.starts_at for s in found.sessions] == sorted(s.starts_at for s in some)
    assert found == Agenda.of(reversed(some))
    assert found.by_id.keys() == {s.id for s in some}
    assert {*found.in_room(A.id), *found.in_room(B.id), *found.in_room(None)} == {*found.sessions}
    assert all(s.room == A for s in found.in_room(A.id))
    assert found.in_room("nowhere") == ()


def test_rooms_go_by_their_newest_name_and_in_the_order_people_count() -> None:
    named = [Room("a", "Room 10"), Room("b", "Room 2"), Room("c", "Aula"), Room("a", "Room 1")]
    found = agenda(*(session(str(n), room=room, updated_at=at(f"0{n}:00")) for n, room in enumerate(named)))
    assert list(found.rooms.values()) == [Room("c", "Aula"), Room("a", "Room 1"), Room("b", "Room 2")]


@given(st.lists(st.text(st.one_of(st.characters(), st.sampled_from("0123٣²a")))))
def test_any_names_can_be_put_in_order(names: list[str]) -> None:
    keys = [natural(name) for name in sorted(names, key=natural)]
    assert all(one <= other for one, other in pairwise(keys))


@given(st.text("ab ", max_size=3), st.integers(0, 999), st.integers(0, 999))
def test_numbers_in_names_count_as_numbers(word: str, one: int, other: int) -> None:
    assert (natural(f"{word}{one}") < natural(f"{word}{other}")) == (one < other)


def test_what_stood_elsewhere_says_so() -> None:
    before = session("a", "09:00", "10:00", A).placed(at("08:00"))
    moved = session("a", "09:30", "10:30", B, past=(before,))
    assert (moved.moved_from, moved.was_at) == (A, (at("09:00"), at("10:00")))
    longer = session("a", "09:00", "11:00", A, past=(before,))
    assert (longer.moved_from, longer.was_at) == (None, None)
    assert session("a", room=Room("room_a", "Hall Alpha"), past=(before,)).moved_from is None
    assert session("a", room=None, past=(before,)).moved_from is None


def test_a_change_of_long_ago_is_no_news() -> None:
    old = session("a", "09:00", "10:00", A).placed(at("09:30") - timedelta(days=7))
    new = session("a", "09:15", "10:15", Room("room_c", "Hall C")).placed(at("08:00"))
    assert session("a", "09:30", "10:30", B, past=(old,)).recent_placements == ()
    assert session("a", "09:30", "10:30", B, past=(old, new)).recent_placements == (new,)


def test_every_door_it_was_announced_at_knows_of_a_session_that_moved() -> None:
    one, two = (session("a", room=room).placed(at("08:00")) for room in (A, B))
    gone = session("a", room=Room("room_c", "Hall C"), past=(one, two))
    back = session("a", room=A, past=(one, two))
    assert agenda(gone).moved_away == {"room_a": ((gone, one),), "room_b": ((gone, two),)}
    assert agenda(back).moved_away == {"room_b": ((back, two),)}
    assert Agenda().moved_away == {}


# What changed -----------------------------------------------------------------------------------------------------


def test_the_first_pull_marks_nothing_as_added_and_later_newcomers_are_stamped() -> None:
    first = carry_history(None, agenda(session("a")), at("08:00"))
    assert first.sessions[0] == session("a")
    second = carry_history(first, agenda(session("a", "09:30"), session("b", title="B")), at("08:30"))
    assert second.by_id["a"] == session("a", "09:30", past=(session("a").placed(at("08:30")),))
    assert second.by_id["b"] == session("b", title="B", added_at=at("08:30"))
    renamed = Room("room_a", "Hall Alpha")
    third = carry_history(second, agenda(session("a", "11:00", "12:00", B), session("b", room=renamed)), at("08:40"))
    was = session("a").placed(at("08:30")), session("a", "09:30").placed(at("08:40"))
    assert third.by_id["a"] == session("a", "11:00", "12:00", B, past=was)
    assert third.by_id["b"] == session("b", room=renamed, added_at=at("08:30"))


def test_what_staff_correct_was_never_announced_otherwise() -> None:
    old = agenda(session("a", past=(session("a", "08:00", "09:00").placed(at("07:00")),)), session("b", room=B))
    new = carry_history(old, agenda(session("a", "10:00", "11:00"), session("b", room=B)), at("08:00"), corrected=True)
    assert new.sessions == (session("b", room=B), session("a", "10:00", "11:00"))


def test_when_a_start_was_last_changed() -> None:
    one, two = session("a", "09:00", "10:00").placed(at("07:00")), session("a", "09:30", "10:00").placed(at("08:00"))
    assert session("a", "09:30", "10:00").retimed_at is None
    assert session("a", "09:30", "10:00", B, past=(one, two)).retimed_at == at("07:00")
    assert session("a", "09:45", "10:00", B, past=(one, two)).retimed_at == at("08:00")


def test_of_a_session_that_never_rests_the_first_and_last_placements_are_kept() -> None:
    shown = carry_history(None, agenda(session("a", "10:00", "11:00")), at("08:00"))
    for minute in range(1, 31):
        shown = carry_history(shown, agenda(session("a", f"10:{minute:02}", "11:00")), at(f"08:{minute:02}"))
    past = [placement.starts_at for placement in shown.sessions[0].past]
    assert past == [at("10:00"), *(at(f"10:{minute}") for minute in range(23, 30))]


@given(many())
def test_what_is_remembered_again_stays_as_it_is(some: tuple[Session, ...]) -> None:
    known = carry_history(None, Agenda.of(some), at("08:00"))
    assert carry_history(known, known, at("09:00")) == known
    assert carry_history(known, Agenda.of(some), at("09:00")) == known


# Days -------------------------------------------------------------------------------------------------------------

ZONES = ["UTC", "Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
         "Africa/Cairo", "Africa/Casablanca", "Pacific/Chatham", "America/St_Johns", "Pacific/Kiritimati"]  # fmt: skip
INSTANTS = st.integers(1_577_923_200, 2_051_222_400).map(lambda second: datetime.fromtimestamp(second, UTC))  # 2020-34
DAYS = st.builds(
    Days,
    st.sampled_from(ZONES).map(ZoneInfo),
    st.sampled_from([time(4), time(0), time(0, 30), time(1, 30), time(2, 30), time(12), time(23, 59)]),
)


@given(DAYS, INSTANTS)
def test_every_instant_belongs_to_exactly_one_day(days: Days, when: datetime) -> None:
    day = days.of(when)
    assert days.start(day) <= when < days.end(day)
    assert days.end(day) == days.start(day + timedelta(days=1))
    assert days.of(days.start(day)) == day
    assert days.of(days.start(day) - timedelta(seconds=1)) == day - timedelta(days=1)
    assert timedelta(hours=22) <= days.end(day) - days.start(day) <= timedelta(hours=26)


@pytest.mark.parametrize(
    ("zone", "day", "start", "hours"),
    [
        ("Europe/Lisbon", date(2026, 3, 28), "2026-03-28T04:00+00:00", 23),  # the clocks go forward that night
        ("Europe/Lisbon", date(2026, 3, 29), "2026-03-29T03:00+00:00", 24),
        ("Europe/Lisbon", date(2026, 10, 24), "2026-10-24T03:00+00:00", 25),  # and back
        ("Europe/Lisbon", date(2026, 10, 25), "2026-10-25T04:00+00:00", 24),
        ("Asia/Kolkata", date(2026, 2, 7), "2026-02-06T22:30+00:00", 24),
        ("Australia/Lord_Howe", date(2026, 4, 4), "2026-04-03T17:00+00:00", 24.5),  # half an hour only
        ("UTC", date(2026, 12, 31), "2026-12-31T04:00+00:00", 24),
        ("UTC", date(2028, 2, 28), "2028-02-28T04:00+00:00", 24),
    ],
)
def test_when_days_begin_and_how_long_they_are(zone: str, day: date, start: str, hours: float) -> None:
    days = Days(ZoneInfo(zone))
    assert days.start(day) == datetime.fromisoformat(start)
    assert days.end(day) - days.start(day) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-02-08T03:59:59", date(2026, 2, 7)),  # after midnight is still the evening before
        ("2026-02-08T04:00:00", date(2026, 2, 8)),
        ("2027-01-01T00:30:00", date(2026, 12, 31)),
        ("2028-03-01T01:00:00", date(2028, 2, 29)),
        ("2028-02-29T04:00:00", date(2028, 2, 29)),
        ("2027-03-01T03:00:00", date(2027, 2, 28)),
    ],
)
def test_which_day_an_instant_belongs_to(local: str, expected: date) -> None:
    zone = ZoneInfo("Asia/Kolkata")
    assert Days(zone).of(datetime.fromisoformat(local).replace(tzinfo=zone)) == expected


def test_the_horizon_ends_with_the_next_day_that_has_sessions() -> None:
    days, later = Days(ZoneInfo("UTC")), date(2026, 2, 10)
    today = session("a", "09:00")
    assert days.horizon([], DAY) == (days.start(DAY), days.end(DAY))
    assert days.horizon([today], DAY) == (days.start(DAY), days.end(DAY))
    assert days.horizon([today, session("b", day=later)], DAY) == (days.start(DAY), days.end(later))
    assert days.horizon([session("b", day=later), session("c", day=date(2026, 2, 12))], DAY)[1] == days.end(later)
    night = session("n", "01:00", "02:00", day=date(2026, 2, 8))  # still today
    assert days.horizon([night], DAY) == (days.start(DAY), days.end(DAY))
    dawn = session("d", "04:00", "05:00", day=date(2026, 2, 8))
    assert days.horizon([dawn], DAY)[1] == days.end(date(2026, 2, 8))


def test_the_horizon_of_what_is_on_to_the_end_reaches_beyond_it() -> None:
    days = Days(ZoneInfo("UTC"))
    to_the_end = replace(session("p", "22:00"), ends_at=days.end(DAY))
    assert days.horizon([to_the_end], DAY)[1] == days.end(date(2026, 2, 8))
    exhibition = replace(session("e", "09:00"), ends_at=at("18:00") + timedelta(days=2))
    assert days.horizon([exhibition], DAY)[1] == days.end(date(2026, 2, 9))
    assert days.horizon([exhibition, session("b", day=date(2026, 2, 8))], DAY)[1] == days.end(date(2026, 2, 8))


@given(DAYS, many())
def test_whatever_starts_next_is_within_the_horizon(days: Days, some: tuple[Session, ...]) -> None:
    start, end = days.horizon(some, DAY)
    assert start == days.start(DAY)
    assert end >= days.end(DAY)
    ahead = [s.starts_at for s in some if s.starts_at >= days.end(DAY)]
    if ahead:
        assert min(ahead) < end
    else:
        assert all(s.ends_at < end for s in some if s.ends_at >= days.end(DAY))


def test_a_session_that_is_still_the_same_stays_the_same_object() -> None:
    old = carry_history(None, agenda(session("a"), session("b", "11:00", "12:00")), at("08:00"))
    new = carry_history(old, agenda(session("a"), session("b", "11:30", "12:00")), at("08:30"))
    assert new.by_id["a"] is old.by_id["a"]
    assert new.by_id["b"].past
    again = carry_history(new, agenda(session("a"), session("b", "11:30", "12:00")), at("09:00"))
    assert [one is other for one, other in zip(again.sessions, new.sessions, strict=True)] == [True, True]
