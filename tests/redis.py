"""A real Redis server of a test's own, which can be killed, frozen, filled and emptied."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from redis import Redis
from redis.exceptions import RedisError

from signage.store.address import Address, address_of
from signage.store.redis import RedisStore
from tests.ports import free_port

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from pathlib import Path


PATH = f"{os.environ['PATH']}:/usr/sbin"
INSTALLED = [shutil.which(name, path=PATH) for name in ("redis-server", "valkey-server")]
SERVER = next(filter(None, [os.environ.get("REDIS_SERVER"), *INSTALLED]), None)
PASSWORD = "pass/word:ünsaid@"


class RedisServer:
    """A server that keeps its data in `folder`, and nothing of it unless `saves`. To be stopped by whoever made it."""

    def __init__(self, folder: Path, *options: str, saves: bool = False, password: str = "") -> None:
        if not SERVER:
            (pytest.fail if os.environ.get("CI") else pytest.skip)("no redis-server: sh .ci/redis")
        self.port, self.folder, self.password = free_port(), folder, password
        kept = ("--appendonly", "yes", "--appendfsync", "always") if saves else ("--appendonly", "no")
        self._options = [*kept, "--save", "", *(("--requirepass", password) if password else ()), *options]
        self.start()

    @property
    def url(self) -> str:
        """The address as SIGNAGE_STORE has it."""
        return f"redis://:{quote(self.password, safe='')}@127.0.0.1:{self.port}/0"

    @property
    def address(self) -> Address:
        return address_of(self.url)

    def store(self, event_id: str = "evt", **options: object) -> RedisStore:
        """A store of an event on this server."""
        return RedisStore(self.address, event_id, **options)  # type: ignore[arg-type]

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [str(SERVER), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self._process = subprocess.Popen([*command, *self._options], stdout=subprocess.DEVNULL)
        while True:
            assert self._process.poll() is None, "redis-server ended"
            with suppress(RedisError), self.client() as client:
                client.ping()
                return
            time.sleep(0.01)

    def client(self) -> Redis:
        """A client beside the one under test."""
        return Redis(port=self.port, password=self.password or None)

    def say(self, *command: str | int) -> object:
        """What it answers to a command."""
        with self.client() as client:
            return client.execute_command(*command)  # type: ignore[no-untyped-call]

    def info(self, section: str) -> dict[str, object]:
        """What it tells of itself."""
        with self.client() as client:
            return dict(client.info(section))  # type: ignore[arg-type]

    def kill(self) -> None:
        """End it as a loss of power does."""
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        """Have it hold its connections and answer nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Have it go on."""
        self._process.send_signal(signal.SIGCONT)


class Wire:
    """The network between one node and a server: it can be cut, and be slow. `address` is what the node is given.

    It has a thread of its own, for nodes in the test's process ask before their event loop goes on.
    """

    def __init__(self, server: RedisServer) -> None:
        self._to = server
        self._loop = asyncio.new_event_loop()
        self._writers: set[StreamWriter] = set()
        self._cut, self.delay = False, 0.0
        """Seconds by which what the server says comes later."""
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        starting = asyncio.start_server(self._connected, "127.0.0.1", 0)
        self._listening = asyncio.run_coroutine_threadsafe(starting, self._loop).result()
        port = self._listening.sockets[0].getsockname()[1]
        self.address = address_of(server.url.replace(f":{server.port}/", f":{port}/"))

    def cut(self) -> None:
        """End all connections, and take no more."""
        self._cut = True
        self._loop.call_soon_threadsafe(self._end_all)

    def mend(self) -> None:
        """Take connections again."""
        self._cut = False

    def close(self) -> None:
        """End the thread."""
        self.cut()
        asyncio.run_coroutine_threadsafe(self._closed(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _closed(self) -> None:
        self._listening.close()
        while self._writers:
            self._end_all()
            await asyncio.sleep(0.01)

    def _end_all(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _connected(self, reader: StreamReader, writer: StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._to.port)
        self._writers |= {writer, back}
        if self._cut:
            self._end_all()
        await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer, late=True))
        self._writers -= {writer, back}

    async def _pass_on(self, reader: StreamReader, writer: StreamWriter, *, late: bool = False) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                if late:
                    await asyncio.sleep(self.delay)
                writer.write(data)
                await writer.drain()
        writer.close()
