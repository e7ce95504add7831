from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.agenda import Agenda, Days, Room, Session
from signage.gate import FEW, upset
from tests.feed import LISBON, T0

DAYS = Days(LISBON)
HALL, FOYER = Room("a", "Hall"), Room("b", "Foyer")


def session(number, start=T0, **fields):
    return Session(f"ses_{number}", "Talk", start, start + timedelta(minutes=30), HALL, **fields)


def day(count, start=T0):
    return Agenda.of(session(number, start) for number in range(count))


def kept(agenda, count):
    return Agenda(agenda.sessions[:count])


def altered(agenda, count, **fields):
    return Agenda.of(replace(one, **(fields if n < count else {})) for n, one in enumerate(agenda.sessions))


def found(old, new, at=T0):
    return upset(old, new, at, DAYS)


@pytest.mark.parametrize(
    ("count", "left", "held"), [(10, 5, False), (10, 4, True), (FEW, 2, True), (FEW - 1, 0, False)]
)
def test_more_than_half_removed_from_a_small_number_up(count, left, held):
    assert (found(day(count), kept(day(count), left)) is not None) == held


@pytest.mark.parametrize(("moved", "held"), [(5, False), (6, True)])
@pytest.mark.parametrize("fields", [{"starts_at": T0 + timedelta(minutes=5)}, {"room": FOYER}, {"room": None}])
def test_more_than_half_moved(moved, held, fields):
    assert (found(day(10), altered(day(10), moved, **fields)) is not None) == held


def test_removed_and_moved_count_together():
    new = altered(kept(day(10), 7), 3, room=FOYER)
    assert str(found(day(10), new)) == "2026-02-07: of 10 sessions to come 3 would be removed and 3 moved"


@pytest.mark.parametrize("fields", [{"title": "New"}, {"cancelled": True}, {"room": Room("a", "Hall renamed")}])
def test_what_neither_removes_nor_moves_passes(fields):
    assert found(day(10), altered(day(10), 10, **fields)) is None


def test_what_is_over_does_not_count():
    past = Agenda.of(session(f"past {n}", T0 - timedelta(hours=1)) for n in range(10))
    old = Agenda.of([*past.sessions, *day(10).sessions])
    assert found(old, day(10)) is None


def test_what_is_running_counts():
    assert found(day(10), Agenda(), T0 + timedelta(minutes=29)) is not None
    assert found(day(10), Agenda(), T0 + timedelta(minutes=30)) is None


def test_each_day_by_itself():
    tomorrow = Agenda.of(session(f"t{n}", T0 + timedelta(days=1)) for n in range(6))
    old = Agenda.of([*day(50).sessions, *tomorrow.sessions])
    assert found(old, day(50)).days == ((date(2026, 2, 8), 6, 6, 0),)


def test_a_day_ends_when_the_events_day_ends():
    late = datetime(2026, 2, 8, 1, 0, tzinfo=UTC)
    assert found(day(6, late), Agenda()).days[0][0] == date(2026, 2, 7)


def test_what_is_added_passes():
    assert found(day(6), day(600)) is None


def test_the_same_again_is_within_what_was_held():
    held = found(day(10), kept(day(10), 2))
    assert found(day(10), kept(day(10), 2)).within(held)
    assert found(day(10), kept(day(10), 2)).digest == held.digest
    more = found(day(10), kept(day(10), 1))
    assert (more.within(held), more.digest == held.digest) == (False, False)


def test_what_has_ended_since_makes_it_no_other():
    old = Agenda.of([*day(6).sessions, *(session(f"late {n}", T0 + timedelta(hours=2)) for n in range(6))])
    held = found(old, Agenda())
    assert found(old, Agenda(), T0 + timedelta(hours=1)).within(held)


def test_another_place_to_move_to_is_another_upset():
    held = found(day(10), altered(day(10), 10, room=FOYER))
    assert not found(day(10), altered(day(10), 10, room=Room("c", "Attic"))).within(held)


starts = st.integers(0, 5000).map(lambda minutes: T0 + timedelta(minutes=minutes))
agendas = st.dictionaries(st.integers(0, 30), starts, max_size=30).map(
    lambda chosen: Agenda.of(session(number, start) for number, start in chosen.items())
)


@given(agendas, agendas, starts)
def test_what_is_held_is_what_differs(old, new, at):
    upset = found(old, new, at)
    assert found(old, old, at) is None
    if upset:
        ahead = {one.id for one in old.sessions if one.ends_at > at}
        same = {one.id for one in old.sessions if new.by_id.get(one.id) == one}
        assert {session_id for session_id, _ in upset.fates} <= ahead - same
        assert upset.ids == (old.by_id.keys() | new.by_id.keys()) - same
        assert all(removed + moved > ahead / 2 for _, ahead, removed, moved in upset.days)
        assert sum(removed + moved for _, _, removed, moved in upset.days) == len(upset.fates)
