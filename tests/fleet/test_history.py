"""What has become of screens, for as long as the server has been looking."""

from __future__ import annotations

from datetime import timedelta

from signage.fleet.history import PAGES, STRETCHES, History, Right
from signage.fleet.verdict import Stretch
from tests.build import at

DOOR, FOYER = ("screen", "door"), ("screen", "foyer")


def test_a_screen_has_a_stretch_for_each_state_that_it_was_in() -> None:
    history = History(at("08:00"))
    for time, state in (("08:01", "unknown"), ("08:02", "right"), ("08:30", "right"), ("09:00", "wrong")):
        history.note(DOOR, state, at(time))  # type: ignore[arg-type]
    stretches = [Stretch("unknown", at("08:01")), Stretch("right", at("08:02")), Stretch("wrong", at("09:00"))]
    assert history.of(DOOR, at("04:00")) == stretches
    assert history.of(DOOR, at("08:10")) == stretches[1:]
    assert history.of(DOOR, at("09:00")) == stretches[2:]
    assert history.of(FOYER, at("04:00")) == []


def test_right_screens_are_counted_in_steps_of_ten_seconds() -> None:
    history, start = History(at("08:00")), at("08:00")
    history.note(DOOR, "right", start)
    history.note(FOYER, "right", start + timedelta(seconds=4))
    history.note(FOYER, "offline", at("09:00"))
    history.note(FOYER, "wrong", at("09:10"))
    history.note(DOOR, "never", at("10:00"))
    assert history.right_since(start) == [Right(2, start), Right(1, at("09:00")), Right(0, at("10:00"))]
    assert history.right_since(at("09:30")) == [Right(1, at("09:00")), Right(0, at("10:00"))]


def test_it_is_bounded_in_screens_and_stretches() -> None:
    history = History(at("08:00"))
    for number in range(PAGES + 5):
        history.note(("screen", str(number)), "right", at("08:00"))
    for number in range(STRETCHES + 5):
        history.note(DOOR, "wrong" if number % 2 else "right", at("08:00") + timedelta(minutes=number))
    assert history.of(("screen", "0"), at("04:00")) == []
    assert len(history.of(DOOR, at("04:00"))) == STRETCHES


def test_what_was_known_before_goes_on_and_nobody_knows_what_was_between() -> None:
    before = History(at("08:00"))
    for time, page, state in (("08:01", DOOR, "right"), ("08:30", FOYER, "right"), ("09:00", DOOR, "offline")):
        before.note(page, state, at(time))  # type: ignore[arg-type]
    kept = {page: before.of(page, at("04:00")) for page in (DOOR, FOYER)}
    after = History(at("10:00"))
    after.resume(kept, at("09:20"))
    after.note(FOYER, "right", at("10:01"))
    assert after.began == at("08:01")
    assert after.of(DOOR, at("04:00")) == [*kept[DOOR], Stretch("unknown", at("09:20"))]
    assert after.of(FOYER, at("09:00"))[1:] == [Stretch("unknown", at("09:20")), Stretch("right", at("10:01"))]
    steps = [(one.screens, one.start) for one in after.right_since(at("04:00"))]
    assert steps == [(1, at("08:01")), (2, at("08:30")), (1, at("09:00")), (0, at("09:20")), (1, at("10:01"))]
    assert after.news == {FOYER}


def test_where_nothing_was_known_it_begins_anew() -> None:
    after = History(at("10:00"))
    after.resume({DOOR: [Stretch("right", at("11:00"))]}, at("11:30"))  # by a clock that was wrong
    assert (after.began, after.of(DOOR, at("04:00"))) == (at("10:00"), [])
