"""Signing in and out, and what guessing costs, at either of two nodes."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from signage.clock import SYSTEM
from signage.staff.roles import Rights
from signage.staff.settings import OIDC, StaffSettings
from signage.web import server
from tests.nodes.balancer import HOST, browser
from tests.nodes.pair import LAYOUT, PASSWORD, pair
from tests.wait import until
from tests.web.staff.identity import CLIENT, SECRET, IdentityProvider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import httpx

    from tests.e2e.gateway import Gateway
    from tests.redis import RedisServer

ME = "/staff/api/me"


async def sign_in(web: httpx.AsyncClient, name: str = "staff", password: str = PASSWORD) -> int:
    return (await web.post("/staff/login", data={"name": name, "password": password})).status_code


async def test_whoever_signs_in_at_one_is_known_at_the_other_by_the_very_next_request(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with pair(tmp_path, gateway, redis_server) as both, browser(*both) as staff:
        for _ in range(10):
            assert await sign_in(staff) == 303
            assert {(await staff.get(path)).status_code for path in (ME, "/staff/screens", ME)} == {200}
            assert (await staff.post("/staff/logout")).status_code == 303
            assert (await staff.get(ME)).status_code == 401


async def test_a_token_and_an_account_made_at_one_are_good_at_the_other_at_once(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with (
        pair(tmp_path, gateway, redis_server) as (a, b),
        browser(a) as staff, browser(b) as robot, browser(b) as ana,
    ):  # fmt: skip
        assert await sign_in(staff) == 303
        made = await staff.post("/staff/api/tokens", json={"name": "robot", "role": "viewer"})
        assert made.status_code == 201, made.text
        bearer = {"authorization": f"Bearer {made.json()['token']}"}
        assert (await robot.get(ME, headers=bearer)).status_code == 200
        account = {"name": "Ana", "role": "operator", "emergency": False, "password": "a long password"}
        assert (await staff.post("/staff/api/accounts", json=account)).status_code == 201
        assert await sign_in(ana, "Ana", "a long password") == 303


async def test_who_is_signed_out_everywhere_is_so_at_both(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with pair(tmp_path, gateway, redis_server) as (a, b), browser(a) as one, browser(b) as other:
        assert {await sign_in(one), await sign_in(other)} == {303}
        assert (await one.delete("/staff/api/sessions/staff")).status_code in (200, 204)
        async with asyncio.timeout(5):
            while (await other.get(ME)).status_code != 401:  # noqa: ASYNC110 - the word is on its way
                await asyncio.sleep(0.01)


async def test_a_strangers_cookie_has_the_store_asked_a_few_times_a_second(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with pair(tmp_path, gateway, redis_server) as (a, _), AsyncExitStack() as strangers:
        asked = [await strangers.enter_async_context(browser(a)) for _ in range(20)]
        for number, stranger in enumerate(asked):
            stranger.cookies.set("signage_staff", "x" * number, HOST)
        before = redis_server.info("commandstats")["cmdstat_hgetall"]["calls"]  # type: ignore[index]
        for _ in range(5):
            found = await asyncio.gather(*(stranger.get(ME) for stranger in asked))
            assert {answer.status_code for answer in found} == {401}
        after = redis_server.info("commandstats")["cmdstat_hgetall"]["calls"]  # type: ignore[index]
        assert after - before < 100  # of 100 requests, each with three kinds to look at


async def test_wrong_passwords_at_one_cost_time_at_the_other(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with pair(tmp_path, gateway, redis_server) as (a, b), browser(a) as one, browser(b) as other:
        assert {await sign_in(one), await sign_in(other)} == {303}
        throttles = [node.program.staff.access.throttle for node in (a, b)]
        await until(lambda: all(throttle.knows("staff", "127.0.0.1") for throttle in throttles))  # both listen by now
        assert await sign_in(one, password="wrong") == 401
        for _ in range(10):  # as more of these do, without the time that each is hashed for
            throttles[0].count("from 127.0.0.1")
        await until(lambda: throttles[1].wait("from 127.0.0.1") > 20)
        assert await sign_in(other) == 429


@asynccontextmanager
async def provided() -> AsyncIterator[tuple[IdentityProvider, StaffSettings]]:
    """An identity provider on this machine."""
    sock = server.listen("127.0.0.1", 0)
    issuer = f"http://localhost:{sock.getsockname()[1]}"
    provider = IdentityProvider(SYSTEM, claims={"groups": ["desk"]}, issuer=issuer)
    serving = server.Server(provider.app(), sock)
    running = asyncio.create_task(serving.serve(sockets=[sock]))
    groups = {"desk": Rights("operator")}
    try:
        yield provider, StaffSettings(groups=groups, oidc=OIDC(issuer, CLIENT, SECRET, label="Venue ID"))
    finally:
        serving.should_exit = True
        await running


async def test_a_sign_in_at_a_provider_that_begins_at_one_ends_at_the_other(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    layout = f"{LAYOUT}address: http://{HOST}\n"
    async with (
        provided() as (provider, settings),
        pair(tmp_path, gateway, redis_server, layout, settings) as (a, b),
        browser(a, b) as staff,
    ):
        for _ in range(3):
            out = await staff.get("/staff/oidc")
            assert out.status_code == 303, out.text
            back = await staff.get("/staff/oidc/callback", params=provider.consent(out.headers["location"]))
            assert back.status_code == 200, back.text
            me = (await staff.get(ME)).json()
            assert (me["name"], me["how"]) == ("Inês", "oidc")
            await staff.get("/healthz")  # another node begins next
