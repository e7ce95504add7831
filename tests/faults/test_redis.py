"""Faults of the Redis that nodes share, under one server and under two: walls go on, and are right again by itself."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest

from signage.store import connection, redis
from tests.e2e.gateway import Gateway, record
from tests.e2e.wall import Wall
from tests.nodes import pair
from tests.ports import free_port
from tests.redis import PASSWORD, RedisServer, Wire
from tests.wait import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


BEGUN, ENDED = "a restart will not know what they show", "a restart will know again what the walls show"


class Strike(NamedTuple):
    """What befalls Redis, how it passes, what the nodes say of it, and whether walls follow the platform meanwhile."""

    strikes: Callable[[RedisServer], object]
    passes: Callable[[RedisServer], object]
    told: str
    follows: bool


def _other_password(server: RedisServer) -> None:
    server.say("CONFIG", "SET", "requirepass", "another")
    server.password = "another"
    server.say("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    server.say("CLIENT", "KILL", "TYPE", "pubsub")


def _same_password(server: RedisServer) -> None:
    server.say("CONFIG", "SET", "requirepass", PASSWORD)
    server.password = PASSWORD


STRIKES = {
    "killed and started again": Strike(RedisServer.kill, RedisServer.start, "cannot be reached", False),
    "hanging": Strike(RedisServer.freeze, RedisServer.thaw, "does not answer within", False),
    "full": Strike(
        lambda server: server.say("CONFIG", "SET", "maxmemory", "1mb"),
        lambda server: server.say("CONFIG", "SET", "maxmemory", "0"),
        "is full and takes no writes",
        True,
    ),
    "a replica after a failover": Strike(
        lambda server: server.say("REPLICAOF", "127.0.0.1", free_port()),
        lambda server: server.say("REPLICAOF", "NO", "ONE"),
        "takes no writes, for it is a replica now",
        False,
    ),
    "of another password": Strike(_other_password, _same_password, "refuses this user or its password", False),
}


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes ten seconds at a venue takes one here."""
    monkeypatch.setattr(pair, "LEASE", timedelta(seconds=1.5))
    for module in (connection, redis):
        monkeypatch.setattr(module, "ANSWER", 0.5)
    monkeypatch.setattr(redis, "QUIET", 0.5)


async def shows(walls: list[Wall], title: str) -> None:
    await until(lambda: all(title in wall.text(time.time()) for wall in walls), 60)


@pytest.mark.parametrize("nodes", [1, 2])
@pytest.mark.parametrize("name", STRIKES)
async def test_walls_outlive_a_redis_that_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, name: str, nodes: int
) -> None:
    strike = STRIKES[name]
    if strike.follows:  # who asks is to go on: a lease that ran out on a busy machine cannot be taken in a full Redis
        monkeypatch.setattr(pair, "LEASE", timedelta(minutes=1))
    caplog.set_level(logging.INFO, "signage")
    (tmp_path / "redis").mkdir()
    server = RedisServer(tmp_path / "redis", saves=True, password=PASSWORD)
    async with AsyncExitStack() as stack:
        stack.callback(server.kill)
        gateway = await stack.enter_async_context(Gateway(record(1, datetime.now(UTC), 600)))
        members = [
            await stack.enter_async_context(pair.member(tmp_path / str(number), gateway, server))
            for number in range(nodes)
        ]
        await until(lambda: all(one.titles for one in members))
        walls = [await stack.enter_async_context(Wall(one.client, "/rooms/room_a")) for one in members]
        await asyncio.to_thread(strike.strikes, server)
        gateway.edit("ses_1", title="Meanwhile")
        if strike.follows:  # whoever asks; to the others nothing can be passed on
            await until(lambda: any("Meanwhile" in wall.text(time.time()) for wall in walls))
            await until(lambda: any(strike.told in one.program.nodes.error for one in members))
        else:
            await until(lambda: all(strike.told in one.program.nodes.error for one in members))
            await until(lambda: not any(one.asks for one in members))
        assert [(await one.client.get("/readyz")).status_code for one in members] == [200] * nodes
        await asyncio.to_thread(strike.passes, server)
        await shows(walls, "Meanwhile")
        gateway.edit("ses_1", title="Afterwards")
        await shows(walls, "Afterwards")
        await until(lambda: all(one.program.nodes.reachable for one in members))
        assert [wall.lost for wall in walls] == [0] * nodes
        await until(lambda: not any(one.program.archive.error for one in members))
        assert caplog.text.count(BEGUN) == caplog.text.count(ENDED)  # of each node, or none where none had to write
        assert "data folder" not in caplog.text
        assert PASSWORD not in caplog.text


