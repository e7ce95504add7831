"""The running program: every part built and joined, and taken apart in order."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import httpx
from starlette.applications import Starlette

from signage.assets import build_id
from signage.clock import SYSTEM, Clock
from signage.errors import Finding, GatewayError, StoreError
from signage.inevent.client import SessionClient
from signage.inevent.settings import Settings
from signage.inevent.words import readable
from signage.layout import Layout, Loaded, framed
from signage.layout.watch import KEY as LAYOUT_KEY
from signage.layout.watch import Reload
from signage.publish.changes import Event, Topic
from signage.publish.publisher import Publisher
from signage.store import Store
from signage.store.sqlite import SQLiteStore
from signage.sync.archive import Archive
from signage.sync.coordinator import Assignment, Sync
from signage.sync.schedule import Schedule
from signage.venue.folders import Venue
from signage.venue.frames import Frames
from signage.web import app as web
from signage.web import server
from signage.web.hub import Hub
from signage.web.places import Places
from signage.web.protocol import DEFAULT_LIMITS, Limits
from signage.web.stream import Pieces, encode

log = logging.getLogger(__name__)

SLUGS_KEY = "slugs"
LOOK_AT_FILES = 1.0
START_WAIT = 5.0
"""Seconds for which a start waits for pictures."""
SHOW_EVERY = 1.0
"""Seconds of decoding after which walls get what there is of new pictures."""
WRITE_NOTES = 1.0
LOOK_FOR_DAY = 5.0
"""Seconds between two looks at whether a new day of the event has begun."""
TOLD_FOR = 60.0
"""Seconds after which a fault that comes again is news."""


@dataclass(frozen=True)
class Runtime:
    """Where the program lives: its file, its data folder, its clock, and its way to the gateway.

    Streams hear the time every `tick_interval` seconds. `transport` is in place of the network.
    """

    config: Path
    data: Path
    clock: Clock = SYSTEM
    tick_interval: float = 15.0
    transport: httpx.AsyncBaseTransport | None = None


class Program:
    """The server of one event. Raises `SignageError` when it cannot start. `store`: in place of the data folder's."""

    def __init__(self, place: Runtime, settings: Settings, store: Store | None = None) -> None:
        self._place = place
        self.store = store or SQLiteStore(place.data, clock=place.clock)
        self.archive = Archive(self.store, place.clock)
        self.reload = Reload(place.config, self._noted(LAYOUT_KEY), partial(self.archive.note, LAYOUT_KEY))
        layout = self.reload.loaded.layout
        self.connections = Places(DEFAULT_LIMITS.connections, DEFAULT_LIMITS.share, each=2)  # its stream and its page
        self.hub: Hub[Topic] = Hub(tick=self.tick, tick_interval=place.tick_interval, connections=self.connections)
        self.pieces = Pieces()
        self.publisher = Publisher(
            layout,
            clock=place.clock,
            topics=self.hub.topics,
            send=lambda topic, event: self.hub.publish(topic, self.pieces.of(event)),
            slugs=slugs_of(self._noted(SLUGS_KEY)),
            keep=partial(self.archive.note, SLUGS_KEY),
        )
        self.client = SessionClient(settings, clock=place.clock, transport=place.transport)
        self.sync = Sync(
            self.client,
            self.archive,
            Assignment.of(layout),
            clock=place.clock,
            publish=self.publisher.show_agenda,
        )
        self.schedule = Schedule(self.sync, place.clock)
        self.venue = Venue.beside(place.config)
        self.frames = Frames(self._restyle)
        self._day = self.publisher.renderer.today
        self._loaded = self.reload.loaded
        self._layout_changed = asyncio.Event()
        self._restyling = asyncio.Lock()
        self._styled: object = None
        self._restyled = asyncio.Event()
        self._style_findings: tuple[Finding, ...] = ()
        self.app = web.create(
            self.publisher,
            self.hub,
            clock=place.clock,
            confirmed=self.confirmed,
            media=self.venue.media,
            pieces=self.pieces,
            lifespan=self._lifespan,
        )

    def confirmed(self) -> datetime | None:
        """When the gateway last said what the walls show; a clock that was set back makes that no younger."""
        at, least = self.sync.confirmed_at, self.sync.unconfirmed * self._place.clock.rate
        return at and min(at, self._place.clock.now() - least)

    async def pull(self, progress: Callable[[int, int | None], None]) -> int:
        """One full pull into the store; the number of sessions. Raises `GatewayError`."""
        await self.sync.restore()
        try:
            await self.sync.full(progress)
        finally:
            await self._close()
        if self.sync.status.error:
            raise GatewayError(self.sync.status.error)
        return self.sync.status.sessions

    def _noted(self, key: str) -> str:
        """A note of before; empty where the store cannot be used, for the walls come first."""
        try:
            return self.store.get(key)
        except StoreError as error:
            log.warning("what was noted before is not known: %s", error)
            return ""

    async def _close(self) -> None:
        await self.archive.write_notes()
        await self.client.aclose()
        self.store.close()

    def serve(self, host: str, port: int, limits: Limits = DEFAULT_LIMITS) -> server.Server:
        """The web server, ready to be run."""
        self.connections.share = self.hub.places.share = limits.share
        sock = server.listen(host, port)
        return server.Server(self.app, sock, on_shutdown=self.hub.close, limits=limits, places=self.connections)

    def tick(self) -> bytes:
        """The event that tells streams what time it is, and when the agenda was last confirmed."""
        confirmed = self.confirmed()
        told = {
            "now": _milliseconds(self._place.clock.now()),
            "rate": self._place.clock.rate,
            "build": build_id(),
            "confirmed": _milliseconds(confirmed) if confirmed else None,
        }
        return encode(Event("tick", told))

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Walls first, from the cache; then whatever keeps them fresh."""
        await self._restyle()
        await self._wait_for_pictures()
        await self.sync.restore()
        self._want_frames(self.publisher.current.layout)
        fresh = (
            partial(self.reload.run, self._apply),
            self._configure,
            self._turn_days,
            self._watch_venue,
            self._decode,
            self._write_notes,
            self.frames.run,
        )
        tasks = [asyncio.create_task(self._for_ever(work)) for work in fresh]
        self.schedule.start()
        try:
            yield
        finally:
            self.schedule.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._close()

    async def _for_ever(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do it again and again, a second later where it failed, which is told once for as long as it goes on."""
        failed = -math.inf
        while True:
            try:
                await work()
            except Exception:
                if self._place.clock.monotonic() - failed > TOLD_FOR:
                    log.exception("a fault in signage itself; what it stopped goes on in a second")
                failed = self._place.clock.monotonic()
                await self._place.clock.sleep(1)

    async def _apply(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._want_frames(loaded.layout)
        try:
            await self._restyle()
        finally:
            self._layout_changed.set()

    def _want_frames(self, layout: Layout) -> None:
        self.frames.want(framed(layout), frozenset(layout.frames))

    async def _configure(self) -> None:
        """Fetch by the layout in force. A question under way ends first, and no save is to wait for that."""
        await self._layout_changed.wait()
        self._layout_changed.clear()
        await self.sync.configure(Assignment.of(self._loaded.layout))
        self.schedule.change()

    async def _wait_for_pictures(self) -> None:
        """Walls that load their page anew after a restart have its pictures at once, unless these take long."""
        if await asyncio.to_thread(self.venue.media.prepare, START_WAIT):
            log.info("pictures are being decoded; walls show them as they are ready")
        await self._restyle()

    async def _decode(self) -> None:
        """Decode the pictures that the last look found new, and show them. No save waits for that."""
        await self._restyled.wait()
        self._restyled.clear()
        if self.venue.media.unprepared:
            await asyncio.to_thread(self.venue.media.prepare, SHOW_EVERY)
            await self._restyle()

    async def _restyle(self) -> None:
        """Show the layout of the last save with what the venue's files have become; one after the other."""
        async with self._restyling:
            self._styled = await asyncio.to_thread(self.venue.signature)
            loaded = self._loaded
            try:
                make = self.venue.appearance
                appearance, findings = await asyncio.to_thread(make, loaded.layout, self.frames.reachable)
                for finding in findings:
                    if finding not in self._style_findings:
                        log.warning("%s", loaded.locate(finding))
                self._style_findings = findings
                await self.publisher.show_layout(loaded.layout, appearance)
                self._restyled.set()
            except Exception:
                self._styled = None  # so that it is tried again
                raise

    async def _watch_venue(self) -> None:
        """Follow what is put into the folders beside screens.yaml."""
        await self._place.clock.sleep(LOOK_AT_FILES)
        if await asyncio.to_thread(self.venue.signature) != self._styled:
            await self._restyle()

    async def _write_notes(self) -> None:
        await self._place.clock.sleep(WRITE_NOTES)
        if not self.archive.error:
            await self.archive.write_notes()

    async def _turn_days(self) -> None:
        await self._place.clock.sleep(LOOK_FOR_DAY + self._place.clock.jitter())
        if (today := self.publisher.renderer.today) != self._day:
            await self.publisher.turn_day()
            self._day = today
        await self.publisher.choose_anew()


def slugs_of(note: str) -> dict[str, str]:
    """The rooms by the slugs they have had, as the publisher had them noted."""
    try:
        slugs = json.loads(note or "{}")
    except ValueError:
        slugs = None
    if isinstance(slugs, dict) and all(isinstance(room, str) for room in slugs.values()):
        return {slug: readable(room) for slug, room in slugs.items()}  # ids of rooms were noted as they came once
    log.warning("the note of rooms' earlier addresses is damaged: only those of today lead to them")
    return {}


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
