"""The agenda as staff want it shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signage.agenda import Room
from signage.venue.check import findings
from signage.venue.corrections import edited
from signage.venue.rooms import RoomIndex
from tests.build import A, B, agenda, at, layout, session

CREW = session("crew", "08:00", "09:00", track="Crew", title="Crew meeting [A]")
TALK = session("talk", "09:00", "10:00", track="Energy", title="The tides")


@pytest.mark.parametrize(
    ("hide", "left"),
    [
        ("{}", ["crew", "talk"]),
        ("{ids: crew}", ["talk"]),
        ("{tracks: [crew]}", ["talk"]),
        ("{titles: 'crew*'}", ["talk"]),
        ("{titles: '*[a]'}", ["talk"]),
        ("{titles: 'crew'}", ["crew", "talk"]),
        ("{titles: '[ct]*'}", ["crew", "talk"]),
        ("{titles: '*'}", []),
    ],
)
def test_hidden_sessions_are_gone(hide: str, left: list[str]) -> None:
    found = edited(agenda(CREW, TALK), layout(rest=f"hide: {hide}"))
    assert [shown.id for shown in found.sessions] == left


@pytest.mark.parametrize("hide", ["{titles: 'E\u0301quipe*'}", "{tracks: \u00c9QUIPE\u00a0A}", "{ids: e\u0301}"])
def test_what_looks_alike_is_hidden_whichever_form_it_was_written_in(hide: str) -> None:
    crew = session("é", title="Équipe technique", track="E\u0301quipe A")
    assert edited(agenda(crew), layout(rest=f"hide: {hide}")).sessions == ()


def test_staff_correct_a_title_and_a_room_without_a_mark() -> None:
    source = agenda(replace(TALK, past=(TALK.placed(TALK.starts_at),)), session("other", "09:00", "10:00", B))
    shown = edited(source, layout(rest="override: {talk: {title: Tides, room: hall b}}")).by_id["talk"]
    assert (shown.title, shown.room, shown.moved_from) == ("Tides", B, None)


def test_a_room_that_the_agenda_does_not_know_is_a_new_one() -> None:
    shown = edited(agenda(TALK), layout(rest="override: {talk: {room: The garden}}")).by_id["talk"]
    assert shown.room is not None
    assert (shown.room.name, shown.title) == ("The garden", "The tides")


def test_without_a_word_the_agenda_stays_the_same_object() -> None:
    source = agenda(session("one", room=A))
    assert edited(source, layout()) is source


def test_names_without_ids_that_differ_in_capitals_are_one_room_spelled_as_most_do() -> None:
    often, once = Room("Main Stage", "Main Stage"), Room("MAIN STAGE", "MAIN STAGE")
    source = agenda(
        session("one", room=often),
        session("two", "10:00", "11:00", often),
        replace(
            moved := session("three", "11:00", "12:00", once), past=(replace(moved, room=often).placed(at("08:00")),)
        ),
        session("four", "09:00", "10:00", Room("r7", "main stage")),
    )
    shown = edited(source, layout())
    assert set(shown.rooms) == {"Main Stage", "r7"}
    assert shown.by_id["three"].moved_from is None
    told = [str(finding) for finding in findings(layout("all: {show: overview}"), source)]
    expected = "agenda: walls show 'MAIN STAGE' as 'Main Stage'; write each room alike on the platform"
    assert told == [expected]
    rooms = RoomIndex(agenda(session("one", room=often)), {}, {"main-stage": "MAIN STAGE"})
    assert rooms.find("main-stage") == "Main Stage"
