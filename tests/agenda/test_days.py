"""The event's own calendar: which day an instant belongs to, and how far a wall's page reaches."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.agenda import (
    Days,
    Session,
)
from tests.build import DAY, at, session
from tests.draw import many

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
