"""Connections to Redis, which answer within seconds or not at all, and what goes wrong there as a sentence."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any, TypeVar

from redis import Redis, Sentinel
from redis import asyncio as redis_asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    ConnectionError,  # noqa: A004 - Redis's own
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TimeoutError,  # noqa: A004 - Redis's own
)
from redis.retry import Retry

from signage.errors import Fenced, StoreConflict, StoreError
from signage.store.address import NAME
from signage.store.lua_scripts import FORMAT, NEWER, NOT_HELD, THERE
from signage.store.shared import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from signage.clock import Clock
    from signage.store.address import Address

T = TypeVar("T")

CONNECT, ANSWER = 2.0, 5.0
"""Seconds for a connection, and for an answer."""
REST = 1.0
"""Seconds for which a server that did not answer is not asked again: what comes meanwhile fails without a wait."""

NO_LOGIN = ("NOAUTH", "WRONGPASS", "unauthenticated")
"""What texts of a server hold that knows no such login, and of one that asks for some."""

log = logging.getLogger(__name__)


class Connection:
    """Asks one Redis server, from any thread, and knows whether it answers.

    `failures` counts how often it could not be used.
    """

    def __init__(self, address: Address, clock: Clock) -> None:
        self.address, self._clock = address, clock
        self.client = _client(address)
        self.failures = 0
        self._mutex = threading.Lock()
        self._state = State(reachable=True, since=clock.now())
        self._rest_until = 0.0
        self._refuses_writes = False

    @property
    def state(self) -> State:
        """Whether the server can be used."""
        return self._state

    @property
    def refuses_writes(self) -> bool:
        """Whether it refused the last write, and has taken none since: it may be full, or a replica now."""
        return self._refuses_writes

    def ask(self, work: Callable[[Redis], T], *, writes: bool = False, may_write: bool = False) -> T:
        """What this work with the client comes to. Raises StoreError; Fenced and StoreConflict are answers like any.

        What `may_write` writes at times only: that it went well does not tell whether writes are taken.
        """
        state = self._state  # another thread may have found meanwhile that it answers again
        if not state.reachable and self._clock.monotonic() < self._rest_until:
            raise StoreError(state.error)
        try:
            answer = work(self.client)
        except (RedisError, OSError) as error:
            raise self.failed(error, writes=writes or may_write) from None  # its own text may quote what was sent
        self.answered(writes=writes)
        return answer

    def answered(self, *, writes: bool = False) -> None:
        """Know that it can be used; by reading alone that is not known of one that refuses writes."""
        with self._mutex:
            if self._state.reachable or (self._refuses_writes and not writes):
                return
            self._state, self._refuses_writes = State(reachable=True, since=self._clock.now()), False
        log.info("%s can be used again", self.address)

    def failed(self, error: Exception, *, writes: bool = False) -> StoreError:
        """Know of this failure; it as a sentence."""
        told = _told(error, self.address)
        if isinstance(told, (Fenced, StoreConflict)):
            self.answered()
            return told
        with self._mutex:
            self.failures += 1
            first, since = self._state.reachable, self._state.since
            self._state = State(reachable=False, since=self._clock.now() if first else since, error=str(told))
            self._refuses_writes = writes and isinstance(error, ResponseError)
            if isinstance(error, (ConnectionError, TimeoutError, OSError)):
                self._rest_until = self._clock.monotonic() + REST
        if first:
            log.warning("%s", told)
        return told

    def close(self) -> None:
        """Close all connections."""
        self.client.close()


def _client(address: Address) -> Redis:
    options = _options(address) | {"retry": Retry(NoBackoff(), 0)}
    if address.service:
        sentinel = Sentinel(address.hosts, sentinel_kwargs=_sentinel_options(options), **options)  # type: ignore[no-untyped-call]
        master: Redis = sentinel.master_for(address.service)  # type: ignore[no-untyped-call]
        return master
    (host, port), *_ = address.hosts
    return Redis(host=host, port=port, **options)


def listener(address: Address) -> redis_asyncio.Redis:
    """A client for the event loop."""
    options = _options(address) | {"retry": AsyncRetry(NoBackoff(), 0)}
    if address.service:
        sentinel = redis_asyncio.Sentinel(  # type: ignore[no-untyped-call]
            address.hosts, sentinel_kwargs=_sentinel_options(options), **options
        )
        master: redis_asyncio.Redis = sentinel.master_for(address.service)
        return master
    (host, port), *_ = address.hosts
    return redis_asyncio.Redis(host=host, port=port, **options)


def _options(address: Address) -> dict[str, Any]:
    options: dict[str, Any] = {
        "db": address.database,
        "username": address.user or None,
        "password": address.password or None,
        "socket_connect_timeout": CONNECT,
        "socket_timeout": ANSWER,
        "socket_keepalive": True,
        "protocol": 2,
    }
    if address.tls:
        options |= {"ssl": True, "ssl_ca_certs": address.ca or None}
    return options


def _sentinel_options(options: dict[str, Any]) -> dict[str, Any]:
    """The options for Sentinels: without database and login, which are the server's alone."""
    return {key: value for key, value in options.items() if key not in ("db", "username", "password")}


def _told(error: Exception, address: Address) -> StoreError:
    """A failure as a sentence that says how to mend it, and quotes nothing that was sent."""
    text = str(error)
    if text.startswith(NOT_HELD):
        return Fenced("another node has the lease without which this is not to be written")
    if text.startswith(THERE):
        return StoreConflict("there is a record of this kind and key already")
    if text.startswith(NEWER):
        return StoreError(
            f"{address} was written by a newer signage (its format is {text.split()[1]}, known here is {FORMAT}):"
            " update this one"
        )
    return StoreError(f"{address} {_reason(error, text)}")


def _reason(error: Exception, text: str) -> str:
    if isinstance(error, (AuthenticationError, NoPermissionError)) or any(sign in text for sign in NO_LOGIN):
        return f"refuses this user or its password: see {NAME}, and what the server's ACL allows"
    if isinstance(error, ReadOnlyError) or "READONLY" in text:
        return "takes no writes, for it is a replica now: they go on when the name leads to the new master"
    if isinstance(error, OutOfMemoryError) or "OOM" in text:
        return "is full and takes no writes: give it more memory (maxmemory)"
    if isinstance(error, BusyLoadingError):
        return "is starting, and reads its data first"
    if "MISCONF" in text:
        return "takes no writes, for it cannot write its own file: look at its disk"
    if isinstance(error, TimeoutError):
        return f"does not answer within {ANSWER:.0f} s"
    if isinstance(error, (ConnectionError, OSError)):
        return f"cannot be reached: {text or type(error).__name__}"
    return f"refuses what signage asks: {text}"
