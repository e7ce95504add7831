"""A node that is cut off from the store of all serves on, says so, and comes back by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from signage.staff.notice import Message
from tests.nodes.pair import pair
from tests.redis import RedisServer
from tests.wait import until


async def test_redis_dies_with_all_it_holds_and_comes_back_empty(tmp_path, gateway):
    redis = RedisServer(tmp_path)
    try:
        async with pair(tmp_path, gateway, redis) as (a, b):
            await until(lambda: b.program.staff.versions.all)
            redis.kill()
            message = Message(title="Leave", style="takeover", until=datetime.now(UTC) + timedelta(hours=1))
            await b.program.staff.notices.send(message, "ann", "", [], [])
            for one in (a, b):
                await until(lambda one=one: one.program.sync.status.cut_off)
                ready = await one.client.get("/readyz")
                assert (ready.status_code, "Redis" in ready.json()["store"]) == (200, True)
                assert (await one.client.get("/screens/foyer")).status_code == 200
            assert not a.program.publisher.current.notices
            redis.start()
            await until(lambda: a.program.publisher.current.notices)
            await until(lambda: a.asks or b.asks)
            gateway.edit("ses_1", title="Another title")
            await until(lambda: "Another title" in a.titles & b.titles)
            store = redis.store("evt_1")
            await until(lambda: len(store.records("layout version")) == 1 and len(store.records("account")) == 1)
            assert "store" not in (await a.client.get("/readyz")).json()
    finally:
        redis.kill()
