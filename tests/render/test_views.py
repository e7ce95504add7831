"""What a view of the layout shows: which rooms, which sessions, and what stands there when there are none."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from signage.agenda import Room
from signage.publish.state import PageKey
from signage.render.rooms import rooms_by_floor
from signage.render.visibility import moment
from tests.build import DAY, A, B, at, layout, publisher, session
from tests.samples import place

if TYPE_CHECKING:
    from signage.agenda import Session
    from signage.render.screen import RenderedScreen

FLOORS = "rooms: {Hall B: {floor: Floor 2}, Hall A: {floor: Floor 1}}"


def shown(entry: str, *sessions: Session, rest: str = "") -> RenderedScreen:
    """What a screen shows of these sessions at half past nine."""
    return publisher(layout(f"wall: {entry}", rest), *sessions).renderer.rendered_screen(PageKey("screen", "wall"))


def panels(wall: RenderedScreen) -> dict[str, str]:
    return {panel.name: panel.html for panel in wall.panels}


def rooms(wall: RenderedScreen) -> list[str]:
    return [name.removeprefix("room-") for name in panels(wall) if name.startswith("room-")]


def titles(html: str) -> set[str]:
    return set(re.findall(r"Title of \w+", html))


def sentence(wall: RenderedScreen, panel: str) -> list[str]:
    """What a calm panel says, at whatever time, heading first."""
    return list(dict.fromkeys(re.findall(r'class="calm__[ts]"[^>]*>([^<]*)<', panels(wall)[panel])))


# Which rooms and sessions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["overview", "directory"])
def test_tracks_choose_rooms_and_no_room_of_them_is_free_while_another_track_has_it(kind: str) -> None:
    held = (
        session("s1", "08:00", "09:00", track="Energy"),
        session("s2", track="Data"),
        session("s3", room=B, track="Data"),
    )
    every, chosen = shown(f"{{show: {kind}}}", *held), shown(f"{{show: {kind}, tracks: energy}}", *held)
    assert rooms(chosen) == ["room_a"]
    assert panels(chosen)["room-room_a"] == panels(every)["room-room_a"]


def test_a_room_whose_session_of_the_track_is_beyond_the_days_shown_is_not_there_yet() -> None:
    later = [
        session(room.id, room=room, track="Energy", day=DAY + timedelta(days=days)) for room, days in ((A, 1), (B, 2))
    ]
    assert rooms(shown("{show: overview, tracks: Energy}", *later)) == ["room_a"]
    assert rooms(shown("{show: overview, tracks: Energy, rooms: Hall B}", *later)) == ["room_b"]


@pytest.mark.parametrize("kind", ["overview", "directory"])
def test_floors_choose_rooms_in_staffs_order(kind: str) -> None:
    both = session("s1"), session("s2", room=B)
    assert rooms(shown(f"{{show: {kind}, floors: Floor 1}}", *both, rest=FLOORS)) == ["room_a"]
    assert rooms(shown(f"{{show: {kind}, floors: [Floor 1, Floor 2]}}", *both, rest=FLOORS)) == ["room_b", "room_a"]


def test_the_board_shows_the_sessions_of_its_tracks_and_floors_only() -> None:
    all_three = session("s1", track="Energy"), session("s2", track="Data"), session("s3", room=B, track="Energy")
    wall = shown("{show: agenda, tracks: ENERGY, floors: Floor 1}", *all_three, rest=FLOORS)
    assert titles(panels(wall)["agenda"]) == {"Title of s1"}


def test_rooms_that_share_a_name_are_told_apart() -> None:
    halls = [Room(f"r{n}", "Hall A") for n in range(3)]
    wall = panels(shown("{show: overview}", *(session(hall.id, room=hall) for hall in halls)))
    named = [re.findall(r'class="cell__r"[^>]*>([^<]*)<', wall[f"room-{hall.id}"]) for hall in halls]
    assert sorted(named) == [["Hall A"], ["Hall A (2)"], ["Hall A (3)"]]


# A board of one day -----------------------------------------------------------------------------------------------

NEXT, THIRD = DAY + timedelta(days=1), DAY + timedelta(days=2)
DAYS = (
    session("s1"),
    session("party", "23:00", "01:00"),
    session("s2", day=NEXT),
    session("s3", day=THIRD),
)


def seen(day: str, when: datetime, rendered: date) -> tuple[str, list[str]]:
    """The title and the rows of an agenda board at a moment; its page was made on a certain day of the event."""
    wall = publisher(layout(f"wall: {{show: agenda{day}}}"), *DAYS).renderer.rendered_screen(
        PageKey("screen", "wall"), rendered
    )
    head, board = (moment(panels(wall)[name], when.timestamp(), wall.words) for name in ("head", "agenda"))
    [title] = [part.partition(">") for part in head.split("<h1")[1:] if " hidden" not in part.partition(">")[0]]
    live = board[board.rindex("</template>") :]  # copies of what is due stand behind their store
    return title[2].partition("<")[0], re.findall(r"Title of (\w+)", live)


@pytest.mark.parametrize(
    ("day", "when", "rendered", "expected"),
    [
        ("", at("09:30"), DAY, ("Today", ["s1", "party"])),
        ("", at("23:30"), DAY, ("Today", ["party"])),
        ("", at("01:30", NEXT), DAY, ("Today", ["s2"])),  # below the date of that morning
        (", day: today", at("09:30"), DAY, ("Today", ["s1", "party"])),
        (", day: today", at("01:30", NEXT), DAY, ("Today", [])),
        (", day: today", at("04:00", NEXT), DAY, ("Today", ["s2"])),  # a wall without network
        (", day: tomorrow", at("09:30"), DAY, ("Tomorrow", ["s2"])),
        (", day: tomorrow", at("01:30", NEXT), DAY, ("Today", ["s2"])),
        (", day: tomorrow", at("04:00", NEXT), DAY, ("Today", ["s2"])),  # a wall without network
        (", day: tomorrow", at("04:00", NEXT), NEXT, ("Tomorrow", ["s3"])),
        (", day: 2026-02-07", at("09:30"), DAY, ("Today", ["s1", "party"])),
        (", day: 2026-02-07", at("09:30", NEXT), NEXT, ("Saturday", [])),
        (", day: 2026-02-07", at("01:30", NEXT), DAY, ("Today", [])),
        (", day: 2026-02-09", at("09:30"), DAY, ("Monday", ["s3"])),
        (", day: 2026-02-09", at("01:30", NEXT), DAY, ("Tomorrow", ["s3"])),
        (", day: 2026-02-09", at("09:30", THIRD), THIRD, ("Today", ["s3"])),
        (", day: 2026-02-09, title: Last day", at("09:30"), DAY, ("Last day", ["s3"])),
    ],
)
def test_a_board_shows_the_day_it_is_for(
    day: str, when: datetime, rendered: date, expected: tuple[str, list[str]]
) -> None:
    assert seen(day, when, rendered) == expected


def test_a_board_of_a_day_without_sessions_says_so() -> None:
    wall = shown("{show: agenda, day: today}", session("s2", day=NEXT))
    assert sentence(wall, "agenda")[0::2] == ["Welcome", "Thank you and goodbye"]
    assert '<bdi dir="auto">Summit</bdi> begins on 8 February' in panels(wall)["agenda"]


def test_a_board_of_a_day_does_not_end_the_event() -> None:
    tomorrow = shown("{show: agenda, day: tomorrow}", session("s1"), session("s3", day=NEXT + timedelta(days=1)))
    assert sentence(tomorrow, "agenda")[0] == "Summit"
    today = shown(f"{{show: agenda, day: {DAY}}}", session("s1"), session("s2", day=NEXT))
    assert sentence(today, "agenda") == ["Summit"]


# When there is nothing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("floors: Flor 9", ["Summit"]),
        ("rooms: Hall Z", ["No room is called “Hall Z”", "These are the rooms:"]),
        ("tracks: Enegry", ["No sessions today", "Summit"]),
    ],
)
@pytest.mark.parametrize("kind", ["overview", "directory"])
def test_a_view_that_chooses_no_room_says_so_calmly_below_its_header(kind: str, entry: str, said: list[str]) -> None:
    wall = shown(f"{{show: {kind}, {entry}}}", session("s1"), rest=FLOORS)
    assert list(panels(wall)) == ["head", "notices", "missing", "over"]
    assert sentence(wall, "missing")[: len(said)] == said


@pytest.mark.parametrize(("kind", "name"), [("overview", "missing"), ("directory", "missing"), ("agenda", "agenda")])
def test_a_view_without_any_sessions_expects_them(kind: str, name: str) -> None:
    assert sentence(shown(f"{{show: {kind}}}"), name) == ["The programme appears here in a moment", "Summit"]


def test_an_overview_of_an_event_without_rooms_shows_its_day_as_a_door_does_and_says_nothing_of_rooms() -> None:
    day = [session(f"s{hour}", f"{hour:02}:00", f"{hour:02}:45", None, track="Energy") for hour in (9, 10, 11, 12, 16)]
    for entry in ("{show: overview}", "{show: overview, tracks: Energy}"):
        wall = shown(entry, *day)
        assert list(panels(wall)) == ["head", "notices", "room", "over"]
        first = re.search(r'<div class="blk is-now.*?(?=<div class="blk)', panels(wall)["room"], re.DOTALL)
        assert first
        assert re.findall(r'data-session="(\w+)"', first[0]) == ["s9", "s10", "s11", "s12"]
        assert "room" not in " ".join(sentence(wall, "room")).casefold()
    wall = shown("{show: directory}", session("s1", room=None))
    assert list(panels(wall)) == ["head", "notices", "room", "over"]
    wall = shown("{show: directory, floors: Top}", session("s1", room=None))
    assert sentence(wall, "missing") == ["Summit", "Room to be announced"]


def test_sessions_without_a_room_have_a_cell_only_while_one_of_them_is_on_or_comes() -> None:
    wall = shown("{show: overview}", session("one", "09:00", "18:00"), session("lunch", "12:00", "13:00", None))
    cell = panels(wall)["room-"]
    assert "Room to be announced" in cell
    assert "free" not in cell
    times = re.findall(r'<template data-due>|<template( data-from="\d+")?( data-until="\d+")?( hidden)?>', cell)
    assert len(times) == 3  # the store, lunch that comes, lunch that is on; nothing after it


def test_a_session_of_several_days_ends_on_its_day() -> None:
    long = replace(session("s1", "10:00", title="Hackathon"), ends_at=at("16:00", DAY + timedelta(days=2)))
    walls = {kind: shown(f"{{show: {kind}}}", long) for kind in ("overview", "agenda")}
    assert "until Mon 16:00" in panels(walls["overview"])["room-room_a"]
    assert "until Mon 16:00" in panels(walls["agenda"])["agenda"]
    door = panels(shown("{show: room, room: Hall A}", long, session("s2", day=DAY + timedelta(days=2))))["room"]
    assert list(dict.fromkeys(re.findall("[^>]+\u2013[^<]+", door))) == [
        "10:00\u2013Mon\xa016:00",  # on Saturday; it breaks after the dash alone
        "Sat\xa010:00\u2013Mon\xa016:00",
        "09:00\u201310:00",
    ]
    with_monday = shown("{show: overview}", long, session("s2", day=DAY + timedelta(days=2)))
    assert {"until Mon 16:00", "until 16:00"} < set(re.findall("until [^<]+", panels(with_monday)["room-room_a"]))
    sunday = shown("{show: agenda, day: 2026-02-08}", long, session("s2", day=DAY))
    assert set(re.findall("Hackathon|Title of s2", panels(sunday)["agenda"])) == {"Hackathon"}


def test_a_range_of_more_than_a_week_has_dates_and_none_runs_backwards() -> None:
    long = replace(session("s1", "10:00"), ends_at=at("18:00", DAY + timedelta(days=9)))
    assert "10:00\u201316\xa0Feb\xa018:00" in panels(shown("{show: room, room: Hall A}", long))["room"]


def test_a_session_that_ends_when_the_day_does_ends_on_it() -> None:
    late = session("s1", "22:00", "04:00")
    assert "until 04:00" in panels(shown("{show: agenda}", late))["agenda"]


def test_the_same_weekday_of_another_week_has_its_date() -> None:
    wall = shown("{show: overview}", session("s1"), session("s2", room=B, day=DAY + timedelta(days=7)))
    assert "14 Feb 09:00" in panels(wall)["room-room_b"]


def test_the_board_says_of_a_session_without_a_room_that_it_has_none_yet_where_others_have_one() -> None:
    roomless = session("s1", room=None)
    assert "Room to be announced" in panels(shown("{show: agenda}", roomless, session("s2")))["agenda"]
    assert "Room to be announced" not in panels(shown("{show: agenda}", roomless))["agenda"]


def rows(wall: RenderedScreen) -> list[tuple[str, str, str]]:
    """Each row of a board in order: its template's attributes, its slot, its session."""
    row = r'<template([^>]*)>\n<li class="row[^>]*data-slot="(\w+)".*?data-session="(\w+)"'
    return re.findall(row, panels(wall)["agenda"], re.DOTALL)


