"""A real nginx before the server, which would compress whatever is not compressed yet."""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.wait import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
CONF = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}
http {{
    access_log off; gzip on; gzip_types *;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://127.0.0.1:{behind}; proxy_http_version 1.1; proxy_read_timeout 1d; }}
    }}
}}
"""


@asynccontextmanager
async def nginx(folder: Path, behind: int) -> AsyncIterator[int]:
    """An nginx before the server at the port `behind`; its own port."""
    if not NGINX:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no nginx: sh .ci/proxies")
    free = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = free.sockets[0].getsockname()[1]
    free.close()
    (folder / "nginx.conf").write_text(CONF.format(folder=folder, port=port, behind=behind))
    process = await asyncio.create_subprocess_exec(NGINX, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf")
    try:
        await until((folder / "pid").exists)
        yield port
    finally:
        process.terminate()
        await process.wait()
