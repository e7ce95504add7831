"""Times as people write them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.layout import load
from signage.layout.times import moment, time_of_day
from tests.layout.samples import EVENT, said


@pytest.mark.parametrize("text", ["09:30", "9:30", "09.30", "9,30", "9h30", " 9 h 30 "])
def test_a_time_of_day_is_read_however_its_parts_are_divided(text: str) -> None:
    assert time_of_day(text) == (time(9, 30), False)


def test_midnight_at_the_end_of_a_day_is_that_of_the_next() -> None:
    assert time_of_day("24:00").on(date(2026, 11, 26)).isoformat() == "2026-11-27T00:00:00"
    assert time_of_day("00:00").on(date(2026, 11, 26)).isoformat() == "2026-11-26T00:00:00"


@pytest.mark.parametrize("text", ["24:01", "25:00", "9", "9:5", "09:60", "0930", "", "٠٩:٥٥", "9:30:00", "4am"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no time of day"):
        time_of_day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-26", "2026-11-26"),
        ("2026-11-26 10.45", "2026-11-26T10:45:00"),
        ("2026-11-26 14,30", "2026-11-26T14:30:00"),
        ("2026-11-26T9:05", "2026-11-26T09:05:00"),
        ("2026-11-26 24:00", "2026-11-27T00:00:00"),
        ("2026-11-26 10:45:30", "2026-11-26T10:45:30"),
        ("2026-11-26T10:45:30.5Z", "2026-11-26T10:45:30.500000+00:00"),
        ("2026-11-26T10:45+0100", "2026-11-26T10:45:00+01:00"),
        ("2026-2-7 9:55", "2026-02-07T09:55:00"),
    ],
)
def test_a_moment_is_read_as_people_mean_it(text: str, expected: str) -> None:
    assert moment(text).isoformat() == expected


@pytest.mark.parametrize(
    "text",
    ["", "x", "2026-02-30", "2026-02-07 9", "2026-02-07T09:55+99:99", "2026-02-07T09:55+01:60", "0000-01-01", "10:45"],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever datetime says of it
        moment(text)


@pytest.mark.parametrize("text", ["2026-02-07", "2026-2-7", " 20260207 "])
def test_a_day_is_read_alike_wherever_one_stands(text: str) -> None:
    screens = f"{{a: {{rotate: [{{show: agenda, day: '{text}', days: '{text}'}}]}}, b: {{show: agenda, day: Today}}}}"
    layout = load(f"{EVENT}screens: {screens}\n".encode()).layout
    assert layout.screens["a"].rotate[0].model_dump(include={"day", "days"}) == {  # type: ignore[union-attr]
        "day": date(2026, 2, 7),
        "days": (date(2026, 2, 7),),
    }
    assert layout.screens["b"].model_dump()["day"] == "today"


@given(st.datetimes(timezones=st.none() | st.timezones()))
def test_what_computers_write_is_read_back(at: datetime) -> None:
    if at.utcoffset() is None or at.utcoffset().seconds % 60 == 0:  # type: ignore[union-attr]
        assert moment(at.isoformat()).isoformat() == at.isoformat()


def test_times_of_day_are_taken_alike_wherever_one_stands() -> None:
    layout = load(
        b"""event: {id: e, name: N, timezone: Europe/Lisbon, day_ends: '24:00'}
sync: {full_pull_at: 4.30}
theme: {9h00: light, '24:00': dark}
screens:
  a: {rotate: [{show: agenda, hours: 9:00-24:00}, {show: overview, hours: 00:00-24:00}], dark: 24:00 - 6.30}
"""
    ).layout
    assert (layout.event.day_ends, layout.sync.full_pull_at) == (time(0), time(4, 30))
    assert layout.theme == {time(9): "light", time(0): "dark"}
    screen = layout.screens["a"]
    assert [str(view.hours) for view in screen.rotate] == ["09:00-00:00", "00:00-00:00"]  # type: ignore[union-attr]
    assert list(map(str, screen.dark)) == ["00:00-06:30"]
    assert said(f"{EVENT}screens: {{a: {{show: agenda, dark: 09:00-09:00}}}}") == [
        "f:2: screens.a.dark.0: '09:00-09:00' begins when it ends"
    ]


@pytest.mark.parametrize(
    ("start", "until", "told"),
    [
        ("2026-11-26 10.45", "2026-11-26 14.30", []),
        ("2026-11-26", "2026-11-26", []),
        ("2026-11-26 10:00", "2026-11-26", []),
        ("2026-11-27", "2026-11-26", ["f:2: notices.0: 'until' is not after 'from'"]),
        ("2026-11-26 14,30", "2026-11-26 10.45", ["f:2: notices.0: 'until' is not after 'from'"]),
    ],
)
def test_a_notice_may_be_of_a_whole_day(start: str, until: str, told: list[str]) -> None:
    assert said(f"{EVENT}notices: [{{title: A, from: '{start}', until: '{until}'}}]") == told
