"""Only what differs is sent, and only to the pages that show it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import signage.render.screen
from signage.agenda import Agenda, Room
from signage.publish.changes import MISSING, PREVIEWS, Event, Topic
from signage.publish.state import PageKey
from signage.render.views import render_view
from signage.staff.wall_notice import Posted, Wording
from signage.venue.appearance import Appearance, ExternalContent
from tests.build import B, agenda, at, layout, session
from tests.publish.wall import (
    AGENDA,
    DOOR,
    FOYER,
    HALL_A,
    NIGHT,
    ROOM_A,
    ROOM_B,
    SCREENS,
    TODAY,
    Wall,
    changed,
    html,
    titles,
)


async def test_a_minute_without_change_sends_nothing(wall: Wall) -> None:
    wall.visit(ROOM_A, FOYER, TODAY)
    for minute in range(0, 600, 7):
        wall.clock.start = at("09:00") + timedelta(minutes=minute)
        await wall.publisher.show_agenda(Agenda(AGENDA.sessions))
    assert wall.took() == []


async def test_only_the_panels_that_differ_are_sent_to_the_pages_that_show_them(wall: Wall) -> None:
    wall.visit(ROOM_A, ROOM_B, FOYER, TODAY)
    await wall.publisher.show_agenda(changed(session("s3", "11:00", "12:00", B, title="Other")))
    assert wall.took() == [
        (ROOM_B, "panel", "room"),
        (FOYER, "panel", "room-room_b"),
        (TODAY, "panel", "agenda"),
    ]
    await wall.publisher.show_agenda(changed(session("s3", "11:00", "12:00", B, title="Other")))
    assert wall.took() == []


async def test_the_html_sent_is_the_one_a_new_page_gets(wall: Wall) -> None:
    wall.visit(ROOM_A)
    await wall.publisher.show_agenda(changed(session("s1", title="Other")))
    (_, event), shown = wall.sent[0], wall.page(HALL_A)
    panel = next(panel for panel in shown.panels if panel.name == "room")
    assert event == Event("panel", {"panel": "room", "revision": panel.revision, "html": panel.html})
    assert wall.sent[1][1] == Event("", {}, shown.id)
    assert "Other" in panel.html


async def test_nobody_is_told_what_nobody_looks_at(wall: Wall) -> None:
    wall.visit(ROOM_A)
    del wall.open[ROOM_A]
    await wall.publisher.show_agenda(changed(session("s1", title="Other")))
    assert wall.took() == []


@pytest.mark.parametrize(
    ("topic", "new"),
    [
        (FOYER, changed(session("s9", room=Room("room_c", "Hall C")))),  # another panel
        (
            Topic("room", "hall-z"),
            changed(session("s9", room=Room("room_z", "Hall Z"))),
        ),  # the page said that it is not there
    ],
)
async def test_a_page_loads_anew_when_its_set_of_panels_changes(wall: Wall, topic: Topic, new: Agenda) -> None:
    wall.visit(topic)
    await wall.publisher.show_agenda(new)
    assert wall.took() == [(topic, "reload", "")]


async def test_a_room_that_loses_its_sessions_keeps_its_page(wall: Wall) -> None:
    wall.visit(ROOM_A)
    await wall.publisher.show_agenda(agenda(NIGHT))
    assert (ROOM_A, "panel", "room") in wall.took()
    assert titles(wall.page(HALL_A)) == set()


async def test_a_page_opened_before_the_first_agenda_loads_anew_with_it() -> None:
    wall = Wall()
    wall.visit(ROOM_A)
    assert "in a moment" in html(wall.page(HALL_A))
    await wall.publisher.show_agenda(AGENDA)
    assert wall.took() == [(ROOM_A, "reload", "")]


VENUE = """
door: {show: room, room: Hall A, rotate_display: 90, theme: light}
foyer: {show: overview}
today: {show: agenda}
signs: {show: directory}
hello: {show: message, title: Welcome}
lobby: {rotate: [{show: overview, language: pt}, {show: message, title: Welcome}]}
pair: {split: [{show: message, title: Welcome}, {show: agenda}]}
"""


async def test_before_the_first_agenda_each_view_of_it_says_so_and_the_others_show_their_own() -> None:
    rest = "rooms: {Hall A: {floor: Floor 1}}\nnotices: [{title: Out, style: takeover, screens: [foyer]}]"
    wall = Wall(layout(VENUE, rest))
    found = {name: wall.page(PageKey("screen", name)) for name in wall.publisher.current.layout.screens}
    soon, welcome = "The programme appears here in a moment", "Welcome"
    assert {
        name: re.findall(f"{soon}|O programa aparece[^<]*|{welcome}", html(shown)) for name, shown in found.items()
    } == {
        **{name: [soon] for name in ("door", "foyer", "today", "signs")},
        "hello": [welcome],
        "lobby": ["O programa aparece aqui dentro de instantes", welcome],
        "pair": [welcome, soon],
    }
    assert [name for name, shown in found.items() if "Out</h1>" in html(shown)] == ["foyer"]
    assert (found["door"].turned, found["door"].theme(0)) == ("90", "light")
    for name, shown in found.items():  # what a page showed before its server lost its agenda stays
        wall.visit(Topic("screen", name))
        assert list(wall.publisher.catch_up(PageKey("screen", name), "another.1.2")) == []
        assert "No more sessions" not in html(shown)
    await wall.publisher.show_agenda(AGENDA)
    assert wall.took() == [(Topic("screen", name), "reload", "") for name in found]


async def test_a_layout_touches_only_the_screens_it_changes(wall: Wall) -> None:
    wall.visit(ROOM_A, DOOR, FOYER, TODAY)
    await wall.publisher.show_layout(layout(SCREENS.replace("room: Hall A", "room: Hall B")), Appearance())
    assert {(topic, name) for topic, name, _ in wall.took()} == {(DOOR, "panel")}
    await wall.publisher.show_layout(layout(SCREENS.replace("{show: overview}", "{show: agenda}")), Appearance())
    assert (FOYER, "reload", "") in wall.took()


async def test_a_look_of_another_revision_loads_every_page_anew(wall: Wall) -> None:
    wall.visit(ROOM_A, FOYER)
    await wall.publisher.show_layout(wall.publisher.current.layout, Appearance(revision="2"))
    assert wall.took() == [(ROOM_A, "reload", ""), (FOYER, "reload", "")]


@pytest.mark.parametrize("change", ["zone", "age"])
async def test_a_layout_with_another_zone_or_age_loads_every_page_anew(wall: Wall, change: str) -> None:
    before = wall.publisher.current.layout
    event = before.event.model_copy(update={"timezone": ZoneInfo("Atlantic/Madeira")})  # as in Lisbon, all year
    one = {"zone": {"event": event}, "age": {"stale_after": timedelta(hours=1)}}
    wall.visit(ROOM_A, FOYER, Topic("screen", "nowhere"))
    await wall.publisher.show_layout(before.model_copy(update=one[change]), Appearance())
    assert [(topic, name) for topic, name, _ in wall.took()] == [
        (topic, "reload") for topic in (ROOM_A, FOYER, Topic("screen", "nowhere"))
    ]


async def test_a_playlist_loads_anew_when_a_page_of_it_comes_or_goes() -> None:
    found = layout("lobby: {rotate: [{show: agenda}, {show: page, url: 'https://example.com/'}]}")
    away = Appearance(external=ExternalContent(reachable=lambda _: False))
    wall = Wall(found)
    wall.visit(Topic("screen", "lobby"))
    for look in (away, Appearance()):
        await wall.publisher.show_layout(found, look)
        assert wall.took() == [(Topic("screen", "lobby"), "reload", "")]
        await wall.publisher.show_layout(found, look)
        assert wall.took() == []


async def test_a_stream_opened_amid_a_change_hides_it_from_nobody(wall: Wall) -> None:
    """Topics are told one after another: a page that opens in between knows the new form, the others do not."""
    wall.visit(ROOM_A, TODAY)
    opened, today = [], PageKey("screen", "today")

    def open_another(topic: Topic) -> None:
        if topic == ROOM_A and not opened:
            opened.append(list(wall.publisher.catch_up(today, wall.page(today).id)))

    wall.on_send = open_another
    await wall.publisher.show_agenda(changed(session("s1", title="Other")))
    assert opened == [[]]
    assert wall.took() == [(ROOM_A, "panel", "room"), (TODAY, "panel", "agenda")]


async def test_a_new_day_is_sent_once(wall: Wall) -> None:
    tomorrow = session("s4", "09:00", "10:00", day=date(2026, 2, 8))
    await wall.publisher.show_agenda(changed(tomorrow))
    wall.visit(ROOM_A, TODAY)
    assert "Title of s4" in titles(wall.page(HALL_A))  # it is aboard already
    wall.clock.start = datetime.combine(date(2026, 2, 8), at("04:00").timetz())
    await wall.publisher.turn_day()
    told = wall.took()
    assert {topic for topic, _, _ in told} == {ROOM_A, TODAY}
    assert {name for _, name, _ in told} == {"panel"}
    await wall.publisher.turn_day()
    assert wall.took() == []


async def test_a_page_opened_after_midnight_does_not_keep_the_new_day_from_the_others(wall: Wall) -> None:
    """Between the new day's first second and the turn that is sent with jitter."""
    await wall.publisher.show_agenda(changed(session("s4", "09:00", "10:00", day=date(2026, 2, 8))))
    wall.visit(ROOM_A)
    wall.clock.passed += 86_400
    wall.visit(ROOM_A)
    await wall.publisher.turn_day()
    assert (ROOM_A, "panel", "room") in wall.took()


