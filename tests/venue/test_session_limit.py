"""Rooms with thousands of sessions on a day: bounded work, the sessions near to now, and a word to staff."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from signage.agenda import Agenda, Room, Session
from signage.venue.check import findings
from signage.venue.session_limit import MOST, crowds_of, thinned
from tests.build import DAY, A, B, agenda, at, layout, session
from tests.publish.wall import ROOM_A, Wall

DAYS = layout().event.days
TOLD = "'Hall A' has 4,000 sessions on 2026-02-07: walls show the 1,000 nearest to now"


def crowd(count: int, room: Room | None = A, name: str = "s") -> list[Session]:
    """Sessions of ten seconds one after the other, from eight in the morning on."""
    starts = [at("08:00") + timedelta(seconds=10 * number) for number in range(count)]
    return [
        Session(f"{name}{n}", f"T{n}", start, start + timedelta(seconds=10), room) for n, start in enumerate(starts)
    ]


def numbers(found: Agenda) -> list[int]:
    return sorted(int(one.id[1:]) for one in found.sessions)


@pytest.mark.parametrize("room", [A, None])
def test_a_thousand_are_as_they_were_and_of_more_the_nearest_stay(room: Room | None) -> None:
    whole = agenda(*crowd(MOST, room))
    assert thinned(whole, crowds_of(whole, DAYS), at("09:00")) is whole
    whole = agenda(*crowd(4_000, room))
    (found,) = crowds_of(whole, DAYS)
    assert (found.room, found.day, len(found.sessions)) == (room, DAY, 4_000)
    for now, first in (("04:00", 0), ("12:00", 940), ("20:00", 3_000)):
        assert numbers(thinned(whole, (found,), at(now)))[::999] == [first, first + 999]


def test_each_room_and_day_has_its_own_thousand() -> None:
    days = [session(f"d{n}", room=A, day=DAY + timedelta(days=n)) for n in range(2_000)]
    assert crowds_of(agenda(*days, *crowd(MOST - 1), *crowd(MOST, B, "b")), DAYS) == ()


def test_check_tells_of_it_as_an_error() -> None:
    found = findings(layout("all: {show: overview}"), agenda(*crowd(4_000)))
    assert [finding.message.partition(";")[0] for finding in found if finding.level == "error"] == [TOLD]


async def test_walls_follow_the_clock_and_staff_are_told_once(caplog: pytest.LogCaptureFixture) -> None:
    wall = Wall()
    wall.visit(ROOM_A)
    await wall.publisher.show_agenda(agenda(*crowd(4_000)))
    assert len(wall.publisher.current.shown.sessions) == MOST
    wall.clock.start = at("12:00")
    await wall.publisher.choose_anew()
    assert numbers(wall.publisher.current.shown)[0] == 940
    before = wall.publisher.current
    wall.clock.start = at("12:29")
    await wall.publisher.choose_anew()
    assert wall.publisher.current is before
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING] == [TOLD]


async def test_what_staff_hide_takes_no_place() -> None:
    hidden = layout("door: {show: room, room: Hall A}", "hide: {titles: ['T1*', 'T2*', 'T3*']}")
    wall = Wall(hidden)
    await wall.publisher.show_agenda(agenda(*crowd(4_000)))
    assert wall.publisher.current.crowds == ()
