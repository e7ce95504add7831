"""The sessions of an event, found by id and by room, and rooms in the order people count."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from signage.agenda import (
    Agenda,
    Room,
    Session,
    natural,
)
from tests.build import A, B, agenda, at, session
from tests.draw import many


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


def test_every_door_it_was_announced_at_knows_of_a_session_that_moved() -> None:
    one, two = (session("a", room=room).placed(at("08:00")) for room in (A, B))
    gone = session("a", room=Room("room_c", "Hall C"), past=(one, two))
    back = session("a", room=A, past=(one, two))
    assert agenda(gone).moved_away == {"room_a": ((gone, one),), "room_b": ((gone, two),)}
    assert agenda(back).moved_away == {"room_b": ((back, two),)}
    assert Agenda().moved_away == {}
