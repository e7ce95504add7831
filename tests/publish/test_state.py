"""What the address of a page names, and by which names a notice means it."""

from __future__ import annotations

import json
import re

import pytest

from signage.agenda import Room
from signage.publish.state import PageKey
from tests.build import agenda, layout, session
from tests.publish.wall import (
    AGENDA,
    HALL_A,
    NIGHT,
    SCREENS,
    Wall,
    html,
)


async def test_every_url_a_room_had_leads_to_it_across_restarts() -> None:
    kept: list[str] = []
    wall = Wall(keep=kept.append)
    await wall.publisher.show_agenda(AGENDA)
    renamed = Room("room_a", "Aula Magna")
    await wall.publisher.show_agenda(agenda(session("s1", room=renamed), NIGHT))
    await wall.publisher.show_agenda(agenda(session("s1", room=renamed), NIGHT))
    assert [json.loads(slugs) for slugs in kept] == [
        {"hall-a": "room_a", "hall-b": "room_b"},
        {"hall-a": "room_a", "hall-b": "room_b", "aula-magna": "room_a"},
    ]
    again = Wall(slugs=json.loads(kept[-1]))
    await again.publisher.show_agenda(agenda(NIGHT))  # the room has lost its sessions
    for name in ("hall-a", "aula-magna", "room_a", "Aula-Magna"):
        page_key = again.publisher.current.page_key("room", name)
        assert page_key == HALL_A
        assert again.publisher.current.exists(page_key)


def test_a_screen_keeps_its_name_though_it_is_another_ones_old_name() -> None:
    current = Wall(layout("foyer: {show: overview}\nlobby: {show: agenda, also: [foyer, hall]}")).publisher.current
    foyer, hall = PageKey("screen", "foyer"), PageKey("screen", "hall")
    assert (current.screen(foyer), current.names(foyer)) == (current.layout.screens["foyer"], ("foyer",))
    assert (current.screen(hall), current.names(hall)) == (current.layout.screens["lobby"], ("lobby", "hall"))


@pytest.mark.parametrize("name", ["Hall A", "hall a", "room_a", "hall-a", "Aula"])
async def test_a_notice_for_a_room_is_on_its_page_and_its_doors(name: str) -> None:
    rest = f"rooms: {{Hall A: {{name: Aula}}}}\nnotices: [{{title: Out, style: takeover, screens: {name}}}]"
    wall = Wall(layout(SCREENS, rest))
    await wall.publisher.show_agenda(AGENDA)
    subjects = (
        HALL_A,
        PageKey("room", "room_b"),
        *(PageKey("screen", one) for one in ("door", "foyer")),
    )
    told = [page_key.name for page_key in subjects if "Out</h1>" in html(wall.page(page_key))]
    assert told == ["room_a", "door"]


async def test_the_code_of_a_door_leads_to_its_rooms_own_page() -> None:
    screens = "door: {show: room, room: Hall A, qr: yes, rotate_display: 90}\nfoyer: {show: overview, qr: yes}"
    wall = Wall(layout(screens, "address: http://signage.local:8080/"))
    await wall.publisher.show_agenda(AGENDA)
    found = {name: html(wall.page(PageKey("screen", name))) for name in ("door", "foyer")}
    assert {name: re.findall(r"ltr\">(signage.local[^<]*)", text) for name, text in found.items()} == {
        "door": ["signage.local:8080/rooms/hall-a"],
        "foyer": ["signage.local:8080/screens/foyer"],
    }


async def test_what_is_not_there_says_so_and_names_what_is(wall: Wall) -> None:
    for page_key, names in (
        (PageKey("room", "hall-z"), {"Hall A", "Hall B"}),
        (PageKey("screen", "doors"), {"door", "foyer", "today"}),
    ):
        shown = wall.page(page_key)
        assert not wall.publisher.current.exists(page_key)
        assert set(re.findall(r"<bdi[^>]*>([^<]*)</bdi>", html(shown))) == names
        assert page_key.name in html(shown)
    assert wall.publisher.current.exists(PageKey("screen", "door"))
    assert wall.publisher.current.exists(wall.publisher.current.page_key("room", "Hall A"))


async def test_a_room_whose_name_changes_all_the_time_keeps_its_first_url_and_the_newest() -> None:
    wall = Wall()
    for free in range(60):
        await wall.publisher.show_agenda(agenda(session("s1", room=Room("room_a", f"Hall ({free} seats free)"))))
    kept = [slug for slug in wall.publisher.current.slugs if wall.publisher.current.slugs[slug] == "room_a"]
    assert kept == ["hall-0-seats-free", *(f"hall-{free}-seats-free" for free in range(40, 60))]
