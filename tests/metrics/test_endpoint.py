"""Who may read /metrics, and in which form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from prometheus_client import CollectorRegistry, Gauge

from signage.errors import SettingsError
from signage.metrics.endpoint import Endpoint, is_local, token_in

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "a long random token"
OPENMETRICS = "application/openmetrics-text; version=1.0.0"


def endpoint(token: str = "") -> Endpoint:
    registry = CollectorRegistry()
    Gauge("walls", "Walls.", registry=registry).set(3)
    return Endpoint(registry, token)


async def asked(app: Endpoint, method: str = "GET", client: str = "127.0.0.1", **headers: str) -> httpx.Response:
    """The answer to a request from this address; `_` in a header's name is a hyphen."""
    transport = httpx.ASGITransport(app, client=(client, 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as web:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await web.request(method, "/metrics", headers=named)


@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
async def test_a_program_on_this_machine_needs_no_token(client: str) -> None:
    for app in (endpoint(), endpoint(TOKEN)):
        answer = await asked(app, client=client)
        assert (answer.status_code, "walls 3.0" in answer.text) == (200, True)


@pytest.mark.parametrize("client", ["10.0.0.7", "2001:db8::1", "::ffff:10.0.0.7", "nonsense"])
async def test_others_find_nothing_or_need_the_token(client: str) -> None:
    assert (await asked(endpoint(), client=client)).status_code == 404
    assert (await asked(endpoint(), client=client, authorization="Bearer ")).status_code == 404
    app = endpoint(TOKEN)
    refused = await asked(app, client=client)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert "walls" not in refused.text
    for wrong in (TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer", "Bearer "):
        assert (await asked(app, client=client, authorization=wrong)).status_code == 401
    assert (await asked(app, client=client, authorization=f"bearer {TOKEN}")).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        {"x_forwarded_for": "127.0.0.1"},
        {"x_forwarded_proto": "https"},
        {"forwarded": "for=127.0.0.1"},
        {"x_real_ip": "127.0.0.1"},
        {"via": "1.1 proxy"},
        {"host": "signage.example.com"},
        {"host": "localhost.example.com"},
        {"host": "127.0.0.1.example.com:8080"},
    ],
)
async def test_nobody_is_local_by_way_of_a_proxy(header: dict[str, str]) -> None:
    assert (await asked(endpoint(), **header)).status_code == 404
    assert (await asked(endpoint(TOKEN), **header)).status_code == 401
    assert (await asked(endpoint(TOKEN), authorization=f"Bearer {TOKEN}", **header)).status_code == 200


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_nginx_without_settings_speaks_an_old_http(version: str) -> None:
    scope: dict[str, Any] = {"http_version": version, "headers": [(b"host", b"127.0.0.1:8080")], "client": ("::1", 5)}
    assert is_local(scope) == (version == "1.1")
    assert not is_local({**scope, "client": None})
    assert not is_local({**scope, "headers": []})


async def test_nothing_but_reading_is_answered() -> None:
    assert (await asked(endpoint(), "POST")).status_code == 404
    assert (await asked(endpoint(), "HEAD")).status_code == 200


async def test_the_form_is_the_one_asked_for() -> None:
    plain, open_ = await asked(endpoint()), await asked(endpoint(), accept=OPENMETRICS)
    assert plain.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert open_.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert (plain.text.endswith("# EOF\n"), open_.text.endswith("# EOF\n")) == (False, True)
    zipped = await asked(endpoint(), accept_encoding="gzip")
    assert (zipped.headers["content-encoding"], zipped.text) == ("gzip", plain.text)


def test_the_token_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    assert token_in({}) == ""
    assert token_in({"SIGNAGE_METRICS_TOKEN": TOKEN}) == token_in({"SIGNAGE_METRICS_TOKEN_FILE": str(file)}) == TOKEN
    with pytest.raises(SettingsError, match=r"SIGNAGE_METRICS_TOKEN and SIGNAGE_METRICS_TOKEN_FILE are both set"):
        token_in({"SIGNAGE_METRICS_TOKEN": TOKEN, "SIGNAGE_METRICS_TOKEN_FILE": str(file)})
    with pytest.raises(SettingsError, match=r"fewer than 16 characters") as short:
        token_in({"SIGNAGE_METRICS_TOKEN": "hunter2"})
    assert "hunter2" not in str(short.value)
