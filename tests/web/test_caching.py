"""Pages are composed and compressed once, and not sent again to who has them; files are kept for ever."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import httpx
import pytest

from signage.assets import SCRIPT, SCRIPTS, folder, static_content, static_url
from signage.publish.publisher import Publisher
from signage.publish.state import PageKey
from signage.render.panels.page import PageView
from signage.render.templates import Templates
from signage.venue.appearance import Appearance
from signage.web.compose import PageTime
from signage.web.css import shipped
from signage.web.pages import Pages
from tests.build import agenda, at, served, session
from tests.web.client import client

STYLESHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')


async def test_a_page_that_is_known_is_not_sent_again(web: httpx.AsyncClient) -> None:
    page = await web.get("/rooms/hall-a")
    for known in (page.headers["etag"], f'"x", {page.headers["etag"]}'):
        again = await web.get("/rooms/hall-a", headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", page.headers["etag"])
    assert (await web.get("/rooms/hall-a", headers={"if-none-match": '"x"'})).status_code == 200
    assert "etag" not in (await web.get("/rooms/hall-z")).headers


async def test_a_page_is_compressed_for_who_takes_it(web: httpx.AsyncClient) -> None:
    plain = await web.get("/rooms/hall-a")
    assert "content-encoding" not in plain.headers
    async with web.stream("GET", "/rooms/hall-a", headers={"accept-encoding": "br, gzip"}) as packed:
        raw = b"".join([part async for part in packed.aiter_raw()])
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 2


async def test_a_page_changes_with_each_boundary_and_with_the_agenda(shown: Publisher) -> None:
    pages = Pages(shown.renderer, lambda: None)

    async def etag(clock: str) -> str:
        return (await pages.content(PageKey("room", "room_a"), PageTime(at(clock)))).etag

    assert await etag("09:30:00") == await etag("09:30:59")
    assert len({await etag(clock) for clock in ("09:30", "09:59:59", "10:00", "10:00:30")}) == 3
    before = await etag("09:30")
    await shown.show_agenda(agenda(session("s1", title="Other")))
    assert await etag("09:30") != before


async def test_a_page_is_composed_once_for_all_who_ask(shown: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    composed: list[str] = []
    before = Templates.page

    def counted(self: Templates, page: PageView) -> str:
        composed.append(page.title)
        return before(self, page)

    monkeypatch.setattr(Templates, "page", counted)
    async with client(served(shown)) as web:
        for path in ("/rooms/hall-a", "/rooms/room_a", "/rooms/Hall%20A", "/rooms/hall-a"):
            await web.get(path)
    assert composed == ["Hall A"]


async def test_pages_are_kept_as_far_as_their_size_allows(shown: Publisher) -> None:
    room, most = PageKey("room", "room_a"), 100_000
    pages = Pages(shown.renderer, lambda: None, most)
    times = [PageTime(at("09:00") + timedelta(minutes=number)) for number in range(60)]
    made = [await pages.content(room, time) for time in times]
    assert sum(content.size for content in made) > 2 * most
    assert most / 2 < pages.kept_bytes <= most
    assert (await Pages(shown.renderer, lambda: None, 10).content(room, times[0])).plain.body == made[0].plain.body


async def test_static_files_are_kept_for_ever_under_the_hash_of_their_content(web: httpx.AsyncClient) -> None:
    for file in (SCRIPT, "index.css"):
        content = static_content(file)
        lasting, brief = await web.get(static_url(file)), await web.get(f"/static/{file}")
        assert lasting.content == brief.content == content
        assert lasting.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert brief.headers["cache-control"] == "public, max-age=3600"
        assert lasting.headers["content-type"].startswith(("text/css", "text/javascript"))
        packed = await web.get(static_url(file), headers={"accept-encoding": "gzip"})
        assert (packed.content, packed.headers["content-encoding"]) == (content, "gzip")


def test_a_page_gets_the_whole_script_without_its_comments() -> None:
    files, sent = (
        [(folder("static") / f"{part}.js").read_text("utf-8") for part in SCRIPTS],
        static_content(SCRIPT).decode(),
    )
    assert sum(map(len, files)) * 0.4 < len(sent) < sum(map(len, files)) * 0.7
    assert sent.count("'use strict'") == len(SCRIPTS)
    assert "@param" not in sent


async def test_the_one_stylesheet_of_a_page_ends_with_the_venues_rules(
    web: httpx.AsyncClient, shown: Publisher
) -> None:
    old = STYLESHEET.findall((await web.get("/rooms/hall-a")).text)
    await shown.show_layout(shown.current.layout, Appearance(css=".a { color: red }", revision="new"))
    new = STYLESHEET.findall((await web.get("/rooms/hall-a")).text)
    sheet = await web.get(new[0], headers={"accept-encoding": "gzip"})
    assert (len(old), len(new), old != new) == (1, 1, True)
    assert sheet.text == shipped() + ".a { color: red }"
    assert sheet.headers["content-encoding"] == "gzip"
    assert sheet.headers["cache-control"] == "public, max-age=31536000, immutable"
    before = await web.get(old[0])  # a page from just before may still ask for it
    assert before.text == shipped()
    assert (await web.get("/theme/0123456789.css")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/static/", "/static/none.css", "/static/../pyproject.toml", "/static/base.css", "/static/%2e%2e/cli.py"]
)
async def test_nothing_else_is_served(web: httpx.AsyncClient, path: str) -> None:
    assert (await web.get(path)).status_code == 404
