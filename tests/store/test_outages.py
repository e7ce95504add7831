"""What a Redis server can do to its clients: each is an error in a sentence, in bounded time, and passes by itself."""

from __future__ import annotations

import asyncio
import logging
import re
import shutil
import socket
import threading
import time
from contextlib import aclosing, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from signage.errors import Fenced, StoreError
from signage.store import Record, connection, redis
from signage.store.address import address_of
from signage.store.redis import RedisStore
from signage.store.shared import EVERYTHING, MAX_PICTURE, NOTE, Word
from tests.clock import FakeClock
from tests.ports import free_port
from tests.redis import PASSWORD, RedisServer
from tests.wait import until

from .samples import T0, snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = timedelta(minutes=10)


@contextmanager
def running(folder: Path, *options: str, saves: bool = False) -> Iterator[RedisServer]:
    server = RedisServer(folder, *options, saves=saves, password=PASSWORD)
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture
def server(tmp_path):
    with running(tmp_path) as made:
        yield made


@pytest.fixture
def clock():
    return FakeClock(T0)


@pytest.fixture
def store(server, clock):
    made = server.store(clock=clock)
    made.fence = made.claim(LONG)
    made.save(snapshot(1))
    yield made
    made.close()


def refused(store, told, work=lambda store: store.put("key", "value")):
    """The work fails with this text, the store knows it, and no text has the password."""
    with pytest.raises(StoreError) as failure:
        work(store)
    text = str(failure.value)
    assert told in text
    assert (store.state.reachable, store.state.error) == (False, text)
    assert PASSWORD not in text + repr(store) + repr(failure.value.__cause__)


def test_killed_and_restarted(tmp_path, clock, caplog):
    caplog.set_level("INFO", "signage")
    with running(tmp_path, saves=True) as server, closing(server.store(clock=clock)) as store:
        store.fence = store.claim(LONG)
        number = store.save(snapshot(1))
        store.write([Record("account", "ana", "1")])
        server.kill()
        refused(store, f"Redis at 127.0.0.1:{server.port} cannot be reached: ")
        server.start()
        clock.passed += connection.REST
        assert (store.load("evt"), store.load("evt").number) == (snapshot(1), number)
        assert store.records("account") == {"ana": "1"}
        assert store.claim(LONG) == store.fence
        assert store.save(snapshot(2)) > number
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert PASSWORD not in caplog.text


def test_emptied(store, server):
    number, token = store.load("evt").number, store.fence
    server.say("FLUSHALL")
    assert (store.load("evt"), store.records("account"), store.get("key")) == (None, {}, "")
    with pytest.raises(Fenced):
        store.save(snapshot(1))
    store.fence = store.claim(LONG, least=token)
    assert store.fence > token
    assert store.save(snapshot(1, number=number)) > number


def test_one_that_hangs_costs_a_bounded_wait_and_then_none(store, server, clock, monkeypatch):
    store.close()
    monkeypatch.setattr(connection, "ANSWER", 0.2)
    store = server.store(clock=clock)
    server.freeze()
    refused(store, "does not answer within")
    failures = store.failures
    for _ in range(100):
        refused(store, "does not answer within")
    assert store.failures == failures, "it was asked again"
    server.thaw()
    clock.passed += connection.REST
    store.put("key", "value")
    assert store.state.reachable
    store.close()


def test_one_that_answers_another_thread_meanwhile_is_asked_at_once(server, clock):
    with closing(connection.Connection(address_of(server.url), clock)) as asked:
        asked.failed(TimeoutError())
        with pytest.raises(StoreError):
            asked.ask(lambda client: client.ping())
        asked.answered()
        assert asked.ask(lambda client: client.ping())


def test_slow_answers_are_waited_for(store, server):
    server.say("CLIENT", "PAUSE", 300, "ALL")
    began = time.monotonic()
    store.put("key", "value")
    assert time.monotonic() - began > 0.1
    assert store.state.reachable


def test_a_full_one_is_read_on_and_its_state_stays_until_it_is_written_again(store, server):
    server.say("CONFIG", "SET", "maxmemory", "1mb")
    full = "is full and takes no writes: give it more memory"
    refused(store, full)
    refused(store, full, lambda store: store.write([Record("a", "b", "x")], new=True))
    refused(store, full, lambda store: store.save(snapshot(2)))
    assert (store.load("evt"), store.claim(LONG)) == (snapshot(1), store.fence)
    assert not store.state.reachable
    server.say("CONFIG", "SET", "maxmemory", "0")
    store.put("key", "value")
    assert store.state.reachable


def test_a_full_one_in_which_no_lease_can_be_taken_is_told_once(store, server, caplog):
    caplog.set_level(logging.INFO)
    store.release()
    server.say("CONFIG", "SET", "maxmemory", "1mb")
    for _ in range(3):
        refused(store, "is full and takes no writes", lambda store: store.claim(LONG))
        assert (store.load("evt"), store.state.reachable) == (snapshot(1), False)
    server.say("CONFIG", "SET", "maxmemory", "0")
    store.claim(LONG)
    store.put("key", "value")
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_a_replica_after_a_failover(store, server):
    server.say("REPLICAOF", "127.0.0.1", free_port())
    refused(store, "takes no writes, for it is a replica now")
    refused(store, "takes no writes, for it is a replica now", lambda store: store.save(snapshot(2)))
    server.say("REPLICAOF", "NO", "ONE")
    store.put("key", "value")
    assert (store.state.reachable, store.load("evt")) == (True, snapshot(1))


