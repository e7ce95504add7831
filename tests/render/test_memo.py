"""What did not change is not made anew, and what did change is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signage.publish.state import PageKey
from signage.render.memo import Memory
from tests.build import A, B, agenda, layout, session
from tests.publish.wall import Wall

if TYPE_CHECKING:
    from signage.agenda import Session
    from signage.layout import Layout
    from signage.render.panel_html import Panel


def test_what_is_made_of_the_same_is_found_again() -> None:
    memory, made = Memory(), iter(range(9))

    def ask(name: str, made_of: object) -> int:
        return memory.of(name, made_of, lambda: next(made))

    assert [ask("a", (1,)), ask("a", (1,)), ask("b", (1,)), ask("a", (2,)), ask("a", (2,))] == [0, 0, 1, 2, 2]


def test_what_nobody_asks_for_is_forgotten() -> None:
    memory, made = Memory(), iter(range(9))
    for turn in range(4):
        assert memory.of("a", (), lambda: next(made)) == 0
        if turn == 0:
            memory.of("b", (), lambda: next(made))
        assert len(memory) == (2 if turn < 2 else 1)
        memory.turn()
    assert memory.of("b", (), lambda: next(made)) == 2


SCREENS = layout("""
foyer: {show: overview}
signs: {show: directory}
board: {show: agenda}
""")
TALKS = (session("a", "09:00", "10:00", A), session("b", "10:00", "11:00", B), session("c", "11:00", "12:00", B))


async def panels(wall: Wall, *keys: PageKey) -> dict[str, Panel]:
    return {f"{key.name} {panel.name}": panel for key in keys for panel in wall.page(key).panels}


EVERY = (*(PageKey("screen", name) for name in ("foyer", "signs", "board")), *(PageKey("room", r.id) for r in (A, B)))


async def changed(*new: Session, then: Layout = SCREENS) -> set[str]:
    """The panels that are made anew when the agenda and the layout become these; all others are the same objects."""
    wall = Wall(SCREENS)
    await wall.publisher.show_agenda(agenda(*TALKS))
    before = await panels(wall, *EVERY)
    await wall.publisher.show_agenda(agenda(*({s.id: s for s in TALKS} | {s.id: s for s in new}).values()))
    if then is not SCREENS:
        await wall.publisher.show_layout(then, wall.publisher.current.appearance)
    after = await panels(wall, *EVERY)
    anew = Wall(then)
    await anew.publisher.show_agenda(wall.publisher.current.agenda or agenda())
    fresh = await panels(anew, *EVERY)
    assert after == fresh
    assert {name: panel.html for name, panel in after.items()} == {name: panel.html for name, panel in fresh.items()}
    return {name for name, panel in after.items() if panel is not before[name]}


async def test_a_title_makes_its_room_anew_and_no_other() -> None:
    assert await changed(session("a", "09:00", "10:00", A, title="Another")) == {
        "foyer room-room_a",
        "signs room-room_a",
        "board agenda",
        "room_a room",
    }


async def test_an_agenda_that_is_equal_makes_nothing_anew() -> None:
    assert await changed(session("a", "09:00", "10:00", A)) == set()


@pytest.mark.parametrize(("rest", "anew"), [
    ("rooms: {Hall A: {floor: Upper floor}}", {"room_a head", "foyer room-room_a", "board agenda"}),
    ("brand: {accent: '#ff0000', tracks: {Water: '#0000ff'}}", set()),
])  # fmt: skip
async def test_another_layout_is_shown(rest: str, anew: set[str]) -> None:
    then = layout("foyer: {show: overview}\nsigns: {show: directory}\nboard: {show: agenda}", rest)
    assert anew <= await changed(then=then)


async def test_colours_of_tracks_reach_rooms_that_did_not_change() -> None:
    found = await changed(session("a", "09:00", "10:00", A, track="Water"))
    assert {"room_b room", "foyer room-room_b"} <= found, "without tracks a session has the accent colour"


async def test_a_room_that_left_makes_the_door_that_it_left_anew() -> None:
    assert {"room_b room", "room_a room"} <= await changed(session("b", "10:00", "11:00", A))


async def test_a_board_that_stays_as_it_is_for_a_while_keeps_its_rows() -> None:
    """Else the first change after one elsewhere would make all of its rows anew, half a second for 1,500 sessions."""
    wall, board = Wall(layout("board: {show: agenda, rooms: [Hall B]}")), PageKey("screen", "board")
    before: list[str] = []
    for new in (TALKS[0], *(session("a", "09:00", "10:00", A, title=title) for title in ("One", "Two", "Three"))):
        await wall.publisher.show_agenda(agenda(new, *TALKS[1:]))
        before.append(wall.page(board).id)
    assert len({*before}) == 1, "the board shows another room"
    (was,) = (panel for panel in wall.page(board).panels if panel.rows)
    await wall.publisher.show_agenda(agenda(TALKS[0], session("b", "10:00", "11:00", B, title="New"), TALKS[2]))
    (now,) = (panel for panel in wall.page(board).panels if panel.rows)
    assert [row in was.rows for row in now.rows] == ["New" not in row.html for row in now.rows]
    assert sum("New" in row.html for row in now.rows) == 2
