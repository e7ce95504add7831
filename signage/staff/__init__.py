"""What staff say and do on their page: who may sign in, the log of what they did, and what other parts add. No HTTP.

`wall_notice` is a notice as walls show it, whoever wrote it; `notices` has what staff do with those of the page, which
`notice_board` keeps: each a `notice` that is followed to every display (`delivery`) and reported on
(`delivery_report`); `prepared_messages` are for later.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from signage.errors import StoreError
from signage.staff.access import Access
from signage.staff.audit_log import Journal
from signage.staff.notices import Notices
from signage.staff.prepared_messages import PreparedMessages
from signage.staff.records import Shelf
from signage.staff.seal_keys import SealKeys
from signage.staff.threads import STORE
from signage.staff.versions import MOST, Version, Versions

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport

    from signage.clock import Clock
    from signage.staff.oidc import Provider
    from signage.staff.settings import OIDC, StaffSettings
    from signage.store import Store

FOLLOW_EVERY = 1.0
"""Seconds between two looks for what commands have written beside the server."""
SWEEP_EVERY = 3600.0
"""Seconds between two deletions of what is too old."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Staff:
    """All parts of the staff page. `start` comes first; then `follow` and `sweep`, for ever."""

    clock: Clock
    journal: Journal
    access: Access
    notices: Notices
    prepared: PreparedMessages
    version_shelf: Shelf[Version]
    seals: SealKeys
    provider: Provider | None = None
    shared: bool = False

    @property
    def versions(self) -> Versions:
        """Every version of screens.yaml that is kept."""
        return Versions(self.version_shelf, shared=self.shared)

    @classmethod
    def of(
        cls,
        settings: StaffSettings,
        store: Store,
        clock: Clock,
        transport: AsyncBaseTransport | None = None,
        *,
        shared: bool = False,
    ) -> Staff:
        """All parts on one store, which several nodes may share.

        `transport` is in place of the network to the identity provider.
        """
        journal = Journal(store, clock, settings.kept_days)
        seals = SealKeys(store, clock)
        access = Access(settings, store, clock, journal, partial(seals.of, "names that nobody has"))
        notices = Notices(store, clock, journal, settings.kept_days)
        versions = Shelf(store, "layout version", Version, MOST + 1)
        provider = _provider(settings.oidc, clock, transport, seals) if settings.oidc else None
        prepared = PreparedMessages(store, clock)
        return cls(clock, journal, access, notices, prepared, versions, seals, provider, shared)

    @property
    def shelves(self) -> tuple[Shelf[Any], ...]:
        """What is stored of all parts but notices, the log and layouts."""
        access = self.access
        of_access = access.accounts.shelf, access.sessions.shelf, access.tokens.shelf
        return *of_access, self.seals.shelf, *self.prepared.shelves

    def load(self) -> None:
        """Take over what the store holds. Blocks; what cannot be read is logged."""
        self.journal.load()
        self.access.load()
        self.prepared.load()
        self.version_shelf.load()
        self.seals.shelf.load()

    async def start(self) -> None:
        """Load, then make what the settings ask for. What goes wrong is logged: walls go on without any of it."""
        takeovers_first = self.notices.start  # those in force are on the walls before anybody asks for these
        for step in (takeovers_first, partial(STORE.run, self.load), self.access.start, self.seals.renew):
            try:
                await step()
            except Exception:
                log.exception("a fault in signage itself: a part of the staff page has not started")

    async def follow(self) -> None:
        """Notice within a second what `signage staff` has changed; to be done again and again."""
        await self.clock.sleep(FOLLOW_EVERY)
        try:
            if await self.access.refresh():
                await self.journal.refresh()
        except StoreError as error:
            log.debug("the store cannot be read: %s", error)

    async def sweep(self) -> None:
        """Delete what is too old to be kept, and have keys for the next day; to be done again and again."""
        await self.clock.sleep(SWEEP_EVERY)
        try:
            await self.journal.forget_old()
            await self.seals.renew()
        except StoreError as error:
            log.debug("the store cannot be written: %s", error)


def _provider(settings: OIDC, clock: Clock, transport: AsyncBaseTransport | None, seals: SealKeys) -> Provider:
    from signage.staff.oidc import Provider  # noqa: PLC0415 - needs an extra, and half a second

    return Provider(settings, clock, transport, partial(seals.of, "sign-in at a provider"))
