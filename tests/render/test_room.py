"""What a room says when nothing takes place."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from signage.agenda import Placement, Room, Session, Speaker
from signage.publish.state import PageKey
from signage.render.day_context import epoch
from signage.render.intervals import MOST_SHOWN
from signage.render.panels.room import RoomPanel
from signage.render.room import room_panel
from tests.build import DAY, A, B, at, layout, publisher, session

EVE, NEXT = DAY - timedelta(days=1), DAY + timedelta(days=1)


def hall_a(*sessions: Session) -> RoomPanel:
    return room_panel(publisher(layout(), *sessions).renderer.environment(DAY).context("en-GB", {}), A.id)


def said(clock: str, *sessions: Session) -> tuple[str, str]:
    """Heading and line below of Hall A at this time."""
    panel = hall_a(*sessions)
    now = epoch(at(clock))
    found = [b for b in panel.blocks if (b.start is None or b.start <= now) and (b.until is None or now < b.until)]
    assert [block.state for block in found] == ["calm"]
    return found[0].heading, found[0].sub


def off(name: str, start: str, end: str) -> Session:
    return session(name, start, end, cancelled=True)


@pytest.mark.parametrize(
    ("sessions", "clock", "heading"),
    [
        ([session("a", "09:00", "10:00"), session("b", "14:00", "15:00")], "11:00", "Free until 14:00"),
        ([session("a", "09:00", "10:00"), off("b", "14:00", "15:00"), session("c", "17:00", "18:00")], "11:00",
         "Free until 17:00"),
        ([session("a", "09:00", "10:00"), off("b", "14:00", "15:00")], "11:00", "That is all for today"),
        ([session("a", "14:00", "15:00")], "11:00", "Starts at 14:00"),
        ([off("a", "14:00", "15:00"), session("b", "09:00", "10:00", B)], "11:00", "No sessions today"),
        ([session("a", "09:00", "10:00"), session("b", "09:00", "10:00", day=NEXT)], "11:00", "That is all for today"),
        ([session("a", "09:00", "10:00", day=NEXT), session("b", "09:00", "10:00", B)], "11:00", "No sessions today"),
        ([session("a", "09:00", "10:00"), session("b", "15:00", "16:00", B)], "11:00", "That is all in this room"),
        ([session("a", "09:00", "10:00"), session("b", "09:30", "12:00", B)], "11:00", "That is all in this room"),
        ([session("a", "09:00", "10:00"), session("b", "09:30", "12:00", B)], "12:00", "Thank you and goodbye"),
        ([session("a", "09:00", "10:00", day=NEXT), session("b", "09:00", "10:00", B)], "08:59", "Welcome"),
    ],
)  # fmt: skip
def test_a_calm_room_says_when_it_goes_on(sessions: list[Session], clock: str, heading: str) -> None:
    assert said(clock, *sessions)[0] == heading


def test_before_the_event_each_room_says_when_the_event_begins() -> None:
    first, later = session("b", "09:00", "10:00", B, day=NEXT), session("a", "09:00", "10:00", day=NEXT + timedelta(1))
    called_off = session("c", "20:00", "21:00", B, cancelled=True)
    assert said("11:00", first, later, called_off) == (
        "Welcome",
        '<bdi dir="auto">Summit</bdi> begins on 8 February',
    )


def test_an_event_that_begins_at_midnight_begins_on_the_day_then() -> None:
    night = session("a", "00:00", "23:59", day=NEXT + timedelta(1))
    assert said("11:00", night)[1].endswith("begins on 9 February")


def test_a_room_full_of_sessions_is_shown_whole_and_a_broken_feed_is_bounded() -> None:
    posters = [session(f"p{n}", "14:00", "16:00") for n in range(300)]
    panel = hall_a(*posters)
    assert max(len(block.heroes) for block in panel.blocks) == 300
    start = at("09:00")
    broken = [
        replace(session(f"s{n}"), starts_at=start + late, ends_at=start + late + timedelta(hours=1))
        for n in range(400)
        for late in [timedelta(seconds=5 * n)]
    ]
    panel = hall_a(*broken)
    assert sum(len(block.heroes) for block in panel.blocks) <= MOST_SHOWN + len(panel.blocks)
    assert {block.state for block in panel.blocks if block.start and block.start >= epoch(start)} >= {"now"}


def door(*sessions: Session, rest: str = "") -> str:
    """The HTML of Hall A's door."""
    found = publisher(layout(rest=rest), *sessions).renderer.rendered_screen(PageKey("room", A.id), DAY)
    return "".join(panel.html for panel in found.panels)


def test_several_at_once_stand_in_natural_order_of_their_titles() -> None:
    held = [session(f"s{number}", title=f"Slot {number}") for number in (10, 9, 1, 2)]
    panel = hall_a(*held, session("off", title="Slot 0", cancelled=True))
    [now] = [block for block in panel.blocks if block.heroes and block.state == "now"]
    assert [hero.title.text for hero in now.heroes] == ["Slot 1", "Slot 2", "Slot 9", "Slot 10", "Slot 0"]


def test_a_line_of_names_has_the_direction_of_its_first_name() -> None:
    latin = (Speaker("Alex Chen", "ExampleCo"), Speaker("ليلى", "شركة"))
    for speakers, direction in ((latin, "ltr"), (latin[::-1], "rtl")):
        html = door(session("s1"), session("s2", "10:00", "11:00", title="إدارة المياه", speakers=speakers))
        assert set(re.findall(r'<p class="next__who">(<bdi dir="\w+">)', html)) == {f'<bdi dir="{direction}">'}


@pytest.mark.parametrize(("name", "floor", "told"), [
    ("Lounge", "Floor 2", '<bdi dir="auto">Lounge</bdi> (<bdi dir="auto">Floor 2</bdi>)'),
    ("회의실", "الطابق الثالث", '<bdi lang="ko" dir="ltr">회의실</bdi> (<bdi lang="ar" dir="rtl">الطابق الثالث</bdi>)'),
])  # fmt: skip
def test_rooms_of_one_name_are_told_apart_by_their_floor(name: str, floor: str, told: str) -> None:
    """Each in its own language and direction."""
    upper, lower = Room("u", name), Room("l", name)
    moved = session("s1", past=(Placement(at("09:00"), at("10:00"), upper, at("08:00")),))
    html = door(
        moved, session("s2", room=lower), session("s3", room=upper), rest=f"rooms: {{u: {{floor: {floor}}}, l: {{}}}}"
    )
    assert f'Moved here from</span> <b data-cut="1">{told}</b>' in html


def test_icons_refer_to_their_symbols_as_chromium_49_understands() -> None:
    """It knows no `href` without `xlink:`: every arrow would be a blank square."""
    html = door(session("s1", past=(Placement(at("09:00"), at("10:00"), B, at("08:00")),)))
    assert re.findall(r"<use ([\w:]+)=", html)
    assert set(re.findall(r"<use ([\w:]+)=", html)) == {"xlink:href"}
