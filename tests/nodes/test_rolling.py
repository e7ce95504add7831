"""Servers are restarted one after the other behind a real balancer, and no wall misses a change."""

from __future__ import annotations

import asyncio
import json
import random
import re
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import httpx
import pytest

from tests.e2e.gateway import Gateway, record
from tests.nodes.balanced import Behind, balancer
from tests.nodes.pair import LAYOUT
from tests.ports import free_port
from tests.wait import until

WALLS = 12


class Wall:
    """A page as its script keeps it: it follows the stream, and comes again when that ends."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client, self.html, self.seen, self.streams = client, "", [], 0

    async def live(self) -> None:
        last, wait = "", 1.0
        while True:
            try:
                last = last or await self.load()
                seen = f"&seen={'.'.join(map(str, self.seen))}" if self.seen else ""
                async with self.client.stream("GET", f"/rooms/room_a/events?rev={last}{seen}") as answer:
                    self.streams += 1
                    name, data = "", ""
                    async for line in answer.aiter_lines():
                        field, _, value = line.partition(": ")
                        if field == "retry":
                            wait = int(value) / 1000
                        elif field == "id":
                            last = value
                        elif field == "event":
                            name = value
                        elif field == "data":
                            data = value
                        elif not line and name == "reload":
                            last = ""
                            break
                        elif not line and name:
                            self.take(name, json.loads(data))
                            name = ""
            except httpx.TransportError:
                pass
            await asyncio.sleep(min(wait, 1.0) * random.random())  # noqa: S311

    async def load(self) -> str:
        """Load the page; the revisions that it has."""
        self.html = (await self.client.get("/rooms/room_a")).text
        names = re.findall(r'data-set="([^"]*)"', self.html)[:1], re.findall(r'data-revision="([^"]*)"', self.html)
        return ".".join([*names[0], *names[1]])

    def take(self, name: str, data: dict) -> None:
        if name == "tick" and "seen" in data:
            self.seen = [max(pair) for pair in zip(data["seen"], self.seen or data["seen"], strict=True)]
        elif name in ("panel", "parts"):
            self.html += json.dumps(data)


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
async def test_a_rolling_restart_behind_a_balancer_loses_no_change(tmp_path, kind, redis_server):
    start = datetime.now(UTC)
    async with AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(Gateway(*(record(number, start) for number in range(3))))
        servers = []
        for name in "ab":
            (tmp_path / name).mkdir()
            (tmp_path / name / "screens.yaml").write_text(LAYOUT)
            servers.append(Behind(tmp_path / name, free_port(), gateway, redis_server))
            stack.push_async_callback(servers[-1].kill)
            await servers[-1].start()
        url = await stack.enter_async_context(balancer(kind, tmp_path, *(server.port for server in servers)))
        limits = httpx.Limits(max_connections=None)
        client = httpx.AsyncClient(base_url=url, trust_env=False, limits=limits, timeout=30)
        await stack.enter_async_context(client)
        walls = [Wall(client) for _ in range(WALLS)]
        living = [asyncio.create_task(wall.live()) for wall in walls]
        answers, going = [], True

        async def ask() -> None:
            while going:
                answers.append((await client.get("/screens/foyer")).status_code)
                await asyncio.sleep(0.05)

        asking = asyncio.create_task(ask())
        await until(lambda: all(wall.streams for wall in walls))
        for number, server in enumerate(servers):
            leaving = asyncio.create_task(server.leave())
            gateway.edit("ses_1", title=f"Title while {number} leaves")
            await leaving
            gateway.edit("ses_1", title=f"Title without {number}")
            await until(lambda number=number: all(f"Title without {number}" in wall.html for wall in walls))
            await server.start()
        gateway.edit("ses_1", title="The last title")
        await until(lambda: all("The last title" in wall.html for wall in walls))
        going = False
        await asking
        for task in living:
            task.cancel()
        await asyncio.gather(*living, return_exceptions=True)
        assert set(answers) == {200}
