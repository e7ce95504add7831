"""The store that several nodes share, in Redis or Valkey: every write is one script, all of it or nothing."""

from __future__ import annotations

import json
import logging
import secrets
import zlib
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as NoAnswer

from signage.clock import SYSTEM
from signage.errors import StoreError
from signage.store import Names, lua_scripts
from signage.store.connection import ANSWER, Connection, listener
from signage.store.shared import (
    AGENDA,
    EVERYTHING,
    LEASE,
    MAX_LENT,
    MAX_PICTURE,
    MAX_RELAYED,
    NOTE,
    RELAYED,
    State,
    Word,
)
from signage.store.snapshot import MAX_SNAPSHOTS, Snapshot, pack, unpack

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence
    from datetime import timedelta

    from redis.asyncio.client import PubSub

    from signage.clock import Clock
    from signage.store import Record
    from signage.store.address import Address

QUIET = 5.0
"""Seconds of silence after which a connection that listens is tried."""
AGAIN = 1.0
"""Seconds between two tries to listen, and up to as many more."""

LENT_LASTS, LENT_PLACES = 600, 64
"""Seconds for which something is lent, and how many there can be at once."""

Args = list[bytes | str | int | float]

log = logging.getLogger(__name__)


class RedisStore:
    """Snapshots, notes and records of an event, and what its nodes have in common, under keys with a prefix of its own.

    All methods but `words` block, for some seconds at most, and may be called from any thread. `node` names this one.
    """

    def __init__(self, address: Address, event_id: str, *, node: str = "", clock: Clock = SYSTEM) -> None:
        self.node = node or secrets.token_hex(8)
        self.fence = 0
        self._redis = Connection(address, clock)
        self._clock = clock
        self._prefix = f"signage:{{{quote(event_id, safe='')}}}:"  # braces: in a cluster all keys have one place
        self._channel = self._key("changed")
        register = self._redis.client.register_script
        self._save, self._confirm = register(lua_scripts.SAVE), register(lua_scripts.CONFIRM)
        self._put, self._write = register(lua_scripts.PUT), register(lua_scripts.WRITE)
        self._claim, self._release = register(lua_scripts.CLAIM), register(lua_scripts.RELEASE)

    def __repr__(self) -> str:
        return f"RedisStore({self._redis.address}, {self._prefix})"

    @property
    def state(self) -> State:
        """Whether the store can be used."""
        return self._redis.state

    @property
    def failures(self) -> int:
        """How often the store could not be used."""
        return self._redis.failures

    # A store ----------------------------------------------------------------------------------------------------------

    def load(self, event_id: str) -> Snapshot | None:
        """The newest snapshot of an event that can be read; the log tells of each newer one that cannot."""
        heads = self._read("hgetall", self._key("heads", event_id))
        for number in sorted(heads, key=int, reverse=True):
            body = self._read("hget", self._key("bodies", event_id), number)
            try:
                return _snapshot(event_id, int(number), heads[number], body)
            except (ValueError, KeyError, TypeError, zlib.error):
                log.warning("%s: snapshot %d cannot be read, the one before is taken", self._redis.address, int(number))
        return None

    def save(self, snapshot: Snapshot) -> int:
        """Keep a snapshot, and of its event the `MAX_SNAPSHOTS` newest; its number. Raises Fenced without the lease."""
        event_id = snapshot.event_id
        keys = self._keys("numbers") + [self._key(part, event_id) for part in ("bodies", "heads")]
        body = pack(snapshot.agenda, snapshot.reading)
        args: Args = [
            self.fence,
            snapshot.number,
            body,
            _head(snapshot),
            MAX_SNAPSHOTS,
            self._channel,
            self._word(AGENDA),
        ]
        return int(self._redis.ask(lambda _: self._save(keys, args), writes=True))

    def confirm(self, snapshot: Snapshot) -> bool:
        """Write a saved snapshot's later times; False if the event's newest is another. Raises Fenced."""
        keys = [*self._keys(), self._key("heads", snapshot.event_id)]
        times = [_text(at) for at in (snapshot.taken_at, snapshot.confirmed_at, snapshot.pulled_at, snapshot.cursor)]
        args: Args = [self.fence, *times, self._channel, self._word(AGENDA)]
        return bool(self._redis.ask(lambda _: self._confirm(keys, args), writes=True))

    def get(self, key: str) -> str:
        """The note under a key; empty if there is none."""
        value: bytes | None = self._read("hget", self._key("notes"), key)
        return value.decode() if value else ""

    def put(self, key: str, value: str, *, fenced: bool = False) -> None:
        """Keep a note under a key, in place of any that is there. Raises Fenced where it asks for the lease."""
        word = self._word(NOTE, key.encode())
        args: Args = [self.fence if fenced else "", key, value, self._channel, word]
        self._redis.ask(lambda _: self._put(self._keys("notes"), args), writes=True)

    def records(self, kind: str) -> dict[str, str]:
        """All records of a kind: their values by key, in the order in which they were first written."""
        found: dict[bytes, bytes] = self._read("hgetall", self._key("records", kind))
        rows = sorted((int(order), key, value) for key, (order, _, value) in _cut(found))
        return {key.decode(): value.decode() for _, key, value in rows}

    def write(self, records: Sequence[Record], *, new: bool = False) -> None:
        """Keep these records in place of those with the same kind and key: all of them or none."""
        kinds = list(dict.fromkeys(record.kind for record in records))
        keys = [self._key("format"), self._key("order"), *(self._key("records", kind) for kind in kinds)]
        args: Args = ["1" if new else "", self._channel, *map(self._word, kinds)]
        for kind, key, value in records:
            args += [kinds.index(kind) + 1, key, "" if value is None else "1", value or ""]
        self._redis.ask(lambda _: self._write(keys, args), writes=True)

    def names(self) -> Names:
        """Which notes and which kinds of records there are."""
        notes: list[bytes] = self._read("hkeys", self._key("notes"))
        begin = self._key("records", "")
        found = self._redis.ask(lambda client: list(client.scan_iter(match=f"{begin}*", count=1000)))
        kinds = sorted(key.decode().removeprefix(begin) for key in found)
        return Names(tuple(key.decode() for key in notes), tuple(kinds))

    def close(self) -> None:
        """Close all connections. The lease runs out by itself, unless it was released."""
        self._redis.close()

    # What nodes have in common ----------------------------------------------------------------------------------------

    def claim(self, lasts: timedelta, least: int = 0, *, wary: bool = False) -> int | None:
        """Take the lease or prolong it: its token; None while another node has it, 0 where that may be."""
        args: Args = [self.node, round(lasts.total_seconds() * 1000), least, int(wary)]
        token = self._redis.ask(lambda _: self._claim(self._keys("tokens"), args), may_write=True)
        if token is None and self._redis.refuses_writes:  # to be told of another's lease takes no write
            self._redis.ask(lambda client: client.set(self._key("probe"), self.node, px=1000), writes=True)
        return None if token is None else int(token)

    def release(self) -> None:
        """Give the lease back, if this node has it."""
        args: Args = [self.node, self._channel, self._word(LEASE)]
        self._redis.ask(lambda _: self._release(self._keys(), args))

    def holder(self) -> str:
        """The node that has the lease; empty if none has."""
        node: bytes | None = self._read("hget", self._key("lease"), "node")
        return node.decode() if node else ""

    def relay(self, payload: bytes) -> None:
        """Send at most `MAX_RELAYED` bytes to all nodes that listen now."""
        if len(payload) > MAX_RELAYED:
            raise StoreError(f"{len(payload)} bytes are more than nodes relay at once ({MAX_RELAYED})")
        self._redis.ask(lambda client: client.publish(self._channel, self._word(RELAYED, payload)))

    def put_picture(self, digest: str, body: bytes) -> None:
        """Keep a picture of at most `MAX_PICTURE` bytes under its digest."""
        if len(body) > MAX_PICTURE:
            raise StoreError(f"{len(body)} bytes are more than a picture has ({MAX_PICTURE})")
        self._redis.ask(lambda client: client.set(self._key("picture", digest), body), writes=True)

    def picture(self, digest: str) -> bytes | None:
        """The picture of a digest; None if there is none."""
        body: bytes | None = self._read("get", self._key("picture", digest))
        return body

    def remove_picture(self, digest: str) -> None:
        """Remove a picture, if it is there."""
        self._redis.ask(lambda client: client.delete(self._key("picture", digest)), writes=True)

    def lend(self, name: str, body: bytes) -> None:
        """Keep at most `MAX_LENT` bytes under a name for some minutes; another name may take its place."""
        if len(body) > MAX_LENT:
            raise StoreError(f"{len(body)} bytes are more than nodes lend at once ({MAX_LENT})")
        value = name.encode() + b"\n" + zlib.compress(body, 1)
        self._redis.ask(lambda client: client.set(self._lent(name), value, ex=LENT_LASTS), writes=True)

    def lent(self, name: str) -> bytes | None:
        """What was lent under a name; None if there is none, or no longer."""
        value: bytes | None = self._read("get", self._lent(name))
        known, _, body = (value or b"").partition(b"\n")
        return zlib.decompressobj().decompress(body, MAX_LENT) if value and known == name.encode() else None

    async def words(self) -> AsyncGenerator[Word]:
        """What other nodes do, as it happens, for ever: after each connection, look at everything."""
        while True:
            client = listener(self._redis.address)
            try:
                async with aclosing(client), client.pubsub() as listening:
                    await listening.subscribe(self._channel)
                    async with aclosing(self._heard(listening)) as heard:
                        async for word in heard:
                            yield word
            except (RedisError, OSError) as error:
                self._redis.failed(error)
            await self._clock.sleep(AGAIN * (1 + self._clock.jitter()))

    async def _heard(self, listening: PubSub) -> AsyncGenerator[Word]:
        """The words of one connection. Raises RedisError when it ends, or when nothing comes of a ping either."""
        tried = False
        while True:
            message = await listening.get_message(timeout=ANSWER if tried else QUIET)
            if message is None:
                if tried:
                    raise NoAnswer
                await listening.ping()
                tried = True
                continue
            tried = False
            if message["type"] == "subscribe":
                self._redis.answered()
                yield Word(EVERYTHING)
            elif message["type"] == "message":
                head, _, payload = message["data"].partition(b"\n")
                node, _, kind = head.decode().partition(" ")
                if node != self.node:
                    yield Word(kind, payload)

    # Keys -------------------------------------------------------------------------------------------------------------

    def _key(self, *names: str) -> str:
        return self._prefix + ":".join(names)

    def _lent(self, name: str) -> str:
        return self._key("lent", str(zlib.crc32(name.encode()) % LENT_PLACES))

    def _keys(self, *names: str) -> list[str]:
        """The keys that every script begins with, and these."""
        return [self._key(name) for name in ("format", "lease", *names)]

    def _word(self, kind: str, payload: bytes = b"") -> bytes:
        return f"{self.node} {kind}\n".encode() + payload

    def _read(self, command: str, *args: Any) -> Any:
        """What a command answers, of a store whose format is known."""

        def read(client: Any) -> Any:
            with client.pipeline(transaction=False) as asked:  # a full server refuses any transaction
                asked.get(self._key("format"))
                getattr(asked, command)(*args)
                return asked.execute()

        form, answer = self._redis.ask(read)
        if form and int(form) > lua_scripts.FORMAT:
            raise self._redis.failed(RedisError(f"{lua_scripts.NEWER} {int(form)}"))
        return answer


def _cut(found: dict[bytes, bytes]) -> list[tuple[bytes, tuple[bytes, bytes, bytes]]]:
    """The values of records with their places before them."""
    return [(key, value.partition(b":")) for key, value in found.items()]


def _head(snapshot: Snapshot) -> str:
    head = {name: _text(getattr(snapshot, name)) for name in ("taken_at", "confirmed_at", "pulled_at", "cursor")}
    return json.dumps({"kind": snapshot.kind, **head})


def _snapshot(event_id: str, number: int, head: bytes, body: bytes) -> Snapshot:
    told = json.loads(head)
    agenda, reading = unpack(body)
    return Snapshot(
        event_id,
        agenda,
        told["kind"],
        datetime.fromisoformat(told["taken_at"]),
        datetime.fromisoformat(told["confirmed_at"]),
        datetime.fromisoformat(told["pulled_at"]) if told["pulled_at"] else None,
        datetime.fromisoformat(told["cursor"]) if told["cursor"] else None,
        reading,
        number,
    )


def _text(time: datetime | None) -> str:
    return time.isoformat() if time else ""
