"""Parts of panels on the glass: a page that gets a change reads as one that is loaded with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from signage.agenda import Agenda
from signage.publish.changes import differences
from signage.publish.state import PageKey
from tests.build import A, B, at, layout, publisher, session
from tests.walls.walk import serving

from .test_stream import panel, says, ticked
from .test_weight import STREAM

if TYPE_CHECKING:
    from playwright.async_api import Page

    from signage.agenda import Session

    from .conftest import PageAt
    from .wall import Wall

LAYOUT = layout("""
board: {show: agenda}
rooms: {show: overview}
signs: {show: directory}
door: {show: room, room: Hall A}
""")
TITLE = "A title that is as long as those of conferences are: on the state of the art, and on what is beyond it"
HOURS = range(8, 22)
SENT = """changes => { for (const [name, data] of changes) { stream.on[name]({data: JSON.stringify(data)}); } }"""
SEEN = """ms => { signage.render(ms);
  document.documentElement.style.cssText = '';  // the walk against burn-in goes on by its own time
  const lines = [...document.querySelectorAll('.row, .cell:not(.is-off), .blk')].filter(el => el.offsetHeight);
  return lines.map(el => el.innerText + ' ' + JSON.stringify(el.getBoundingClientRect())); }"""


def held(*others: Session) -> Agenda:
    """Two rooms with a session each hour, some of them other than the first ones."""
    every = {
        f"{room.id}-{hour}": session(f"{room.id}-{hour}", f"{hour:02}:00", f"{hour:02}:50", room, title=TITLE)
        for room in (A, B)
        for hour in HOURS
    }
    return Agenda.of((every | {one.id: one for one in others}).values())


async def seen(page: Page) -> list[object]:
    """What is on screen at each hour of the day."""
    return [await page.evaluate(SEEN, at(f"{hour:02}:10").timestamp() * 1000) for hour in HOURS]


CHANGED = (
    session("room_a-9", "09:00", "09:50", A, title="Another title"),
    session("room_a-14", "14:30", "15:20", A, title=TITLE),
    session("room_a-18", "18:00", "18:50", B, title=TITLE),
    session("room_b-10", "10:00", "10:50", B, title=TITLE, cancelled=True),
)


@pytest.mark.parametrize(("name", "count"), [("board", 4), ("rooms", 4), ("signs", 4), ("door", 1)])
async def test_a_page_that_gets_parts_reads_as_one_that_is_loaded_anew(page_at: PageAt, name: str, count: int) -> None:
    old, new = held(), held(*CHANGED[:count])
    key = PageKey("screen", name)
    before, after = (publisher(LAYOUT, *one.sessions).renderer.rendered_screen(key) for one in (old, new))
    events = [[event.name, event.data] for event in differences(before.id, after, before.panels) if event.name]
    path = f"/screens/{name}?at=2026-02-07T09:10"
    async with serving(new, LAYOUT) as base:
        anew = await page_at(f"{base}{path}", script=STREAM)
        await anew.locator("html.fonts").wait_for(state="attached")
        expected = await seen(anew)
    async with serving(old, LAYOUT) as base:
        page = await page_at(f"{base}{path}", script=STREAM)
        await page.locator("html.fonts").wait_for(state="attached")
        assert await seen(page) != expected
        await page.evaluate("ms => signage.render(ms)", at("09:10").timestamp() * 1000)
        await page.evaluate(SENT, json.loads(json.dumps(events)))
        assert await seen(page) == expected
    assert "parts" in [name for name, _ in events]


def store(*texts: str) -> str:
    """A store of templates, and the live copies that the server puts behind it."""
    live = "".join(f"<p>{text}</p>" for text in texts)
    return f"<template data-due>{''.join(f'<template><p>{text}</p></template>' for text in texts)}</template>{live}"


def change(*parts: tuple[int, int, str], **more: Any) -> dict[str, object]:
    whole = [[at, removed, f"<template><p>{text}</p></template>" if text else ""] for at, removed, text in parts]
    return {"panel": "main", "from": "a1", "revision": "a2", "count": 3, "parts": whole} | more


async def test_parts_take_the_places_they_name_and_what_stays_is_the_same_element(page_at: PageAt, wall: Wall) -> None:
    wall.content = panel(store("one", "two", "three"), "a1")
    page = await page_at(wall.url)
    await ticked(page)
    await page.evaluate("window.two = document.querySelector('template').content.children[1]")
    await wall.say("parts", change((0, 1, "first"), (2, 0, "between"), (3, 0, "last")))
    await says(page, "first\n\ntwo\n\nbetween\n\nthree\n\nlast")
    assert await page.evaluate("document.querySelector('template').content.children[1] === window.two")
    await wall.say("parts", change((0, 2, ""), **{"from": "a2", "revision": "a3", "count": 5}))
    await says(page, "between\n\nthree\n\nlast")
    assert await page.evaluate("document.querySelector('[data-panel]').getAttribute('data-revision')") == "a3"


async def test_what_is_not_due_changes_nothing_on_the_glass(page_at: PageAt, wall: Wall) -> None:
    later = f'<template data-from="{int(wall.now()) + 3600}"><p>later</p></template>'
    wall.content = panel(store("now").replace("</template></template>", f"</template>{later}</template>"), "a1")
    page = await page_at(wall.url)
    await ticked(page)
    await page.evaluate("window.now = document.querySelector('p')")
    await wall.say("parts", change((1, 1, "then"), count=2) | {"parts": [[1, 1, later.replace("later", "then")]]})
    await page.wait_for_function("() => document.querySelector('[data-revision=a2]')")
    assert await page.evaluate("document.querySelector('p') === window.now")


@pytest.mark.parametrize("other", [{"from": "a0"}, {"count": 4}])
async def test_parts_of_another_panel_than_the_page_has_are_asked_for_anew(
    page_at: PageAt, wall: Wall, other: dict[str, Any]
) -> None:
    wall.content = panel(store("one", "two", "three"), "a1")
    page = await page_at(wall.url)
    await ticked(page)
    asked = wall.asked("/events")
    await wall.say("parts", change((0, 1, "first"), **other))
    await page.wait_for_function("() => performance.getEntriesByType('resource').length > 0")
    while wall.asked("/events") == asked:
        await page.evaluate("0")
    (*_, last) = (request for request in wall.requests if "/events" in request)
    assert "rev=set-1.a1" in last
    await says(page, "one\n\ntwo\n\nthree")


async def test_parts_that_a_page_has_already_change_nothing(page_at: PageAt, wall: Wall) -> None:
    wall.content = panel(store("one", "two", "three"), "a1")
    page = await page_at(wall.url)
    await ticked(page)
    asked = wall.asked("/events")
    await wall.say("parts", change((0, 1, "first"), **{"from": "a0", "revision": "a1"}))
    await wall.say("parts", change((0, 1, "first"), panel="another"))
    await wall.say("parts", change((2, 1, "last")))
    await says(page, "one\n\ntwo\n\nlast")
    assert wall.asked("/events") == asked
