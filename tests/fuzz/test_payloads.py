"""Whatever the gateway sends: every page is a page, says what the agenda says, and nothing else."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import re
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.agenda import Session
from signage.publish.changes import Event, Topic
from signage.publish.publisher import Publisher
from signage.publish.renderer import Renderer
from signage.publish.state import PageKey
from signage.render.language import translations
from signage.render.templates import Templates
from signage.store.snapshot import pack, unpack
from signage.sync.archive import Archive
from signage.sync.coordinator import Sync
from signage.venue.media import Media
from signage.web import app
from signage.web.hub import Hub
from signage.web.stream import encode
from tests.build import layout, on_now
from tests.clock import FakeClock
from tests.fuzz.corpus import examples, junk, of
from tests.fuzz.payloads import bodies
from tests.fuzz.tree import Element, foreign, read
from tests.memory import MemoryStore
from tests.sync.bench import assigned
from tests.sync.feed import T0, Feed, client, page, record
from tests.web.test_stream import parse

LAYOUT = layout("""
foyer: {show: overview}
today: {show: agenda}
ways: {show: directory}
turns: {rotate: [{show: agenda, language: ar}, {show: overview, language: ja}]}
""")
UNTITLED = {translations(language).gettext("Untitled") for language in ("en", "ar", "ja")}
WATCHED = [PageKey("screen", name) for name in LAYOUT.screens]
compiled = cache(lambda spoken, _: Templates(spoken))
"""The templates of every renderer here: compiling them takes longer than all the rest."""


class Venue:
    """The program from the gateway's answers to the walls, with time in hand."""

    def __init__(self) -> None:
        self.clock, self.feed = FakeClock(T0), Feed()
        topics = {Topic(*page_key): 1 for page_key in WATCHED}
        self.publisher = Publisher(
            LAYOUT, clock=self.clock, topics=lambda: topics, send=self._send,
            renderer=partial(Renderer, clock=self.clock, compile=compiled),
        )  # fmt: skip
        self.client = client(self.feed, self.clock)
        self.sync = Sync(
            self.client, Archive(MemoryStore(), self.clock), assigned(),
            clock=self.clock, publish=self.publisher.show_agenda,
        )  # fmt: skip
        self.app = app.create(
            self.publisher, Hub(tick=bytes), clock=self.clock, confirmed=lambda: self.sync.confirmed_at,
            media=Media(Path("no such folder")),
        )  # fmt: skip

    def _send(self, _: Topic, event: Event) -> None:
        assert_event(event)

    async def take(self, question: str, body: bytes, others: list[Any]) -> None:
        """Let a tick come. The gateway answers with this body, and what is asked for besides with the others."""
        said = [body, *(json.dumps(one).encode() for one in others)]
        self.feed.faults = [httpx.Response(200, content=one) for one in said]
        await getattr(self.sync, question)()
        assert "fault in signage" not in self.sync.status.error

    async def pages(self) -> dict[str, Element]:
        """Every page by its path."""
        current = self.publisher.current
        rooms = {current.room_index.url(room): PageKey("room", room) for room in current.room_index.ids}
        screens = {f"/screens/{page_key.name}": page_key for page_key in WATCHED}
        found = {}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://wall") as web:
            for path, page_key in ({"/": None} | rooms | screens).items():
                page = await web.get(path)
                assert page.status_code == 200, path
                found[path] = read(page.text)
                if page_key:
                    stream = next(one for one in found[path].walk() if one.tag == "html").attributes["data-events"]
                    for address in (path, stream.removesuffix("/events")):
                        assert (
                            self.publisher.current.page_key(page_key.kind, httpx.URL(address).path.split("/")[-1])
                            == page_key
                        )
        return found


def assert_event(event: Event) -> None:
    """It arrives on a stream as it was."""
    (got,) = parse(encode(event))
    if not event.name:
        assert got == {"id": event.id}
        return
    as_lists = json.loads(json.dumps(event.data))  # JSON knows no tuples
    assert (got["event"], json.loads(got["data"])) == (event.name, as_lists)


def assert_page(page: Element, sessions: dict[str, Session], now: float) -> None:
    """Nothing on it but our own markup around the agenda's own text, right for the moment."""
    assert foreign(page) == []
    for element in page.walk():
        said = element.attributes
        if "data-session" in said:
            session = sessions[said["data-session"]]
            assert {session.title} & {*element.texts} if session.title else UNTITLED & {*element.texts}
        assert ("hidden" in said) == (not on_screen(said, now)), said
        if until := said.get("data-left"):
            assert element.texts == [left(int(until), now)]


