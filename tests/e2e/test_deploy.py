"""The files in deploy/ as their programs read them: real proxies in front, and what systemd thinks of the unit."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import trustme

from signage.cli import main
from tests.ports import free_port
from tests.shape import ROOT
from tests.wait import until

DEPLOY = ROOT / "deploy"
HOST = "signage.example.com"
SYSTEMD = shutil.which("systemd-analyze")
HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
STATUS = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
AROUND = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {server}
}}
"""


class Behind:
    """What stands behind the proxy: it keeps the heads of requests, and begins a stream that does not end."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self._writers: list[StreamWriter] = []

    @property
    def connections(self) -> int:
        """How many there were."""
        return len(self._writers)

    async def answer(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._writers.append(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await self._answer(reader, writer)

    async def close(self) -> None:
        for writer in self._writers:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, reader: StreamReader, writer: StreamWriter) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n")).decode().lower():
            self.heads.append(head)
            if length := int((re.findall(r"content-length: (\d+)", head) or [0])[0]):
                await reader.readexactly(length)
            stream = head.startswith("get /events")
            writer.write((HEAD + "5\r\ntick\n\r\n" if stream else STATUS).encode())
            await writer.drain()


@dataclass
class Place:
    """Where a proxy stands: its folder with the certificate `pem`, its port, and that of the server behind it."""

    folder: Path
    pem: Path
    port: int
    behind: int

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        return str(self.folder / name)


def nginx(place: Place, name: str = "nginx.conf") -> list[str]:
    """An example for nginx as it stands but for its ports, its certificate and how soon a visitor may ask again."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    text = text.replace("listen 443 ", f"listen 127.0.0.1:{place.port} ")
    text = text.replace("127.0.0.1:8080", f"127.0.0.1:{place.behind}")
    text = text.replace("rate=50r/s", "rate=1r/m")  # however fast this machine is
    text = re.sub(r"/etc/ssl/signage\.\w+", str(place.pem), text)
    config = place.write("nginx.conf", AROUND.format(folder=place.folder, server=text))
    return ["nginx", "-p", str(place.folder), "-e", str(place.folder / "error.log"), "-c", config]


