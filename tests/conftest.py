"""What all tests share: random tests take no account of how fast the machine is, and no test hears another's log."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.redis import RedisServer

settings.register_profile("signage", deadline=None, max_examples=100)
settings.register_profile("quick", deadline=None, max_examples=20)  # make quick
settings.load_profile("signage")


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """Commands that are run within a test's process set the level of the log; the next test has the usual one."""
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)


@pytest.fixture(scope="session")
def one_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis server for all tests of a process; `redis_server` is it, emptied."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.kill()


@pytest.fixture
def redis_server(one_redis: RedisServer) -> RedisServer:
    """A real Redis server with nothing in it, which the test leaves running."""
    one_redis.say("FLUSHALL")
    return one_redis