def test_rows_of_one_time_stand_in_order_of_rooms_and_what_just_began_first() -> None:
    halls = [Room(f"r{n}", f"Room {n}") for n in (5, 12, 6)]
    wall = shown(
        "{show: agenda}",
        session("early", "08:00", "10:00", halls[1]),
        *(session(f"s{hall.id}", room=hall) for hall in halls),
    )
    order = ["sr5", "sr6", "sr12"]
    assert [id_ for _, slot, id_ in rows(wall) if slot == "now"] == [*order, "early"]
    assert [id_ for _, slot, id_ in rows(wall) if slot == "later"] == ["early", *order]


def test_what_runs_for_hours_is_quiet_while_there_is_something_else() -> None:
    wall = shown("{show: agenda}", session("desk", "08:00", "18:00"), session("talk", "09:00", "10:00", B))
    found = [("quiet" in attributes, id_) for attributes, slot, id_ in rows(wall) if slot == "now"]
    assert found == [(False, "talk"), (True, "desk"), (False, "desk")]


def test_a_board_of_the_next_hours_counts_what_it_leaves_out() -> None:
    wall = shown("{show: agenda, ahead: 2h}", session("soon", "10:00", "11:00"), session("late", "15:00", "16:00"))
    appears = {id_: attributes for attributes, slot, id_ in rows(wall) if slot == "later"}
    assert f'data-from="{at("13:00").timestamp():.0f}"' in appears["late"]
    assert f'data-told="{at("04:00").timestamp():.0f}"' in appears["late"]
    assert 'data-most="12"' in panels(wall)["agenda"]
    assert 'data-most="4"' in panels(shown("{show: agenda}", session("s1")))["agenda"]


