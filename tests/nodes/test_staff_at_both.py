"""Staff at either of two nodes: who confirmed is counted over both, and each says when it is cut off."""

from __future__ import annotations

import re
import zlib
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.e2e.gateway import SECRET, Gateway
from tests.nodes.pair import PASSWORD, Member, pair
from tests.redis import RedisServer
from tests.wait import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

SCREENS = ("foyer", "hall-a")
REACHABLE = re.compile(r"^signage_shared_store_reachable (\S+)", re.MULTILINE)


async def signed_in(one: Member) -> httpx.AsyncClient:
    one.client.headers["Origin"] = str(one.client.base_url).rstrip("/")
    entered = await one.client.post("/staff/login", data={"name": "staff", "password": PASSWORD})
    assert entered.status_code == 303
    return one.client


def shown(one: Member, notice: str) -> set[str]:
    """The screens that have confirmed a message, as a node knows it."""
    found = one.program.staff.notices.get(notice)
    told = one.program.staff.notices.report(found).rows if found else []
    return {row.screen for row in told if row.state == "shown"}


async def test_who_confirmed_a_message_is_counted_over_both_nodes(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with pair(tmp_path, gateway, redis_server) as both, AsyncExitStack() as streams:
        for number, (one, screen) in enumerate(zip(both, SCREENS, strict=True)):
            query = {"rev": "", "display": f"{number:032x}-a"}
            stream = one.client.stream("GET", f"/screens/{screen}/events", params=query)
            await anext((await streams.enter_async_context(stream)).aiter_bytes())
        await until(lambda: all(len(list(one.program.fleet.registry)) == 2 for one in both))
        staff = await signed_in(both[1])
        sent = await staff.post("/staff/api/notices", json={"title": "Lunch", "screens": list(SCREENS)})
        assert sent.status_code == 201, sent.text
        notice = sent.json()["id"]
        await until(lambda: all(one.program.publisher.current.notices for one in both))
        for number, (one, screen) in enumerate(zip(both, SCREENS, strict=True)):
            said = {"page": f"/screens/{screen}", "load": "a", "up": 5, "now": datetime.now(UTC).timestamp() * 1000}
            path = f"/displays/{number:032x}/report"
            assert (await one.client.post(path, json={**said, "notices": [notice]})).status_code == 204
        await until(lambda: [shown(one, notice) for one in both] == [{*SCREENS}] * 2)


async def test_staff_and_monitoring_are_told_that_a_node_is_cut_off(tmp_path: Path, gateway: Gateway) -> None:
    (tmp_path / "redis").mkdir()
    redis = RedisServer(tmp_path / "redis", saves=True)
    try:
        async with pair(tmp_path, gateway, redis) as (one, _):
            staff = await signed_in(one)
            for is_cut_off in (True, False):
                (redis.kill if is_cut_off else redis.start)()
                await until(lambda expected=is_cut_off: one.program.sync.status.cut_off == expected)
                told = (await staff.get("/staff/api/agenda")).json()
                assert (told["cut_off"], "cannot be reached" in told["store_error"]) == (is_cut_off, is_cut_off)
                metrics = (await one.client.get("/metrics")).text
                assert float(REACHABLE.findall(metrics)[0]) == (not is_cut_off)
                ready = await one.client.get("/readyz")
                assert (ready.status_code, "store" in ready.json()) == (200, is_cut_off)
    finally:
        redis.kill()


def held(redis: RedisServer) -> Iterator[bytes]:
    """All keys and values of a Redis; what is compressed also as it was."""
    with redis.client() as client:
        for key in client.keys("*"):
            yield key
            if client.type(key) == b"hash":
                for pair_ in client.hgetall(key).items():
                    yield from pair_
                    with suppress(zlib.error):
                        yield zlib.decompress(pair_[1])
            else:
                yield client.dump(key)


async def test_redis_holds_neither_credentials_nor_a_token_of_the_platform(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with pair(tmp_path, gateway, redis_server) as both:
        gateway.revoke()
        await until(lambda: len(gateway.tokens) >= 2)
        gateway.edit("ses_1", title="Another title")
        await until(lambda: all("Another title" in one.titles for one in both))
        found = b"\n".join(held(redis_server))
        assert b"Another title" in found
        assert [one for one in (SECRET, PASSWORD, *gateway.tokens) if one.encode() in found] == []
