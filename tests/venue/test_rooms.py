"""Rooms: their URLs are kept for good, and go by whatever name people know."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signage.agenda import Agenda, Placement, Room
from signage.layout.model import RoomText
from signage.venue.rooms import RoomIndex, assign, slug
from tests.build import A, B, agenda, at, session


def directory(*rooms: Room, texts: dict[str, RoomText] | None = None, slugs: dict[str, str] | None = None) -> RoomIndex:
    found = agenda(*(session(room.id, room=room) for room in rooms))
    return RoomIndex(found, texts or {}, assign(slugs or {}, found.rooms.values()))


# Slugs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Hall A", "hall-a"),
        ("  Hall   A  ", "hall-a"),
        ("Salle des Fêtes 2", "salle-des-fêtes-2"),
        ("Salle des Fe\u0302tes 2", "salle-des-fêtes-2"),  # the same, in two code points
        ("Große Halle", "grosse-halle"),
        ("会议室 一", "会议室-一"),
        ("قاعة ١", "قاعة-١"),
        ("हिन्दी", "हिन्दी"),  # vowel signs stay
        ("H.1302 (Depage)", "h-1302-depage"),
        ("../../etc?x=1#y%2f", "etc-x-1-y-2f"),
        ("★ ☆", "room"),
        ("", "room"),
    ],
)
def test_a_name_as_part_of_a_url(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text())
@example("\u0390")  # folds to three code points
@example("\ufdfa" * 200)  # each stands for eighteen
def test_a_slug_is_one_plain_segment_of_a_path(name: str) -> None:
    found = slug(name)
    assert found
    assert not set(found) & set(" /?#%\\.:@&=+\"'<>")
    assert slug(found) == found
    assert len(found) <= 600


def test_collisions_are_told_apart() -> None:
    rooms = [Room("1", "Hall A"), Room("2", "hall a"), Room("3", "Hall-A"), Room("4", "Hall A 2")]
    assert assign({}, rooms) == {"hall-a": "1", "hall-a-2": "2", "hall-a-3": "3", "hall-a-2-2": "4"}


@given(st.lists(st.lists(st.builds(Room, st.sampled_from("abc"), st.sampled_from(["X", "x!", "Y", "X 2", "★"])))))
def test_whatever_happens_to_names_every_url_leads_where_it_led(history: list[list[Room]]) -> None:
    slugs: dict[str, str] = {}
    for rooms in history:
        before = slugs
        slugs = assign(before, rooms)
        assert before.items() <= slugs.items()
        assert {room.id for room in rooms} <= {*slugs.values()}
        assert assign(slugs, rooms) == slugs


# Rooms ------------------------------------------------------------------------------------------------------------


def test_a_room_is_found_by_id_name_sign_and_slug() -> None:
    here = directory(A, B, texts={"Hall A": RoomText(name="The Great Hall")})
    names = ["room_a", "ROOM_A", "Hall A", " hall a ", "The Great Hall", "the great hall", "hall-a"]
    assert [here.find(name) for name in names] == ["room_a"] * len(names)
    assert here.find("Hall C") is None
    assert here.suggest("hal b") == "did you mean 'Hall B'?"


def test_a_room_is_found_without_its_accents_where_that_is_clear() -> None:
    rooms = directory(Room("1", "Belém"), Room("2", "Fête"), Room("3", "Fêté"))
    assert [rooms.find(name) for name in ("belem", "BELEM", "fete", "fêté", "bele")] == ["1", "1", None, "3", None]


def test_staff_name_rooms_by_id_or_by_name_and_put_them_in_order() -> None:
    texts = {"Hall B": RoomText(floor="Floor 2"), "room_a": RoomText(name="Aula", near="Lifts")}
    here = directory(A, B, Room("c", "Cellar"), Room("d", "Attic 10"), Room("e", "Attic 9"), texts=texts)
    assert here.ids == ("room_b", "room_a", "e", "d", "c")
    assert [here.name(room) for room in here.ids] == ["Hall B", "Aula", "Attic 9", "Attic 10", "Cellar"]
    assert here.text("room_b") == RoomText(floor="Floor 2")
    assert here.text("c") is None


def test_a_renamed_room_keeps_its_urls_and_shows_the_new_one() -> None:
    before = directory(A)
    after = directory(Room("room_a", "Aula Magna"), slugs=dict(before.slugs))
    assert (before.url("room_a"), after.url("room_a")) == ("/rooms/hall-a", "/rooms/aula-magna")
    assert (after.find("hall-a"), after.find("aula-magna"), after.find("Hall A")) == ("room_a",) * 3


def test_what_staff_wrote_of_a_room_outlives_its_new_name() -> None:
    texts = {"Hall A": RoomText(floor="Floor 1")}
    after = directory(Room("room_a", "Aula Magna"), texts=texts, slugs={"hall-a": "room_a"})
    assert after.text("room_a") == texts["Hall A"]
    assert after.ids == ("room_a",)


def test_a_room_left_without_sessions_is_still_found() -> None:
    here = RoomIndex(Agenda(), {}, {"hall-a": "room_a"})
    assert here.ids == ()
    assert (here.find("hall-a"), here.find("room_a"), here.find("Hall A")) == ("room_a",) * 3
    assert (here.url("room_a"), here.known("room_a")) == ("/rooms/hall-a", True)
    listed = RoomIndex(Agenda(), {"Hall A": RoomText(name="Hall A")}, {"hall-a": "room_a"})
    assert listed.ids == ("room_a",)
    assert listed.name("room_a") == "Hall A"


def test_a_room_left_without_sessions_goes_by_the_name_that_sessions_remember() -> None:
    old, new = Room("lab", "AI Lab"), Room("lab", "AI Lab (H.2215)")
    past = tuple(
        Placement(at("09:00"), at("10:00"), room, at(clock)) for room, clock in ((old, "07:00"), (new, "08:00"))
    )
    moved = session("one", room=B, past=past), session("two", room=None, past=past[:1])
    slugs = {"hall-b": "room_b", "ai-lab": "lab", "ai-lab-h-2215": "lab", "hall-c": "room_c"}
    here = RoomIndex(agenda(*moved), {}, slugs)
    assert [here.name(room) for room in ("lab", "room_b", "room_c")] == ["AI Lab (H.2215)", "Hall B", "Hall C"]
    assert RoomIndex(agenda(*moved), {"lab": RoomText(name="Lab")}, slugs).name("lab") == "Lab"
    assert here.url("lab") == "/rooms/ai-lab-h-2215"


def test_a_room_that_is_listed_by_an_id_stands_on_no_sign_until_it_has_a_name() -> None:
    rooms = {"room_a": RoomText(), "room_c": RoomText(floor="1"), "room_d": RoomText(name="Den"), "Cellar": RoomText()}
    here = directory(A, B, texts=rooms)
    assert [here.name(room) for room in here.ids] == ["Hall A", "Den", "Cellar", "Hall B"]
    assert here.find("room_c") == "room_c"
    named = directory(Room("101", "101"), texts={"102": RoomText()})
    assert named.ids == ("102", "101")


def test_a_room_is_found_in_either_form_of_its_accents_and_with_a_no_break_space() -> None:
    decomposed = "Salle des Fe\u0302tes\u00a02"
    for written, theirs in ((decomposed, "Salle des Fêtes 2"), ("Salle des Fêtes 2", decomposed)):
        here = directory(Room("r", theirs), texts={written: RoomText(floor="1")})
        assert (here.ids, here.find(written), here.find("SALLE DES FÊTES 2")) == (("r",), "r", "r")


def test_a_room_that_only_screens_yaml_knows_goes_by_its_name_until_the_agenda_has_it() -> None:
    texts = {"Hall A": RoomText(floor="Floor 1")}
    before = RoomIndex(Agenda(), texts, {})
    assert (before.ids, before.find("hall a"), before.known("Hall A")) == (("Hall A",), "Hall A", False)
    assert before.url("Hall A") == "/rooms/Hall%20A"
    assert before.text("Hall A") == texts["Hall A"]
    after = directory(A, texts=texts)
    assert (after.ids, after.find("Hall A"), after.url("room_a")) == (("room_a",), "room_a", "/rooms/hall-a")
