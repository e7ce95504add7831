"""Reports over HTTP, and the streams of displays."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from signage.fleet.registry import Registry
from signage.fleet.report import public_id
from signage.publish.state import PageKey
from signage.web import app
from tests.build import PreviewsHere, at, layout, publisher
from tests.clock import FakeClock
from tests.fleet.build import DEVICE
from tests.web.client import SCREENS, SESSIONS, client, stream

if TYPE_CHECKING:
    from signage.fleet.row import Row

PATH = f"/displays/{DEVICE}/report"
DOOR = PageKey("screen", "door")


class Site:
    """The application with its registry, and a client."""

    def __init__(self) -> None:
        from pathlib import Path

        from signage.venue.media import Media
        from signage.web.hub import Hub

        self.clock = FakeClock(at("09:30"))
        self.publisher = publisher(layout(SCREENS), *SESSIONS)
        self.registry = Registry(self.clock)
        self.hub: Hub[Any] = Hub(tick=lambda: b"event: tick\ndata: {}\n\n")
        self.app = app.create(
            self.publisher,
            self.hub,
            clock=self.clock,
            confirmed=lambda: at("09:29"),
            media=Media(Path("no such folder")),
            registry=self.registry,
            previews=PreviewsHere(self.publisher),
        )

    @property
    def rev(self) -> str:
        return self.publisher.renderer.rendered_screen(DOOR).id

    async def post(self, path: str = PATH, content: bytes | None = None, **more: Any) -> httpx.Response:
        told = {"page": "/screens/door", "rev": self.rev, "shown": ["s1"], "now": 1, "up": self.clock.passed, **more}
        self.clock.passed += 1
        async with client(self.app) as web:
            answer = await web.post(path, content=json.dumps(told).encode() if content is None else content)
        await self.read()
        return answer

    async def read(self) -> None:
        """Let what a page should show be read, where that is under way."""
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others)

    @property
    def row(self) -> Row:
        (row,) = self.registry
        return row


@pytest.fixture
def site() -> Site:
    return Site()


async def test_a_report_is_taken_and_its_display_judged(site: Site) -> None:
    answer = await site.post()
    assert (answer.status_code, answer.content) == (204, b"")
    assert (site.row.id, site.row.page, site.row.state) == (public_id(DEVICE, DOOR), DOOR, "right")


async def test_a_display_that_shows_something_else_is_wrong(site: Site) -> None:
    await site.post(shown=["s2"])
    assert (site.row.state, site.row.why) == ("wrong", "missing")
    await site.post(shown=["s1", "s3"])
    assert (site.row.state, site.row.why) == ("wrong", "other")
    await site.post()
    assert site.row.state == "right"


async def test_an_old_revision_is_behind_but_for_the_moment_after_a_change(site: Site) -> None:
    await site.post()
    old = site.rev
    await site.publisher.show_layout(
        layout(SCREENS.replace("Hall A}", "Hall A, qr: yes}"), "address: http://x"), site.publisher.current.appearance
    )
    assert site.rev != old
    await site.post(rev=old)
    assert site.row.state == "right"
    site.clock.passed += 20
    await site.post(rev=old)
    assert site.row.state == "behind"
    await site.post()
    assert site.row.state == "right"


async def test_a_display_that_says_the_same_is_judged_by_what_is_expected_when_it_says_it(site: Site) -> None:
    await site.post()
    await site.post()
    assert site.row.state == "right"
    site.clock.stepped += timedelta(hours=1)  # its session is over
    await site.post()
    assert (site.row.state, site.row.why) == ("wrong", "other")
    site.clock.stepped -= timedelta(hours=1)
    await site.post()
    assert site.row.state == "right"


async def test_a_page_is_found_by_the_layout_of_now(site: Site) -> None:
    await site.post()
    without = layout(SCREENS.replace("door:", "gate:"))
    await site.publisher.show_layout(without, site.publisher.current.appearance)
    assert (await site.post()).status_code == 404
    assert (await site.post(page="/screens/gate")).status_code == 204


async def test_the_browser_is_known_by_its_own_word(site: Site) -> None:
    agent = (
        "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 Safari/537.36"
    )
    body = json.dumps({"page": "/screens/door", "now": 1}).encode()
    async with client(site.app) as web:
        await web.post(PATH, content=body, headers={"user-agent": agent})
    await site.read()
    assert site.row.engine == "Chromium 94"


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        (PATH, b"{}", 400),
        (PATH, b"[" * 4000, 400),
        (PATH, b" " * 4097, 413),
        (PATH, b'{"page": "/screens/none", "now": 1}', 404),
        (PATH, b'{"page": "/media/x.png", "now": 1}', 404),
        (PATH, b'{"page": "/screens/%2e%2e%2f", "now": 1}', 404),
        ("/displays/short/report", b"{}", 404),
        (f"/displays/{DEVICE.upper()}/report", b"{}", 404),
        (f"/displays/{DEVICE}", b"{}", 404),
    ],
)
async def test_what_cannot_be_taken_is_refused_and_changes_nothing(
    site: Site, path: str, content: bytes, status: int
) -> None:
    assert (await site.post(path, content)).status_code == status
    assert len(site.registry) == 0


async def test_a_body_without_a_length_is_cut_where_it_is_too_large(site: Site) -> None:
    async def endless():
        for _ in range(9):
            yield b" " * 1000

    async with client(site.app) as web:
        answer = await web.post(PATH, content=endless())
    assert answer.status_code == 413


async def test_strangers_are_refused_where_too_many_report(site: Site) -> None:
    answers = []
    for number in range(260):
        answers.append(await site.post(f"/displays/{number:032x}/report"))
        site.clock.passed -= 1
    assert answers[-1].status_code == 429
    assert answers[-1].headers["retry-after"] == "30"


async def test_no_cross_site_page_can_read_or_be_answered(site: Site) -> None:
    async with client(site.app) as web:
        answer = await web.options(
            PATH, headers={"origin": "https://elsewhere", "access-control-request-method": "POST"}
        )
    assert "access-control-allow-origin" not in answer.headers


async def test_streams_of_displays_share_what_they_begin_with(site: Site) -> None:
    """The name of a display makes no other answer of it: what is composed for one is composed for all."""
    plain = await stream(site.app, "/screens/door/events?rev=")
    named = await stream(site.app, f"/screens/door/events?rev=&display={DEVICE}-a1")
    other = await stream(site.app, f"/screens/door/events?rev=&display={'f' * 32}-a1")
    assert plain == named == other


@pytest.mark.parametrize("name", ["", "x", f"{DEVICE}0", f"{DEVICE}-", f"{DEVICE}-a1&rev=2", f"{DEVICE.upper()}-a1"])
async def test_a_stream_with_a_name_that_is_none_is_a_stream_all_the_same(site: Site, name: str) -> None:
    topic, events = await stream(site.app, f"/screens/door/events?rev=&display={name}")
    assert topic == DOOR
    assert events
    assert len(site.registry) == 0
