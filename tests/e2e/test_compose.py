"""deploy/compose.yaml without a container runtime: each service's own command, environment and files, as processes.

What differs from containers is where things are: names of services are this machine, folders are the test's.
"""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import shutil
from asyncio.subprocess import DEVNULL, STDOUT
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.ports import free_port
from tests.shape import ROOT
from tests.wait import until

from .gateway import SECRET, Gateway, record
from .process import LAYOUT, SIGNAGE
from .test_container import COMPOSE, DEPLOY, NODES
from .test_events import NOW
from .wall import Wall

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = ROOT / "docs/operators.md"
PASSWORDS = re.compile(r"^printf .* > secrets/.*$", re.MULTILINE)


class Compose:
    """The services as processes. `ports` are those of the services here, each another one."""

    def __init__(self, folder: Path, gateway: Gateway) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in COMPOSE["services"]}
        self.site = f"http://127.0.0.1:{self.ports['caddy']}"
        self.processes: dict[str, asyncio.subprocess.Process] = {}
        (folder / "secrets").mkdir()
        (folder / "redis").mkdir()
        for node in NODES:
            (folder / node / "venue").mkdir(parents=True)
            (folder / node / "venue/screens.yaml").write_text(LAYOUT)
        self._env_file = {"INEVENT_BASE_URL": gateway.url, "INEVENT_CLIENT_ID": "signage"}

    def service(self, name: str) -> dict[str, Any]:
        """A service of the file."""
        service: dict[str, Any] = COMPOSE["services"][name]
        return service

    def here(self, name: str, text: str) -> str:
        """A text of a service with the places that it has here."""
        text = text.replace("/run/secrets", str(self.folder / "secrets"))
        text = text.replace("/var/lib/signage", str(self.folder / name)).replace("0.0.0.0", "127.0.0.1")
        text = text.replace("172.30.80.2", "127.0.0.1").replace("/data", str(self.folder / "redis"))
        for other, port in self.ports.items():
            text = re.sub(rf"\b{other}:\d+", f"127.0.0.1:{port}", text)
        return text

    async def start(self, name: str) -> None:
        """Run a service."""
        service = self.service(name)
        environment = {key: self.here(name, str(value)) for key, value in service.get("environment", {}).items()}
        if name == "caddy":
            environment["SIGNAGE_SITE"] = self.site  # what the environment of `docker compose` may name
        command = [self.here(name, part) for part in service.get("command", [])]
        if name in NODES:
            assert service["env_file"] == "environment"
            environment |= self._env_file
            command = [str(SIGNAGE), *command, "--port", str(self.ports[name])]
        elif name == "redis":
            command += ["--port", str(self.ports[name]), "--bind", "127.0.0.1"]
        else:
            command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(self._caddyfile())]
        environment |= {"PATH": f"{os.environ['PATH']}:/usr/sbin", "HOME": str(self.folder)}
        if not shutil.which(command[0], path=environment["PATH"]):
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {command[0]}: make browser")
        with (self.folder / f"{name}.log").open("a") as log:
            self.processes[name] = await asyncio.create_subprocess_exec(
                *command, cwd=self.folder, env=environment, stdout=log, stderr=STDOUT
            )

    def _caddyfile(self) -> Path:
        """The file as it stands, with what keeps it from this machine's own Caddy."""
        volume = self.service("caddy")["volumes"][0].split(":")[0]
        text = (DEPLOY / volume).read_text(encoding="utf-8")
        (self.folder / "Caddyfile").write_text(f"{{\n\tadmin off\n\tstorage file_system {self.folder}\n}}\n{text}")
        return self.folder / "Caddyfile"

    async def write_secrets(self) -> None:
        """As the page for operators has it."""
        (lines,) = [block for block in GUIDE.read_text(encoding="utf-8").split("```") if "> secrets/redis" in block]
        commands = "\n".join(PASSWORDS.findall(lines)).replace("the secret of the platform", SECRET)
        made = await asyncio.create_subprocess_exec(
            "sh", "-ec", f"password={shlex.quote('p4ssw0rd' * 4)}\n{commands}", cwd=self.folder
        )
        assert await made.wait() == 0
        assert {file.name for file in (self.folder / "secrets").iterdir()} == {*COMPOSE["secrets"]}
        store = self.folder / "secrets/store"
        store.write_text(self.here("a", store.read_text()))

    async def healthy(self) -> None:
        """Wait until the health check of Redis is content."""
        kind, program, *command = self.service("redis")["healthcheck"]["test"]
        assert (kind, program) == ("CMD", "redis-cli")
        given = (program, "-p", str(self.ports["redis"]), *command)
        async with asyncio.timeout(60):
            while True:
                check = await asyncio.create_subprocess_exec(*given, stdout=DEVNULL, stderr=DEVNULL)
                if await check.wait() == 0:
                    return
                await asyncio.sleep(0.05)

    async def end(self) -> None:
        """End all that run."""
        for process in self.processes.values():
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def ready(self, url: str) -> None:
        """Wait until something there has an agenda to show."""
        async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(60):
            while True:
                try:
                    if (await client.get(f"{url}/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)


async def test_two_nodes_redis_and_caddy_run_by_the_settings_of_the_example(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(Gateway(record(1, NOW, 60)))
        compose = Compose(tmp_path, gateway)
        stack.push_async_callback(compose.end)
        await compose.write_secrets()
        await compose.start("redis")
        await compose.healthy()
        for node in NODES:
            await compose.start(node)
            await compose.ready(f"http://127.0.0.1:{compose.ports[node]}")
        await compose.start("caddy")
        await compose.ready(compose.site)
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=compose.site, trust_env=False))
        wall = await stack.enter_async_context(Wall(client, "/screens/foyer"))
        gateway.edit("ses_1", title="By way of all of them")
        await until(lambda: "By way of all of them" in wall.text(NOW.timestamp()), 60)
        for node in NODES:  # one of them has the wall, and the proxy likes the other better
            compose.processes[node].kill()
            await compose.processes[node].wait()
            for _ in range(3):
                assert (await client.get("/screens/foyer", timeout=60)).status_code == 200
            await compose.start(node)
            await compose.ready(f"http://127.0.0.1:{compose.ports[node]}")
        stored = await asyncio.create_subprocess_exec(
            "sh", "-c", "ls redis/appendonlydir a/node.json b/node.json", cwd=tmp_path, stdout=DEVNULL
        )
        assert await stored.wait() == 0
