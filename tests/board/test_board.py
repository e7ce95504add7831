"""The current state: only what differs is sent, and one screen's trouble stays its own."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from signage.agenda import Agenda, Room, Session
from signage.board.board import Board
from signage.board.changes import Event, Topic, differences
from signage.board.current import PageKey
from signage.venue.appearance import Appearance, ExternalContent
from tests.build import DAY, B, agenda, at, layout, session
from tests.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signage.layout import Layout
    from signage.render.screen import RenderedScreen

SCREENS = """
door: {show: room, room: Hall A}
foyer: {show: overview}
today: {show: agenda}
"""
NINE, TEN, NIGHT = session("s1", "09:00", "10:00"), session("s2", "10:00", "11:00"), session("s3", "11:00", "12:00", B)
AGENDA = agenda(NINE, TEN, NIGHT)
ROOM_A, ROOM_B = Topic("room", None, "room_a"), Topic("room", None, "room_b")
FOYER, TODAY, DOOR = (Topic("screen", None, name) for name in ("foyer", "today", "door"))


class Wall:
    """A board whose clock stands still, and what it sent to the pages that are open."""

    def __init__(self, layout_: Layout | None = None, **kept: Any) -> None:
        self.clock = FakeClock(at("09:30"))
        self.open: dict[Topic, int] = {}
        self.sent: list[tuple[Topic, Event]] = []
        self.board = Board(
            layout_ or layout(SCREENS),
            clock=self.clock,
            topics=lambda: self.open,
            send=lambda topic, event: self.sent.append((topic, event)),
            **kept,
        )

    def visit(self, *topics: Topic) -> None:
        """Open a page and its stream for each topic."""
        for topic in topics:
            seen = self.board.rendered_screen(topic.page_key, topic.day).id
            self.open[topic] = self.open.get(topic, 0) + 1
            assert list(self.board.catch_up(topic, seen)) == []

    def took(self) -> list[tuple[Topic, str, object]]:
        """What has been sent since last asked: topic, event and panel."""
        found = [(topic, event.name, event.data.get("panel", "")) for topic, event in self.sent]
        self.sent.clear()
        return found


@pytest.fixture
async def wall() -> Wall:
    wall = Wall()
    await wall.board.show_agenda(AGENDA)
    return wall


def html(shown: RenderedScreen) -> str:
    return "".join(panel.html for panel in shown.panels)


def titles(shown: RenderedScreen) -> set[str]:
    return set(re.findall(r"Title of \w+", html(shown)))


def changed(*sessions: Session) -> Agenda:
    return Agenda.of([*(s for s in AGENDA.sessions if s.id not in {one.id for one in sessions}), *sessions])


# What is sent -----------------------------------------------------------------------------------------------------


async def test_a_minute_without_change_sends_nothing(wall: Wall) -> None:
    wall.visit(ROOM_A, FOYER, TODAY)
    for minute in range(0, 600, 7):
        wall.clock.start = at("09:00") + timedelta(minutes=minute)
        await wall.board.show_agenda(Agenda(AGENDA.sessions))
    assert wall.took() == []


async def test_only_the_panels_that_differ_are_sent_to_the_pages_that_show_them(wall: Wall) -> None:
    wall.visit(ROOM_A, ROOM_B, FOYER, TODAY)
    await wall.board.show_agenda(changed(session("s3", "11:00", "12:00", B, title="Other")))
    assert wall.took() == [
        (ROOM_B, "panel", "room"),
        (FOYER, "panel", "room-room_b"),
        (TODAY, "panel", "agenda"),
    ]
    await wall.board.show_agenda(changed(session("s3", "11:00", "12:00", B, title="Other")))
    assert wall.took() == []


async def test_the_html_sent_is_the_one_a_new_page_gets(wall: Wall) -> None:
    wall.visit(ROOM_A)
    await wall.board.show_agenda(changed(session("s1", title="Other")))
    (_, event), shown = wall.sent[0], wall.board.rendered_screen(PageKey("room", "room_a"))
    panel = next(panel for panel in shown.panels if panel.name == "room")
    assert event == Event("panel", {"panel": "room", "revision": panel.revision, "html": panel.html}, shown.id)
    assert "Other" in panel.html


async def test_nobody_is_told_what_nobody_looks_at(wall: Wall) -> None:
    wall.visit(ROOM_A)
    del wall.open[ROOM_A]
    await wall.board.show_agenda(changed(session("s1", title="Other")))
    assert wall.took() == []


@pytest.mark.parametrize(
    ("topic", "new"),
    [
        (FOYER, changed(session("s9", room=Room("room_c", "Hall C")))),  # another panel
        (
            Topic("room", None, "hall-z"),
            changed(session("s9", room=Room("room_z", "Hall Z"))),
        ),  # the page said that it is not there
    ],
)
async def test_a_page_loads_anew_when_its_set_of_panels_changes(wall: Wall, topic: Topic, new: Agenda) -> None:
    wall.visit(topic)
    await wall.board.show_agenda(new)
    assert wall.took() == [(topic, "reload", "")]


async def test_a_room_that_loses_its_sessions_keeps_its_page(wall: Wall) -> None:
    wall.visit(ROOM_A)
    await wall.board.show_agenda(agenda(NIGHT))
    assert (ROOM_A, "panel", "room") in wall.took()
    assert titles(wall.board.rendered_screen(PageKey("room", "room_a"))) == set()


async def test_a_page_opened_before_the_first_agenda_loads_anew_with_it() -> None:
    wall = Wall()
    wall.visit(ROOM_A)
    assert "in a moment" in html(wall.board.rendered_screen(PageKey("room", "room_a")))
    await wall.board.show_agenda(AGENDA)
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
    found = {name: wall.board.rendered_screen(PageKey("screen", name)) for name in wall.board.current.layout.screens}
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
        wall.visit(Topic("screen", None, name))
        assert list(wall.board.catch_up(Topic("screen", None, name), "another.1.2")) == []
        assert "No more sessions" not in html(shown)
    await wall.board.show_agenda(AGENDA)
    assert wall.took() == [(Topic("screen", None, name), "reload", "") for name in found]


async def test_a_layout_touches_only_the_screens_it_changes(wall: Wall) -> None:
    wall.visit(ROOM_A, DOOR, FOYER, TODAY)
    await wall.board.show_layout(layout(SCREENS.replace("room: Hall A", "room: Hall B")), Appearance())
    assert {(topic, name) for topic, name, _ in wall.took()} == {(DOOR, "panel")}
    await wall.board.show_layout(layout(SCREENS.replace("{show: overview}", "{show: agenda}")), Appearance())
    assert (FOYER, "reload", "") in wall.took()


async def test_a_look_of_another_revision_loads_every_page_anew(wall: Wall) -> None:
    wall.visit(ROOM_A, FOYER)
    await wall.board.show_layout(wall.board.current.layout, Appearance(revision="2"))
    assert wall.took() == [(ROOM_A, "reload", ""), (FOYER, "reload", "")]


@pytest.mark.parametrize("change", ["zone", "age"])
async def test_a_layout_with_another_zone_or_age_loads_every_page_anew(wall: Wall, change: str) -> None:
    before = wall.board.current.layout
    event = before.event.model_copy(update={"timezone": ZoneInfo("Atlantic/Madeira")})  # as in Lisbon, all year
    one = {"zone": {"event": event}, "age": {"stale_after": timedelta(hours=1)}}
    wall.visit(ROOM_A, FOYER, Topic("screen", None, "nowhere"))
    await wall.board.show_layout(before.model_copy(update=one[change]), Appearance())
    assert [(topic, name) for topic, name, _ in wall.took()] == [
        (topic, "reload") for topic in (ROOM_A, FOYER, Topic("screen", None, "nowhere"))
    ]


async def test_a_playlist_loads_anew_when_a_page_of_it_comes_or_goes() -> None:
    found = layout("lobby: {rotate: [{show: agenda}, {show: page, url: 'https://example.com/'}]}")
    away = Appearance(external=ExternalContent(reachable=lambda _: False))
    wall = Wall(found)
    wall.visit(Topic("screen", None, "lobby"))
    for look in (away, Appearance()):
        await wall.board.show_layout(found, look)
        assert wall.took() == [(Topic("screen", None, "lobby"), "reload", "")]
        await wall.board.show_layout(found, look)
        assert wall.took() == []


async def test_a_stream_opened_amid_a_change_hides_it_from_nobody(wall: Wall) -> None:
    """Topics are told one after another: a page that opens in between knows the new form, the others do not."""
    wall.visit(ROOM_A, TODAY)
    original, catch_up = wall.board._publish, []

    def publish(topic: Topic, old: RenderedScreen, new: RenderedScreen) -> None:
        if topic == ROOM_A:
            catch_up.append(list(wall.board.catch_up(TODAY, wall.board.rendered_screen(TODAY.page_key).id)))
        original(topic, old, new)

    wall.board._publish = publish  # type: ignore[method-assign]
    await wall.board.show_agenda(changed(session("s1", title="Other")))
    assert catch_up == [[]]
    assert wall.took() == [(ROOM_A, "panel", "room"), (TODAY, "panel", "agenda")]


# Resuming ---------------------------------------------------------------------------------------------------------


async def test_a_page_that_comes_back_gets_what_it_missed(wall: Wall) -> None:
    shown = wall.board.rendered_screen(PageKey("screen", "foyer"))
    before = shown.id
    assert list(differences(before, shown)) == []
    await wall.board.show_agenda(changed(session("s1", title="Other"), session("s3", "11:00", "12:00", B, title="New")))
    now = wall.board.rendered_screen(PageKey("screen", "foyer"))
    events = list(differences(before, now))
    missed = [panel for old, panel in zip(shown.panels, now.panels, strict=True) if old.revision != panel.revision]
    assert [event.data["panel"] for event in events] == [panel.name for panel in missed]
    assert len(events) == 2
    assert events[-1].id == now.id


async def test_a_stream_cut_between_two_panels_resumes_where_it_was(wall: Wall) -> None:
    before = wall.board.rendered_screen(PageKey("screen", "foyer")).id
    await wall.board.show_agenda(changed(session("s1", title="Other"), session("s3", "11:00", "12:00", B, title="New")))
    now = wall.board.rendered_screen(PageKey("screen", "foyer"))
    first, second = differences(before, now)
    assert list(differences(first.id or "", now)) == [second]
    assert list(differences(second.id or "", now)) == []


async def test_a_page_that_names_nothing_gets_everything_bit_by_bit(wall: Wall) -> None:
    now = wall.board.rendered_screen(PageKey("screen", "foyer"))
    events = list(differences("", now))
    assert [event.data["panel"] for event in events] == [panel.name for panel in now.panels]
    assert [len(list(differences(event.id or "", now))) for event in events] == [*range(len(events))][::-1]


@pytest.mark.parametrize("seen", ["x", "..", ".", "a.b.c.d.e.f.g.h.i.j.k.l", "\u2603", "0" * 5000])
async def test_revisions_of_another_page_load_it_anew(wall: Wall, seen: str) -> None:
    assert list(differences(seen, wall.board.rendered_screen(PageKey("room", "room_a")))) == [Event("reload", {})]


# Days -------------------------------------------------------------------------------------------------------------


async def test_a_new_day_is_sent_once_and_to_todays_pages_only(wall: Wall) -> None:
    tomorrow = session("s4", "09:00", "10:00", day=date(2026, 2, 8))
    await wall.board.show_agenda(changed(tomorrow))
    yesterday = Topic("room", DAY, "room_a")
    wall.visit(ROOM_A, yesterday, TODAY)
    assert "Title of s4" in titles(wall.board.rendered_screen(PageKey("room", "room_a")))  # it is aboard already
    wall.clock.start = datetime.combine(date(2026, 2, 8), at("04:00").timetz())
    await wall.board.turn_day()
    told = wall.took()
    assert {topic for topic, _, _ in told} == {ROOM_A, TODAY}
    assert {name for _, name, _ in told} == {"panel"}
    await wall.board.turn_day()
    assert wall.took() == []


async def test_a_page_opened_after_midnight_does_not_keep_the_new_day_from_the_others(wall: Wall) -> None:
    """Between the new day's first second and the turn that is sent with jitter."""
    await wall.board.show_agenda(changed(session("s4", "09:00", "10:00", day=date(2026, 2, 8))))
    wall.visit(ROOM_A)
    wall.clock.passed += 86_400
    wall.visit(ROOM_A)
    await wall.board.turn_day()
    assert (ROOM_A, "panel", "room") in wall.took()


