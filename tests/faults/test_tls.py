"""Whom a gateway's certificate has to come from, and where no token is ever carried."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.e2e.gateway import SESSIONS, TOKEN, Gateway, reply
from tests.e2e.venue import Clock, venue, walls

from .test_gateway import T0, agenda

if TYPE_CHECKING:
    from pathlib import Path


def certified(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


async def test_a_certificate_that_nobody_knows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, other = trustme.CA(), trustme.CA()
    ours.cert_pem.write_to_path(tmp_path / "ours.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ours.pem"))
    clock, gateway = Clock(T0), Gateway(*agenda())
    gateway.tls = certified(ours)
    async with gateway, venue(tmp_path, gateway, clock) as here, walls(here, "/rooms/room_a") as (wall,):
        assert (here.status.error, gateway.url[:8]) == ("", "https://")
        await gateway.die()
        gateway.tls = certified(other)
        await gateway.rise()
        gateway.requests.clear()
        await here.pass_minutes(3)
        assert "certificate verify failed" in here.status.error
        assert gateway.requests == []
        assert wall.slots(here.now)["now"] == {"ses_2"}
        await gateway.die()
        gateway.tls = certified(ours)
        await gateway.rise()
        await here.pass_minutes()
        assert here.status.error == ""


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_takes_no_token_elsewhere(tmp_path: Path, status: int) -> None:
    clock = Clock(T0)
    async with (
        Gateway() as trap,
        Gateway(*agenda(), now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
    ):
        gateway.fault = lambda _: reply(status, b"", location=f"{trap.url}{SESSIONS}")
        await here.pass_minutes(2)
        gateway.token_fault = lambda _: reply(status, b"", location=f"{trap.url}{TOKEN}")
        gateway.revoke()
        gateway.fault = None
        await here.pass_minutes(2)
        assert "(a redirect, which is not followed)" in here.status.error
        assert trap.requests == []
