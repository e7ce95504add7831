"""Faults of the data folder, under a whole server: walls go on, staff are told, and nothing that was saved is lost."""

from __future__ import annotations

import asyncio
import logging
import random
import sys
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from signage.store.sqlite import SQLiteStore
from tests.e2e.gateway import Gateway, record
from tests.e2e.process import serving
from tests.e2e.venue import Clock, venue, walls
from tests.e2e.wall import Wall
from tests.wait import until

from .test_gateway import T0, agenda, logged
from .weather import damage

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("times", [40, pytest.param(1000, marks=pytest.mark.soak)])
async def test_a_saving_process_killed_at_random_moments_loses_nothing(tmp_path: Path, times: int) -> None:
    command = (sys.executable, "-m", "tests.faults.saver", str(tmp_path), str(times))
    saver = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=asyncio.subprocess.PIPE)
    _, said = await saver.communicate()
    assert (saver.returncode, said.decode()) == (0, "")


@pytest.mark.parametrize("times", [2, pytest.param(20, marks=pytest.mark.soak)])
async def test_a_server_killed_at_random_moments_starts_with_what_it_had(tmp_path: Path, times: int) -> None:
    chance = random.Random(5)  # noqa: S311 - not for secrets
    begun = datetime.now(UTC).replace(microsecond=0)
    async with Gateway(record(1, begun, 600)) as gateway:
        versions = ["Talk 1"]
        for life in range(times):
            async with serving(tmp_path, gateway) as server:
                await server.ready()
                async with Wall(server.client, "/rooms/room_a") as wall:
                    titles = [title for title in versions[-2:] if title in wall.text(time.time())]
                    assert titles != [], f"none of {versions[-2:]} after life {life}"
                    versions.append(f"Version {life}")
                    gateway.edit("ses_1", title=versions[-1])
                    await until(lambda: versions[-1] in wall.text(time.time()))
                    versions.append(f"Half-way {life}")
                    gateway.edit("ses_1", title=versions[-1])
                    await asyncio.sleep(chance.uniform(0, 1.2))
                await gateway.die()
                server.process.kill()
                await server.process.wait()
            async with serving(tmp_path, gateway) as server:
                await server.ready()
                async with Wall(server.client, "/rooms/room_a") as wall:
                    assert [title for title in versions[-2:] if title in wall.text(time.time())] != []
                assert "set aside" not in server.said
            await gateway.rise()


async def test_a_full_disk_stops_no_wall_and_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock, long = Clock(T0), "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(900))
    async with (
        Gateway(*agenda(), now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, "/rooms/room_a") as (wall,),
    ):
        caplog.set_level(logging.INFO)
        here.disk.fill()
        for minute in range(1, 5):
            for one in gateway.records:
                gateway.edit(one["id"], title=f"News {minute}", track=f"{long[minute * 100 :]}{one['id']}")
            await here.pass_minutes()
            await here.settle()
            assert f"News {minute}" in wall.text(here.now)
        reason = f"{tmp_path}/data/signage.db cannot be used: database or disk is full"
        told = f"the walls go on, but a restart will not know what they show: {reason}"
        assert [text for _, text in logged(caplog)] == [told]
        assert here.status.store_error == reason
        here.disk.mend()
        gateway.edit("ses_2", title="Room again")
        await here.pass_minutes()
        assert here.status.store_error == ""
        assert logged(caplog)[1:] == [(logging.INFO, "a restart will know again what the walls show")]


async def test_a_file_that_is_damaged_while_running_is_replaced(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock(T0)
    async with Gateway(*agenda(), now=clock.now) as gateway:
        async with venue(tmp_path, gateway, clock) as here:
            damage(tmp_path)
            gateway.edit("ses_2", title="News")
            await here.pass_minutes()
            assert here.status.store_error == ""
        await gateway.die()
        async with venue(tmp_path, gateway, clock) as here, walls(here, "/rooms/room_a") as (wall,):
            assert "News" in wall.text(T0.timestamp())


@pytest.mark.parametrize("meanwhile", ["as it was", "away", "held"])
async def test_a_file_that_is_damaged_while_nothing_is_learnt_is_replaced_by_what_it_held(
    tmp_path: Path, meanwhile: str
) -> None:
    clock = Clock(T0)
    async with Gateway(*agenda(), now=clock.now) as gateway:
        async with venue(tmp_path, gateway, clock) as here:
            if meanwhile == "away":
                await gateway.die()
            elif meanwhile == "held":
                gateway.delete(*(one["id"] for one in gateway.records))
                await here.pull()
            assert bool(here.status.held) == (meanwhile == "held")
            damage(tmp_path)
            await here.pass_minutes()
            assert here.status.store_error == ""
        await gateway.die()
        async with venue(tmp_path, gateway, clock) as here, walls(here, "/rooms/room_a") as (wall,):
            assert wall.slots(T0.timestamp())["now"] == {"ses_2"}


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 8000])
async def test_a_damaged_file_stops_no_start(tmp_path: Path, content: bytes) -> None:
    clock = Clock(T0)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/signage.db").write_bytes(content)
    async with (
        Gateway(*agenda(), now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, "/rooms/room_a") as (wall,),
    ):
        assert wall.slots(here.now)["now"] == {"ses_2"}
        assert here.status.store_error == ""


async def test_walls_keep_what_they_show_when_the_server_comes_back_with_nothing(tmp_path: Path) -> None:
    clock = Clock(T0)
    async with Gateway(*agenda(), now=clock.now) as gateway, AsyncExitStack() as stack:
        async with venue(tmp_path, gateway, clock) as here:
            address = here.client.base_url
            client = await stack.enter_async_context(httpx.AsyncClient(base_url=address, trust_env=False))
            paths = ("/rooms/room_a", "/screens/foyer", "/screens/today")
            shown = [await stack.enter_async_context(Wall(client, path)) for path in paths]
            before = [wall.text(here.now) for wall in shown]
        await gateway.die()
        for path in (tmp_path / "data").iterdir():
            path.unlink()
        async with venue(tmp_path, gateway, clock, port=address.port or 0) as here:
            await until(lambda: all(wall.open for wall in shown))
            await here.settle()
            assert [wall.text(T0.timestamp()) for wall in shown] == before
            gateway.records.clear()  # so that what is to be shown is what the server had without an agenda
            await gateway.rise()
            await here.pass_minutes()
            await until(lambda: [wall.slots(T0.timestamp()) for wall in shown] == [{}, {}, {}])
            gateway.records.append(record(1, T0, title="News"))
            await here.pass_minutes()
            await until(lambda: ["News" in wall.text(T0.timestamp()) for wall in shown] == [True, True, True])


@pytest.mark.parametrize("note", ["{", '["hall-a"]', '{"hall-a": 7}'])
async def test_a_damaged_note_stops_no_start(tmp_path: Path, caplog: pytest.LogCaptureFixture, note: str) -> None:
    store = SQLiteStore(tmp_path / "data")
    store.put("slugs", note)
    store.put("layout", note)
    store.close()
    async with (
        Gateway(*agenda(), now=(clock := Clock(T0)).now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, "/rooms/hall-a") as (wall,),
    ):
        assert wall.slots(here.now)["now"] == {"ses_2"}
    told = "the note of rooms' earlier addresses is damaged: only those of today lead to them"
    assert [text for level, text in logged(caplog) if level > logging.INFO] == [told]
