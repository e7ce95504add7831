"""Edits of single fields: they change what they name, and no other byte of the file."""

from __future__ import annotations

from difflib import ndiff
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signage.errors import LayoutError
from signage.layout.text import parse
from signage.staff.yaml_edit import rename_screen, scalar, set_field

SHIPPED = (Path(__file__).parents[2] / "screens.yaml").read_text(encoding="utf-8")
COMMENTED = """\
# ours
screens:   # all of them
  foyer:          # by the doors
    show: overview # now and next
    also: # once
      # long ago
      - hall   # in May
  'lift':  {show: room, room: "Hall A"}   # by the lift
notices:
  - {title: Tea, screens: [foyer, lift]}
  - title: Bus
    screens: foyer # only there
"""


def changed(before: str, after: str) -> list[str]:
    """The lines that went and came."""
    return [line.rstrip() for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def test_a_renamed_screen_keeps_its_old_name_and_its_notices() -> None:
    assert changed(COMMENTED, rename_screen(COMMENTED, "foyer", "entrance")) == [
        "-   foyer:          # by the doors",
        "+   entrance:          # by the doors",
        "+       - foyer",
        "-   - {title: Tea, screens: [foyer, lift]}",
        "+   - {title: Tea, screens: [entrance, lift]}",
        "-     screens: foyer # only there",
        "+     screens: entrance # only there",
    ]


def test_a_name_that_it_had_before_changes_places_with_the_one_it_has() -> None:
    tree = parse(rename_screen(COMMENTED, "foyer", "hall")).tree
    assert isinstance(tree, dict)
    assert tree["screens"]["hall"] == {"show": "overview", "also": ["foyer"]}


@pytest.mark.parametrize(
    ("screen", "became"),
    [
        ("a: {show: agenda}", "b: {show: agenda, also: [a]}"),
        ("a: {show: agenda, also: x}", "b: {show: agenda, also: [x, a]}"),
        ("a: {show: agenda, also: b}", "b: {show: agenda, also: [a]}"),
        ("a: {show: agenda, also: [x]}", "b: {show: agenda, also: [x, a]}"),
        ("a: {show: agenda, also: []}", "b: {show: agenda, also: [a]}"),
        ("a: {show: agenda, also: [x, b]}", "b: {show: agenda, also: [x, a]}"),
        ("a: {show: agenda, also: [x,]}  # c", "b: {show: agenda, also: [x, a,]}  # c"),
        ("a:\n    show: agenda  # c", "b:\n    also: [a]\n    show: agenda  # c"),
    ],
)
def test_the_old_name_goes_where_old_names_are(screen: str, became: str) -> None:
    assert rename_screen(f"screens:\n  {screen}\n", "a", "b") == f"screens:\n  {became}\n"


@pytest.mark.parametrize(("old", "new", "said"), [("x", "y", "no screen 'x'"), ("foyer", "lift", "'lift' already")])
def test_what_cannot_be_renamed_is_told(old: str, new: str, said: str) -> None:
    with pytest.raises(LayoutError, match=said):
        rename_screen(COMMENTED, old, new)


def test_a_room_is_changed_where_it_stands() -> None:
    path = ("screens", "tejo-door", "room")
    assert changed(SHIPPED, set_field(SHIPPED, path, "Alfama")) == [
        "-   tejo-door:    {show: room, room: Tejo}",
        "+   tejo-door:    {show: room, room: Alfama}",
    ]


def test_a_field_that_is_not_there_is_added_on_a_line_of_its_own() -> None:
    assert changed(COMMENTED, set_field(COMMENTED, ("screens", "foyer", "title"), "Welcome: all")) == [
        '+     title: "Welcome: all"'
    ]


def test_a_field_without_a_value_gets_one() -> None:
    assert set_field("screens:\n  a:\n    show:\n", ("screens", "a", "show"), "agenda").endswith("show: agenda\n")


def test_a_list_is_no_field_of_a_form() -> None:
    with pytest.raises(LayoutError, match="more than one word"):
        set_field(SHIPPED, ("screens", "floor-1", "rooms"), "Tejo")


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@settings(max_examples=30)
@given(name=st.text(min_size=1, max_size=30).filter(lambda name: name.isprintable()), title=st.text(max_size=40))
def test_any_text_can_be_set_and_all_else_stays(line_break: str, name: str, title: str) -> None:
    before = SHIPPED.replace("\n", line_break)
    try:
        renamed = rename_screen(before, "floor-1", name)
        after = set_field(renamed, ("screens", name, "title"), title)
    except LayoutError:
        return  # a name that is taken, or a text that no YAML can hold
    tree = parse(after).tree
    assert isinstance(tree, dict)
    screens = tree["screens"]
    assert screens[name] == {
        "also": ["floor-1"],
        "show": "overview",
        "rooms": ["Estrela", "Graça", "Lapa", "Mouraria"],
        "title": title,
    }
    kept = [line for line in before.split(line_break) if line.strip() not in ("floor-1:", "title: Floor 1")]
    assert [line for line in after.split(line_break) if line in kept] == kept


@given(st.text(max_size=60))
def test_a_scalar_says_what_it_is(value: str) -> None:
    written = scalar(value)
    try:
        assert parse(f"[x, {written}]").tree == ["x", value]
        assert parse(f"a: {written}  # c").tree == {"a": value}
    except LayoutError:
        assert written.startswith('"')  # half a character, or one that YAML refuses
