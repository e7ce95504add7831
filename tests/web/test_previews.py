"""Pages of other times: composed in a process of their own, a bounded number at a time."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
from collections.abc import AsyncIterator, MutableMapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from markupsafe import escape

from signage.publish.publisher import Publisher
from signage.publish.state import PageKey
from signage.render.templates import Templates
from signage.venue.appearance import ExternalContent, Image
from signage.web.compose import PageTime
from signage.web.pages import Pages
from signage.web.previews import WORK, Busy, Previews
from tests.build import PreviewsHere, agenda, at, layout, publisher, served, session
from tests.wait import until
from tests.web.client import SESSIONS, client

ROOM = PageKey("room", "room_a")
TEN = PageTime(at("10:30"), chosen=True)


@pytest.fixture
async def previews(shown: Publisher) -> AsyncIterator[Previews]:
    made = Previews(lambda: shown.current, lambda: None)
    yield made
    await made.aclose()


def children() -> set[int]:
    """The processes that this one has started."""
    return set(map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()))


def environment_of(process: int) -> bytes:
    """The variables of another process."""
    return Path(f"/proc/{process}/environ").read_bytes()


async def test_another_process_composes_the_same_pages(shown: Publisher, previews: Previews) -> None:
    here = Pages(shown.renderer, lambda: None)
    for page_key in (ROOM, PageKey("screen", "foyer"), PageKey("screen", "leise")):
        for time in (TEN, PageTime(at("10:30"), chosen=True, asked=date(2030, 1, 1))):
            content = await previews.content(page_key, time)
            assert content == await here.content(page_key, time)
    await shown.show_agenda(agenda(session("s1", title="Other"), *(session(f"x{n}") for n in range(500))))
    assert b"Other" in (await previews.content(ROOM, TEN)).plain.body["body"]


async def test_what_comes_from_outside_is_asked_for_in_advance() -> None:
    images = {"map.png": (Image("/media/1/map.png", "map.png"),)}
    screens = "map: {show: picture, file: map.png}\nmany: {show: slides, files: [map.png, none.png]}"
    shown = publisher(layout(f"{screens}\nweb: {{show: page, url: 'https://example.com/'}}"), *SESSIONS)
    external = ExternalContent(lambda name: images.get(name, ()), lambda url: url == "https://example.com/")
    await shown.show_layout(shown.current.layout, replace(shown.current.appearance, external=external))
    previews, here = Previews(lambda: shown.current, lambda: None), Pages(shown.renderer, lambda: None)
    try:
        for name in ("map", "many", "web"):
            page_key = PageKey("screen", name)
            assert await previews.content(page_key, TEN) == await here.content(page_key, TEN)
    finally:
        await previews.aclose()


async def test_one_page_is_composed_once_and_only_so_many_are_waited_for(shown: Publisher) -> None:
    previews = Previews(lambda: shown.current, lambda: None, waiting=2)
    try:
        first, second = (asyncio.create_task(previews.content(ROOM, TEN)) for _ in range(2))
        other = asyncio.create_task(previews.content(ROOM, replace(TEN, now=at("10:31"))))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await previews.content(ROOM, replace(TEN, now=at("10:32")))
        assert await first is await second
        await other
        assert await previews.content(ROOM, TEN) is await first
        await previews.content(ROOM, replace(TEN, now=at("10:32")))
    finally:
        await previews.aclose()


async def test_the_process_knows_no_secret_of_the_environment(
    previews: Previews, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INEVENT_CLIENT_SECRET", "s3cr3t")
    before = children()
    await previews.content(ROOM, TEN)
    [process] = children() - before
    assert b"s3cr3t" not in environment_of(process)


async def test_a_process_that_died_is_followed_by_another(previews: Previews) -> None:
    before = children()
    await previews.content(ROOM, TEN)
    (process,) = children() - before
    os.kill(process, signal.SIGKILL)
    await until(lambda: process not in children())
    await previews.content(ROOM, replace(TEN, now=at("10:31")))
    assert process not in children()


async def test_a_page_that_takes_too_long_is_refused_and_its_process_ended(
    shown: Publisher, caplog: pytest.LogCaptureFixture
) -> None:
    previews, before = Previews(lambda: shown.current, lambda: None, longest=0.01), children()
    with pytest.raises(Busy):
        await previews.content(ROOM, TEN)
    await previews.aclose()
    assert children() == before
    (message,) = caplog.messages
    assert message.startswith(f"{ROOM.kind} {ROOM.name} as of {TEN.now.isoformat(' ', 'minutes')} could not be made: ")
    assert "it took longer than 0.01 s" in message


async def test_a_page_whose_process_always_ends_is_refused_and_the_log_says_so(
    previews: Previews, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sys.executable", "/bin/true")
    with pytest.raises(Busy):
        await previews.content(ROOM, TEN)
    (told,) = [record for record in caplog.records if record.name == "signage.web.previews"]
    assert told.message.startswith(f"{ROOM.kind} {ROOM.name} as of ")
    assert "its process ended" in told.message


async def test_a_page_that_works_for_too_long_is_refused_without_another_try(
    previews: Previews, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    begun, program = tmp_path / "begun", tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho >> {begun}\nkill -XCPU $$\n")
    program.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(program))
    with pytest.raises(Busy):
        await previews.content(ROOM, TEN)
    assert "or 10 s of a processor, so its process was ended" in caplog.text
    assert begun.read_text() == "\n"


async def test_the_system_limits_what_a_page_may_work(previews: Previews) -> None:
    before = children()
    await previews.content(ROOM, TEN)
    (process,) = children() - before
    limit, _ = resource.prlimit(process, resource.RLIMIT_CPU)
    assert WORK < limit <= 3 * WORK


async def test_the_process_ends_when_nobody_asks_for_a_while(shown: Publisher) -> None:
    previews, before = Previews(lambda: shown.current, lambda: None, idle=0.01), children()
    await previews.content(ROOM, TEN)
    await until(lambda: children() == before)
    await previews.aclose()


async def test_nothing_is_left_of_a_page_that_is_being_made_at_the_end(shown: Publisher) -> None:
    previews, before = Previews(lambda: shown.current, lambda: None), children()
    asked = asyncio.create_task(previews.content(ROOM, TEN))
    await until(lambda: children() != before)
    await previews.aclose()
    assert children() == before
    with pytest.raises(asyncio.CancelledError):
        await asked


async def test_whoever_comes_when_too_many_wait_is_told_to_try_again(shown: Publisher) -> None:
    class Full(PreviewsHere):
        async def content(self, *_: object) -> object:  # type: ignore[override]
            raise Busy

    async with client(served(shown, previews=Full(shown))) as web:
        refused = await web.get("/rooms/hall-a", params={"at": "10:30"})
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
        assert (await web.get("/rooms/hall-a")).status_code == 200
        assert (await web.get("/rooms/none", params={"at": "10:30"})).status_code == 404


async def test_an_application_has_closed_its_previews_when_it_says_that_it_has_shut_down(shown: Publisher) -> None:
    """Whoever runs it ends its loop then: what still waited for a process wrote a traceback into the log."""
    told: list[str] = []

    class Closing(PreviewsHere):
        async def aclose(self) -> None:
            await asyncio.sleep(0)
            told.append("previews closed")

    asked = iter(("lifespan.startup", "lifespan.shutdown"))

    async def receive() -> dict[str, str]:
        return {"type": next(asked)}

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message["type"])

    await served(shown, previews=Closing(shown))({"type": "lifespan"}, receive, send)
    assert told == ["lifespan.startup.complete", "previews closed", "lifespan.shutdown.complete"]


async def test_pages_that_do_not_exist_are_composed_once(
    web: httpx.AsyncClient, shown: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await web.get("/rooms/hall-zz")
    monkeypatch.setattr(Templates, "page", None)
    monkeypatch.setattr(Templates, "panel", None)
    names = ["no", "<b>", "x" * 200]
    pages = [await web.get(f"/rooms/{quote(name)}") for name in names]
    for name, page in zip(names, pages, strict=True):
        assert page.status_code == 404
        expected = first.text.replace("/rooms/hall-zz/events", f"/rooms/{quote(name)}/events")
        assert page.text == expected.replace("hall-zz", escape(name[:80]))
