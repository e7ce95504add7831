"""How a page's stream begins: with what that page lacks."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import httpx
import pytest

from signage.publish.changes import MISSING, Topic
from signage.publish.publisher import Publisher
from signage.publish.state import PageKey
from signage.web.stream import Pieces
from tests.build import agenda, served, session
from tests.web.client import root, stream


async def test_a_page_that_is_up_to_date_gets_nothing_new(shown: Publisher, web: httpx.AsyncClient) -> None:
    said = root(await web.get("/rooms/hall-a"))
    known = shown.renderer.rendered_screen(PageKey("room", "room_a")).id
    assert known.split(".")[0] == said["data-set"]
    assert await stream(served(shown), f"{said['data-events']}?rev={known}") == (Topic("room", "room_a"), [])


async def test_last_event_id_wins_over_the_address(shown: Publisher) -> None:
    known = shown.renderer.rendered_screen(PageKey("room", "room_a")).id
    assert (await stream(served(shown), "/rooms/hall-a/events?rev=stale", {"last-event-id": known}))[1] == []
    assert (await stream(served(shown), f"/rooms/hall-a/events?rev={known}", {"last-event-id": "stale.1"}))[1] == [
        {"event": "reload", "data": "{}"}
    ]


async def test_a_page_gets_the_panels_it_has_not(shown: Publisher) -> None:
    now = shown.renderer.rendered_screen(PageKey("room", "room_a"))
    old = ".".join([now.set, *("0" if panel.name == "room" else panel.revision for panel in now.panels)])
    _, [event, whole] = await stream(served(shown), f"/rooms/hall-a/events?rev={old}")
    panel = next(panel for panel in now.panels if panel.name == "room")
    assert json.loads(event["data"]) == {"panel": "room", "revision": panel.revision, "html": panel.html}
    assert whole == {"id": now.id}


async def test_a_page_with_the_clock_of_another_zone_loads_anew(shown: Publisher, web: httpx.AsyncClient) -> None:
    before, known = root(await web.get("/rooms/hall-a")), shown.renderer.rendered_screen(PageKey("room", "room_a")).id
    event = shown.current.layout.event.model_copy(update={"timezone": ZoneInfo("Asia/Tokyo")})
    await shown.show_layout(shown.current.layout.model_copy(update={"event": event}), shown.current.appearance)
    assert root(await web.get("/rooms/hall-a"))["data-offsets"] != before["data-offsets"]
    reload = {"event": "reload", "data": "{}"}
    assert await stream(served(shown), f"{before['data-events']}?rev={known}") == (
        Topic("room", "room_a"),
        [reload],
    )


@pytest.mark.parametrize("path", ["/rooms/hall-z", "/screens/none", "/rooms/%E2%98%83", "/rooms/a%20b"])
async def test_all_streams_of_what_is_not_there_are_of_one_topic(
    shown: Publisher, web: httpx.AsyncClient, path: str
) -> None:
    page = await web.get(path)
    assert page.status_code == 404
    assert await stream(served(shown), root(page)["data-events"] + "?rev=x.1") == (MISSING, [])


async def test_a_stream_that_is_known_begins_with_the_same_as_one_that_is_not(shown: Publisher) -> None:
    app, now = served(shown), shown.renderer.rendered_screen(PageKey("room", "room_a"))
    for rev in (now.id, f"{now.set}.x.{now.id.split('.', 2)[2]}", "", "x.1.2"):
        first = await stream(app, f"/rooms/hall-a/events?rev={rev}")
        assert await stream(app, f"/rooms/hall-a/events?rev={rev}") == first
        assert await stream(app, "/rooms/hall-a/events", {"last-event-id": rev}) == first
        assert await stream(app, f"/rooms/hall-a/events?x=1&rev={rev}") == first


async def test_what_streams_begin_with_is_put_together_once_for_all_that_have_the_same(
    shown: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, asked = served(shown), "/screens/foyer/events?rev="
    first = await stream(app, asked)
    assert {event["event"] for event in first[1][:-1]} == {"panel"}
    monkeypatch.setattr(Pieces, "of", None)
    assert await stream(app, asked) == first
    await shown.show_agenda(agenda(session("s1", title="Other")))
    monkeypatch.undo()
    assert await stream(app, asked) != first
