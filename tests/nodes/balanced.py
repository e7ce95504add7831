"""Two servers as processes of their own behind a real balancer, which keeps its connections to them."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.e2e.process import SIGNAGE, environment
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.e2e.gateway import Gateway
    from tests.redis import RedisServer

NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    upstream signage {{
        server 127.0.0.1:{a} max_fails=0; server 127.0.0.1:{b} max_fails=0;
        keepalive 32;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://signage; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_buffering off; proxy_read_timeout 1h; proxy_connect_timeout 2s;
            proxy_next_upstream error timeout http_503;
        }}
    }}
}}
"""
CADDY = """
{{
    admin off
    auto_https off
    storage file_system {folder}/caddy
}}
http://127.0.0.1:{port} {{
    bind 127.0.0.1
    reverse_proxy 127.0.0.1:{a} 127.0.0.1:{b} {{
        lb_policy round_robin
        lb_try_duration 5s
        lb_try_interval 100ms
        health_uri /readyz
        health_interval 500ms
        fail_duration 2s
        flush_interval -1
    }}
}}
"""


class Behind:
    """A server that is started, left and started again on one port, in a folder of its own."""

    def __init__(self, folder: Path, port: int, gateway: Gateway, redis: RedisServer) -> None:
        self.folder, self.port = folder, port
        self.env = {"PATH": os.environ["PATH"], **environment(gateway), "SIGNAGE_STORE": redis.url}
        self.process: asyncio.subprocess.Process | None = None

    async def start(self, drain: int = 2) -> None:
        arguments = ("serve", "--port", str(self.port), "--drain", str(drain))
        self.process = await asyncio.create_subprocess_exec(
            SIGNAGE, *arguments, cwd=self.folder, env=self.env, stdout=PIPE, stderr=STDOUT
        )
        async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(60):
            while True:
                assert self.process.returncode is None, (await self.process.stdout.read()).decode()
                try:
                    if (await client.get(f"http://127.0.0.1:{self.port}/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)

    async def leave(self) -> None:
        """As an operator restarts it: it hands over, and ends by itself."""
        self.process.send_signal(signal.SIGUSR1)
        async with asyncio.timeout(60):
            await self.process.wait()

    async def kill(self) -> None:
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


@asynccontextmanager
async def balancer(kind: str, folder: Path, a: int, b: int) -> AsyncIterator[str]:
    """An nginx or a Caddy before two servers; its address."""
    program = shutil.which(kind, path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {kind}: sh .ci/proxies")
    port, conf = free_port(), folder / kind
    conf.write_text((NGINX if kind == "nginx" else CADDY).format(folder=folder, port=port, a=a, b=b))
    command = ("-e", f"{folder}/error.log", "-c", conf) if kind == "nginx" else (
        "run", "--adapter", "caddyfile", "--config", conf,
    )  # fmt: skip
    env = {**os.environ, "HOME": str(folder)}
    process = await asyncio.create_subprocess_exec(program, *command, env=env, stdout=DEVNULL, stderr=DEVNULL)
    try:
        async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(30):
            while True:
                try:
                    if (await client.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200:
                        break
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        # nginx ends its workers with itself; Caddy would wait for open streams
        process.send_signal(signal.SIGTERM if kind == "nginx" else signal.SIGKILL)
        await process.wait()
