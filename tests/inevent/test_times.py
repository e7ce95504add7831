"""Times in the forms that platforms send. The event is in Lisbon, its days end at four."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.inevent.times import Span, read_date, read_span, read_time
from tests.sync.feed import DAYS

NINE = datetime(2026, 11, 26, 9, tzinfo=UTC)  # Lisbon is at UTC in winter
START = "2026-11-26T09:00:00Z"


def at(hour: int, minute: int = 0, second: int = 0, day: int = 26) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026-11-26T09:00:00Z", at(9)),
        ("2026-11-26t09:00:00z", at(9)),
        (" 2026-11-26 09:00 ", at(9)),
        ("2026-11-26T9:00", at(9)),
        ("20261126T090000+0100", at(8)),
        ("2026-11-26T10.45", at(10, 45)),
        ("2026-11-26 10,45", at(10, 45)),
        ("2026-11-26T10.45Z", at(10, 45)),
        ("2026-11-26T10:45:30.5Z", at(10, 45, 30) + timedelta(milliseconds=500)),
        ("2026-11-26T24:00:00Z", at(0, day=27)),
        ("2026-11-26T24:00", at(0, day=27)),
        ("20261126T240000Z", at(0, day=27)),
        ("2026-11-26T10:59:60Z", at(11)),
        ("2026-11-26 10:00:00 +0100", at(9)),
        ("2026-11-26T10:00:00\u221201:00", at(11)),
        ("2026-11-26 09:00:00 UTC", at(9)),
        ("2026-11-26 09:00:00 +0000 UTC", at(9)),
        ("2026-11-26T10:00:00+01:00[Europe/Paris]", at(9)),
        ("2026-11-26T09:00Z[UTC]", at(9)),
        ("2026-11-26T09:00:00.123456789Z", at(9) + timedelta(microseconds=123456)),
        ("2026-03-29T01:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # in the hour that the clocks leave out
        ("2026-10-25T01:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the first of two
        ("2026-07-26T10:00", datetime(2026, 7, 26, 9, tzinfo=UTC)),
        (1795683600, at(9)),
        ("1795683600", at(9)),
        (1795683600000, at(9)),
        ("1795683600000", at(9)),
        (1795683600.0, at(9)),
    ],
)
def test_forms_of_a_time(raw, expected):
    assert read_time(raw, DAYS) == expected


@pytest.mark.parametrize(
    "raw", [None, "", "soon", "24:00", "2026-11-26T24:30:00Z", "2026-11-26T10:60:00Z", 930, -1, 10**15, 1e300, True,
            float("nan"), float("inf"), "99999999999999", "9" * 60, "1" * 100,
            "2026-11-26T09:00[Europe/Paris]", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "+12026-11-26T09:00:00Z",
            [], {}, "1999999999T"],
)  # fmt: skip
def test_what_is_no_time(raw):
    assert read_time(raw, DAYS) is None


@pytest.mark.parametrize(
    ("end", "ends_at", "problem"),
    [
        ("2026-11-26T10:00:00Z", at(10), ""),
        ("2026-11-26T09:00:00Z", at(9), ""),
        (None, at(9), "no end"),
        ("", at(9), "no end"),
        ("later", at(9), "its end 'later' is no time"),
        ("2026-11-26T08:00:00Z", at(9), "it ends before it starts"),
        ("2026-11-25T08:00:00Z", at(9), "it ends before it starts"),
        ("2026-11-24T10:00:00Z", at(9), "it ends before it starts"),
        ("2026-11-26T24:00:00Z", at(0, day=27), ""),
        (1795687200, at(10), ""),
        ("2026-11-26", at(4, day=27), ""),
        ("2026-11-25", at(9), "it ends before it starts"),
    ],
)
def test_an_end_that_is_none_is_told(end, ends_at, problem):
    assert read_span(START, end, DAYS) == Span(NINE, ends_at, problem=problem)


@pytest.mark.parametrize(
    ("start", "end", "ends_at"),
    [("22:30", "00:00", at(0, day=27)), ("22:30", "10:29", at(10, 29, day=27)), ("12:00", "00:30", None)],
)
def test_an_end_before_the_start_is_the_next_days_if_that_is_soon(start, end, ends_at):
    found = read_span(f"2026-11-26T{start}:00Z", f"2026-11-26T{end}:00Z", DAYS)
    assert isinstance(found, Span)
    assert found.ends_at == (ends_at or found.starts_at)
    assert found.problem.startswith("it ends before it starts")
    assert (": taken for the next day's end" in found.problem) == (ends_at is not None)


@pytest.mark.parametrize(
    ("end", "last", "problem"),
    [
        ("2026-11-26", 26, ""),
        ("2026-11-28", 28, ""),
        (None, 26, ""),
        ("20261127", 27, ""),
        ("2026-11-20", 26, "it ends before it starts: taken for one day"),
    ],
)
def test_dates_are_days_of_the_event_the_last_one_included(end, last, problem):
    assert read_span("2026-11-26", end, DAYS) == Span(at(4), at(4, day=last + 1), all_day=True, problem=problem)


@pytest.mark.parametrize(("raw", "day"), [("2026-11-26", date(2026, 11, 26)), ("2026-13-26", None), (20261126, None)])
def test_a_date(raw, day):
    assert read_date(raw) == day


@pytest.mark.parametrize(("start", "problem"), [(None, "no start"), ("", "no start"), (7, "its start '7' is no time")])
def test_without_a_start_there_is_no_session(start, problem):
    assert read_span(start, None, DAYS) == problem


@given(st.none() | st.text() | st.integers() | st.floats() | st.from_regex(r"\A[0-9T:Z.+ -]{1,25}\Z"), st.text())
def test_nothing_raises(start, end):
    found = read_span(start, end, DAYS)
    assert isinstance(found, str) or found.starts_at <= found.ends_at
