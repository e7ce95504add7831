"""Two layouts, and the difference in words about walls."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.layout.text import parse
from signage.staff.differences import differences, sentences

BEFORE = """\
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}
screens:
  foyer: {show: overview, rooms: [A, B], arrows: {Floor 0: left}}
  door: {show: room, room: A, theme: light}
rooms:
  A: {floor: Floor 0}
  B: {floor: Floor 1}
notices:
  - {title: Tea, text: At ten}
stale_after: 10m
"""
GONE = "Signs say nothing of the room B any more"


def tree(text: str) -> dict[str, Any]:
    found = parse(text).tree
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        ("  door: {show: room, room: A, theme: light}", "", ["door is gone"]),
        ("rooms: [A, B], ", "rooms: [A, B, C], ", ["foyer shows the rooms A, B, C"]),
        ("rooms: [A, B], ", "", ["foyer shows all rooms"]),
        ("rooms: [A, B], ", "qr: yes, rooms: [A, B], ", ["foyer: qr is yes"]),
        ("show: overview", "show: agenda", ["foyer shows a departure board instead of now and next"]),
        ("room: A", "room: B", ["door is the door of B instead of A"]),
        (", theme: light", "", ["door is dark or light as all screens are"]),
        ("  door: {", "  lobby: {also: door, ", ["door is called lobby"]),
        ("  door: {", "  stage: {show: agenda}\n  door: {", ["stage is new"]),
        ("{floor: Floor 0}\n  B: {floor: Floor 1}", "{floor: Floor 0, near: B}", ["A: near is B", GONE]),
        ("  A: {floor: Floor 0}\n", "  X: {}\n  A: {floor: Floor 0}\n", ["Signs know the room X"]),
        ("A: {floor: Floor 0}", "A: {floor: Floor 0, near: Stairs}", ["A: near is Stairs"]),
        ("title: Tea", "title: Cake", ["The notice “Cake” is new", "The notice “Tea” is gone"]),
        ("At ten", "At nine", ["Tea: text is At nine"]),
        ("stale_after: 10m", "stale_after: 5m", ["Walls call the agenda old after 5m"]),
        ("stale_after: 10m", "", ["stale_after is as usual"]),
        ("name: Summit", "name: Fair", ["event: name is Fair"]),
        ("stale_after: 10m", "stale_after: 10m  # why", []),
    ],
)  # fmt: skip
def test_each_difference_is_a_sentence_about_walls(line: str, instead: str, said: list[str]) -> None:
    assert line in BEFORE
    found = differences(tree(BEFORE), tree(BEFORE.replace(line, instead)))
    assert sentences(found) == said


def test_notices_that_share_a_title_are_compared_one_by_one() -> None:
    two = {"notices": [{"title": "Lunch"}, {"title": "Lunch", "text": "Hall 4"}]}
    moved = {"notices": [{"title": "Lunch"}, {"title": "Lunch", "text": "Hall 5"}]}
    assert differences(two, two) == ()
    assert [(one.before, one.after) for one in differences(two, moved)] == [("Hall 4", "Hall 5")]


def test_the_order_of_rooms_is_told() -> None:
    rooms = [{"A": {}, "B": {}}, {"B": {}, "A": {}}]
    assert sentences(differences(*({"rooms": one} for one in rooms))) == ["Rooms are in another order"]


def test_sentences_speak_the_reader_s_language() -> None:
    found = differences(tree(BEFORE), tree(BEFORE.replace("10m", "5m")))
    assert sentences(found, {"Walls call the agenda old after {after}": "Alt nach {after}"}.__getitem__) == [
        "Alt nach 5m"
    ]


VALUES = st.recursive(
    st.none() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
SECTIONS = st.sampled_from(["screens", "rooms", "notices", "theme", "brand", "override", "hide", "event"])
TREES = st.dictionaries(SECTIONS, VALUES, max_size=5)


@given(TREES, TREES)
def test_whatever_stands_in_a_file_can_be_told(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert len(sentences(differences(before, after))) == len(differences(before, after))
    assert differences(before, before) == ()
