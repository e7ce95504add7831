"""Faults of the program's own: whatever keeps the walls fresh goes on after them."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest

from signage.errors import StoreError
from signage.inevent.settings import Settings
from signage.program import Program
from signage.runtime import Runtime
from signage.venue.folders import Venue
from signage.venue.media import Media
from signage.venue.picture import Picture
from tests.e2e.gateway import Gateway, record
from tests.e2e.venue import LAYOUT, Clock, venue, walls

from .test_gateway import T0, agenda, logged

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from signage.layout import Layout

GOES_ON = (logging.ERROR, "a fault in signage itself; what it stopped goes on in a second")


async def passing(clock: Clock, condition: Callable[[], object]) -> None:
    """Let time pass, second by second, until a condition holds."""
    async with asyncio.timeout(30):
        while not condition():
            clock.advance(1)
            await asyncio.sleep(0.005)


async def test_a_look_at_the_venues_files_that_fails_is_told_once_and_is_not_the_last(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, failed = Clock(T0), []
    (tmp_path / "theme").mkdir()
    async with (
        Gateway(*agenda(), now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, "/rooms/room_a") as (wall,),
    ):
        with monkeypatch.context() as broken:
            broken.setattr(Venue, "appearance", lambda *_: failed.append(1) or 1 / 0)
            (tmp_path / "theme/theme.css").write_text("a {}")
            await passing(clock, lambda: len(failed) == 3)
        assert logged(caplog) == [GOES_ON]
        await passing(clock, lambda: ("reload", {}) in wall.events)
        assert here.program.publisher.current.appearance.css.endswith("a {}")


async def test_a_look_that_takes_long_undoes_no_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, held, seen, look = Clock(T0), threading.Event(), [], Venue.appearance
    async with Gateway(*agenda(), now=clock.now) as gateway, venue(tmp_path, gateway, clock) as here:

        def slowly(self: Venue, layout: Layout, reachable: frozenset[str]) -> object:
            seen.append(layout.event.name)
            held.wait(30)
            return look(self, layout, reachable)

        monkeypatch.setattr(Venue, "appearance", slowly)
        (tmp_path / "media").mkdir()
        (tmp_path / "media/new.txt").write_text("a file that came")
        await passing(clock, lambda: seen)
        config = tmp_path / "screens.yaml"
        config.write_text(config.read_text().replace("Summit", "Two"))
        await passing(clock, lambda: here.program.reload.loaded.layout.event.name == "Two")
        for _ in range(20):
            clock.advance(1)
            await asyncio.sleep(0.005)
        assert seen == ["Summit"]  # one after the other
        held.set()
        await passing(clock, lambda: here.program.publisher.current.layout.event.name == "Two")
        assert seen == ["Summit", "Two"]


async def test_a_save_whose_look_fails_is_shown_a_second_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, failed = Clock(T0), []
    async with Gateway(*agenda(), now=clock.now) as gateway, venue(tmp_path, gateway, clock) as here:
        config = tmp_path / "screens.yaml"
        with monkeypatch.context() as broken:
            broken.setattr(Venue, "appearance", lambda *_: failed.append(1) or 1 / 0)
            config.write_text(config.read_text().replace("Summit", "Two"))
            await passing(clock, lambda: failed)
        await passing(clock, lambda: here.program.publisher.current.layout.event.name == "Two")


async def test_a_day_that_could_not_be_turned_is_turned_a_second_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, turned = Clock(T0), []
    async with Gateway(*agenda(), now=clock.now) as gateway, venue(tmp_path, gateway, clock) as here:
        turn = here.program.publisher.turn_day

        async def turn_day() -> None:
            turned.append(here.program.publisher.renderer.today)
            if len(turned) == 1:
                raise RuntimeError("a wall fell over")
            await turn()

        monkeypatch.setattr(here.program.publisher, "turn_day", turn_day)
        clock.advance(86_400)
        await passing(clock, lambda: len(turned) == 2)
        began = clock.passed
        await passing(clock, lambda: clock.passed > began + 30)
        assert turned == [here.program.publisher.renderer.today] * 2
        assert logged(caplog) == [GOES_ON]


async def test_a_note_that_cannot_be_written_holds_nobody_up_and_is_written_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, threads = Clock(T0), []
    async with Gateway(*agenda(), now=clock.now) as gateway, venue(tmp_path, gateway, clock) as here:
        store = here.program.store

        def locked(key: str, value: str, *, fenced: bool = False) -> None:
            threads.append(threading.current_thread())
            raise StoreError("the database is locked")

        await passing(clock, lambda: store.get("slugs"))  # those of before
        with monkeypatch.context() as broken:
            broken.setattr(store, "put", locked)
            gateway.records.append(record(900, T0, room="z"))
            await here.pass_minutes()
            await passing(clock, lambda: threads)
            assert "hall-z" not in json.loads(store.get("slugs"))
            assert here.status.store_error == "the database is locked"
        await here.pass_minutes()
        assert json.loads(store.get("slugs"))["hall-z"] == "room_z"
        assert threading.main_thread() not in threads
        assert here.status.store_error == ""
    told = "the walls go on, but a restart will not know what they show: the database is locked"
    assert [text for _, text in logged(caplog)] == [told]


async def test_a_picture_that_takes_for_ever_holds_up_no_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, held, asked = Clock(T0), threading.Event(), []

    def for_ever(raw: bytes) -> Picture:
        asked.append(len(raw))
        held.wait(30)
        return Picture(b"a picture", "image/png", 4, 3)

    monkeypatch.setattr("signage.venue.folders.Media", partial(Media, decoder=for_ever))
    async with Gateway(*agenda(), now=clock.now) as gateway, venue(tmp_path, gateway, clock) as here:
        state = here.program.publisher
        (tmp_path / "media").mkdir()
        (tmp_path / "media/bomb.png").write_bytes(b"small, and a lot of work")
        config = tmp_path / "screens.yaml"
        saved = config.read_text().replace("screens:", "screens:\n  map: {show: picture, file: bomb.png}", 1)
        config.write_text(saved)
        await passing(clock, lambda: asked)
        config.write_text(f"{saved}\nnotices: [{{title: Leave the building now, style: takeover}}]\n")
        await passing(clock, lambda: state.current.layout.notices)
        assert not held.is_set()
        assert state.current.appearance.external.images("bomb.png") == ()
        held.set()
        await passing(clock, lambda: state.current.appearance.external.images("bomb.png"))
        assert len(asked) == 1


@pytest.mark.parametrize(("address", "told"), [("http://gw.example", 1), ("http://127.0.0.1:9", 0)])
def test_a_gateway_by_plain_http_is_told_of_at_the_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, address: str, told: int
) -> None:
    (tmp_path / "screens.yaml").write_text(LAYOUT)
    settings = Settings(address, "signage", "s3cr3t", f"{address}/oauth/token")
    Program(Runtime(tmp_path / "screens.yaml", tmp_path / "data"), settings).store.close()
    warning = "gw.example is asked by plain http: whoever is on the way reads the secret; use https"
    assert [text for _, text in logged(caplog)] == [warning] * told
