"""One page's fault stays its own, and what is remembered of pages is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from signage.agenda import Session
from signage.publish.changes import Topic
from signage.publish.renderer import Renderer
from signage.publish.state import PageKey
from signage.render.templates import Templates
from tests.build import DAY, B, at, layout, session
from tests.clock import FakeClock
from tests.publish.wall import (
    AGENDA,
    HALL_A,
    ROOM_A,
    ROOM_B,
    SCREENS,
    Wall,
    changed,
    html,
    titles,
)


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Session ids that cannot be rendered."""
    from signage.render.day_context import DayContext

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
    good = wall.page(HALL_A)
    poison.add("s1")
    for title in ("Two", "Three"):
        await wall.publisher.show_agenda(
            changed(session("s1", title=title), session("s3", "11:00", "12:00", B, title=title))
        )
        assert wall.took() == [(ROOM_B, "panel", "room")]
        assert wall.page(HALL_A) is good
    assert [record.getMessage() for record in caplog.records] == [
        "room room_a cannot be shown; it keeps its last good form"
    ]
    poison.clear()
    await wall.publisher.show_agenda(changed(session("s1", title="Mended")))
    assert (ROOM_A, "panel", "room") in wall.took()
    assert "Mended" in html(wall.page(HALL_A))


async def test_a_screen_that_cannot_be_rendered_still_has_the_notices(wall: Wall, poison: set[str]) -> None:
    wall.visit(ROOM_A)
    poison.add("s1")
    for rest, said in (("notices: [{title: Out, style: takeover}]", True), ("", False)):
        await wall.publisher.show_layout(layout(SCREENS, rest), wall.publisher.current.appearance)
        assert wall.took() == [(ROOM_A, "panel", "over")]
        assert ("Out</h1>" in html(wall.page(HALL_A))) is said


async def test_a_screen_that_never_was_good_says_so_until_it_is(wall: Wall, poison: set[str]) -> None:
    poison.add("s1")
    await wall.publisher.show_agenda(changed(session("s5", "15:00", "16:00")))
    wall.visit(ROOM_A)
    assert "cannot be shown" in html(wall.page(HALL_A))
    poison.clear()
    await wall.publisher.show_agenda(AGENDA)
    assert wall.took() == [(ROOM_A, "reload", "")]


async def test_a_look_at_another_day_does_not_become_todays_last_good_form(wall: Wall, poison: set[str]) -> None:
    good = wall.page(HALL_A)
    wall.page(HALL_A, date(2026, 3, 1))
    poison.add("s1")
    await wall.publisher.show_agenda(changed(session("s1", title="Two")))
    assert wall.page(HALL_A) is good


def bounded(most: int) -> Wall:
    """A wall that remembers at most so many characters, of pages and of panels."""
    compile_ = partial(Templates, remembered=most)
    return Wall(renderer=partial(Renderer, clock=FakeClock(at("09:30")), compile=compile_, remembered=most))


async def test_what_is_remembered_is_bounded_by_its_size() -> None:
    """A day's board may have a million characters, and each change makes a new one."""
    most = 60_000
    wall, shown = bounded(most), []
    renderer = wall.publisher.renderer
    for number in range(40):
        await wall.publisher.show_agenda(changed(session("s1", title=f"Title {number} " + "long " * 200)))
        shown.append(wall.page(PageKey("screen", "today")))
        for ahead in range(9):
            wall.page(PageKey("screen", "foyer"), DAY + timedelta(days=ahead))
        assert renderer.remembered <= most
        assert renderer.templates("en").remembered <= most
    assert sum(one.size for one in shown) > 2 * most
    assert f"Title 39 {'long ' * 200}".strip() in html(wall.page(PageKey("screen", "today")))


async def test_what_is_too_large_to_be_remembered_is_shown() -> None:
    wall = bounded(100)
    await wall.publisher.show_agenda(AGENDA)
    assert titles(wall.page(PageKey("screen", "today"))) == {
        "Title of s1",
        "Title of s2",
        "Title of s3",
    }


async def test_streams_that_were_closed_leave_nothing_behind(wall: Wall) -> None:
    for number in range(300):
        wall.visit(topic := Topic("room", f"nowhere-{number}"))
        del wall.open[topic]
    wall.visit(ROOM_A)
    assert wall.publisher.remembered_topics < 100
    assert wall.publisher.renderer.last_good == {HALL_A}
    await wall.publisher.show_agenda(changed(session("s1", title="Other")))
    assert wall.took() == [(ROOM_A, "panel", "room")]
