"""What is remembered of a session that moved, and which sessions count as added."""

from hypothesis import given

from signage.agenda import (
    Agenda,
    Room,
    Session,
    carry_history,
)
from tests.build import B, agenda, at, session
from tests.draw import many


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


def test_a_session_that_is_still_the_same_stays_the_same_object() -> None:
    old = carry_history(None, agenda(session("a"), session("b", "11:00", "12:00")), at("08:00"))
    new = carry_history(old, agenda(session("a"), session("b", "11:30", "12:00")), at("08:30"))
    assert new.by_id["a"] is old.by_id["a"]
    assert new.by_id["b"].past
    again = carry_history(new, agenda(session("a"), session("b", "11:30", "12:00")), at("09:00"))
    assert [one is other for one, other in zip(again.sessions, new.sessions, strict=True)] == [True, True]
