"""The events that turn what a page has into what it should have."""

from __future__ import annotations

import pytest

from signage.publish.changes import Event, differences
from signage.publish.state import PageKey
from tests.build import B, session
from tests.publish.wall import (
    HALL_A,
    Wall,
    changed,
)


async def test_a_page_that_comes_back_gets_what_it_missed(wall: Wall) -> None:
    shown = wall.page(PageKey("screen", "foyer"))
    before = shown.id
    assert list(differences(before, shown)) == []
    await wall.publisher.show_agenda(
        changed(session("s1", title="Other"), session("s3", "11:00", "12:00", B, title="New"))
    )
    now = wall.page(PageKey("screen", "foyer"))
    events = list(differences(before, now))
    missed = [panel for old, panel in zip(shown.panels, now.panels, strict=True) if old.revision != panel.revision]
    assert [event.data["panel"] for event in events[:-1]] == [panel.name for panel in missed]
    assert len(missed) == 2
    assert events[-1] == Event("", {}, now.id)


async def test_a_stream_cut_between_two_panels_resumes_where_it_was(wall: Wall) -> None:
    old = wall.page(PageKey("screen", "foyer"))
    before = old.id
    await wall.publisher.show_agenda(
        changed(session("s1", title="Other"), session("s3", "11:00", "12:00", B, title="New"))
    )
    now = wall.page(PageKey("screen", "foyer"))
    first, second, whole = differences(before, now)
    has_first = before.replace(
        *(next(p.revision for p in page.panels if p.name == first.data["panel"]) for page in (old, now))
    )
    assert list(differences(has_first, now)) == [second, whole]
    assert list(differences(whole.id or "", now)) == []


async def test_a_page_that_names_nothing_gets_everything_and_its_id_last(wall: Wall) -> None:
    now = wall.page(PageKey("screen", "foyer"))
    events = list(differences("", now))
    assert [event.data["panel"] for event in events[:-1]] == [panel.name for panel in now.panels]
    assert {event.id for event in events[:-1]} == {None}
    assert events[-1] == Event("", {}, now.id)


@pytest.mark.parametrize("seen", ["x", "..", ".", "a.b.c.d.e.f.g.h.i.j.k.l", "\u2603", "0" * 5000])
async def test_revisions_of_another_page_load_it_anew(wall: Wall, seen: str) -> None:
    assert list(differences(seen, wall.page(HALL_A))) == [Event("reload", {})]
