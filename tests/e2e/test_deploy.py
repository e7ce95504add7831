"""The files in deploy/ as their programs read them: a real nginx in front, and what systemd thinks of the unit."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import ssl
import subprocess
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import trustme

from tests.shape import ROOT

from .wall import until

DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
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


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Behind:
    """What stands behind the proxy: it keeps the heads of requests, and begins a stream that does not end."""

    def __init__(self) -> None:
        self.heads: list[str] = []

    async def answer(self, reader: StreamReader, writer: StreamWriter) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n")).decode().lower():
            self.heads.append(head)
            stream = head.startswith("get /events")
            writer.write((HEAD + "5\r\ntick\n\r\n" if stream else STATUS).encode())
            await writer.drain()


@pytest.fixture
async def proxied(tmp_path: Path) -> AsyncIterator[tuple[Behind, httpx.AsyncClient]]:
    """deploy/nginx.conf as it stands but for its ports, its certificate and how soon a visitor may ask again."""
    if not NGINX:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no nginx: sh .ci/nginx")
    authority, port, behind = trustme.CA(), free_port(), Behind()
    authority.issue_cert("signage.example.com").private_key_and_cert_chain_pem.write_to_path(tmp_path / "signage.pem")
    server = await asyncio.start_server(behind.answer, "127.0.0.1", 0)
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("listen 443 ", f"listen 127.0.0.1:{port} ")
    text = text.replace("127.0.0.1:8080", f"127.0.0.1:{server.sockets[0].getsockname()[1]}")
    text = text.replace("rate=50r/s", "rate=1r/m")  # however fast this machine is
    text = re.sub(r"/etc/ssl/signage\.\w+", str(tmp_path / "signage.pem"), text)
    (tmp_path / "nginx.conf").write_text(AROUND.format(folder=tmp_path, server=text))
    arguments = ("-p", str(tmp_path), "-e", str(tmp_path / "error.log"), "-c", str(tmp_path / "nginx.conf"))
    nginx = await asyncio.create_subprocess_exec(NGINX, *arguments)
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    try:
        await until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
        async with httpx.AsyncClient(
            verify=trusted,
            trust_env=False,
            base_url=f"https://127.0.0.1:{port}",
            headers={"Host": "signage.example.com"},
        ) as client:
            yield behind, client
    finally:
        nginx.terminate()
        await nginx.wait()
        server.close()


SNI = {"extensions": {"sni_hostname": "signage.example.com"}}


async def test_nginx_passes_streams_on_as_they_come_and_tells_for_whom(
    proxied: tuple[Behind, httpx.AsyncClient],
) -> None:
    behind, client = proxied
    async with client.stream("GET", "/events", headers={"X-Forwarded-For": "6.6.6.6"}, **SNI) as stream:
        assert await anext(stream.aiter_raw()) == b"tick\n"
        assert "strict-transport-security" not in stream.headers
    told = dict(line.split(": ", 1) for line in behind.heads[0].splitlines()[1:] if line)
    assert (told["host"], told["x-forwarded-for"], told["x-forwarded-proto"]) == (
        "signage.example.com",
        "127.0.0.1",
        "https",
    )


async def test_nginx_bounds_what_one_visitor_asks(proxied: tuple[Behind, httpx.AsyncClient]) -> None:
    behind, client = proxied
    assert (await client.post("/", content=bytes(2**20 + 1), **SNI)).status_code == 413
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
    bounds = {"MemoryMax=4G", "UMask=0077", "StateDirectoryMode=0700", "LimitNOFILE=65536"}
    assert bounds <= {*text.splitlines()}
