from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.agenda import Agenda, Days, Room, Session
from signage.sync.bulk import MIN_SESSIONS, bulk_change
from tests.sync.feed import LISBON, T0

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
    return bulk_change(old, new, at, DAYS)


@pytest.mark.parametrize(
    ("count", "left", "held"),
    [(10, 6, False), (10, 5, True), (MIN_SESSIONS, 3, False), (MIN_SESSIONS, 2, True), (MIN_SESSIONS - 1, 0, False)],
)
def test_half_removed_from_a_small_number_up(count, left, held):
    assert (found(day(count), kept(day(count), left)) is not None) == held


HARMS = [
    ({"starts_at": T0 + timedelta(minutes=5)}, "moved"),
    ({"room": FOYER}, "moved"),
    ({"room": None}, "moved"),
    ({"cancelled": True}, "cancelled"),
    ({"title": ""}, "left blank"),
    ({"ends_at": T0}, "left blank"),
]


@pytest.mark.parametrize(("count", "held"), [(4, False), (5, True)])
@pytest.mark.parametrize(("fields", "harm"), HARMS)
def test_half_moved_cancelled_or_left_blank(count, held, fields, harm):
    bulk_change = found(day(10), altered(day(10), count, **fields))
    assert (bulk_change is not None) == held
    if bulk_change:
        assert str(bulk_change) == f"2026-02-07: of 10 sessions to come 5 would be {harm}"
        assert len(bulk_change.outcomes) == len(bulk_change.ids) == 5


def test_all_harms_count_together():
    new = altered(altered(kept(day(10), 8), 3, room=FOYER), 4, cancelled=True)
    assert str(found(day(10), new)) == (
        "2026-02-07: of 10 sessions to come 2 would be removed, 3 would be moved, 1 would be cancelled"
    )


@pytest.mark.parametrize("fields", [{"title": "New"}, {"room": Room("a", "Hall renamed")}, {"speakers": ()}])
def test_what_does_no_harm_passes(fields):
    assert found(day(10), altered(day(10), 10, **fields)) is None


@pytest.mark.parametrize("fields", [{"title": ""}, {"cancelled": True}, {"ends_at": T0}])
def test_what_was_so_before_passes(fields):
    poor = altered(day(10), 10, **fields)
    assert (found(poor, poor), found(poor, day(10))) == (None, None)


def test_a_few_sessions_on_each_of_many_days_are_not_emptied_altogether():
    few = Agenda.of(session(n, T0 + timedelta(days=n // 4)) for n in range(20))
    assert str(found(few, Agenda())) == "all days: of 20 sessions to come 20 would be removed"
    assert found(few, kept(few, 11)) is None
    assert found(kept(few, 8), kept(few, 4), T0) is not None
    assert found(kept(few, 4), Agenda()) is None


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
    assert found(old, day(50)).days == ((date(2026, 2, 8), 6, (("removed", 6),)),)


def test_a_day_ends_when_the_events_day_ends():
    late = datetime(2026, 2, 8, 1, 0, tzinfo=UTC)
    assert found(day(6, late), Agenda()).days[0][0] == date(2026, 2, 7)


def test_what_is_added_passes():
    assert found(day(6), day(600)) is None


def test_the_same_is_within_what_was_held_also_once_it_is_half_of_another_day():
    ending = [session(100 + n, T0 - timedelta(minutes=29)) for n in range(3)]  # unharmed, and over in a minute
    here = [*(session(200 + n, T0) for n in range(7)), *ending]
    tomorrow = [session(n, T0 + timedelta(days=1)) for n in range(12)]
    old, new = Agenda.of([*here, *tomorrow]), Agenda.of([*here[4:], *tomorrow[:6]])
    held, later = found(old, new), found(old, new, T0 + timedelta(minutes=2))
    assert [len(one.days) for one in (held, later)] == [1, 3]
    assert (later.within(held), later.outcomes <= held.outcomes) == (True, False)


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
    bulk_change = found(old, new, at)
    assert found(old, old, at) is None
    if bulk_change:
        ahead = {one.id for one in old.sessions if one.ends_at > at}
        same = {one.id for one in old.sessions if new.by_id.get(one.id) == one}
        assert {session_id for session_id, _ in bulk_change.outcomes} <= ahead - same
        assert bulk_change.ids == (old.by_id.keys() | new.by_id.keys()) - same
        assert all(sum(count for _, count in counts) >= ahead / 2 for _, ahead, counts in bulk_change.days)
