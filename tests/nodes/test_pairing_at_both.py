"""A TV is paired whichever of two nodes its requests and those of staff reach, also without their Redis."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.nodes.balancer import browser
from tests.nodes.pair import LAYOUT, PASSWORD, Member, pair
from tests.redis import RedisServer
from tests.wait import until

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from tests.e2e.gateway import Gateway

DEVICE = "ab" * 16


async def sign_in(staff: httpx.AsyncClient) -> None:
    entered = await staff.post("/staff/login", data={"name": "staff", "password": PASSWORD})
    assert entered.status_code == 303, entered.text


async def begin(tv: httpx.AsyncClient) -> dict[str, str]:
    answer = await tv.post("/pair", json={"display": DEVICE, "size": [1920, 1080]})
    assert answer.status_code == 200
    told: dict[str, str] = answer.json()
    return told


async def gone(tv: httpx.AsyncClient, ticket: str) -> str:
    """Where the TV is sent; it asks as often as its page would."""
    async with asyncio.timeout(20):
        while True:
            answer = await tv.get(f"/pair/{ticket}")
            assert answer.status_code in (200, 204), answer.text
            if answer.status_code == 200:
                return str(answer.json()["go"])
            await asyncio.sleep(0.05)


async def heard(tv: httpx.AsyncClient, ticket: str, one: Member) -> None:
    """The TV asks on until this node knows it: what is said before both listen is said again."""
    async with asyncio.timeout(20):
        while not len(one.program.fleet.pairings):
            assert (await tv.get(f"/pair/{ticket}")).status_code == 204
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("access", ["open", "keys"])
async def test_a_code_drawn_at_one_is_looked_up_and_bound_at_the_other(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer, access: str
) -> None:
    layout = f"{LAYOUT}access: {access}\n"
    async with (
        pair(tmp_path, gateway, redis_server, layout) as (a, b),
        browser(a) as tv, browser(b) as staff, browser(b, a) as anywhere, browser(a, b) as stranger,
    ):  # fmt: skip
        told = await begin(tv)
        await sign_in(staff)
        await heard(tv, told["ticket"], b)
        found = (await staff.get(f"/staff/api/pairings/{told['code']}")).json()
        assert (found["size"], found["engine"]) == ([1920, 1080], "")
        assert (await anywhere.get(f"/pair/{told['ticket']}.svg")).text == (
            await anywhere.get(f"/pair/{told['ticket']}.svg")
        ).text
        bound = await staff.post("/staff/api/pairings", json={"code": told["code"], "screen": "foyer", "label": "Till"})
        assert bound.json() == {"path": "/screens/foyer"}
        assert await gone(tv, told["ticket"]) == "/screens/foyer"
        assert (await tv.get("/screens/foyer")).status_code == 200
        for one in (a, b):
            one.program.fleet.registry.opened(DEVICE, "a", ("screen", "foyer"), "", lambda _: None)
        await until(lambda: [[row.label for row in one.program.fleet.registry] for one in (a, b)] == [["Till"]] * 2)
        assert {(await stranger.get("/screens/foyer")).status_code for _ in "ab"} == {200 if access == "open" else 403}


async def test_each_request_of_tv_and_staff_may_reach_another_node(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with (
        pair(tmp_path, gateway, redis_server, f"{LAYOUT}access: keys\n") as both,
        browser(*both) as tv, browser(*both) as staff,
    ):  # fmt: skip
        await sign_in(staff)
        for screen in ("foyer", "hall-a", "foyer"):
            told = await begin(tv)
            for _ in "ab":
                assert (await tv.get(f"/pair/{told['ticket']}")).status_code == 204
                assert (await staff.get(f"/staff/api/pairings/{told['code']}")).status_code == 200
            body = {"code": told["code"], "screen": screen}
            assert (await staff.post("/staff/api/pairings", json=body)).status_code == 200
            assert await gone(tv, told["ticket"]) == f"/screens/{screen}"
            assert {(await tv.get(f"/screens/{screen}")).status_code for _ in "ab"} == {200}


async def test_without_redis_a_tv_is_paired_all_the_same_and_staff_are_told_what_is_wrong(
    tmp_path: Path, gateway: Gateway
) -> None:
    (tmp_path / "redis").mkdir()
    redis = RedisServer(tmp_path / "redis")
    try:
        async with (
            pair(tmp_path, gateway, redis) as (a, b),
            browser(a) as tv, browser(b) as staff, browser(a, b) as anywhere,
        ):  # fmt: skip
            await sign_in(staff)
            redis.kill()
            await until(lambda: all(one.program.sync.status.cut_off for one in (a, b)))
            told = await begin(tv)
            refused = await staff.get(f"/staff/api/pairings/{told['code']}")
            assert (refused.status_code, "cut off" in refused.json()["message"]) == (404, True)
            for _ in "ab":  # behind a balancer the TV itself brings its code to the other node
                assert (await anywhere.get(f"/pair/{told['ticket']}")).status_code == 204
            body = {"code": told["code"], "screen": "foyer"}
            assert (await staff.post("/staff/api/pairings", json=body)).status_code == 200
            assert await gone(anywhere, told["ticket"]) == "/screens/foyer"
    finally:
        redis.kill()


async def test_a_code_outlives_the_restart_of_its_node(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with pair(tmp_path, gateway, redis_server) as (a, b), browser(a) as tv, browser(b) as other:
        told = await begin(tv)
        await heard(tv, told["ticket"], b)
        await a.stop()
        assert (await other.get(f"/pair/{told['ticket']}")).status_code == 204
        await sign_in(other)
        assert (await other.get(f"/staff/api/pairings/{told['code']}")).status_code == 200
