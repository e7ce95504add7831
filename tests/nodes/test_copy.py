"""A node that starts while the shared store is away shows what it showed last, and what is stored once that is back."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.e2e.gateway import Gateway, record
from tests.redis import RedisServer
from tests.wait import until

from .pair import member

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_node_that_starts_while_redis_is_away_shows_what_it_showed(tmp_path: Path) -> None:
    (tmp_path / "redis").mkdir()
    server = RedisServer(tmp_path / "redis", saves=True)
    async with AsyncExitStack() as stack:
        stack.callback(server.kill)
        gateway = await stack.enter_async_context(Gateway(record(1, datetime.now(UTC), 600)))
        async with member(tmp_path / "asks", gateway, server) as one:
            await until(lambda: one.titles)
            async with member(tmp_path / "follows", gateway, server) as other:
                await until(lambda: other.titles)
        await asyncio.to_thread(server.kill)
        again = [
            await stack.enter_async_context(member(tmp_path / name, gateway, server, like_before=True))
            for name in ("asks", "follows")
        ]
        assert [one.titles for one in again] == [{"Talk 1"}, {"Talk 1"}]
        assert [(await one.client.get("/readyz")).status_code for one in again] == [200, 200]
        await asyncio.to_thread(server.start)
        gateway.edit("ses_1", title="Afterwards")
        await until(lambda: all(one.titles == {"Afterwards"} for one in again), 60)