def caddy(place: Place, name: str = "Caddyfile") -> list[str]:
    """An example for Caddy as it stands but for its ports, and that it asks nobody for a certificate."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    text = text.replace("127.0.0.1:8080", f"127.0.0.1:{place.behind}")
    own = f"\n{{$SIGNAGE_SITE:{HOST}}} {{"
    site = f"https://{HOST}:{place.port} {{\n\tbind 127.0.0.1\n\ttls {place.pem} {place.pem}"
    assert own in text
    alone = f"{{\n\tadmin off\n\tauto_https off\n\tstorage file_system {place.folder}\n}}\n"
    config = place.write("Caddyfile", alone + text.replace(own, f"\n{site}"))
    return ["caddy", "run", "--adapter", "caddyfile", "--config", config]


@asynccontextmanager
async def in_front(place: Place, command: list[str]) -> AsyncIterator[None]:
    """The real program of a proxy, once it listens."""
    name, *arguments = command
    program = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {name}: sh .ci/proxies")
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {"HOME": str(place.folder), "PATH": os.environ["PATH"]}
    proxy = await asyncio.create_subprocess_exec(program, *arguments, **silent, env=environment)
    try:
        await until(lambda: is_open(place.port))
        yield
    finally:
        proxy.send_signal(signal.SIGKILL if name == "caddy" else signal.SIGTERM)  # Caddy would wait for open streams
        await proxy.wait()


@pytest.fixture(params=[nginx, caddy])
async def proxied(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Behind, httpx.AsyncClient]]:
    """A real proxy, and a client that goes by way of it."""
    authority, behind = trustme.CA(), Behind()
    authority.issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(tmp_path / "signage.pem")
    server = await asyncio.start_server(behind.answer, "127.0.0.1", 0)
    port = free_port()  # now that the other has its own
    place = Place(tmp_path, tmp_path / "signage.pem", port, server.sockets[0].getsockname()[1])
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    options = {"verify": trusted, "trust_env": False, "headers": {"Host": HOST}}
    try:
        async with (
            in_front(place, request.param(place)),
            httpx.AsyncClient(base_url=f"https://127.0.0.1:{port}", **options) as client,
        ):
            yield behind, client
    finally:
        server.close()
        await behind.close()


def is_open(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


SNI = {"extensions": {"sni_hostname": HOST}}


async def test_a_proxy_passes_streams_on_as_they_come_and_tells_for_whom(
    proxied: tuple[Behind, httpx.AsyncClient],
) -> None:
    behind, client = proxied
    async with client.stream("GET", "/events", headers={"X-Forwarded-For": "6.6.6.6"}, **SNI) as stream:
        assert await anext(stream.aiter_raw()) == b"tick\n"
        assert "strict-transport-security" not in stream.headers
    told = dict(line.split(": ", 1) for line in behind.heads[0].splitlines()[1:] if line)
    assert (told["host"], told["x-forwarded-for"], told["x-forwarded-proto"]) == (HOST, "127.0.0.1", "https")


async def test_a_proxy_keeps_its_connection(proxied: tuple[Behind, httpx.AsyncClient]) -> None:
    behind, client = proxied
    for _ in range(5):
        assert (await client.get("/", **SNI)).status_code == 200
    assert (len(behind.heads), behind.connections) == (5, 1)


async def test_a_proxy_refuses_what_no_request_of_a_wall_is(proxied: tuple[Behind, httpx.AsyncClient]) -> None:
    _, client = proxied
    assert (await client.post("/", content=bytes(2**20 + 1), **SNI)).status_code in (413, 502)  # Caddy 2.6: 502


@pytest.mark.parametrize("proxied", [nginx], indirect=True)
async def test_nginx_bounds_what_one_visitor_asks(proxied: tuple[Behind, httpx.AsyncClient]) -> None:
    behind, client = proxied
    statuses = [(await client.get("/", **SNI)).status_code for _ in range(550)]
    assert statuses == [200] * 501 + [429] * 49
    assert len(behind.heads) == 501


@pytest.mark.skipif(not SYSTEMD, reason="no systemd-analyze")
def test_systemd_understands_the_unit_and_finds_it_shut(tmp_path: Path) -> None:
    unit = tmp_path / "signage.service"
    text = (DEPLOY / "signage.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/signage/.venv/bin/signage", "/bin/true"))
    assert SYSTEMD
    verified = subprocess.run(
        [SYSTEMD, "verify", "--man=no", unit], capture_output=True, text=True, timeout=30, check=False
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    asked = [SYSTEMD, "security", "--offline=true", "--no-pager", "--threshold=20", unit]
    judged = subprocess.run(asked, capture_output=True, text=True, timeout=30, check=False)
    assert judged.returncode == 0, judged.stdout  # an exposure of 2.0 of 10 at most
    bounds = {"MemoryMax=4G", "UMask=0077", "StateDirectoryMode=0700", "LimitNOFILE=65536", "DynamicUser=yes"}
    assert bounds | {"Type=notify", "WatchdogSec=30"} <= {*text.splitlines()}


def test_what_the_unit_runs_and_hands_over_is_what_signage_takes() -> None:
    text = (DEPLOY / "signage.service").read_text(encoding="utf-8")
    program, *arguments = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)[0].split()
    assert (program, arguments.pop(0)) == ("/opt/signage/.venv/bin/signage", "serve")
    with main.commands["serve"].make_context("serve", arguments) as context:
        state = Path("/var/lib/signage")  # the one folder that it may write: the layout stands there, too
        assert (context.params["data"], context.params["configs"]) == (state, (state / "venue/screens.yaml",))
    assert "StateDirectory=signage" in text.splitlines()
    every = text.replace("\n#", "\n")
    handed = dict(re.findall(r"^LoadCredential=(\w+):(\S+)$", every, re.MULTILINE))
    named = dict(re.findall(r"^Environment=(\w+)_FILE=%d/(\w+)$", every, re.MULTILINE))
    assert sorted(named.values()) == sorted(handed)
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "signage").rglob("*.py"))
    assert [name for name in named if f'"{name}"' not in source] == []
