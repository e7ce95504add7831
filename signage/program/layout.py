"""screens.yaml in force: shown on the walls as it is saved, and then the agenda fetched by it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from signage.sync.assignment import Assignment

if TYPE_CHECKING:
    from signage.clock import Clock
    from signage.layout import Loaded
    from signage.layout.watch import Reload
    from signage.nodes.cluster import Cluster
    from signage.nodes.standalone import Standalone
    from signage.sync.coordinator import Sync
    from signage.sync.schedule import Schedule
    from signage.venue.watch import Follower


class LayoutInForce:
    """Hands a layout on: to the venue and so to the walls (`apply`), then to sync and its schedule (`configure`).

    `since` is when the layout that is shown was applied.
    """

    def __init__(
        self,
        reload: Reload,
        follower: Follower,
        sync: Sync,
        schedule: Schedule,
        nodes: Standalone | Cluster,
        clock: Clock,
    ) -> None:
        self._reload, self._follower, self._nodes, self._clock = reload, follower, nodes, clock
        self._sync, self._schedule = sync, schedule
        self._changed = asyncio.Event()
        self.since = clock.now()

    async def apply(self, loaded: Loaded) -> None:
        """Show a layout that was just saved, and have the agenda fetched by it."""
        with self._nodes.showing_layout():
            try:
                await self._follower.apply(loaded)
                self.since = self._clock.now()
            finally:
                self._changed.set()

    async def configure(self) -> None:
        """Fetch by the layout in force. A question under way ends first, and no save is to wait for that."""
        await self._changed.wait()
        self._changed.clear()
        await self._sync.configure(Assignment.of(self._reload.loaded.layout))
        self._schedule.change()
