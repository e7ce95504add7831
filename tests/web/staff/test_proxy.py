"""Who a trusted proxy says is asking: believed from that proxy alone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from signage.staff.roles import Rights
from signage.staff.settings import StaffSettings
from signage.web.limits import Limits
from signage.web.protocol import TRUSTED
from signage.web.server import Server, listen
from tests.web.staff.site import ORIGIN, StaffSite

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

GROUPS = {"chiefs": Rights("editor", True), "desk": Rights("operator")}
ME = "/staff/api/me"


def proxied(app: ASGIApp) -> ASGIApp:
    """What the server makes of a request that a proxy it was told of has passed on."""

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "extensions": {TRUSTED: {}}}, receive, send)

    return call


def client(app: ASGIApp, user: str, groups: str = "") -> httpx.AsyncClient:
    headers = {**ORIGIN, "remote-user": user, "remote-groups": groups}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://signage", headers=headers)


async def test_by_groups() -> None:
    site = StaffSite(StaffSettings(header="Remote-User", groups_header="Remote-Groups", groups=GROUPS))
    async with client(proxied(site.app), "ana", "all, desk|none") as web:
        me = (await web.get(ME)).json()
        assert (me["name"], me["role"], me["emergency"], me["how"]) == ("ana", "operator", False, "proxy")
        assert (await web.get("/staff/screens")).status_code == 200
        assert (await web.get("/staff/api/accounts")).json()["error"] == "role"
        evil = {"origin": "http://evil.example"}
        assert (await web.post("/staff/api/me/password", json={}, headers=evil)).json()["error"] == "origin"
    async with client(proxied(site.app), "ana", "all") as web:
        assert (await web.get(ME)).status_code == 401


async def test_by_an_account_of_that_name() -> None:
    site = StaffSite(StaffSettings(header="Remote-User"))
    await site.account("Ana", "viewer")
    async with client(proxied(site.app), "ANA") as web:
        assert (await web.get(ME)).json()["role"] == "viewer"
    async with client(proxied(site.app), "rui") as web:
        assert (await web.get(ME)).status_code == 401


async def test_from_anybody_else_the_header_is_worth_nothing() -> None:
    site = StaffSite(StaffSettings(header="Remote-User", groups_header="Remote-Groups", groups=GROUPS))
    async with client(site.app, "ana", "chiefs") as web:
        assert (await web.get(ME)).status_code == 401


async def test_without_the_setting_a_proxys_header_is_worth_nothing() -> None:
    site = StaffSite()
    await site.account("Ana", "editor")
    async with client(proxied(site.app), "ana", "chiefs") as web:
        assert (await web.get(ME)).status_code == 401


@pytest.mark.parametrize("proxies", [("127.0.0.1",), ("10.9.9.9",), ()])
async def test_the_server_marks_what_came_from_a_proxy_that_it_was_told_of(proxies: tuple[str, ...]) -> None:
    async def marked(request: Request) -> Response:
        return PlainTextResponse(str(TRUSTED in request.scope["extensions"]))

    sock = listen("127.0.0.1", 0)
    served = Server(Starlette(routes=[Route("/", marked)]), sock, limits=Limits(proxies=proxies))
    running = asyncio.create_task(served.serve(sockets=[sock]))
    url = f"http://127.0.0.1:{sock.getsockname()[1]}/"
    async with httpx.AsyncClient(trust_env=False, headers={"x-forwarded-for": "127.0.0.1"}) as web:
        assert (await web.get(url)).text == str("127.0.0.1" in proxies)
    served.should_exit = True
    await running