async def test_previews_are_told_to_load_again_whatever_changed_and_last(wall: Wall) -> None:
    wall.open[PREVIEWS] = 1
    wall.visit(ROOM_A)
    await wall.publisher.show_agenda(changed(session("s1", title="Other")))
    assert wall.took() == [(ROOM_A, "panel", "room"), (PREVIEWS, "reload", "")]


async def test_pages_that_do_not_exist_are_told_when_others_do(wall: Wall) -> None:
    wall.open[MISSING] = 1
    await wall.publisher.show_agenda(changed(session("s1", title="Other")))
    assert wall.took() == []
    await wall.publisher.show_agenda(changed(session("s9", room=Room("room_z", "Hall Z"))))
    assert wall.took() == [(MISSING, "reload", "")]
    await wall.publisher.show_layout(layout("new: {show: overview}"), wall.publisher.current.appearance)
    assert wall.took() == [(MISSING, "reload", "")]


async def test_pages_on_many_walls_come_before_those_on_few(wall: Wall) -> None:
    wall.visit(DOOR, TODAY, ROOM_A)
    wall.open |= {DOOR: 2, TODAY: 5, ROOM_A: 3}
    await wall.publisher.show_agenda(changed(session("s1", title="Other")))
    assert [topic for topic, _, _ in wall.took()] == [TODAY, ROOM_A, DOOR]