# Halves -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("direction", ["beside", "stacked"])
def test_banners_stand_once_on_a_split_wall_in_each_language_of_its_first_half(direction: str) -> None:
    halves = "[{show: overview, language: [en, pt]}, {show: agenda, language: [en, pt]}]"
    wall = shown(f"{{split: {halves}, direction: {direction}}}", session("s1"), rest="notices: [{title: Lunch}]")
    assert [stage.half for stage in wall.stages if any("notices" in name for name in stage.panels)] == [
        wall.stages[0].half
    ] * 2
    assert [name for name, html in panels(wall).items() if "Lunch" in html] == ["notices", "1.notices"]


@pytest.mark.parametrize("direction", ["beside", "stacked"])
def test_a_split_wall_has_its_code_once_and_a_half_its_own(direction: str) -> None:
    address = "address: http://signage.local"
    for entry, coded in (
        ("split: [{show: overview}, {show: agenda}], qr: yes", ["1.code"]),
        ("split: [{show: overview, qr: yes}, {show: agenda}]", ["code"]),
    ):
        wall = shown(f"{{{entry}, direction: {direction}}}", session("s1"), rest=address)
        assert [name for name in panels(wall) if "code" in name] == coded


def test_a_banner_for_other_screens_is_on_neither_half() -> None:
    other = "notices: [{title: Lunch, screens: foyer}]"
    wall = shown("{split: [{show: overview}, {show: agenda}]}", session("s1"), rest=other)
    assert [name for name, html in panels(wall).items() if "Lunch" in html] == []


