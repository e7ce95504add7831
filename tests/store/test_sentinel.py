"""A real Sentinel, with a master that is killed and a replica that takes its place."""

from __future__ import annotations

import subprocess
import time
from contextlib import ExitStack, closing, suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from redis import Redis
from redis.exceptions import RedisError

from signage.errors import StoreError
from signage.store.address import address_of
from signage.store.redis import RedisStore
from tests.ports import free_port
from tests.redis import PASSWORD, SERVER, RedisServer

from .samples import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LONG = timedelta(minutes=10)


def wait(condition: Callable[[], object]) -> None:
    while not condition():
        time.sleep(0.01)


def offset(server: RedisServer, role: str) -> int:
    """How far it is in the stream of writes."""
    return int(str(server.info("replication")[f"{role}_repl_offset"]))


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[list[RedisServer]]:
    """A master and its replica."""
    with ExitStack() as stack:
        made = []
        for name in ("master", "replica"):
            (tmp_path / name).mkdir()
            made.append(RedisServer(tmp_path / name, "--masterauth", PASSWORD, password=PASSWORD))
            stack.callback(made[-1].kill)
        made[1].say("REPLICAOF", "127.0.0.1", made[0].port)
        wait(lambda: made[1].info("replication")["master_link_status"] == "up")
        yield made


@pytest.fixture
def sentinel(servers: list[RedisServer], tmp_path: Path) -> Iterator[int]:
    """The port of a Sentinel that knows both."""
    port, conf = free_port(), tmp_path / "sentinel.conf"
    conf.write_text(
        f"port {port}\nbind 127.0.0.1\ndir {tmp_path}\n"
        f"sentinel monitor walls 127.0.0.1 {servers[0].port} 1\n"
        f"sentinel auth-pass walls {PASSWORD}\n"
        "sentinel down-after-milliseconds walls 300\nsentinel failover-timeout walls 2000\n"
    )
    process = subprocess.Popen([str(SERVER), str(conf), "--sentinel"], stdout=subprocess.DEVNULL)
    with Redis(port=port) as client:
        while True:
            with suppress(RedisError):
                if client.sentinel_slaves("walls"):  # type: ignore[no-untyped-call]
                    break
            assert process.poll() is None, "the Sentinel ended"
    yield port
    process.kill()
    process.wait()


def written(store: RedisStore) -> bool:
    """Whether something can be written now."""
    with suppress(StoreError):
        store.put("key", "value")
        return True
    return False


def test_writes_go_on_at_the_new_master_and_no_token_comes_twice(servers: list[RedisServer], sentinel: int) -> None:
    none = free_port()
    url = f"redis+sentinel://:{quote(PASSWORD, safe='')}@127.0.0.1:{none},127.0.0.1:{sentinel}/walls/0"
    with closing(RedisStore(address_of(url), "evt")) as store:
        store.fence = store.claim(LONG) or 0
        number = store.save(snapshot(1))
        wait(lambda: offset(servers[1], "slave") >= offset(servers[0], "master"))
        servers[0].kill()
        with pytest.raises(StoreError) as failure:
            store.put("key", "value")
        assert PASSWORD not in str(failure.value)
        wait(lambda: written(store))
        assert (store.load("evt"), store.claim(LONG)) == (snapshot(1), store.fence)
        assert store.save(snapshot(2)) > number
