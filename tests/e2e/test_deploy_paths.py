"""The examples in deploy/ for a path of a host, with the real programs: proxies, and signage with two events."""

from __future__ import annotations

import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
import trustme

from tests.ports import free_port

from .gateway import Gateway, record
from .process import serving
from .test_deploy import HOST, SNI, Place, caddy, in_front, nginx
from .test_events import FAIR, LAYOUT, NOW, OF_BOTH, PASSWORD, folder_of, until_shown

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

FILES = {"nginx.conf": nginx, "Caddyfile": caddy, "nginx-path.conf": nginx, "Caddyfile-path": caddy}
ORIGIN = {"Origin": f"https://{HOST}"}


@asynccontextmanager
async def two_events(folder: Path, name: str) -> AsyncIterator[httpx.AsyncClient]:
    """Both events behind the proxy of an example, and a client at the path that this gives them."""
    authority, base = trustme.CA(), "/signage" if "path" in name else ""
    (folder / "proxy").mkdir()
    pem = folder / "proxy/signage.pem"
    authority.issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(pem)
    folder_of(folder / "summit", LAYOUT, SIGNAGE_STAFF_PASSWORD=PASSWORD)
    folder_of(folder / "fair", FAIR)
    options = (*OF_BOTH, "--proxy", "127.0.0.1", "--base-path", base)
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    async with Gateway(record(1, NOW, 60)) as gateway, serving(folder, gateway, None, *options) as server:
        await until_shown(server, f"{base}/e/evt_1/screens/foyer", "Talk 1")  # as ready as the first of both events
        place = Place(folder / "proxy", pem, free_port(), server.port)
        client = httpx.AsyncClient(verify=trusted, trust_env=False, base_url=f"https://127.0.0.1:{place.port}{base}")
        client.headers["host"] = HOST
        async with in_front(place, FILES[name](place, name)), client:
            yield client


@pytest.mark.parametrize("name", FILES)
async def test_two_events_behind_the_proxy_of_an_example(tmp_path: Path, name: str) -> None:
    async with two_events(tmp_path, name) as client:
        base = client.base_url.path.rstrip("/")
        page = await client.get("e/evt_1/screens/foyer", **SNI)
        assert (page.status_code, f'data-events="{base}/e/evt_1/screens/foyer/events"' in page.text) == (200, True)
        for nearly, meant in (
            ("Screens/FOYER/?at=9:55", "screens/foyer?at=9:55"),
            ("rooms/Hall%2FA", "rooms/room_a"),
        ):
            lost = await client.get(f"e/evt_1/{nearly}", **SNI)
            assert (lost.status_code, lost.headers["location"]) == (308, f"{base}/e/evt_1/{meant}")
        async with client.stream("GET", "e/evt_2/screens/foyer/events", **SNI) as stream:
            assert b"event: tick" in await anext(stream.aiter_bytes())
        fields = {"name": "staff", "password": PASSWORD}
        entered = await client.post("e/evt_1/staff/login", data=fields, headers=ORIGIN, **SNI)
        assert entered.headers["location"] == f"{base}/e/evt_1/staff/screens"
        cookie = entered.headers["set-cookie"]
        assert (f"; Path={base}/e/evt_1/staff;" in cookie, "; Secure" in cookie) == (True, True)
        posted = []
        for path in ("media", "notices"):
            answer = await client.post(f"e/evt_1/staff/api/{path}", content=bytes(2**20 + 1), headers=ORIGIN, **SNI)
            posted.append(answer.status_code)
        assert posted[0] not in (413, 502)  # it came to signage
        assert posted[1] in (413, 502)  # Caddy 2.6: 502
        outside = await client.get(f"https://127.0.0.1:{client.base_url.port}/e/evt_3/", **SNI)
        assert outside.status_code == 404
