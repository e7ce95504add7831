"""A node as a process of its own, which can be killed and paused: `python -m tests.nodes.process SECONDS PORT ANSWER`.

It is `signage serve` in the current folder, but for a lease of so many seconds, and for how long it waits for an answer
of Redis.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from signage.console import log_to_stderr
from signage.inevent.settings import from_environment
from signage.program import Program
from signage.runtime import Runtime
from signage.store import address, connection, redis
from signage.web import server
from tests.e2e.process import environment
from tests.ports import free_port

if TYPE_CHECKING:
    from tests.e2e.gateway import Gateway
    from tests.redis import RedisServer

ROOT = Path(__file__).parents[2]


class NodeProcess:
    """A node in a folder of its own; the gateway knows it by the `host` that it asks for."""

    def __init__(
        self, folder: Path, layout: str, gateway: Gateway, redis: RedisServer, host: str, lease: float,
        answer: float = connection.ANSWER,
    ) -> None:  # fmt: skip
        folder.mkdir()
        (folder / "screens.yaml").write_text(layout)
        self.folder, self.host, self._port = folder, f"{host}:{gateway.port}", free_port()
        self._waits = str(lease), str(self._port), str(answer)
        access = {**environment(gateway), "INEVENT_BASE_URL": f"http://{self.host}", "SIGNAGE_STORE": redis.url}
        self._env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **access}
        url = f"http://127.0.0.1:{self._port}"
        self.client = httpx.AsyncClient(base_url=url, trust_env=False, limits=httpx.Limits(max_connections=None))
        self.process: asyncio.subprocess.Process | None = None

    @property
    def log(self) -> str:
        """All that it has said, in every life."""
        return (self.folder / "log").read_text()

    async def start(self) -> None:
        """Start it, and wait until it has something to show."""
        command = [sys.executable, "-m", "tests.nodes.process", *self._waits]
        with (self.folder / "log").open("a") as log:
            self.process = await asyncio.create_subprocess_exec(
                *command, cwd=self.folder, env=self._env, stdout=DEVNULL, stderr=log
            )
        async with asyncio.timeout(60):
            while not await self._is_ready():
                assert self.process.returncode is None, self.log
                await asyncio.sleep(0.02)

    async def _is_ready(self) -> bool:
        with suppress(httpx.HTTPError):
            return (await self.client.get("/readyz")).status_code == 200
        return False

    async def kill(self) -> None:
        """End it as a loss of power does."""
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def end(self) -> None:
        """End it, and the client of its pages."""
        await self.kill()
        await self.client.aclose()

    def pause(self) -> None:
        """Have it do nothing at all, and know nothing of that."""
        if self.process:
            self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Have it go on as if nothing had been."""
        if self.process:
            self.process.send_signal(signal.SIGCONT)


def main(lease: str, port: str, answer: str) -> None:
    log_to_stderr()
    connection.ANSWER = redis.ANSWER = float(answer)
    shared = address.from_environment(os.environ)
    place = Runtime(Path("screens.yaml"), Path("data"), shared=shared, lease=timedelta(seconds=float(lease)))
    program = Program(place, from_environment(os.environ))
    server.start(server.run(program.serve("127.0.0.1", int(port), drain=1.0)))


if __name__ == "__main__":
    main(*sys.argv[1:])
