"""The real program as a process of its own."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, STDOUT
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from tests.wait import until

from .gateway import SECRET

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .gateway import Gateway

SIGNAGE = Path(sys.executable).with_name("signage")
LAYOUT = """\
event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}
screens:
  hall-a: {show: room, room: Hall A}
  foyer: {show: overview}
  today: {show: agenda}
sync: {window_every: 1s, delta_every: 1s}
"""


def environment(gateway: Gateway) -> dict[str, str]:
    """What an operator sets."""
    return {
        "INEVENT_BASE_URL": gateway.url,
        "INEVENT_CLIENT_ID": "signage",
        "INEVENT_CLIENT_SECRET": SECRET,
    }


async def run(*arguments: str, cwd: Path, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """A command that ends by itself: its status, what it printed and what it complained of."""
    process = await asyncio.create_subprocess_exec(
        SIGNAGE, *arguments, cwd=cwd, env={"PATH": os.environ["PATH"], **(env or {})}, stdout=PIPE, stderr=PIPE
    )
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


class Server:
    """`signage serve` in a folder with a screens.yaml, on a port of the system's choice."""

    def __init__(self, folder: Path, process: asyncio.subprocess.Process) -> None:
        self.folder, self.process = folder, process
        self.output: list[str] = []
        self.client = httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=None))

    async def listen(self) -> None:
        """Gather all that it prints."""
        assert self.process.stdout
        async for line in self.process.stdout:
            self.output.append(line.decode().rstrip())

    @property
    def said(self) -> str:
        return "\n".join(self.output)

    @property
    def port(self) -> int:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.said)
        return int(found[1]) if found else 0

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def ready(self, base: str = "") -> None:
        """Wait until it has something to show, below its base path."""
        async with asyncio.timeout(30):
            while (await self.get(f"{base}/readyz")).status_code != 200:  # noqa: ASYNC110 - of another process
                await asyncio.sleep(0.01)


@asynccontextmanager
async def serving(
    folder: Path, gateway: Gateway, layout: str | None = LAYOUT, *arguments: str, log: str = "text", **more: str
) -> AsyncIterator[Server]:
    """A server that answers; killed at the end if it still runs. `layout` None: the one that is there.

    `arguments` are those of the command besides, `log` is the form of its log, `more` are further variables of its
    environment.
    """
    if layout is not None:
        (folder / "screens.yaml").write_text(layout)
    env = {"PATH": os.environ["PATH"], **environment(gateway), **more}
    process = await asyncio.create_subprocess_exec(
        SIGNAGE,
        "--log-format",
        log,
        "serve",
        "--port",
        "0",
        *arguments,
        cwd=folder,
        env=env,
        stdout=PIPE,
        stderr=STDOUT,
    )
    server = Server(folder, process)
    listening = asyncio.create_task(server.listen())
    try:
        await until(lambda: server.port or listening.done())
        assert server.port, server.said
        server.client.base_url = httpx.URL(f"http://127.0.0.1:{server.port}")
        yield server
    finally:
        await server.client.aclose()
        if process.returncode is None:
            process.kill()
        await process.wait()
        await listening
