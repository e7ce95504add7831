"""Addresses that are nearly right."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from signage.agenda import Room
from tests.build import layout, publisher, served, session

SCREENS = (
    "all: {show: overview, also: foyer}\nÉtage: {show: agenda}\nDoor: {show: room, room: Hall A}\ndoor: {show: agenda}"
)


@pytest.fixture
async def web() -> AsyncIterator[httpx.AsyncClient]:
    shown = publisher(layout(SCREENS), session("one"), session("two", room=Room("a/b", "Lab A/B")))
    transport = httpx.ASGITransport(served(shown))
    async with httpx.AsyncClient(transport=transport, base_url="http://inner.host:8080") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/screens/all/", "/screens/all"),
        ("/Screens/all", "/screens/all"),
        ("/SCREEN/ALL/", "/screens/all"),
        ("/screens/all/?at=09:55", "/screens/all?at=09:55"),
        ("/screens/foyer/", "/screens/foyer"),
        ("/screens/all/events/", "/screens/all/events"),
        ("/rooms/hall-a/", "/rooms/room_a"),
        ("/rooms/a%2Fb", "/rooms/lab-a-b"),
        ("/rooms/Lab%20A%2FB", "/rooms/lab-a-b"),
        ("//screens//all", "/screens/all"),
    ],
)
async def test_an_address_that_is_nearly_right_leads_to_the_page_by_its_path(
    web: httpx.AsyncClient, path: str, meant: str
) -> None:
    answer = await web.get(f"http://inner.host:8080{path}")
    assert (answer.status_code, answer.headers["location"]) == (308, meant)
    assert (await web.get(meant.partition("/events")[0])).status_code == 200


LISTED = "rooms:\n  Lab 3/4 <x>: {floor: 1}\n  '5 &lt;/b&gt;': {name: Lab 5}"


@pytest.mark.parametrize("path", ["/rooms/Lab%203%2F4%20%3Cx%3E", "/rooms/5%20%26lt%3B%2Fb%26gt%3B"])
async def test_a_name_with_a_slash_that_has_no_other_address_is_answered_with_its_page(path: str) -> None:
    shown = publisher(layout(SCREENS, LISTED), session("one"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(served(shown)), base_url="http://inner.host") as client:
        answer = await client.get(path, follow_redirects=True)
    assert (answer.status_code, answer.history, "data-panel" in answer.text) == (200, [], True)


@pytest.mark.parametrize(
    ("path", "same"),
    [
        ("/screens/ALL", "/screens/all"),
        ("/screens/Foyer", "/screens/foyer"),
        ("/screens/e%CC%81tage", "/screens/%C3%89tage"),
        ("/screens/%C3%89TAGE", "/screens/%C3%89tage"),
    ],
)
async def test_capitals_and_the_form_of_accents_count_for_nothing(web: httpx.AsyncClient, path: str, same: str) -> None:
    answer, expected = await web.get(path), await web.get(same)
    assert (answer.status_code, expected.status_code) == (200, 200)
    assert [line for line in answer.text.splitlines() if "<html" not in line] == [
        line for line in expected.text.splitlines() if "<html" not in line
    ]


async def test_capitals_count_where_they_tell_two_screens_apart(web: httpx.AsyncClient) -> None:
    shown = [(await web.get(f"/screens/{name}")).status_code for name in ("Door", "door", "DOOR")]
    assert shown == [200, 200, 404]


@pytest.mark.parametrize("path", ["/screns/all", "/rooms", "/screens/", "/rooms/x/y", "//evil.example/x", "/x/"])
async def test_what_is_not_there_is_the_list_of_what_is_and_asks_again(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(f"http://inner.host:8080{path}")
    assert (answer.status_code, answer.headers["refresh"]) == (404, "60")
    assert "/screens/all" in answer.text