@pytest.mark.parametrize("nodes", [1, 2])
async def test_what_a_redis_lost_that_was_emptied_is_written_into_it_again(
    tmp_path: Path, redis_server: RedisServer, nodes: int
) -> None:
    async with AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(Gateway(record(1, datetime.now(UTC), 600)))
        members = [
            await stack.enter_async_context(pair.member(tmp_path / str(number), gateway, redis_server))
            for number in range(nodes)
        ]
        await until(lambda: all(one.titles for one in members))
        walls = [await stack.enter_async_context(Wall(one.client, "/rooms/room_a")) for one in members]
        store = redis_server.store("evt_1")
        stack.callback(store.close)
        number = store.load("evt_1").number
        await asyncio.to_thread(redis_server.say, "FLUSHALL")
        await until(lambda: store.load("evt_1"))
        assert store.load("evt_1").number > number
        gateway.edit("ses_1", title="Afterwards")
        await shows(walls, "Afterwards")
        assert [wall.lost for wall in walls] == [0] * nodes


@asynccontextmanager
async def wired(folder: Path, nodes: int) -> AsyncIterator[tuple[Gateway, list[pair.Member], list[Wire], list[Wall]]]:
    """Nodes that show the agenda, each with a wall and a network of its own to the Redis; the first asks."""
    (folder / "redis").mkdir()
    server = RedisServer(folder / "redis", saves=True, password=PASSWORD)
    async with AsyncExitStack() as stack:
        stack.callback(server.kill)
        gateway = await stack.enter_async_context(Gateway(record(1, datetime.now(UTC), 600)))
        wires = [Wire(server) for _ in range(nodes)]
        for wire in wires:
            stack.callback(wire.close)
        members, walls = [], []
        for number, wire in enumerate(wires):
            one = await stack.enter_async_context(pair.member(folder / str(number), gateway, wire))
            await until(lambda one=one: one.titles)
            members.append(one)
            walls.append(await stack.enter_async_context(Wall(one.client, "/rooms/room_a")))
        await until(lambda: members[0].asks)
        yield gateway, members, wires, walls


@pytest.mark.parametrize("nodes", [1, 2])
async def test_walls_of_a_node_that_is_cut_off_go_on_and_those_of_the_other_follow(tmp_path: Path, nodes: int) -> None:
    async with wired(tmp_path, nodes) as (gateway, (first, *others), (wire, *_), (wall, *other_walls)):
        wire.cut()
        await until(lambda: "cannot be reached" in first.program.nodes.error and not first.asks)
        ready = await first.client.get("/readyz")
        assert (ready.status_code, "cannot be reached" in ready.json()["store"]) == (200, True)
        await until(lambda: all(one.asks for one in others))
        gateway.edit("ses_1", title="Meanwhile")
        await shows(other_walls, "Meanwhile")
        assert "Talk 1" in wall.text(time.time())
        wire.mend()
        await shows([wall, *other_walls], "Meanwhile")
        assert [one.lost for one in (wall, *other_walls)] == [0] * nodes
        await until(lambda: first.program.nodes.reachable)
        assert "store" not in (await first.client.get("/readyz")).json()


@pytest.mark.parametrize("nodes", [1, 2])
async def test_walls_follow_though_redis_answers_slowly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nodes: int
) -> None:
    for module in (connection, redis):
        monkeypatch.setattr(module, "ANSWER", 60.0)
    async with wired(tmp_path, nodes) as (gateway, members, wires, walls):
        for wire in wires:
            wire.delay = 0.3
        for title in ("Slowly", "More slowly"):
            gateway.edit("ses_1", title=title)
            await shows(walls, title)
        assert [one.program.nodes.error for one in members] == [""] * nodes
        assert [wall.lost for wall in walls] == [0] * nodes
