"""A node that is told to leave hands over: its lease at once, its streams one by one."""

from __future__ import annotations

import asyncio
import signal

import pytest

from tests.nodes.pair import LAYOUT, pair
from tests.nodes.process import NodeProcess
from tests.redis import RedisServer
from tests.wait import until


async def test_a_node_that_leaves_is_not_ready_and_ends_connections_and_streams_and_itself(
    tmp_path, gateway, redis_server
):
    async with pair(tmp_path, gateway, redis_server) as (a, b):
        async with a.client.stream("GET", "/screens/foyer/events") as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            a.server.leave()
            ready = await a.client.get("/readyz")
            assert (ready.status_code, ready.json()["ready"], ready.headers["connection"]) == (503, False, "close")
            page = await a.client.get("/screens/foyer")
            assert (page.status_code, page.headers["connection"]) == (200, "close")
            assert (await a.client.get("/screens/foyer/events")).status_code == 503
            last = [line async for line in lines if line]
        assert last[-1].startswith("retry: ")
        assert int(last[-1].removeprefix("retry: ")) <= 2000
        await until(lambda: b.asks)
        await a.running
        assert b.titles == {"Talk 0", "Talk 1", "Talk 2"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR1])
async def test_a_node_ends_though_redis_hangs(tmp_path, gateway, number):
    """It would wait for ten minutes, were it to wait for an answer."""
    (tmp_path / "redis").mkdir()
    redis = RedisServer(tmp_path / "redis")
    node = NodeProcess(tmp_path / "node", LAYOUT, gateway, redis, "127.0.0.1", lease=3, answer=600)
    try:
        await node.start()
        async with node.client.stream("GET", "/screens/foyer/events") as stream:
            await anext(stream.aiter_lines())
            redis.freeze()
            await asyncio.sleep(1)  # long enough for it to be asking
            node.process.send_signal(number)
            async with asyncio.timeout(60):
                assert await node.process.wait() == 0
    finally:
        await node.end()
        redis.kill()