def test_a_node_that_has_no_lease_learns_that_writes_are_taken_again(store, server):
    with closing(RedisStore(address_of(server.url), "evt")) as other:
        store.claim(LONG)
        server.say("CONFIG", "SET", "maxmemory", "1mb")
        refused(other, "is full and takes no writes", lambda other: other.put("key", "value"))
        refused(other, "is full and takes no writes", lambda other: other.claim(LONG))
        server.say("CONFIG", "SET", "maxmemory", "0")
        assert (other.claim(LONG), other.state.reachable) == (None, True)


def test_a_wrong_password(server, caplog):
    wrong = address_of(server.url.replace("pass", "wrong"))
    with closing(RedisStore(wrong, "evt")) as store:
        refused(store, "refuses this user or its password: see SIGNAGE_STORE")
    with closing(RedisStore(address_of(f"redis://127.0.0.1:{server.port}"), "evt")) as store:
        refused(store, "refuses this user or its password: see SIGNAGE_STORE")
    assert "nsaid" not in caplog.text


def test_a_disk_on_which_it_cannot_save(tmp_path):
    folder = tmp_path / "redis"
    folder.mkdir()
    with running(folder, "--save", "3600 1") as server, closing(server.store()) as store:
        shutil.rmtree(folder)
        server.say("BGSAVE")
        while server.info("persistence")["rdb_last_bgsave_status"] != "err":
            time.sleep(0.01)
        refused(store, "takes no writes, for it cannot write its own file: look at its disk")


def test_a_host_that_is_none(clock):
    with closing(RedisStore(address_of("redis://:s3cret@host.invalid"), "evt", clock=clock)) as store:
        refused(store, "cannot be reached: ")


def test_something_else_at_its_port(clock):
    with socket.create_server(("127.0.0.1", 0)) as other:

        def answer():
            one, _ = other.accept()
            one.recv(100)
            one.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            one.close()

        threading.Thread(target=answer, daemon=True).start()
        address = address_of(f"redis://:s3cret@127.0.0.1:{other.getsockname()[1]}")
        with closing(RedisStore(address, "evt", clock=clock)) as store:
            refused(store, "Redis at 127.0.0.1:")


def test_the_rights_that_the_page_for_operators_gives_are_enough_and_fewer_are_told(server):
    page = Path(__file__).parents[2] / "docs/redis.md"
    (rights,) = re.findall(r"^(ACL SETUSER .*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    server.say(*rights.replace("PASSWORD", "s3cret").split())
    with closing(RedisStore(address_of(f"redis://signage:s3cret@127.0.0.1:{server.port}"), "evt")) as store:
        store.fence = store.claim(LONG)
        store.save(snapshot(1))
        store.confirm(snapshot(1))
        store.put("key", "value")
        store.write([Record("a", "b", "c"), Record("a", "d", None)])
        store.relay(b"x")
        store.put_picture("p", b"x")
        assert (store.load("evt"), store.get("key"), store.records("a")) == (snapshot(1), "value", {"b": "c"})
        assert (store.picture("p"), store.holder()) == (b"x", store.node)
        store.remove_picture("p")
        store.release()
        server.say("ACL", "SETUSER", "signage", "resetkeys", "~other:*")
        refused(store, "refuses this user or its password: see SIGNAGE_STORE, and what the server's ACL allows")


async def test_who_listens_hears_again_after_a_restart_and_after_a_hang(server, clock, monkeypatch):
    for module in (redis, connection):
        monkeypatch.setattr(module, "ANSWER", 0.2)
    monkeypatch.setattr(redis, "QUIET", 0.1)
    one, two = server.store(), server.store()
    async with aclosing(two.words()) as heard:
        assert await anext(heard) == Word(EVERYTHING)
        for strike, mend in ((server.kill, server.start), (server.freeze, server.thaw)):
            waiting = asyncio.create_task(anext(heard))
            strike()
            await until(lambda: not two.state.reachable)
            await asyncio.to_thread(mend)
            assert await waiting == Word(EVERYTHING)
            assert two.state.reachable
            await asyncio.to_thread(one.put, "key", str(strike))
            assert await anext(heard) == Word(NOTE, b"key")
    one.close()
    two.close()


async def test_a_hang_blocks_no_loop(server, monkeypatch):
    monkeypatch.setattr(connection, "ANSWER", 0.3)
    store = server.store()
    server.freeze()
    turns = 0
    asking = asyncio.create_task(asyncio.to_thread(store.get, "key"))
    while not asking.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 100
    with pytest.raises(StoreError, match="does not answer"):
        await asking
    server.thaw()
    store.close()


def test_a_large_picture_is_kept(store):
    store.put_picture("d", bytes(MAX_PICTURE))
    assert store.picture("d") == bytes(MAX_PICTURE)
