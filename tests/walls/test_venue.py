"""What is looked at, and when."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from signage.agenda import Room
from tests.build import DAY, agenda, at, layout, session
from tests.walls.__main__ import arguments
from tests.walls.venue import Venue, at_once, from_file, read

CASES = Path(__file__).parents[1] / "cases"
EVENT = {"id": "evt_1", "name": "Summit", "timezone": "Europe/Lisbon"}


def record(number: int, **more: object) -> dict[str, object]:
    return {
        "id": f"s{number}", "title": f"Talk {number}", "starts_at": "2026-02-07T10:00:00Z",
        "ends_at": "2026-02-07T11:00:00Z", "room": {"id": "a", "name": "Hall A"}, "updated_at": "2026-01-01T00:00:00Z",
    } | more  # fmt: skip


@pytest.mark.parametrize("file", sorted(CASES.glob("*.json")), ids=lambda file: file.stem)
def test_every_case_can_be_looked_at(file: Path) -> None:
    venue = from_file(file)
    assert venue.agenda.sessions
    assert len(venue.paths()) >= 1
    assert 3 <= len(venue.instants(10)) <= 10


def test_a_layout_is_made_where_there_is_none() -> None:
    venue = read({"event": EVENT, "rooms": [], "sessions": [record(1)]}, "one", language="es")
    assert venue.paths() == [f"/screens/{name}" for name in ("overview", "directory", "agenda", "split")] + ["/rooms/a"]
    assert venue.layout.language == ("es",)


def test_a_layout_that_is_wrong_is_refused() -> None:
    with pytest.raises(ValueError, match="screens"):
        read(
            {"event": EVENT, "rooms": [], "sessions": []}, "one", b"event: {id: e, name: S, timezone: UTC}\nscreens: 7"
        )


def test_a_file_that_is_no_agenda_is_named(tmp_path: Path) -> None:
    file = tmp_path / "agenda.yaml"
    file.write_text("event: summit\n")
    with pytest.raises(SystemExit, match=r"agenda\.yaml: not an agenda in JSON: .* --layout"):
        from_file(file)


def test_records_may_say_how_they_stood_before() -> None:
    before = {"starts_at": "2026-02-07T09:00:00Z", "ends_at": "2026-02-07T10:00:00Z", "room": {"id": "b", "name": "B"}}
    raw = {"event": EVENT, "rooms": [], "sessions": [record(1, was=before), record(2, added=True)]}
    moved, added = read(raw, "marks").agenda.sessions
    assert (moved.moved_from, moved.was_at) == (Room("b", "B"), (at("09:00"), at("10:00")))
    assert added.added_at == at("09:00")


def test_moments_are_before_after_at_the_fullest_and_between() -> None:
    sessions = [session(f"s{n}", f"{9 + n:02}:00", f"{10 + n:02}:00") for n in range(8)]
    crowd = [session(f"c{n}", "13:30", "13:40") for n in range(3)]
    moments = Venue("day", agenda(*sessions, *crowd), layout()).instants(10)
    assert len(moments) == 10
    assert moments == sorted(moments)
    assert (moments[0], moments[-1]) == (at("08:30"), at("17:10"))
    assert at("13:31") in moments


def test_no_moment_is_before_the_day() -> None:
    early = agenda(session("a", "04:15", "05:00"))
    assert Venue("early", early, layout()).instants(10)[0] == at("04:00")


def test_the_busiest_day_counts_and_an_empty_agenda_has_moments() -> None:
    two = [session(id_, day=DAY + timedelta(days=1)) for id_ in ("b", "c")]
    later = agenda(session("a"), *two)
    assert Venue("days", later, layout()).day.isoformat() == "2026-02-08"
    assert len(Venue("none", agenda(), layout()).instants(10)) == 2


def test_of_many_rooms_the_doors_of_those_that_differ_are_looked_at() -> None:
    rooms = [Room(f"r{n}", f"Room {n}") for n in range(20)]
    sessions = [session(f"s{n}", room=room) for n, room in enumerate(rooms)]
    sessions += [session(f"busy{n}", f"{11 + n}:00", f"{12 + n}:00", rooms[5]) for n in range(4)]
    sessions += [session(f"crowd{n}", room=rooms[7]) for n in range(3)]
    sessions += [session("long", "15:00", "16:00", rooms[9], title="A long title " * 20)]
    doors = Venue("many", agenda(*sessions), layout()).doors()
    assert {"r5", "r7", "r9"} <= set(doors)
    assert len(doors) <= 6
    assert at_once(sessions) == 23


def test_without_an_agenda_the_large_ones_are_looked_at_all_day() -> None:
    asked = arguments([])
    assert (len(asked.agendas), asked.every, len(asked.sizes)) == (4, 1, 4)
    asked = arguments(["a.json"])
    assert (asked.agendas, asked.every, asked.sizes) == (["a.json"], 0, [(1920, 1080), (1080, 1920)])
