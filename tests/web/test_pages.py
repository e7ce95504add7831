"""What a wall loads: its page, and what that tells its script."""

from __future__ import annotations

import re
from datetime import date

import httpx
import pytest

from signage.agenda import Room
from signage.assets import build_id
from signage.publish.publisher import Publisher
from signage.publish.state import PageKey
from tests.build import at, layout, publisher, served, session
from tests.clock import FakeClock
from tests.web.client import SCREENS, SESSIONS, client, root


@pytest.mark.parametrize(
    ("path", "view", "words"),
    [
        ("/rooms/hall-a", "room", "Title of s1"),
        ("/rooms/room_a", "room", "Title of s1"),
        ("/rooms/Hall%20A", "room", "Title of s1"),
        ("/screens/door", "room", "Title of s1"),
        ("/screens/foyer", "overview", "Title of s3"),
        ("/screens/today", "agenda", "Title of s3"),
    ],
)
async def test_every_page_is_there(web: httpx.AsyncClient, path: str, view: str, words: str) -> None:
    page = await web.get(path)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.text.startswith("<!doctype html>")
    assert root(page)["data-view"] == view
    assert words in page.text


async def test_a_room_whose_name_grows_in_an_address_has_a_page_there() -> None:
    room = Room("long", 80 * "\ufdfa")  # which folds to eighteen letters each
    shown = publisher(layout(SCREENS), session("s1", room=room))
    async with client(served(shown)) as web:
        page = await web.get(shown.current.room_index.url("long"))
    assert (page.status_code, root(page)["data-view"]) == (200, "room")


async def test_a_page_tells_its_script_all_it_needs(web: httpx.AsyncClient) -> None:
    said = root(await web.get("/screens/leise"))
    known = {name: said[name] for name in said if name not in ("data-set", "class", "data-horizon")}
    assert said["class"].split() == ["theme-light"]
    assert int(said["data-horizon"]) == int(at("04:00", date(2026, 2, 8)).timestamp())
    assert re.fullmatch("[0-9a-f]{8}", said["data-set"])
    assert known == {
        "lang": "de",
        "dir": "ltr",
        "data-signage": build_id(),
        "data-view": "agenda",
        "data-motion": "calm",
        "data-font": "Signage",
        "data-events": "/screens/leise/events",
        "data-now": str(int(at("09:30").timestamp()) * 1000),
        "data-rate": "1",
        "data-confirmed": str(int(at("09:29").timestamp()) * 1000),
        "data-stale-after": "600",
        "data-offsets": "0:0",
        "data-time": "HH:mm",
        "data-digits": "0123456789",
        "data-periods": "AM|PM",
    }


@pytest.mark.parametrize("name", ["door", "foyer", "today", "signs", "both", "turns"])
async def test_what_a_page_shows_and_what_its_stream_compares_are_the_same_in_the_same_order(name: str) -> None:
    screens = f"""{SCREENS}
        signs: {{show: directory, qr: yes}}
        both: {{split: [{{show: overview, qr: yes}}, {{show: overview, qr: yes}}]}}
        turns: {{rotate: [{{show: overview}}, {{show: agenda}}], qr: yes}}"""
    lost = session("s4", "09:00", "10:00", None)  # has its own cell on an overview
    shown = publisher(layout(screens, 'address: "http://signs.local"'), *SESSIONS, lost)
    async with client(served(shown)) as web:
        page = await web.get(f"/screens/{name}")
    revisions = re.findall(r'data-panel="([^"]*)" data-revision="([^"]*)"', page.text)
    expected = shown.renderer.rendered_screen(PageKey("screen", name))
    assert revisions == [(panel.name, panel.revision) for panel in expected.panels]
    assert root(page)["data-set"] == expected.set


@pytest.mark.parametrize(
    ("path", "says", "links"),
    [
        ("/rooms/hall-z", "hall-z", ["/rooms/hall-a", "/rooms/hall-b"]),
        ("/screens/dor", "dor", [f"/screens/{name}" for name in ("door", "foyer", "today", "lost", "leise")]),
        ("/rooms/%3Cb%3E%22", "&lt;b&gt;&#34;", ["/rooms/hall-a", "/rooms/hall-b"]),
        ("/rooms/%E2%98%83%0A", "☃", ["/rooms/hall-a", "/rooms/hall-b"]),
    ],
)
async def test_an_unknown_name_gets_a_page_that_says_so(
    web: httpx.AsyncClient, path: str, says: str, links: list[str]
) -> None:
    page = await web.get(path)
    assert (page.status_code, root(page)["data-view"]) == (404, "missing")
    assert says in page.text
    assert re.findall(r'href="(/(?:rooms|screens)/[^"]*)"', page.text) == links
    assert root(page)["data-events"] == f"{path}/events"


async def test_a_screen_of_a_room_that_is_not_there_names_those_that_are(web: httpx.AsyncClient) -> None:
    page = await web.get("/screens/lost")
    assert (page.status_code, root(page)["data-view"]) == (200, "missing")
    assert "Hall Z" in page.text
    assert "/rooms/hall-a" in page.text


async def test_before_the_first_agenda_pages_are_there_and_the_program_is_not_ready() -> None:
    empty = Publisher(layout(SCREENS), clock=FakeClock(at("09:30")), topics=dict, send=lambda *_: None)
    async with client(served(empty)) as web:
        assert (await web.get("/screens/foyer")).status_code == 200
        assert "in a moment" in (await web.get("/rooms/hall-a")).text
        assert (await web.get("/healthz")).text == "ok\n"
        ready = await web.get("/readyz")
        assert (ready.status_code, ready.json()) == (503, {"ready": False, "why": "no agenda has been pulled yet"})


async def test_the_index_names_every_page(web: httpx.AsyncClient) -> None:
    page = await web.get("/")
    paths = re.findall(r'<a href="([^"]*)"', page.text)
    assert set(paths) >= {"/rooms/hall-a", "/rooms/hall-b", "/screens/door", "/screens/foyer"}
    for path in paths:
        assert (await web.get(path)).status_code == 200


async def test_the_program_says_that_it_is_well(web: httpx.AsyncClient) -> None:
    assert (await web.get("/healthz")).text == "ok\n"
    assert (await web.get("/readyz")).json() == {"ready": True, "sessions": 3}
