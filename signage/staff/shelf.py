"""Values of one kind that outlive a restart: read from memory, written to the store before a change counts."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from signage.errors import StoreError, StoreFull
from signage.staff.lane import STORE
from signage.store import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from signage.store import Store

T = TypeVar("T")

log = logging.getLogger(__name__)


class Shelf(Generic[T]):
    """At most `most` values of a kind by key, in the order in which they were first put.

    `type_` is anything that pydantic reads and writes as JSON. A value that cannot be read any more is left in the
    store, logged, and otherwise as if it were not there. Until `load` the shelf is empty.
    """

    def __init__(self, store: Store, kind: str, type_: type[T], most: int) -> None:
        self._store, self._kind, self._most = store, kind, most
        self._type: TypeAdapter[T] = TypeAdapter(type_)
        self._values: dict[str, T] = {}
        self._stored: dict[str, str] = {}
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
            if stored == self._stored:
                return False
            self._take(stored)
            return True

    async def put(self, key: str, value: T, *, anyway: bool = False) -> None:
        """Keep a value in place of any under this key. Raises StoreError, and StoreFull for one too many.

        Then nothing has changed; `anyway` is as for `write`.
        """
        await self.write({key: value}, anyway=anyway)

    async def remove(self, key: str) -> None:
        """Remove the value under a key, if there is one. Raises StoreError; then nothing has changed."""
        await self.write({key: None})

    async def write(self, changes: Mapping[str, T | None], *, anyway: bool = False) -> None:
        """Keep these values, and remove those that are None: all of it or nothing. Raises StoreError and StoreFull.

        `anyway`: where the store cannot be used, keep them in memory alone, until the next restart; this is logged.
        """
        async with self._writing:
            added = sum(value is not None and key not in self._values for key, value in changes.items())
            removed = sum(value is None and key in self._values for key, value in changes.items())
            if added and len(self._values) + added - removed > self._most:
                raise StoreFull(f"there are {len(self._values)} of {self._kind!r}, and no more are kept: remove some")
            texts = {key: None if value is None else self._text(value) for key, value in changes.items()}
            records = [Record(self._kind, key, text) for key, text in texts.items()]
            try:
                await STORE.run(self._store.write, records)
            except StoreError as error:
                if not anyway:
                    raise
                log.warning("a change of %r is lost with the next restart: %s", self._kind, error)
            for key, value in changes.items():
                self._set(key, value, texts[key])

    def _text(self, value: T) -> str:
        return self._type.dump_json(value).decode()

    def _set(self, key: str, value: T | None, text: str | None) -> None:
        if value is None or text is None:
            self._values.pop(key, None)
            self._stored.pop(key, None)
        else:
            self._values[key], self._stored[key] = value, text

    def _take(self, stored: dict[str, str]) -> None:
        values: dict[str, T] = {}
        for key, text in stored.items():
            try:
                values[key] = self._type.validate_json(text)
            except ValidationError:
                log.warning("a record of %r cannot be read and is left out", self._kind)
        self._values, self._stored = values, stored