# Beyond what is known ---------------------------------------------------------------------------------------------

ENTRIES = ("{show: overview}", "{show: directory}", "{show: agenda}", "{show: room, room: Hall A}")


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_wall_that_hears_of_nothing_calls_no_room_free_on_a_day_it_does_not_know(entry: str) -> None:
    days = [session(f"s{ahead}", day=DAY + timedelta(days=ahead)) for ahead in (0, 1, 3)]
    known_until = int(at("04:00", DAY + timedelta(days=2)).timestamp())
    wall = shown(entry, *days)
    assert wall.known_until == known_until
    assert f'<div class="take unknown" data-from="{known_until}">' in panels(wall)["over"]
    said = " ".join(text for panel in panels(wall) for text in sentence(wall, panel))
    assert "The programme appears here in a moment" in said
    assert "That is all in this room" not in said
    assert "No more sessions" not in said


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_wall_says_so_where_nothing_follows(entry: str) -> None:
    days = [session("today"), session("tomorrow", day=DAY + timedelta(days=1))]
    wall = shown(entry, *days)
    assert wall.known_until is None
    assert "unknown" not in panels(wall)["over"]


@pytest.mark.parametrize("entry", ["{show: overview}", "{show: directory}", "{show: agenda}"])
@pytest.mark.parametrize("room", ["Hall A", None])
def test_a_view_says_goodbye_once_the_event_is_over(entry: str, room: str | None) -> None:
    held = [session("s1"), session("s2", day=NEXT)]
    wall = shown(entry, *held if room else [replace(one, room=None) for one in held])
    said = " ".join(panels(wall).values())
    closes = int(held[1].ends_at.timestamp())
    assert re.search(
        rf'data-(from|until)="{closes}"[^>]*>[^<]*<h1 class="hd__title"|hd__title"[^>]*data-until="{closes}"', said
    )
    assert re.search(rf'data-from="{closes}"[^>]*>\s*(<[^>]*>\s*)*Thank you and goodbye', said)


