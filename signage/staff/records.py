"""Values of one kind that outlive a restart: read from memory, written to the store before a change counts."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from signage.errors import StoreConflict, StoreError, StoreFull
from signage.staff.threads import STORE
from signage.store import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from signage.store import Store

T = TypeVar("T")

AT_ONCE = 500
"""Records that are written at once into a store that was emptied."""

log = logging.getLogger(__name__)


class Shelf(Generic[T]):
    """At most `most` values of a kind by key, in the order in which they were first put.

    `type_` is anything that pydantic reads and writes as JSON. A value that cannot be read any more is left in the
    store, logged, and otherwise as if it were not there. Until `load` the shelf is empty. What could be kept in memory
    alone is written by the next `refresh`; where the store has another value by then, `pick` chooses of that and ours.
    """

    def __init__(
        self, store: Store, kind: str, type_: type[T], most: int, pick: Callable[[T, T], T] = lambda _, ours: ours
    ) -> None:
        self._store, self._most, self._pick = store, most, pick
        self.kind = self._kind = kind
        self._type: TypeAdapter[T] = TypeAdapter(type_)
        self._values: dict[str, T] = {}
        self._stored: dict[str, str] = {}
        self._waiting: dict[str, T | None] = {}
        self._writing = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def get(self, key: str) -> T | None:
        """The value under a key; None if there is none."""
        return self._values.get(key)

    def items(self) -> Iterable[tuple[str, T]]:
        """All keys and values as they are now; a later change does not change what was returned."""
        return tuple(self._values.items())

    def values(self) -> tuple[T, ...]:
        """All values as they are now."""
        return tuple(self._values.values())

    def load(self) -> bool:
        """Take over what the store holds. Blocks.

        A store that cannot be used leaves all as it is, and is logged: then False.
        """
        try:
            self._take(self._store.records(self._kind))
        except StoreError as error:
            log.warning("what the store holds of %r is not known: %s", self._kind, error)
            return False
        return True

    async def refresh(self) -> bool:
        """Take over what another process has written; whether that changed anything. Raises StoreError."""
        async with self._writing:
            stored = await STORE.run(self._store.records, self._kind)
            if self._waiting:
                stored = await self._write_waiting(stored)
            if stored == self._stored:
                return False
            self._take(stored)
            return True

    async def refill(self) -> None:
        """Write what the store lacks of what is known here, for it was emptied. Raises StoreError."""
        async with self._writing:
            stored = await STORE.run(self._store.records, self._kind)
            lacks = [Record(self._kind, key, text) for key, text in self._stored.items() if key not in stored]
            for start in range(0, len(lacks), AT_ONCE):
                await STORE.run(self._store.write, lacks[start : start + AT_ONCE])

    async def put(self, key: str, value: T, *, anyway: bool = False, new: bool = False) -> None:
        """Keep a value in place of any under this key. Raises StoreError, and StoreFull for one too many.

        Then nothing has changed; `anyway` and `new` are as for `write`.
        """
        await self.write({key: value}, anyway=anyway, new=new)

    async def remove(self, key: str) -> None:
        """Remove the value under a key, if there is one. Raises StoreError; then nothing has changed."""
        await self.write({key: None})

    async def write(self, changes: Mapping[str, T | None], *, anyway: bool = False, new: bool = False) -> None:
        """Keep these values, and remove those that are None: all of it or nothing. Raises StoreError and StoreFull.

        `anyway`: where the store cannot be used, keep them in memory alone, until the next refresh or restart; this is
        logged. `new`: raises StoreConflict where another process has written one of these keys already.
        """
        async with self._writing:
            added = sum(value is not None and key not in self._values for key, value in changes.items())
            removed = sum(value is None and key in self._values for key, value in changes.items())
            if added and len(self._values) + added - removed > self._most:
                raise StoreFull(f"there are {len(self._values)} of {self._kind!r}, and no more are kept: remove some")
            texts = {key: None if value is None else self._text(value) for key, value in changes.items()}
            records = [Record(self._kind, key, text) for key, text in texts.items()]
            try:
                await STORE.run(partial(self._store.write, new=True) if new else self._store.write, records)
            except StoreError as error:
                if not anyway or isinstance(error, StoreConflict):
                    raise
                log.warning("a change of %r is lost with the next restart: %s", self._kind, error)
                self._waiting |= changes
            else:
                self._waiting = {key: value for key, value in self._waiting.items() if key not in changes}
            for key, value in changes.items():
                self._set(key, value, texts[key])

    async def _write_waiting(self, stored: dict[str, str]) -> dict[str, str]:
        """Write what could not be written before; what the store holds then."""
        records = []
        for key, ours in self._waiting.items():
            theirs = self._read(stored[key]) if key in stored else None
            value = self._pick(theirs, ours) if theirs is not None and ours is not None else ours
            records.append(Record(self._kind, key, None if value is None else self._text(value)))
        await STORE.run(self._store.write, records)
        self._waiting = {}
        return await STORE.run(self._store.records, self._kind)

    def _text(self, value: T) -> str:
        return self._type.dump_json(value).decode()

    def _read(self, text: str) -> T | None:
        try:
            return self._type.validate_json(text)
        except ValidationError:
            log.warning("a record of %r cannot be read and is left out", self._kind)
            return None

    def _set(self, key: str, value: T | None, text: str | None) -> None:
        if value is None or text is None:
            self._values.pop(key, None)
            self._stored.pop(key, None)
        else:
            self._values[key], self._stored[key] = value, text

    def _take(self, stored: dict[str, str]) -> None:
        values: dict[str, T] = {}
        for key, text in stored.items():
            known = self._values.get(key) if self._stored.get(key) == text else None
            if (value := known or self._read(text)) is not None:
                values[key] = value
        self._values, self._stored = values, stored