OUT = "notices: [{title: Leave the building, style: takeover}, {title: Mind the step, screens: [door]}]"


async def test_notices_are_on_every_wall_before_any_view_is_rendered(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall.visit(ROOM_A, DOOR, TODAY)
    order: list[object] = []

    def render(*arguments: Any) -> Any:
        order.append("view")
        return render_view(*arguments)

    monkeypatch.setattr(signage.render.screen, "render_view", render)
    wall.on_send = order.append
    await wall.publisher.show_layout(layout(SCREENS, OUT), Appearance())
    assert "view" in order
    assert set(order[: order.index("view")]) == {ROOM_A, DOOR, TODAY}
    assert set(wall.took()) == {
        (DOOR, "panel", "notices"),
        (DOOR, "panel", "over"),
        (ROOM_A, "panel", "over"),
        (TODAY, "panel", "over"),
    }
    assert all("Leave the building" in html(wall.page(PageKey(*topic))) for topic in (ROOM_A, DOOR, TODAY))


async def test_what_comes_with_notices_follows_them_and_ids_are_right_in_between(wall: Wall) -> None:
    wall.visit(DOOR)
    old = wall.page(PageKey("screen", "door"))
    await wall.publisher.show_layout(layout(SCREENS.replace("room: Hall A", "room: Hall B"), OUT), Appearance())
    new = wall.page(PageKey("screen", "door"))
    sent = [event for _, event in wall.sent]
    panels = [event.data.get("panel", "") for event in sent]
    assert panels == ["notices", "over", "", "head", "room", ""]
    late = {panel.name: panel.revision for panel in old.panels if panel.name in panels[3:]}
    assert [event.id for event in sent if not event.name] == [new.id_with(late), new.id]
    assert list(wall.publisher.catch_up(PageKey("screen", "door"), new.id_with(late))) == sent[3:]


async def test_notices_come_before_the_page_loads_anew(wall: Wall) -> None:
    wall.visit(FOYER)
    await wall.publisher.show_layout(layout(SCREENS.replace("{show: overview}", "{show: agenda}"), OUT), Appearance())
    assert wall.took() == [(FOYER, "panel", "over"), (FOYER, "reload", "")]


async def test_notices_of_a_playlist_and_a_split_reach_each_item_that_carries_them() -> None:
    found = """
    lobby: {rotate: [{show: overview, language: pt}, {show: message, title: Welcome}]}
    pair: {split: [{show: message, title: Welcome}, {show: agenda}]}
    """
    wall, lobby, pair = Wall(layout(found)), Topic("screen", "lobby"), Topic("screen", "pair")
    await wall.publisher.show_agenda(AGENDA)
    wall.visit(lobby, pair)
    await wall.publisher.show_layout(layout(found, "notices: [{title: Mind the step}]"), Appearance())
    assert wall.took() == [
        (lobby, "panel", "notices"),
        (lobby, "panel", "1.notices"),
        (pair, "panel", "notices"),
    ]


async def test_a_notice_of_the_staff_page_is_on_every_wall_and_no_view_is_rendered(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall.visit(ROOM_A, DOOR, TODAY)
    monkeypatch.setattr(signage.render.screen, "render_view", lambda *_: pytest.fail("a view was rendered"))
    await wall.publisher.show_notices((Posted("n_1", (Wording("en", "Leave"),), "takeover", sent=at("09:30")),))
    assert set(wall.took()) == {(topic, "panel", "over") for topic in (ROOM_A, DOOR, TODAY)}
    await wall.publisher.show_notices(())
    assert set(wall.took()) == {(topic, "panel", "over") for topic in (ROOM_A, DOOR, TODAY)}


async def test_a_notice_of_the_staff_page_stays_whatever_else_changes(wall: Wall) -> None:
    await wall.publisher.show_notices((Posted("n_1", (Wording("en", "Leave"),), "takeover", sent=at("09:30")),))
    await wall.publisher.show_layout(layout(SCREENS, OUT), Appearance())
    await wall.publisher.show_agenda(changed(session("s9", "12:00", "13:00")))
    assert html(wall.page(PageKey("screen", "door"))).index("Leave</h1>") < html(
        wall.page(PageKey("screen", "door"))
    ).index("Leave the building</h1>")


async def test_a_page_that_was_away_gets_the_notice_when_it_returns(wall: Wall) -> None:
    seen = wall.page(PageKey("screen", "door")).id
    await wall.publisher.show_notices((Posted("n_1", (Wording("en", "Leave"),), "takeover", sent=at("09:30")),))
    events = list(wall.publisher.catch_up(PageKey("screen", "door"), seen))
    assert [event.data.get("panel") for event in events if event.name] == ["over"]


async def test_while_it_is_not_known_what_staff_sent_a_page_keeps_what_it_has(wall: Wall) -> None:
    wall.publisher.knows_notices = False
    wall.visit(DOOR)
    assert list(wall.publisher.catch_up(PageKey("screen", "door"), "a.page.with.a.takeover")) == []
    await wall.publisher.show_notices((Posted("n_1", (Wording("en", "Leave"),), "takeover", sent=at("09:30")),))
    assert wall.took() == [(DOOR, "panel", "over"), (DOOR, "reload", "")]
    assert list(wall.publisher.catch_up(PageKey("screen", "door"), "a.page.with.a.takeover")) != []
