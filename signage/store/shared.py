"""What a store has besides where several nodes share it: a lease, words that something changed, a relay, pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from signage.store import Listed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime, timedelta

EVERYTHING, AGENDA, NOTE, LEASE, RELAYED = "", "agenda", "note", "lease", "relayed"
"""Kinds of words that are no kinds of records: look at everything anew; a snapshot or its times; a note; a lease that
was given back; bytes from another node."""
MAX_RELAYED = 256 * 1024
"""Bytes that are relayed at once."""
MAX_PICTURE = 32 * 1024 * 1024
"""Bytes of one picture."""
MAX_LENT = 4 * 1024 * 1024
"""Bytes that are lent at once."""


class Word(NamedTuple):
    """What another node did: `kind` is that of the records it wrote, or one of those above.

    `payload` is what it relayed, or the key of the note that it wrote; else empty.
    """

    kind: str
    payload: bytes = b""


class State(NamedTuple):
    """Whether the store answered when it was last asked, since when that is so, and what is wrong, or nothing."""

    reachable: bool
    since: datetime
    error: str = ""


class Shared(Listed, Protocol):
    """A store for several nodes. What blocks raises StoreError where it cannot be used, as every method of a store.

    `fence` is the token of the lease that this node holds, 0 while it holds none: whoever claims sets it. `save`,
    `confirm` and notes that are `fenced` carry it, and raise Fenced, with nothing written, unless it is the token of
    the lease in force at that very moment. `node` names this node, for as long as its process lives.
    """

    node: str
    fence: int

    @property
    def state(self) -> State:
        """Whether the store can be used. Never blocks."""

    def claim(self, lasts: timedelta, least: int = 0, *, wary: bool = False) -> int | None:
        """Take the lease or prolong it: its token; None while another node has it. `fence` is left as it is.

        A lease that is newly taken has a token greater than all before it, than `least`, and than the store's clock in
        microseconds, so that tokens rise even if the store has lost what it knew. `wary`: another node had it less than
        a lease ago. Where the store was emptied since, that node does not know yet: the lease is not taken, and 0 told.
        """

    def release(self) -> None:
        """Give the lease back, if this node has it, so that another need not wait until it runs out."""

    def holder(self) -> str:
        """The node that has the lease; empty if none has."""

    def words(self) -> AsyncIterator[Word]:
        """What other nodes do, as it happens; this node's own words are left out. Ends never, and raises nothing.

        Words that are said while there is no connection are lost: after each connection comes `EVERYTHING`.
        """

    def relay(self, payload: bytes) -> None:
        """Send at most `MAX_RELAYED` bytes to all nodes that listen now: `Word(RELAYED, payload)`."""

    def put_picture(self, digest: str, body: bytes) -> None:
        """Keep a picture of at most `MAX_PICTURE` bytes under its digest."""

    def picture(self, digest: str) -> bytes | None:
        """The picture of a digest; None if there is none."""

    def remove_picture(self, digest: str) -> None:
        """Remove a picture, if it is there."""

    def lend(self, name: str, body: bytes) -> None:
        """Keep at most `MAX_LENT` bytes under a name for some minutes, and of many such the latest ones alone."""

    def lent(self, name: str) -> bytes | None:
        """What was lent under a name; None if there is none, or no longer."""
