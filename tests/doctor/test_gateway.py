"""What is said of the way to the platform."""

from __future__ import annotations

import socket
import ssl
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from signage.doctor.command import examine
from signage.doctor.examination import Certificate

from .build import ENV, NO_NAME, NOW, SECRET, World, found

if TYPE_CHECKING:
    from pathlib import Path


def untrusted(why: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, why)
    error.verify_message = why
    return error


async def test_a_way_without_fault(tmp_path: Path) -> None:
    world = World()
    results = await examine(world.place(tmp_path))
    said = {one.check: (one.level, one.what) for one in results}
    assert [one for one in results if one.level == "fault"] == []
    assert said["dns"] == ("good", "api.example.com is 203.0.113.7")
    assert said["tls"] == ("good", "the certificate of api.example.com is trusted, until 2026-04-28")
    assert said["clock"] == ("good", "this machine's clock is 0.5 s behind the gateway's")
    assert said["token"][0] == "good"


async def test_what_is_not_set_is_named_and_nobody_is_asked(tmp_path: Path) -> None:
    world = World()
    place = world.place(tmp_path, env={"INEVENT_CLIENT_ID": "", "INEVENT_BASE_URL": ""})
    said = [what for level, what, _ in await found(place, "settings") if level == "fault"]
    assert [one.split(" ")[0] for one in said] == ["INEVENT_BASE_URL", "INEVENT_CLIENT_ID"]
    assert not [one for one in world.asked if "127.0.0.1" not in one]


@pytest.mark.parametrize(
    ("seconds", "level", "what"),
    [
        (2, "good", "1.5 s ahead of"),
        (-2, "good", "2.5 s behind"),
        (6, "warning", "5.5 s ahead of"),
        (-40, "fault", "40.5 s behind"),
    ],
)
async def test_a_clock_that_is_wrong(tmp_path: Path, seconds: float, level: str, what: str) -> None:
    world = World()
    place = world.place(tmp_path)
    place.clock.stepped = timedelta(seconds=seconds)  # type: ignore[attr-defined]
    ((told, said, mend),) = await found(place, "clock")
    assert (told, said) == (level, f"this machine's clock is {what} the gateway's")
    assert "timedatectl" in mend or level == "good"


async def test_a_name_that_nobody_knows_is_told_once(tmp_path: Path) -> None:
    world = World()
    world.found = NO_NAME
    results = await examine(world.place(tmp_path))
    faults = [one for one in results if one.level == "fault"]
    assert [(one.check, one.what) for one in faults] == [
        ("dns", "api.example.com cannot be found: Name or service not known")
    ]
    assert "resolv.conf" in faults[0].mend


@pytest.mark.parametrize(
    ("error", "mend"),
    [
        (untrusted("certificate has expired"), "renew it"),
        (untrusted("unable to get local issuer certificate"), "whole chain"),
        (untrusted("self-signed certificate"), "SSL_CERT_FILE"),
        (untrusted("Hostname mismatch, certificate is not valid for 'api.example.com'."), "by a name that stands in"),
        (ConnectionRefusedError(111, "Connection refused"), "port is open"),
    ],
)
async def test_a_certificate_that_is_not_trusted(tmp_path: Path, error: OSError, mend: str) -> None:
    world = World()
    world.certificate = error
    ((level, _, told),) = await found(world.place(tmp_path), "tls", lambda one: "example.com" in one.what)
    assert (level, mend in told) == ("fault", True)


async def test_a_certificate_that_ends_soon(tmp_path: Path) -> None:
    world = World()
    world.certificate = Certificate(NOW + timedelta(days=5), "h2")
    ((level, what, _),) = await found(world.place(tmp_path), "tls", lambda one: "certificate" in one.what)
    assert (level, what) == (
        "warning",
        "the certificate of api.example.com is good until 2026-02-12 alone, 5 more days",
    )


async def test_a_gateway_that_cannot_be_reached(tmp_path: Path) -> None:
    world = World()
    world.answers[""] = world.answers["/"] = httpx.ConnectError("All connection attempts failed")
    ((level, what, mend),) = await found(world.place(tmp_path), "gateway")
    assert (level, what) == (
        "fault",
        "the gateway cannot be reached: ConnectError All connection attempts failed",
    )
    assert "firewall" in mend


@pytest.mark.parametrize(
    ("path", "answer", "check", "mend"),
    [
        ("/oauth/token", (401, {"message": f"bad secret {SECRET}", "request_id": "req_7"}), "token", "anew"),
        ("/v1/events/evt_1/sessions", (404, {"message": "no such event"}), "event", "event's id"),
        ("/v1/events/evt_1/sessions", (403, {"message": "not yours"}), "scope", "read:sessions and nothing else"),
        ("/v1/events/evt_1/sessions", (503, {"request_id": "req_8"}), "sessions", "request id"),
    ],
)
async def test_what_the_gateway_refuses_and_no_secret(
    tmp_path: Path, path: str, answer: tuple[int, object], check: str, mend: str
) -> None:
    world = World()
    world.answers[path] = answer
    ((level, what, told),) = await found(world.place(tmp_path), check)
    assert (level, str(answer[0]) in what, mend in told) == ("fault", True, True)


@pytest.mark.parametrize("scope", ["read:sessions write:sessions", "write:sessions", ""])
async def test_a_scope_that_is_not_exactly_the_one_needed(tmp_path: Path, scope: str) -> None:
    """More is a fault as well as less: the server does not use such a token."""
    world = World()
    world.scope = scope
    ((level, what, mend),) = await found(world.place(tmp_path), "scope")
    assert (level, "read:sessions" in what) == ("fault", True)
    assert "nothing else" in mend


async def test_by_way_of_a_proxy_the_name_is_not_looked_up(tmp_path: Path) -> None:
    world = World()
    world.found = socket.gaierror(-2, "Name or service not known")
    place = world.place(tmp_path, env={"HTTPS_PROXY": "http://user:hunter2@proxy:3128"})
    said = await found(place, "gateway")
    assert said[0][1].startswith("it is asked by way of the proxy in HTTPS_PROXY")
    assert "hunter2" not in repr(await examine(place))
    assert await found(place, "dns") == []


async def test_plain_http_is_named(tmp_path: Path) -> None:
    place = World().place(tmp_path, env={"INEVENT_BASE_URL": ENV["INEVENT_BASE_URL"].replace("https", "http")})
    faults = [what for level, what, _ in await found(place, "settings") if level == "fault"]
    assert faults == ["api.example.com is asked by plain http: anybody on the way reads the secret"]
