"""Follows what staff bring: the layout in force, the folders beside screens.yaml, and the pages that screens frame."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from signage.layout import framed
from signage.venue.frames import Frames

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from signage.clock import Clock
    from signage.errors import Finding
    from signage.layout import Layout, Loaded
    from signage.venue.appearance import Appearance
    from signage.venue.folders import Venue

CHECK_FOLDERS_EVERY = 1.0
"""Seconds between two checks for changed files in the folders."""
START_WAIT = 5.0
"""Seconds for which a start waits for pictures."""
SHOW_EVERY = 1.0
"""Seconds of decoding after which walls get what there is of new pictures."""

log = logging.getLogger(__name__)


class Follower:
    """Shows the layout in force with what the venue's files and framed pages have become, whenever one of them changes.

    `show` is awaited with a layout and its appearance, one call after the other. `watch_folders`, `decode` and
    `frames.run` are each a piece of work to be done again and again.
    """

    def __init__(
        self, venue: Venue, loaded: Loaded, clock: Clock, show: Callable[[Layout, Appearance], Awaitable[None]]
    ) -> None:
        self.frames = Frames(self._restyle)
        self._venue, self._loaded, self._clock, self._show = venue, loaded, clock, show
        self._restyling = asyncio.Lock()
        self._restyled = asyncio.Event()
        self._shown_files: object = None
        self._findings: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the venue's files as the layout in force names them."""
        return self._findings

    async def start(self) -> None:
        """Show the first layout, with its pictures if they are soon decoded: walls load their page anew at a start."""
        self._want_frames()
        await self._restyle()
        if await asyncio.to_thread(self._venue.media.prepare, START_WAIT):
            log.info("pictures are being decoded; walls show them as they are ready")
        await self._restyle()

    async def apply(self, loaded: Loaded) -> None:
        """Show another layout from now on."""
        self._loaded = loaded
        self._want_frames()
        await self._restyle()

    async def watch_folders(self) -> None:
        """Check once for new and changed files in the folders, and show them."""
        await self._clock.sleep(CHECK_FOLDERS_EVERY)
        if await asyncio.to_thread(self._venue.signature) != self._shown_files:
            await self._restyle()

    async def decode(self) -> None:
        """Decode the pictures that the last look found new, and show them. No save waits for that."""
        await self._restyled.wait()
        self._restyled.clear()
        if self._venue.media.unprepared:
            await asyncio.to_thread(self._venue.media.prepare, SHOW_EVERY)
            await self._restyle()

    def close(self) -> None:
        """Wait for no picture any longer: the program ends."""
        self._venue.media.close()

    def _want_frames(self) -> None:
        layout = self._loaded.layout
        self.frames.want(framed(layout), frozenset(layout.frames))

    async def _restyle(self) -> None:
        async with self._restyling:
            self._shown_files = await asyncio.to_thread(self._venue.signature)
            loaded = self._loaded
            try:
                make = self._venue.appearance
                appearance, findings = await asyncio.to_thread(make, loaded.layout, self.frames.reachable)
                for finding in findings:
                    if finding not in self._findings:
                        log.warning("%s", loaded.locate(finding))
                self._findings = findings
                await self._show(loaded.layout, appearance)
                self._restyled.set()
            except Exception:
                self._shown_files = None  # No files have this signature, so that the next look tries again.
                raise
