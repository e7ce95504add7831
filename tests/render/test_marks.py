"""Marks: what changed, for those who may still act on it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from markupsafe import escape

from signage.agenda import Room, Session, carry_history
from signage.publish.state import PageKey
from signage.render.day_context import DayContext, epoch
from signage.render.panels.room import RoomPanel
from signage.render.room import room_panel
from tests.build import DAY, A, B, agenda, at, layout, publisher, session


def context(*sessions: Session) -> DayContext:
    made = publisher(layout(), *sessions)
    return made.renderer.environment(DAY).context("en-GB", {})


def kinds(shown: Session) -> list[str]:
    return [mark.kind for mark in context(shown).marks(shown)]


def first(shown: Session, **other: object) -> Session:
    """As if it had been announced otherwise."""
    return replace(shown, past=(replace(shown.placed(at("08:00")), **other),))  # type: ignore[arg-type]


def block_at(panel: RoomPanel, clock: str) -> str:
    now = epoch(at(clock))
    found = [b for b in panel.blocks if (b.start is None or b.start <= now) and (b.until is None or now < b.until)]
    assert len(found) == 1
    return " ".join((escape(note.lead) + " " + escape(note.detail)).striptags() for note in found[0].notes)


def test_nothing_changed_nothing_marked() -> None:
    assert kinds(session("one", "11:00", "12:00")) == []


def test_a_moved_session_is_marked_until_its_end_and_a_new_time_only_until_its_start() -> None:
    shown = first(session("one", "11:00", "12:00", B), room=A, starts_at=at("10:45"), ends_at=at("11:45"))
    assert kinds(shown) == ["moved", "time"]
    assert [mark.kind for mark in context(shown).session(shown, running=True).marks] == ["moved"]


def test_a_short_delay_is_told_in_minutes_and_a_long_one_by_its_time() -> None:
    late = first(session("one", "11:10", "12:00"), starts_at=at("11:00"))
    assert next(iter(context(late).marks(late))).short == "10 min late"
    other = first(session("one", "15:00", "16:00"), starts_at=at("11:00"))
    assert next(iter(context(other).marks(other))).detail == "15:00"


def test_late_is_what_changed_on_its_day() -> None:
    shown = session("one", "11:10", "12:00")
    eve = replace(shown.placed(at("20:00") - timedelta(days=1)), starts_at=at("11:00"))
    assert [(mark.short, mark.detail) for mark in context(shown).marks(replace(shown, past=(eve,)))] == [
        ("New time", "11:10")
    ]
    old = replace(eve, until=at("08:00") - timedelta(days=8))
    assert kinds(replace(shown, past=(old,))) == []


def test_a_change_of_room_on_its_day_makes_an_old_change_of_time_no_delay() -> None:
    shown, days = session("one", "11:10", "12:00"), timedelta(days=3)
    retimed = replace(shown.placed(at("08:00") - days), starts_at=at("11:00"))
    longer = replace(shown.placed(at("08:00")), ends_at=at("11:50"))
    marks = context(shown).marks(replace(shown, past=(retimed, longer)))
    assert [mark.short for mark in marks] == ["New time"]


def test_a_session_of_another_day_names_both_days() -> None:
    shown = first(session("one", "14:00", "15:00", day=DAY + timedelta(days=2)), starts_at=at("14:00"))
    view = context(shown).session(first(shown, starts_at=at("14:00"), ends_at=at("15:00")))
    assert (view.was, view.was_start) == ("Sat 14:00\u201315:00", "Sat 14:00")
    assert [mark.detail for mark in view.marks] == ["Mon 14:00"]


def test_a_cancelled_session_has_that_mark_alone() -> None:
    assert kinds(first(session("one", "11:00", "12:00", B, cancelled=True), room=A)) == ["cancelled"]


def test_what_was_added_is_news_on_its_day_and_the_day_before_only() -> None:
    assert kinds(session("one", "11:00", "12:00", added_at=at("09:00"))) == ["added"]
    assert kinds(session("one", "11:00", "12:00", added_at=at("09:00") - timedelta(days=1))) == ["added"]
    assert kinds(session("one", "11:00", "12:00", added_at=at("09:00") - timedelta(days=2))) == []


def test_the_door_it_was_announced_at_says_where_it_is_from_before_it_was_due_until_it_is_over() -> None:
    shown = first(session("one", "11:00", "12:00", B, title="Tides"), room=A)
    panel = room_panel(context(shown, session("two", "13:00", "14:00", A)), A.id)
    assert block_at(panel, "09:59") == ""
    assert block_at(panel, "10:00") == "Tides: moved to Hall B"
    assert block_at(panel, "11:59") == "Tides: moved to Hall B"
    assert block_at(panel, "12:00") == ""


def test_the_old_door_tells_the_day_and_time_too_where_they_are_others() -> None:
    shown = first(session("one", "11:30", "12:00", B, title=""), room=A, starts_at=at("11:00"))
    assert block_at(room_panel(context(shown), A.id), "11:00") == "Untitled: moved to Hall B · 11:30"
    later = session("one", "09:00", "10:00", B, title="Tides", day=DAY + timedelta(days=2))
    shown = first(later, room=A, starts_at=at("11:00"), ends_at=at("12:00"))
    assert block_at(room_panel(context(shown), A.id), "11:00") == "Tides: moved to Hall B · Mon 09:00"


def test_the_old_door_tells_of_a_session_that_was_cancelled_after_it_had_moved() -> None:
    shown = first(session("one", "11:00", "12:00", B, title="Tides", cancelled=True), room=A)
    assert block_at(room_panel(context(shown), A.id), "11:00") == "Tides Cancelled"


def test_a_session_that_moved_twice_is_announced_at_both_doors_and_one_that_moved_back_at_the_other() -> None:
    c, steps = Room("room_c", "Hall C"), {"07:00": A, "08:00": B}
    past = tuple(session("one", "11:00", "12:00", room, title="Tides").placed(at(t)) for t, room in steps.items())
    named = session("two", "09:00", "10:00", A)
    gone = context(named, session("one", "11:00", "12:00", c, title="Tides", past=past))
    assert [block_at(room_panel(gone, room.id), "11:00") for room in (A, B, c)] == [
        "Tides: moved to Hall C", "Tides: moved to Hall C", "Moved here from Hall A"
    ]  # fmt: skip
    back = context(session("one", "11:00", "12:00", A, title="Tides", past=past))
    assert [block_at(room_panel(back, room.id), "11:00") for room in (A, B)] == ["", "Tides: moved to Hall A"]


def test_the_old_door_tells_of_a_session_that_has_no_room_any_more() -> None:
    shown = first(session("one", "11:00", "12:00", None, title="Tides"), room=A)
    named = session("two", "09:00", "10:00", A)
    assert block_at(room_panel(context(named, shown), A.id), "11:00") == "Tides: moved to Room to be announced"


def test_the_old_door_tells_it_beside_a_session_that_is_cancelled_there() -> None:
    moved = first(session("one", "11:00", "12:00", B, title="Tides"), room=A)
    off = session("two", "11:00", "12:00", A, cancelled=True)
    wall = publisher(layout("door: {show: room, room: Hall A}"), moved, off).renderer.rendered_screen(
        PageKey("screen", "door")
    )
    [room] = [panel.html for panel in wall.panels if panel.name == "room"]
    [block] = [part for part in room.split('<div class="blk ') if part.startswith("is-cancelled")]
    assert "Tides: moved to Hall B" in re.sub("<[^>]+>", "", block)


MOON, SEA = Room("room_moon", "月の間"), Room("room_sea", "海の間")


def test_names_within_our_words_and_our_words_within_titles_each_say_their_language() -> None:
    """On a wall in Korean: Japanese rooms and a Chinese title, each broken and read by its own rules."""
    shown = first(session("one", "11:00", "12:00", SEA, title="海洋的未来", language="zh"), room=MOON)
    screens = "board: {show: agenda, language: ko}\n  door: {show: room, room: 月の間, language: ko}"
    pages = publisher(layout(screens), shown, session("two", "09:00", "10:00", MOON)).renderer
    board, door = (
        "".join(panel.html for panel in pages.rendered_screen(PageKey("screen", name)).panels)
        for name in ("board", "door")
    )
    assert '<small>이전: <bdi lang="ja" dir="ltr">月の間</bdi></small>' in board
    assert re.search(r'<h2 class="row__t"><span class="flag chip--moved" lang="ko">', board)
    assert '<span class="row__x" lang="zh" dir="ltr">海洋的未来</span>' in board
    assert '<bdi lang="zh" dir="ltr">海洋的未来</bdi>' in door
    assert '<b data-cut="1"><bdi lang="ja" dir="ltr">海の間</bdi></b>' in door


def test_a_session_without_a_title_is_named_in_the_language_of_the_wall() -> None:
    page = publisher(layout("board: {show: agenda, language: es}"), session("one", title="", language="de")).renderer
    [board] = [p.html for p in page.rendered_screen(PageKey("screen", "board")).panels if p.name == "agenda"]
    assert '<span class="row__x" lang="es" dir="auto">' in board


def test_a_session_that_moved_back_has_no_mark() -> None:
    before = carry_history(None, agenda(session("one", "11:00", "12:00", A)), at("08:00"))
    moved = carry_history(before, agenda(session("one", "11:00", "12:00", B)), at("08:01"))
    back = carry_history(moved, agenda(session("one", "11:00", "12:00", A)), at("08:02"))
    assert moved.by_id["one"].moved_from == A
    assert back.by_id["one"].moved_from is None
    assert kinds(back.by_id["one"]) == []


@pytest.mark.parametrize("kind", ["overview", "directory"])
def test_lists_of_rooms_mark_what_takes_place_and_what_comes(kind: str) -> None:
    """One mark a line: the first; a delay is no news any more once a session runs."""
    shown = (
        first(session("moved", "09:00", "10:00", A), room=B, starts_at=at("08:50")),
        first(session("late", "10:10", "11:00", A), starts_at=at("10:00")),
        session("off", "09:00", "10:00", B, cancelled=True),
    )
    panels = (
        publisher(layout(f"wall: {{show: {kind}}}"), *shown).renderer.rendered_screen(PageKey("screen", "wall")).panels
    )
    assert {
        panel.name: list(dict.fromkeys(re.findall(r'class="flag chip--(\w+)".*?class="flag__w">([^<]+)<', panel.html)))
        for panel in panels
        if panel.name.startswith("room-")
    } == {"room-room_a": [("moved", "Moved"), ("time", "10 min late")], "room-room_b": [("cancelled", "Cancelled")]}


def test_a_sign_says_what_is_on_even_if_it_is_cancelled_and_only_then_what_comes() -> None:
    off, later = session("off", "09:00", "10:00", cancelled=True), session("later", "10:30", "11:00")
    panels = (
        publisher(layout("wall: {show: directory}"), off, later)
        .renderer.rendered_screen(PageKey("screen", "wall"))
        .panels
    )
    [sign] = [panel.html for panel in panels if panel.name == "room-room_a"]
    blocks = {tuple(re.findall("Title of (\\w+)", part)) for part in sign.split('<p class="sign__b')[1:]}
    assert blocks - {()} == {("off",), ("later",)}


def test_the_cell_of_sessions_without_a_room_marks_them_too() -> None:
    walk = session("walk", "09:00", "10:00", None, cancelled=True)
    panels = (
        publisher(layout("wall: {show: overview}"), session("one"), walk)
        .renderer.rendered_screen(PageKey("screen", "wall"))
        .panels
    )
    [cell] = [panel.html for panel in panels if "cell--roomless" in panel.html]
    assert '<span class="flag__w">Cancelled</span></span> <bdi dir="auto">Title of walk</bdi>' in cell
