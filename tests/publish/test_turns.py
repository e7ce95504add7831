"""What follows from a large agenda is worked out beside the loop: walls have their turns meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from signage.agenda import Agenda, Room, Session
from signage.staff.wall_notice import Posted, Wording
from tests.build import at, layout
from tests.turns import turns, work

from .wall import SCREENS, Wall

MANY, ROOMS = 20_000, 10
HALLS = [Room(f"room_{n}", f"Hall {n}") for n in range(ROOMS)]
START = at("05:00")


def large(version: str) -> Agenda:
    """Twice as many sessions in each room on one day as are shown."""
    return Agenda.of(
        Session(
            f"s{n}", f"{version} {n}", START + timedelta(seconds=n), START + timedelta(seconds=n + 60), HALLS[n % 10]
        )
        for n in range(MANY)
    )


async def test_a_layout_that_is_saved_with_20_000_sessions_is_worked_out_beside_the_loop() -> None:
    wall = Wall()
    await wall.publisher.show_agenda(large("Talk"))
    changed = layout(SCREENS, "hide: {titles: ['Talk 7']}")
    async with turns() as taken:
        await wall.publisher.show_layout(changed, wall.publisher.current.appearance)
    current = wall.publisher.current
    assert current.layout is changed
    assert [len(crowd.sessions) for crowd in current.crowds] == [2000] * 7 + [1999] + [2000] * 2
    assert max(taken) < work(replace(current, version=0).worked_out) * 0.5


async def test_an_agenda_of_20_000_sessions_is_worked_out_beside_the_loop() -> None:
    wall = Wall()
    await wall.publisher.show_agenda(large("Talk"))
    following = large("Speech")
    async with turns() as taken:
        await wall.publisher.show_agenda(following)
    assert wall.publisher.current.agenda is following
    assert max(taken) < work(replace(wall.publisher.current, agenda=large("Speech")).worked_out) * 0.5


async def test_nothing_is_lost_of_what_becomes_current_while_another_state_is_worked_out() -> None:
    wall = Wall()
    changed, posted = layout(SCREENS, "stale_after: 20m"), Posted("n1", (Wording("en", "Leave the building"),))
    publisher = wall.publisher
    agenda = large("Talk")
    await asyncio.gather(
        publisher.show_agenda(agenda),
        publisher.show_layout(changed, replace(publisher.current.appearance, css=".a {}")),
        publisher.show_notices((posted,)),
    )
    current = publisher.current
    assert (current.agenda, current.layout, current.posted) == (agenda, changed, (posted,))
    assert current.appearance.css == ".a {}"