def test_an_overview_of_some_rooms_says_when_these_are_over_and_signs_show_the_way_until_the_event_is() -> None:
    held = [session("s1", "09:00", "10:00"), session("s2", "15:00", "16:00", B)]
    first, last = (int(one.ends_at.timestamp()) for one in held)
    rooms = "rooms: [Hall A]"
    begins = r'class="rest"[^>]*data-from="(\d+)"'
    for kind, start, words in (
        ("overview", first, ["No more sessions", "Summit", "Thank you and goodbye"]),
        ("directory", last, ["Thank you and goodbye", "Summit"]),
    ):
        wall = shown(f"{{show: {kind}, {rooms}}}", *held)
        assert re.findall(begins, panels(wall)["rest"]) == [str(start)]
        assert sentence(wall, "rest") == words


def test_a_notice_leaves_what_stands_over_days_that_are_not_known() -> None:
    days = [session(f"s{ahead}", day=DAY + timedelta(days=ahead)) for ahead in (0, 1, 3)]
    renderer = publisher(layout("wall: {show: overview}"), *days).renderer
    wall = renderer.rendered_screen(PageKey("screen", "wall"))
    assert renderer.with_overlays(PageKey("screen", "wall"), wall) is wall


def test_rooms_without_a_floor_stand_before_the_headings_of_floors() -> None:
    """Below a heading they would seem to be on that floor."""
    held = {"Foyer": "Floor 0", "Hall B": "", "Hall A": "Floor 0", "Hall C": "Floor 1", "Tent": ""}
    [page] = rooms_by_floor([replace(place(name, floor), id=name) for name, floor in held.items()], ["more"])
    assert [(column.place and column.place.floor.text, column.panels) for column in page.columns] == [
        (None, ("room-Hall B", "room-Tent")),
        ("Floor 0", ("room-Foyer", "room-Hall A")),
        ("Floor 1", ("room-Hall C",)),
        (None, ("more",)),
    ]
