"""What a session says of itself: what it overlaps, where it stood before."""

from datetime import timedelta

import pytest

from signage.agenda import (
    Room,
    overlapping,
)
from tests.build import A, B, at, session


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


def test_when_a_start_was_last_changed() -> None:
    one, two = session("a", "09:00", "10:00").placed(at("07:00")), session("a", "09:30", "10:00").placed(at("08:00"))
    assert session("a", "09:30", "10:00").retimed_at is None
    assert session("a", "09:30", "10:00", B, past=(one, two)).retimed_at == at("07:00")
    assert session("a", "09:45", "10:00", B, past=(one, two)).retimed_at == at("08:00")
