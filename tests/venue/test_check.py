"""What `signage check` finds."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from signage.agenda import Session
from signage.cli import main
from signage.store.snapshot import Snapshot
from signage.store.sqlite import SQLiteStore
from signage.venue.check import findings
from tests.build import A, B, agenda, at, layout, session

ADD = "add the file first, or name one that is there"


def found(
    screens: str, *sessions: Session, rest: str = "", slugs: dict[str, str] | None = None
) -> list[tuple[str, str, str]]:
    told = findings(layout(screens, rest), agenda(*sessions), slugs)
    return [(one.level, ".".join(map(str, one.path)), one.message) for one in told]


def test_a_good_file_and_a_good_agenda_have_no_findings() -> None:
    assert found("all: {show: overview}", session("one", room=A), session("two", room=B)) == []


def test_unknown_rooms_are_errors_with_the_nearest_match() -> None:
    assert found("door: {show: room, room: Halle A}\nall: {show: agenda}", session("one")) == [
        ("error", "screens.door.room", "'Halle A' is no room of the agenda; did you mean 'Hall A'?")
    ]


def test_views_within_playlists_and_arrows_are_looked_at_too() -> None:
    screens = "lobby: {rotate: [{show: overview, rooms: Hall X}, {show: agenda, arrows: {Flor 1: up}}]}"
    rest = "rooms: {Hall A: {floor: Floor 1}}"
    assert [message for _, _, message in found(screens, session("one"), rest=rest)] == [
        "'Hall X' is no room of the agenda; did you mean 'Hall A'?",
        "'Flor 1' is neither a room nor a floor; did you mean 'Floor 1'?",
    ]


def test_a_notice_that_reaches_no_wall_is_an_error() -> None:
    names = "[foyr, Hall Z, FOYER, lobby, Hall A, room_a, hall-a, Aula, aula, Cellar, cellar-1]"
    rest = f"notices: [{{title: Out, style: takeover}}, {{title: Out, screens: {names}}}]"
    rest += "\nrooms: {Hall A: {name: Aula}, Cellar: {floor: Floor 0}}"
    rows = found("foyer: {show: overview, also: lobby}", session("one"), rest=rest, slugs={"cellar-1": "room_c"})
    assert [row for row in rows if row[0] == "error"] == [
        ("error", "notices.1.screens", "'foyr' is neither a screen nor a room; did you mean 'foyer'?"),
        ("error", "notices.1.screens", "'Hall Z' is neither a screen nor a room"),
    ]


def test_a_notice_that_ends_before_it_begins_is_an_error() -> None:
    times = "from: 2026-02-08 10:00, until: 2026-02-07"
    assert found("all: {show: overview}", session("one"), rest=f"notices: [{{title: Out, {times}}}]") == [
        ("error", "notices.0", "it ends before it begins, so no wall shows it; mend 'from' or 'until'")
    ]


def test_floors_and_tracks_that_nothing_is_on_are_errors_of_their_screen() -> None:
    screens = (
        "up: {show: overview, floors: [Flor 1, Floor 1, floor 1]}\nenergy: {show: agenda, tracks: [Enrgy, energy]}"
    )
    rest = "rooms: {Hall A: {floor: Floor 1}}"
    assert found(screens, session("one", track="Energy"), rest=rest) == [
        ("error", "screens.up.floors", "no room under 'rooms:' is on 'Flor 1'; did you mean 'Floor 1'?"),
        ("error", "screens.up.floors", "no room under 'rooms:' is on 'floor 1'; did you mean 'Floor 1'?"),
        ("error", "screens.energy.tracks", "no session is of the track 'Enrgy'; did you mean 'Energy'?"),
    ]


def test_words_for_sessions_that_are_not_there_are_hints() -> None:
    rest = """