def on_screen(said: dict[str, str], now: float) -> bool:
    """Whether the one rule has an element with these attributes on screen."""
    if "data-turn" in said:
        pieces = re.findall(r"(\d*)-(\d*):(\d+)/(\d+)/(\d+)", said["data-turn"])
        return any(
            float(since or "-inf") <= now < float(until or "inf") and int(start) <= now % int(cycle) < int(end)
            for since, until, start, end, cycle in pieces
        )
    timed = float(said.get("data-from", "-inf")) <= now < float(said.get("data-until", "inf"))
    return timed and "data-stale" not in said


def left(until: int, now: float) -> str:
    minutes = max(0, math.ceil((until - now) / 60))
    return str(minutes) if minutes < 100 else f"{minutes // 60}:{minutes % 60:02}"


def shown_now(page: Element) -> set[str]:
    """The sessions that the clock has on screen as being on now."""
    blocks = [element for element in page.walk() if "data-session" in element.attributes]
    return {block.attributes["data-session"] for block in blocks if _now(list(block.up()))}


def _now(around: list[Element]) -> bool:
    hidden = any("hidden" in one.attributes and "data-turn" not in one.attributes for one in around)
    return not hidden and next(s for one in around if (s := one.attributes.get("data-slot"))) == "now"


async def assert_walls(venue: Venue) -> None:
    """Every page, and what its stream would begin with."""
    current, now = venue.publisher.current, venue.clock.now()
    agenda = current.agenda
    if agenda is None:
        return
    assert unpack(pack(agenda, 2)) == (agenda, 2)
    pages = await venue.pages()
    for shown in pages.values():
        assert_page(shown, agenda.by_id, now.timestamp())
    for room in agenda.rooms:
        assert shown_now(pages[current.room_index.url(room)]) == {s.id for s in on_now(agenda.in_room(room), now)}
    running = on_now(agenda.sessions, now)
    assert shown_now(pages["/screens/foyer"]) == {session.id for session in running}
    assert shown_now(pages["/screens/today"]) == {session.id for session in running if not session.cancelled}
    for page_key in WATCHED:
        for event in venue.publisher.catch_up(page_key, ""):
            assert_event(event)


async def test_a_session_in_another_century_holds_up_no_page() -> None:
    venue = Venue()
    await venue.take("full", page([record(1), record(2, datetime(2199, 12, 31, tzinfo=UTC))]).content, [])
    (html,) = (await venue.pages())["/rooms/hall-a"].inner[-1:]
    assert isinstance(html, Element)
    assert html.attributes["data-offsets"] == "0:0,1774746000:3600,1792890000:0"


async def test_a_room_called_dash_hides_no_session_without_a_room() -> None:
    venue = Venue()
    await venue.take("full", page([record(1, room=None), record(2, room="-"), record(3, room="room-")]).content, [])
    assert shown_now((await venue.pages())["/screens/foyer"]) == {"ses_1", "ses_2", "ses_3"}


async def test_a_room_whose_id_is_no_address_of_its_own_has_a_page_and_a_stream() -> None:
    venue = Venue()
    await venue.take("full", page([record(1, room="Hall A")]).content, [])
    rooms = ["Hall A", "hall-a", "Hall 1/2"]
    await venue.take("full", page([record(number, room=room) for number, room in enumerate(rooms)]).content, [])
    found = await venue.pages()  # and their streams are their own
    paths = ("/rooms/hall-a", "/rooms/hall-a-2", "/rooms/hall-1-2")
    assert [shown_now(found[path]) for path in paths] == [{"ses_0"}, {"ses_1"}, {"ses_2"}]


@examples(100, 10_000)
def test_whatever_the_gateway_sends_every_page_is_right(count: int, caplog: pytest.LogCaptureFixture) -> None:
    with asyncio.Runner() as runner:

        @of(count)
        @given(bodies(), bodies(), st.sampled_from(["full", "window", "delta"]), st.lists(junk, max_size=3))
        def holds(first: bytes, second: bytes, question: str, others: list[Any]) -> None:
            async def day() -> None:
                venue = Venue()
                await venue.take("full", first, others)
                await assert_walls(venue)
                venue.clock.passed += 60
                await venue.take(question, second, others)
                await assert_walls(venue)
                await venue.client.aclose()

            caplog.clear()
            runner.run(day())
            assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []

        holds()
