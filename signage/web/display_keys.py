"""Keys of displays: with `access: keys` in screens.yaml walls are shown to those alone who have one, or are staff."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode

from signage.errors import StoreError
from signage.fleet.pairing import id_of
from signage.seal import Keys, own_keys
from signage.staff.records import Shelf
from signage.web.answer import Answer, text
from signage.web.base_path import base_of
from signage.web.browsers import COOKIE, cookie_of, is_tv, key_cookie

if TYPE_CHECKING:
    from starlette.types import Scope

    from signage.clock import Clock
    from signage.store import Store
    from signage.web.encoding import Piece
    from signage.web.hub import Attached

KIND = "display-key"
MOST = 20_000
LOOK_WITHIN = 1.5
"""Seconds that a display waits at most for what the store knows of its key."""
LOOK_EVERY = 2.0
"""Seconds between two looks for open streams whose key was revoked."""
STAFF_LASTS = 12 * 3600.0
"""Seconds for which a browser of staff keeps the key that their page hands out."""
OPEN = ("/static/", "/theme/", "/media/", "/staff/", "/pair/")
OPEN_PATHS = {"/healthz", "/readyz", "/metrics", "/favicon.ico", "/sw.js", "/staff", "/pair"}
REFUSED = (
    "This wall needs a key. Open /pair here and pair it on the staff page, or open this address once with ?key= and a"
    " key from there."
)
"""What those without a key read."""


REFUSAL = text(403, REFUSED, {"Cache-Control": "no-store", "X-Signage-Refused": "key"})
"""With a header by which a wall and its copy on the device know that this comes from no proxy."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept: its hash is what it is kept under, the key itself is nowhere."""

    screen: str
    label: str
    by: str
    at: datetime


@dataclass(slots=True, eq=False)
class Keyed:
    """A stream and the key that it is opened with, around what else is to know of it."""

    keys: DisplayKeys
    secret: str
    abort: Callable[[], None]
    inner: Attached | None

    def opened(self, send: Callable[[Piece], None]) -> None:
        """The stream is open, until its key is revoked."""
        self.keys.streams.add(self)
        if self.inner:
            self.inner.opened(send)

    def closed(self) -> None:
        """The stream is open no longer."""
        self.keys.streams.discard(self)
        if self.inner:
            self.inner.closed()


@dataclass
class DisplayKeys:
    """Who may see walls. `wanted()`: whether a key is needed at all.

    From `seals` follows the key of staff's own browsers, by which they see walls in miniature at every node, and are
    known where strangers ask for more pages of other times than can be composed.
    """

    store: Store
    clock: Clock
    wanted: Callable[[], bool]
    seals: Keys = field(default_factory=own_keys)
    shelf: Shelf[Key] = field(init=False)
    streams: set[Keyed] = field(default_factory=set)
    look_at_others: Callable[[], Awaitable[None]] | None = None
    """Takes over the keys of other nodes, where there are others. Raises StoreError."""

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.store, KIND, Key, MOST)

    async def make(self, screen: str, label: str, by: str) -> str:
        """A new key. Raises StoreError."""
        secret = secrets.token_urlsafe(24)
        await self.shelf.put(id_of(secret), Key(screen, label, by, self.clock.now()))
        return secret

    async def hand_out(self, key_id: str, screen: str, label: str, by: str) -> bool:
        """A TV that is paired has the key of this id; False where that cannot be kept, and none is needed."""
        try:
            await self.shelf.put(key_id, Key(screen, label, by, self.clock.now()))
        except StoreError:
            if self.wanted():
                raise
            return False
        return True

    def opens(self, secret: str) -> bool:
        """Whether somebody with this key may see walls."""
        return bool(secret) and (id_of(secret) in self.shelf or self._is_staffs(secret))

    def of_staff(self, scope: Scope) -> bool:
        """Whether a request comes from a browser of staff: it has the key that their page hands out."""
        return self._is_staffs(secret_of(scope))

    def staff_secret(self) -> str:
        """The key of staff's browsers: another one each day, and good for the day after, too."""
        return self.seals()[0].hex()

    def _is_staffs(self, secret: str) -> bool:
        return any(hmac.compare_digest(secret.encode(errors="replace"), key.hex().encode()) for key in self.seals())

    def refusal(self, scope: Scope) -> Answer | None:
        """What a request is answered with in place of a wall, or None where it may see it."""
        path = scope["path"]
        if not self.wanted() or path in OPEN_PATHS or path.startswith(OPEN) or (path == "/" and is_tv(scope)):
            return None
        given = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("key", "")
        if given and scope["method"] == "GET" and self.opens(given):
            return _keeps(scope, given)
        return None if self.opens(secret_of(scope)) else REFUSAL

    async def refused(self, scope: Scope) -> Answer | None:
        """As `refusal`; a key that another node handed out a moment ago is known, too."""
        refusal = self.refusal(scope)
        if refusal is REFUSAL and self.look_at_others and (secret_of(scope) or b"key=" in scope["query_string"]):
            with suppress(StoreError, TimeoutError):
                async with asyncio.timeout(LOOK_WITHIN):
                    await self.look_at_others()
            refusal = self.refusal(scope)
        return refusal

    def watched(self, attach: Callable[[Scope], Attached | None]) -> Callable[[Scope], Attached]:
        """As `attach`, for streams that are to end with the key that they were opened with."""

        def attached(scope: Scope) -> Attached:
            abort = scope["extensions"]["signage.stream"]["abort"]
            return Keyed(self, secret_of(scope), abort, attach(scope))

        return attached

    async def look(self) -> None:
        """End the streams whose keys were revoked. To be called again and again; waits first."""
        await self.clock.sleep(LOOK_EVERY)
        if self.wanted():
            for stream in [one for one in self.streams if not self.opens(one.secret)]:
                stream.abort()


def secret_of(scope: Scope) -> str:
    """The key in a request's cookie, or ''."""
    return cookie_of(scope, COOKIE)


def _keeps(scope: Scope, secret: str) -> Answer:
    """To the same address without its key, which the display keeps from now on."""
    rest = [pair for pair in parse_qsl(scope["query_string"].decode("latin-1")) if pair[0] != "key"]
    target = quote(scope["path"], safe="/%:@!$&'()*+,;=~-._") + (f"?{urlencode(rest)}" if rest else "")
    target = base_of(scope).url(f"/{target.lstrip('/')}")
    return Answer.of(
        303, b"", {"Location": target, "Set-Cookie": key_cookie(scope, secret), "Cache-Control": "no-store"}
    )