async def test_a_page_of_a_chosen_day_follows_changes_of_that_day(wall: Wall) -> None:
    topic = Topic("room", DAY, "room_a")
    wall.clock.passed += 10 * 86_400
    wall.visit(topic)
    await wall.board.show_agenda(changed(session("s1", title="Other")))
    assert wall.took() == [(topic, "panel", "room")]
    assert "Other" in html(wall.board.rendered_screen(PageKey("room", "room_a"), DAY))
    assert "Other" not in html(wall.board.rendered_screen(PageKey("room", "room_a")))


# Trouble ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Session ids that cannot be rendered."""
    from signage.render.day import DayContext

    ids: set[str] = set()
    before = DayContext.session

    def poisoned(self: DayContext, one: Session, *more: Any, **named: Any) -> Any:
        if one.id in ids:
            raise RuntimeError("poison")
        return before(self, one, *more, **named)

    monkeypatch.setattr(DayContext, "session", poisoned)
    return ids


async def test_a_screen_that_cannot_be_rendered_keeps_its_last_good_form_and_hurts_no_other(
    wall: Wall, poison: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    wall.visit(ROOM_A, ROOM_B)
    good = wall.board.rendered_screen(PageKey("room", "room_a"))
    poison.add("s1")
    for title in ("Two", "Three"):
        await wall.board.show_agenda(
            changed(session("s1", title=title), session("s3", "11:00", "12:00", B, title=title))
        )
        assert wall.took() == [(ROOM_B, "panel", "room")]
        assert wall.board.rendered_screen(PageKey("room", "room_a")) is good
    assert [record.getMessage() for record in caplog.records] == [
        "room room_a cannot be shown; it keeps its last good form"
    ]
    poison.clear()
    await wall.board.show_agenda(changed(session("s1", title="Mended")))
    assert (ROOM_A, "panel", "room") in wall.took()
    assert "Mended" in html(wall.board.rendered_screen(PageKey("room", "room_a")))


async def test_a_screen_that_never_was_good_says_so_until_it_is(wall: Wall, poison: set[str]) -> None:
    poison.add("s1")
    await wall.board.show_agenda(changed(session("s5", "15:00", "16:00")))
    wall.visit(ROOM_A)
    assert "cannot be shown" in html(wall.board.rendered_screen(PageKey("room", "room_a")))
    poison.clear()
    await wall.board.show_agenda(AGENDA)
    assert wall.took() == [(ROOM_A, "reload", "")]


async def test_a_look_at_another_day_does_not_become_todays_last_good_form(wall: Wall, poison: set[str]) -> None:
    good = wall.board.rendered_screen(PageKey("room", "room_a"))
    wall.board.rendered_screen(PageKey("room", "room_a"), date(2026, 3, 1))
    poison.add("s1")
    await wall.board.show_agenda(changed(session("s1", title="Two")))
    assert wall.board.rendered_screen(PageKey("room", "room_a")) is good


# Names ------------------------------------------------------------------------------------------------------------


async def test_every_url_a_room_had_leads_to_it_across_restarts() -> None:
    kept: list[str] = []
    wall = Wall(keep=kept.append)
    await wall.board.show_agenda(AGENDA)
    renamed = Room("room_a", "Aula Magna")
    await wall.board.show_agenda(agenda(session("s1", room=renamed), NIGHT))
    await wall.board.show_agenda(agenda(session("s1", room=renamed), NIGHT))
    assert [json.loads(slugs) for slugs in kept] == [
        {"hall-a": "room_a", "hall-b": "room_b"},
        {"hall-a": "room_a", "hall-b": "room_b", "aula-magna": "room_a"},
    ]
    again = Wall(slugs=json.loads(kept[-1]))
    await again.board.show_agenda(agenda(NIGHT))  # the room has lost its sessions
    for name in ("hall-a", "aula-magna", "room_a", "Aula-Magna"):
        page_key = again.board.page_key("room", name)
        assert page_key == PageKey("room", "room_a")
        assert again.board.exists(page_key)


def test_a_screen_keeps_its_name_though_it_is_another_ones_old_name() -> None:
    current = Wall(layout("foyer: {show: overview}\nlobby: {show: agenda, also: [foyer, hall]}")).board.current
    foyer, hall = PageKey("screen", "foyer"), PageKey("screen", "hall")
    assert (current.screen(foyer), current.names(foyer)) == (current.layout.screens["foyer"], ("foyer",))
    assert (current.screen(hall), current.names(hall)) == (current.layout.screens["lobby"], ("lobby", "hall"))


@pytest.mark.parametrize("name", ["Hall A", "hall a", "room_a", "hall-a", "Aula"])
async def test_a_notice_for_a_room_is_on_its_page_and_its_doors(name: str) -> None:
    rest = f"rooms: {{Hall A: {{name: Aula}}}}\nnotices: [{{title: Out, style: takeover, screens: {name}}}]"
    wall = Wall(layout(SCREENS, rest))
    await wall.board.show_agenda(AGENDA)
    subjects = (
        PageKey("room", "room_a"),
        PageKey("room", "room_b"),
        *(PageKey("screen", one) for one in ("door", "foyer")),
    )
    told = [page_key.name for page_key in subjects if "Out</h1>" in html(wall.board.rendered_screen(page_key))]
    assert told == ["room_a", "door"]


async def test_the_code_of_a_door_leads_to_its_rooms_own_page() -> None:
    screens = "door: {show: room, room: Hall A, qr: yes, rotate_display: 90}\nfoyer: {show: overview, qr: yes}"
    wall = Wall(layout(screens, "address: http://signage.local:8080/"))
    await wall.board.show_agenda(AGENDA)
    found = {name: html(wall.board.rendered_screen(PageKey("screen", name))) for name in ("door", "foyer")}
    assert {name: re.findall(r"ltr\">(signage.local[^<]*)", text) for name, text in found.items()} == {
        "door": ["signage.local:8080/rooms/hall-a"],
        "foyer": ["signage.local:8080/screens/foyer"],
    }


async def test_what_is_not_there_says_so_and_names_what_is(wall: Wall) -> None:
    for page_key, names in (
        (PageKey("room", "hall-z"), {"Hall A", "Hall B"}),
        (PageKey("screen", "doors"), {"door", "foyer", "today"}),
    ):
        shown = wall.board.rendered_screen(page_key)
        assert not wall.board.exists(page_key)
        assert set(re.findall(r"<bdi>([^<]*)</bdi>", html(shown))) == names
        assert page_key.name in html(shown)
    assert wall.board.exists(PageKey("screen", "door"))
    assert wall.board.exists(wall.board.page_key("room", "Hall A"))


async def test_a_room_whose_name_changes_all_the_time_keeps_its_first_url_and_the_newest() -> None:
    wall = Wall()
    for free in range(60):
        await wall.board.show_agenda(agenda(session("s1", room=Room("room_a", f"Hall ({free} seats free)"))))
    kept = [slug for slug in wall.board.current.slugs if wall.board.current.slugs[slug] == "room_a"]
    assert kept == ["hall-0-seats-free", *(f"hall-{free}-seats-free" for free in range(40, 60))]


# Memory -----------------------------------------------------------------------------------------------------------


async def test_what_is_remembered_is_bounded_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day's board may have a million characters, and each change makes a new one."""
    most = 60_000
    monkeypatch.setattr("signage.board.board.REMEMBERED", most)
    monkeypatch.setattr("signage.render.templates.REMEMBERED", most)
    wall, shown = Wall(), []
    templates = wall.board.templates("en")
    for number in range(40):
        await wall.board.show_agenda(changed(session("s1", title=f"Title {number} " + "long " * 200)))
        shown.append(wall.board.rendered_screen(PageKey("screen", "today")))
        for ahead in range(9):
            wall.board.rendered_screen(PageKey("screen", "foyer"), DAY + timedelta(days=ahead))
        assert sum(one.size for one in wall.board._shown.values()) <= most
        assert sum(len(panel.html) for panel in templates._rendered.values()) <= most
    assert sum(one.size for one in shown) > 2 * most
    assert f"Title 39 {'long ' * 200}".strip() in html(wall.board.rendered_screen(PageKey("screen", "today")))


async def test_what_is_too_large_to_be_remembered_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signage.board.board.REMEMBERED", 100)
    monkeypatch.setattr("signage.render.templates.REMEMBERED", 100)
    wall = Wall()
    await wall.board.show_agenda(AGENDA)
    assert titles(wall.board.rendered_screen(PageKey("screen", "today"))) == {
        "Title of s1",
        "Title of s2",
        "Title of s3",
    }


async def test_streams_that_were_closed_leave_nothing_behind(wall: Wall) -> None:
    for number in range(300):
        wall.visit(topic := Topic("room", None, f"nowhere-{number}"))
        del wall.open[topic]
    wall.visit(ROOM_A)
    assert len(wall.board._open) < 100
    assert [page_key for page_key in wall.board._good if page_key.name != "room_a"] == []
    await wall.board.show_agenda(changed(session("s1", title="Other")))
    assert wall.took() == [(ROOM_A, "panel", "room")]
