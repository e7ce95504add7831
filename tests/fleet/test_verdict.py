"""Whether a display shows what it should."""

from __future__ import annotations

from typing import Any

import pytest

from signage.fleet.expected import Expectation, Span, StageSpans
from signage.fleet.verdict import fits, judge, worst
from tests.fleet.build import report

DOOR = StageSpans(
    (Span("a", 0, 100), Span("b", 100, 200), Span("next", 0, 200)), (Span("a", 0, 100), Span("b", 100, 200))
)
BOARD = StageSpans((Span("x", 0, 100), Span("y", 50, 200), Span("z", 50, 200)))


def verdict(wall: Expectation, *shown: str, at: tuple[float, ...] = (60,), **more: Any) -> tuple[str, str]:
    asked = {name: more.pop(name, default) for name, default in (("is_current", True), ("is_stale", False))}
    return judge(report(*shown, **more), [wall.at(moment) for moment in at], **asked)


def wall(*stages: StageSpans, covers: tuple[Span, ...] = (), notices: tuple[Span, ...] = ()) -> Expectation:
    return Expectation("s.1", stages, covers, notices)


def test_a_door_is_right_with_all_that_is_on() -> None:
    assert verdict(wall(DOOR), "a") == ("right", "")
    assert verdict(wall(DOOR), "a", "next") == ("right", "")


@pytest.mark.parametrize(
    ("shown", "why"),
    [(("next",), "missing"), (("b",), "other"), (("a", "gone"), "other"), ((), "missing")],
)
def test_a_door_is_wrong_with_something_else(shown: tuple[str, ...], why: str) -> None:
    assert verdict(wall(DOOR), *shown) == ("wrong", why)


def test_on_a_door_with_pages_not_all_have_their_turn() -> None:
    both = StageSpans((Span("a"), Span("b")), (Span("a"), Span("b")))
    assert verdict(wall(both), "a") == ("wrong", "missing")
    assert verdict(wall(both), "a", more=True) == ("right", "")


def test_a_board_is_right_with_any_of_what_is_due() -> None:
    assert verdict(wall(BOARD), "y") == ("right", "")
    assert verdict(wall(BOARD)) == ("wrong", "nothing")
    assert verdict(wall(BOARD), "y", at=(20,)) == ("wrong", "other")


def test_a_report_under_way_at_a_boundary_is_right_by_either_side() -> None:
    assert verdict(wall(DOOR), "a", at=(98, 102)) == ("right", "")
    assert verdict(wall(DOOR), "b", at=(98, 102)) == ("right", "")
    assert verdict(wall(DOOR), "a", at=(102, 106)) == ("wrong", "other")


def test_a_wall_without_sessions_is_judged_by_its_revisions() -> None:
    picture = wall(StageSpans(()))
    assert verdict(picture) == ("right", "")
    assert verdict(picture, is_current=False) == ("behind", "revision")


def test_an_old_revision_is_behind_whatever_it_shows() -> None:
    assert verdict(wall(DOOR), "gone", is_current=False) == ("behind", "revision")


def test_a_right_wall_of_an_old_agenda_is_stale_and_a_wrong_one_wrong() -> None:
    assert verdict(wall(DOOR), "a", is_stale=True) == ("stale", "agenda")
    assert verdict(wall(DOOR), "b", is_stale=True) == ("wrong", "other")


def test_a_page_that_its_browser_hides_is_wrong() -> None:
    assert verdict(wall(DOOR), "a", visible=False) == ("wrong", "hidden")


def test_what_a_takeover_covers_may_not_be_seen() -> None:
    covered = wall(DOOR, covers=(Span("", 50, 70),), notices=(Span("n", 50, 70),))
    assert verdict(covered, notices=("n",)) == ("right", "")
    assert verdict(covered, "a", notices=("n",)) == ("wrong", "uncovered")
    assert verdict(covered) == ("wrong", "notice")
    assert verdict(covered, "a", at=(80,)) == ("right", "")
    assert verdict(covered, "a", at=(80,), notices=("n",)) == ("wrong", "notice")


def test_of_views_in_turn_only_the_one_that_is_on_has_to_show_something() -> None:
    in_turn = wall(
        StageSpans((Span("x"),), is_on=lambda at: at % 20 < 10),
        StageSpans((), is_on=lambda at: at % 20 >= 10),
    )
    assert verdict(in_turn, at=(5,)) == ("wrong", "nothing")
    assert verdict(in_turn, at=(15,)) == ("right", "")
    assert verdict(in_turn, "x", at=(15,)) == ("right", "")


def test_what_a_display_still_shows_is_found_among_what_was_on_before() -> None:
    door = wall(DOOR)
    assert [moment for moment, then in door.before(150, 10) if fits(report("a"), then)] == [50]
    assert [moment for moment, then in door.before(150, 10) if fits(report("b"), then)] == [125]
    assert not [moment for moment, then in door.before(150, 10) if fits(report("elsewhere"), then)]
    assert [moment for moment, _ in door.before(150, 1)] == [125]


def test_a_screen_has_the_worst_state_of_its_displays() -> None:
    assert worst(["right", "wrong", "offline"]) == "wrong"
    assert worst(["right", "off"]) == "off"
    assert worst([]) == "never"


def test_what_is_expected_is_worked_out_once_between_two_changes() -> None:
    turning = wall(StageSpans((Span("x", 0, 100),), is_on=lambda at: at % 20 < 10), StageSpans(()))
    assert turning.at(41) is turning.at(47)
    assert (turning.at(41).some, turning.at(51).some, turning.at(101).some) == (True, False, False)
    assert [turning.at(moment).sessions for moment in (41, 101, 43, 121, 47)] == [{"x"}, set()] * 2 + [{"x"}]
