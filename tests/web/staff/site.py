"""The web application with a staff page, without a server, and clients that are signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from signage.fleet.registry import Registry
from signage.inevent.settings import Settings
from signage.program import Program
from signage.publish.publisher import Publisher
from signage.runtime import Runtime
from signage.staff import Staff
from signage.staff.accounts import Account
from signage.staff.passwords import hash_of
from signage.staff.settings import NO_STAFF, StaffSettings
from signage.venue.media import Media
from signage.web import app
from signage.web.display_keys import DisplayKeys
from signage.web.hub import Hub
from signage.web.staff.feed import Feed
from tests.build import FullPreviews, PreviewsHere, at, layout, publisher
from tests.clock import FakeClock
from tests.memory import MemoryStore
from tests.web.client import SCREENS, SESSIONS
from tests.web.staff.described import Described

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from signage.staff.roles import Role
    from signage.web.staff.calls import Part

PASSWORD = "correct horse"
ORIGIN = {"origin": "http://signage"}


@cache
def hashed() -> str:
    return hash_of(PASSWORD)


class StaffClients:
    """Accounts and clients for an `app` with a `staff`."""

    staff: Staff
    app: ASGIApp

    @cached_property
    def described(self) -> Described:
        """What the API says of itself, to which each of its answers is held."""
        return Described(self.app)

    async def account(self, name: str, role: Role, *, emergency: bool = False) -> None:
        """Add an account with the password `PASSWORD`."""
        await self.staff.access.accounts.put(Account(name, role, emergency, hashed()))

    @asynccontextmanager
    async def client(
        self, role: Role | None = "editor", *, emergency: bool = False
    ) -> AsyncIterator[httpx.AsyncClient]:
        """A browser of somebody called `Ana` with this role; its requests carry the server's own Origin.

        Whatever the API answers to it has to be what the API says of itself.
        """
        transport, hooks = (
            httpx.ASGITransport(self.app, client=("10.0.0.1", 5000)),
            {"response": [self.described.check]},
        )
        async with httpx.AsyncClient(
            transport=transport, base_url="http://signage", headers=ORIGIN, event_hooks=hooks
        ) as client:
            if role:
                await self.account("Ana", role, emergency=emergency)
                account = self.staff.access.accounts.of("Ana")
                assert account
                secret = await self.staff.access.sessions.begin(account.name, account.stamp)
                client.cookies.set("signage_staff", secret, "signage.local", "/staff")
            yield client


@dataclass
class StaffSite(StaffClients):
    """`app` with all it is made of. `client()` is signed in by a cookie, unless `role` is None."""

    settings: StaffSettings = NO_STAFF
    rest: str = ""
    store: MemoryStore = field(default_factory=MemoryStore)
    clock: FakeClock = field(default_factory=lambda: FakeClock(at("09:30")))
    transport: httpx.AsyncBaseTransport | None = None
    """In place of the network to an identity provider."""
    full: bool = False
    """Whether strangers have asked for more pages of other times than can be composed."""

    def __post_init__(self) -> None:
        self.publisher: Publisher = publisher(layout(SCREENS, self.rest), *SESSIONS)
        self.staff = Staff.of(self.settings, self.store, self.clock, self.transport)
        self.registry = Registry(self.clock)
        seals = partial(self.staff.seals.of, "browsers of staff")
        self.keys = DisplayKeys(self.store, self.clock, lambda: self.publisher.current.layout.access == "keys", seals)
        self.feed = Feed(lambda: b"event: tick\ndata: {}\n\n", self.clock)
        self.app: ASGIApp = app.create(
            self.publisher,
            Hub(tick=lambda: b""),
            clock=self.clock,
            confirmed=lambda: at("09:29"),
            media=Media(Path("no such folder")),
            previews=(FullPreviews if self.full else PreviewsHere)(self.publisher),
            staff_previews=PreviewsHere(self.publisher),
            registry=self.registry,
            staff=self.staff,
            parts=self.parts(),
            feed=self.feed,
            keys=self.keys,
        )

    def parts(self) -> tuple[Part, ...]:
        """Parts of the staff page besides those that every one has."""
        return ()


class WholeSite(StaffClients):
    """The application of the program itself, with every part of the staff page there is; nothing of it runs."""

    def __init__(self, folder: Path) -> None:
        lines = "\n".join(f"  {line}" for line in SCREENS.strip().splitlines())
        event = "event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}"
        (folder / "screens.yaml").write_text(f"{event}\nscreens:\n{lines}\n")
        place = Runtime(folder / "screens.yaml", folder / "data", FakeClock(at("09:30")))
        program = Program(place, Settings("http://127.0.0.1:9", "x", "y", "http://127.0.0.1:9/t"), MemoryStore())
        self.program, self.staff, self.app = program, program.staff, program.app
