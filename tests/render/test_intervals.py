"""A room's future in pieces: whatever the agenda, each instant has one block, and it shows what is on then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from signage.agenda import Agenda, Session
from signage.render.day_context import DayContext, epoch
from signage.render.panels.room import RoomBlock
from signage.render.panels.rooms import CellBlock
from signage.render.room import room_panel
from signage.render.rooms import cell_panel
from tests.build import DAY, A, at, layout, on_now, publisher, session

CONTEXT = publisher(layout()).renderer.environment(DAY).context("en-GB", {})
START = CONTEXT.days.start(DAY)
Timed = TypeVar("Timed", RoomBlock, CellBlock)


@st.composite
def held(draw: st.DrawFn) -> Session:
    """A session in Hall A on one of three days: of some length, of none, or of whole days; perhaps cancelled."""
    number = draw(st.integers(0, 10**6))
    start = START + draw(st.integers(0, 3 * 288)) * timedelta(minutes=5)
    length = draw(st.sampled_from([0, 5, 30, 45, 60, 240, 1440]))
    own = replace(session(f"s{number}", cancelled=draw(st.booleans())), starts_at=start)
    if draw(st.integers(0, 5)) == 0:
        day = CONTEXT.days.of(start)
        return replace(own, starts_at=CONTEXT.days.start(day), ends_at=CONTEXT.days.end(day), all_day=True)
    return replace(own, ends_at=start + timedelta(minutes=length))


AGENDAS = st.lists(held(), min_size=1, max_size=8, unique_by=lambda session: session.id).map(Agenda.of)
INSTANTS = st.integers(0, 288).map(lambda number: START + number * timedelta(minutes=5))


def context(agenda: Agenda) -> DayContext:
    return replace(CONTEXT, agenda=agenda)


def on_screen(blocks: tuple[Timed, ...], now: int) -> list[Timed]:
    return [b for b in blocks if (b.start is None or b.start <= now) and (b.until is None or now < b.until)]


def assert_whole(blocks: tuple[RoomBlock, ...] | tuple[CellBlock, ...]) -> None:
    """They follow one another without a gap, neighbours differ, and the first and the last are open-ended."""
    assert (blocks[0].start, blocks[-1].until) == (None, None)
    for earlier, later in pairwise(blocks):
        assert earlier.until == later.start
        assert replace(earlier, start=None, until=None) != replace(later, start=None, until=None)


@given(agenda=AGENDAS, instant=INSTANTS)
def test_a_door_shows_what_is_on_and_each_instant_has_one_block(agenda: Agenda, instant: datetime) -> None:
    blocks = room_panel(context(agenda), A.id).blocks
    assert_whole(blocks)
    [block] = on_screen(blocks, epoch(instant))
    heroes = {hero.id for hero in block.heroes} if block.slot == "now" else set()
    beside = {line.session.id for line in block.follow if line.slot == "now"}
    assert heroes | beside == {session.id for session in on_now(agenda.sessions, instant)}
    assert not any(agenda.by_id[name].all_day for name in heroes) or not beside


@given(agenda=AGENDAS, instant=INSTANTS)
def test_a_cell_shows_what_is_on_and_each_instant_has_one_block(agenda: Agenda, instant: datetime) -> None:
    shown = context(agenda)
    blocks = cell_panel(shown, shown.place(A.id), agenda.in_room(A.id)).blocks
    assert_whole(blocks)
    [block] = on_screen(blocks, epoch(instant))
    running = on_now(agenda.sessions, instant)
    assert {view.id for view in block.now} == {session.id for session in running}
    assert block.idle == all(session.cancelled for session in running)
    assert block.idle == (block.label == "free")


def test_what_is_today_changes_at_midnight_and_when_the_events_day_ends() -> None:
    night = CONTEXT.times.day_changes(at("20:00"), at("06:00") + timedelta(days=1))
    assert night == [at("00:00") + timedelta(days=1), at("04:00") + timedelta(days=1)]
