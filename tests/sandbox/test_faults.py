"""Faults, within the process and on a real socket: the reader must meet the same."""

from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn

from tests.sandbox.conftest import SESSIONS, Clock, token

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.applications import Starlette


@pytest.fixture
def address(app: Starlette) -> Iterator[str]:
    """The sandbox on a socket of its own."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
    assert not thread.is_alive()


@pytest.fixture(params=["process", "socket"])
async def reader(request: pytest.FixtureRequest, app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    if request.param == "process":
        arguments: dict[str, Any] = {"transport": httpx.ASGITransport(app), "base_url": "http://gateway"}
    else:
        arguments = {"base_url": request.getfixturevalue("address"), "trust_env": False}
    async with httpx.AsyncClient(**arguments) as client:
        client.headers["X-Control-Token"] = app.state.control_token
        client.headers["Authorization"] = f"Bearer {(await token(client)).json()['access_token']}"
        yield client


async def play(client: httpx.AsyncClient, kind: str, **arguments: Any) -> None:
    assert (await client.post("/control/misbehave", json={"kind": kind, **arguments})).status_code == 200


async def total(client: httpx.AsyncClient) -> int:
    answer = await client.get(SESSIONS)
    assert answer.status_code == 200
    found: int = answer.json()["pagination"]["total"]
    return found


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_statuses(reader: httpx.AsyncClient, status: int) -> None:
    await play(reader, str(status), times=2)
    answers = [await reader.get(SESSIONS) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert answers[0].json()["request_id"] != answers[1].json()["request_id"]


async def test_429_says_how_long(reader: httpx.AsyncClient) -> None:
    await play(reader, "429", times=1, seconds=7)
    headers = (await reader.get(SESSIONS)).headers
    assert (headers["x-ratelimit-remaining"], headers["x-ratelimit-reset"]) == ("0", "7")


async def test_reset(reader: httpx.AsyncClient) -> None:
    await play(reader, "reset", times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        await reader.get(SESSIONS)
    assert await total(reader) == 5


async def test_truncated(reader: httpx.AsyncClient) -> None:
    await play(reader, "truncated", times=1)
    answer = await reader.get(SESSIONS)
    assert answer.status_code == 200
    assert answer.text.startswith('{"data":[{"id":"ses_0"')
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert await total(reader) == 5


async def test_html(reader: httpx.AsyncClient) -> None:
    await play(reader, "html", times=1)
    answer = await reader.get(SESSIONS)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")


async def test_an_empty_list_is_for_the_collection_only(reader: httpx.AsyncClient) -> None:
    await play(reader, "empty", times=1)
    assert (await reader.get(f"{SESSIONS}/ses_1")).json()["id"] == "ses_1"
    assert [await total(reader), await total(reader)] == [0, 5]


async def test_latency(reader: httpx.AsyncClient, clock: Clock) -> None:
    await play(reader, "latency", times=1, seconds=3)
    assert [await total(reader), await total(reader)] == [5, 5]
    assert clock.slept == [3]


async def test_faults_are_played_in_order_until_told_otherwise(client: httpx.AsyncClient) -> None:
    await play(client, "500", times=1)
    await play(client, "503")
    assert [(await client.get(SESSIONS)).status_code for _ in range(4)] == [500, 503, 503, 503]
    assert (await client.post("/control/behave", json={})).status_code == 200
    assert (await client.get(SESSIONS)).status_code == 200


async def test_control_is_never_lost(client: httpx.AsyncClient) -> None:
    await play(client, "500", path="/")
    assert [(await client.get(SESSIONS)).status_code, (await token(client)).status_code] == [500, 500]
    assert (await client.post("/control/behave", json={})).status_code == 200


async def test_a_fault_may_meet_the_token_exchange_instead(client: httpx.AsyncClient) -> None:
    await play(client, "500", path="/oauth")
    assert (await client.get(SESSIONS)).status_code == 200
    assert (await token(client)).status_code == 500
