"""The fleet of displays: which there are and which wait to be paired, their keys and past, alerts of what is wrong."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from signage.fleet.pairing import Pairings
from signage.fleet.registry import SWEEP_EVERY, Registry
from signage.nodes.pubsub import Subscription
from signage.publish.state import PageKey
from signage.staff.alert_sender import Sender, notify_by_apprise
from signage.store.sqlite import SQLiteStore
from signage.web.display_keys import DisplayKeys
from signage.web.staff.alerting import Watch
from signage.web.staff.kept_history import KeptHistory
from signage.web.staff.known_displays import KnownDisplays

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from signage.fleet.row import Page
    from signage.nodes.cluster import Cluster
    from signage.nodes.standalone import Standalone
    from signage.publish.publisher import Publisher
    from signage.runtime import Runtime
    from signage.staff.seal_keys import SealKeys

log = logging.getLogger(__name__)


class Fleet:
    """The displays of an event, and what is kept and told of them.

    `confirmed` tells when the gateway last said what is shown, `is_held` whether a change of the agenda is held back,
    `faults` how many mistakes there are in screens.yaml: of these three there are alerts, too.
    """

    def __init__(
        self,
        runtime: Runtime,
        nodes: Standalone | Cluster,
        publisher: Publisher,
        seals: SealKeys,
        *,
        confirmed: Callable[[], datetime | None],
        is_held: Callable[[], bool],
        faults: Callable[[], int],
    ) -> None:
        clock, self._clock, self._publisher = runtime.clock, runtime.clock, publisher
        self._store = store = nodes.store
        self.registry = Registry(clock, self._is_off)
        self.displays = KnownDisplays(self.registry, store, clock, self._is_store_lost)
        self.history = KeptHistory(store, clock, runtime.staff.kept_days, lambda: nodes.asks)
        self.keys = DisplayKeys(store, clock, self._wants_keys, partial(seals.of, "browsers of staff"))
        self.pairings = Pairings(clock, partial(seals.of, "tickets of TVs"))
        self._sender = _sender_to(runtime)
        self.watch = Watch(
            publisher,
            self.registry,
            clock,
            self._sender,
            store,
            confirmed,
            is_held=is_held,
            faults=faults,
            is_first=lambda: nodes.asks,
        )

    async def restore(self) -> None:
        """Know again what was known of displays before this start."""
        for load in (self.history.restore, self.displays.restore, self.keys.shelf.load, self.watch.shelf.load):
            await asyncio.to_thread(load)

    def works(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """What is to be done again and again, side by side."""
        displays, history, keys, watch = self.displays, self.history, self.keys, self.watch
        return self._sweep, displays.keep, history.keep, keys.look, watch.look, watch.deliver

    def follows(self) -> Mapping[str, Subscription]:
        """What other nodes keep of displays, and how this one takes it over, by the kind of the record."""
        keys, alerts, displays = self.keys.shelf, self.watch.shelf, self.displays
        return {
            keys.kind: Subscription(keys.refresh, keys.refill),
            alerts.kind: Subscription(alerts.refresh, alerts.refill),
            displays.shelf.kind: Subscription(displays.refresh, displays.shelf.refill, rest=10.0),
        }

    def close(self) -> None:
        """Send no more alerts."""
        self._sender.close()

    async def _sweep(self) -> None:
        """See which displays are gone."""
        await self._clock.sleep(SWEEP_EVERY)
        self.registry.sweep()

    def _is_off(self, page: Page, at: datetime) -> bool:
        """Whether nobody expects a display of this page to be there."""
        return self._publisher.current.is_off(PageKey(*page), at)

    def _wants_keys(self) -> bool:
        """Whether walls are shown to displays with a key alone."""
        return self._publisher.current.layout.access == "keys"

    def _is_store_lost(self) -> bool:
        """Whether what was kept before this start turned out to be damaged."""
        return isinstance(self._store, SQLiteStore) and self._store.was_damaged


def _sender_to(runtime: Runtime) -> Sender:
    """What sends alerts to the addresses that the operator has set, if there are any."""
    urls = runtime.staff.alert_urls
    sender = Sender(urls, runtime.clock, notify_by_apprise() if urls else None)
    if urls and sender.notify is None:
        log.error("SIGNAGE_ALERT_URLS is set, and nothing can be sent: pip install 'signage[alerts]'")
    return sender