hide: {ids: [ses_9, ses_1], tracks: [Crwe, crew], titles: [Title of ses_9, "*SES_1"]}
override: {ses_8: {title: Other}, ses_2: {room: Hal A}, ses_1: {room: The garden}}
brand: {tracks: {Nope: "#112233", ENERGY: "#445566"}}
"""
    sessions = session("ses_1", track="Crew"), session("ses_2", "10:00", "11:00", track="Energy")
    assert [row for row in found("all: {show: overview}", *sessions, rest=rest) if row[1] != "agenda"] == [
        ("hint", "brand.tracks.Nope", "no session is of the track 'Nope'"),
        ("hint", "hide.ids", "'ses_9' hides no session; did you mean 'ses_2'?"),
        ("hint", "hide.tracks", "'Crwe' hides no session; did you mean 'Crew'?"),
        ("hint", "hide.titles", "'Title of ses_9' hides no session; did you mean 'Title of ses_2'?"),
        ("hint", "override.ses_8", "no session has the id 'ses_8'; did you mean 'ses_2'?"),
        ("hint", "override.ses_2.room", "'Hal A' is no room of the agenda; did you mean 'Hall A'?"),
    ]


def test_old_names_that_lead_elsewhere_are_hints() -> None:
    screens = (
        "foyer: {show: overview}\nlobby: {show: agenda, also: [foyer, hall, hall]}\ndoor: {show: agenda, also: hall}"
    )
    assert found(screens, session("one")) == [
        ("hint", "screens.lobby.also", "'foyer' is a screen of its own, and its address leads there"),
        ("hint", "screens.door.also", "'hall' is an old name of 'lobby' as well; keep one"),
    ]


def test_names_that_differ_in_capitals_only_are_a_hint() -> None:
    shown = layout("foyer: {show: agenda}\nFoyer: {show: agenda}\nlift: {show: agenda}")
    assert [str(finding) for finding in findings(shown, None)] == [
        "screens.Foyer: 'Foyer' and 'foyer' differ in capitals only; choose another name"
    ]


def test_qr_codes_without_an_address_to_lead_to_are_hints() -> None:
    screens = "all: {show: overview, qr: yes}\nlobby: {rotate: [{show: agenda}, {show: overview, qr: yes}]}"
    message = "'qr: yes' shows nothing without this server's 'address:', such as http://signage.local:8080"
    assert found(screens, session("one")) == [("hint", "screens.all", message), ("hint", "screens.lobby", message)]
    assert found(screens, session("one"), rest="address: http://signage.local:8080") == []


def test_without_an_agenda_what_the_file_alone_tells() -> None:
    screens = "up: {show: overview, floors: Flor 1}\ndoor: {show: room, room: Hall Z}"
    told = findings(layout(screens, "notices: [{title: Out, screens: foyr}]"), None)
    assert [finding.message for finding in told] == ["no room under 'rooms:' is on 'Flor 1'"]


def test_the_lines_are_those_of_the_file_past_a_notice_that_is_wrong(tmp_path: Path) -> None:
    config, data = tmp_path / "screens.yaml", tmp_path / "data"
    config.write_text(
        "event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}\nscreens: {all: {show: overview}}\nnotices:\n"
        "  - {titel: Lunch}\n  - {title: Doors}\n  - title: Out\n    screens: [old-hall, al]\n"
    )
    store = SQLiteStore(data)
    store.save(Snapshot("evt_1", agenda(session("one")), "full", at("09:00"), at("09:00")))
    store.put("slugs", '{"old-hall": "room_a"}')
    store.close()
    told = CliRunner().invoke(main, ["check", str(config), "--data", str(data), "--json"])
    assert [(row["level"], row["line"], row["path"], row["message"]) for row in json.loads(told.stdout)][-1] == (
        ("error", 7, ["notices", 2, "screens"], "'al' is neither a screen nor a room; did you mean 'all'?")
    )
    assert told.exit_code == 1


def test_a_missing_file_is_told_at_its_own_line_and_path(tmp_path: Path) -> None:
    """Also of a screen whose name has the dot that joins a path."""
    config = tmp_path / "screens.yaml"
    config.write_text(
        "event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}\nscreens:\n  hall: {show: overview}\n"
        "  hall.1:\n    rotate:\n      - {show: agenda}\n      - show: picture\n        file: a. plan.png\n"
        "brand:\n  logo: no.svg\n"
    )
    told = CliRunner().invoke(main, ["check", str(config), "--data", str(tmp_path / "data"), "--json"])
    assert [row for row in json.loads(told.stdout) if row["level"] == "error"] == [
        {"level": "error", "line": line, "path": path, "message": f"'{name}' is no file of the folder media; {ADD}"}
        for line, path, name in (
            (10, ["brand", "logo"], "no.svg"),
            (8, ["screens", "hall.1", "rotate", 1, "file"], "a. plan.png"),
        )
    ]


def test_a_frame_whose_host_is_not_listed_is_an_error() -> None:
    screen = "web: {show: page, url: 'https://maps.example.com/x'}\nall: {show: agenda}"
    message = "maps.example.com is not listed under 'frames:', so its page is skipped"
    assert found(screen, session("one")) == [("error", "screens.web.url", message)]
    assert found(screen, session("one"), rest="frames: [maps.example.com]") == []


def test_what_staff_hide_and_correct_is_looked_at_as_walls_show_it() -> None:
    rest = "hide: {titles: Crew*}\noverride: {two: {room: Hall B}, three: {room: The garden}}"
    sessions = (
        session("crew", title="Crew meeting", track="Crew"),
        session("one"),
        session("two", room=None),
        session("three", room=None),
    )
    assert found("all: {show: overview}", *sessions, session("four", "11:00", "12:00", B), rest=rest) == []
    assert found("crew: {show: overview, tracks: Crew}", *sessions, rest=rest)[0] == (
        ("error", "screens.crew.tracks", "no session is of the track 'Crew'")
    )
