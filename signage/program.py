"""The running program: every part built and joined, and taken apart in order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
from starlette.applications import Starlette

from signage.agenda import Agenda
from signage.assets import build_id
from signage.base_path import ROOT, BasePath
from signage.clock import SYSTEM, Clock
from signage.errors import GatewayError, LayoutError, StoreError
from signage.fleet.registry import SWEEP_EVERY, Registry
from signage.fleet.row import Page
from signage.inevent.client import SessionClient
from signage.inevent.settings import Settings
from signage.layout import Loaded
from signage.layout.watch import KEY as LAYOUT_KEY
from signage.layout.watch import Reload
from signage.metrics import sources
from signage.metrics.endpoint import Endpoint
from signage.metrics.registry import Metrics
from signage.nodes.layouts import NodeLayouts
from signage.nodes.lease import LASTS
from signage.nodes.newness import Newness
from signage.nodes.node import Node
from signage.nodes.own import EVENT, Own, event_of, open_shared
from signage.nodes.pictures import Pictures
from signage.nodes.words import Follow
from signage.publish.changes import BEHIND, Event, Topic
from signage.publish.days import DayTurn
from signage.publish.publisher import Publisher
from signage.publish.state import PageKey
from signage.staff import Staff
from signage.staff.journal import KIND as LOG
from signage.staff.layouts import Layouts
from signage.staff.sender import Sender, notify_by_apprise
from signage.staff.settings import NO_STAFF, StaffSettings
from signage.store import Store
from signage.store.address import Address
from signage.store.shared import Shared
from signage.store.sqlite import SQLiteStore
from signage.sync.archive import Archive
from signage.sync.coordinator import Assignment, Sync
from signage.sync.schedule import Schedule
from signage.sync.shared import SharedSync
from signage.tasks import run_for_ever
from signage.venue.folders import Venue
from signage.venue.follow import Follower
from signage.venue.slugs import KEY as SLUGS_KEY
from signage.venue.slugs import slugs_in
from signage.venue.uploads import Uploads
from signage.web import app as web
from signage.web import server
from signage.web.encoding import Piece
from signage.web.hub import Hub
from signage.web.keys import DisplayKeys
from signage.web.protocol import DEFAULT_LIMITS, Limits
from signage.web.quota import Quota
from signage.web.staff.agenda import AgendaCalls
from signage.web.staff.editing import Editing
from signage.web.staff.feed import Feed
from signage.web.staff.known import KnownDisplays
from signage.web.staff.media import untold
from signage.web.staff.rail import RailCalls
from signage.web.staff.time import TimeCalls
from signage.web.staff.watch import Watch
from signage.web.stream import Pieces, encode, goodbye

CLOSE_WITHIN = 0.7
"""Seconds that a store which nodes share may take at the end, for a server stops within two."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Runtime:
    """What the program runs with: screens.yaml, the data folder, the clock, and the network to the gateway.

    Streams hear the time every `tick_interval` seconds. `transport` is in place of the network.
    `staff` is what the operator sets for the staff page, `metrics_token` opens /metrics to other machines. `shared` is
    the store of several nodes, of which this is one; who of them asks the gateway has a `lease` of that length.
    `base` is what all addresses begin with; `connections` are the server's, where it has several programs.
    """

    config: Path
    data: Path
    clock: Clock = SYSTEM
    tick_interval: float = 15.0
    transport: httpx.AsyncBaseTransport | None = None
    staff: StaffSettings = NO_STAFF
    shared: Address | None = None
    lease: timedelta = LASTS
    metrics_token: str = field(default="", repr=False)
    base: BasePath = ROOT
    connections: Quota | None = None

    def with_settings(self, staff: StaffSettings, shared: Address | None, metrics_token: str) -> Runtime:
        """The same with what the operator sets in the environment."""
        return replace(self, staff=staff, shared=shared, metrics_token=metrics_token)


class Program:
    """The server of one event. Raises `SignageError` when it cannot start. `store`: in place of the data folder's.

    `shared`: the store of several nodes, of which this is one.
    """

    def __init__(
        self, place: Runtime, settings: Settings, store: Store | None = None, *, shared: Shared | None = None
    ) -> None:
        self._place = place
        for host in settings.exposed:
            log.warning("%s is asked by plain http: whoever is on the way reads the secret; use https", host)
        self.own = Own(place.data)
        if place.shared and not shared:
            event_id = event_of(place.config, self.own)
            self.own.put(EVENT, event_id)
            shared = open_shared(place.shared, event_id, place.clock)
        self.store: Store = shared or store or SQLiteStore(place.data, clock=place.clock)
        copy = SQLiteStore(place.data, clock=place.clock) if shared else None
        self.archive = Archive(self.store, place.clock, copy)
        try:
            self.reload = Reload(place.config, self._noted(LAYOUT_KEY), partial(self.archive.note, LAYOUT_KEY))
        except LayoutError:
            self.archive.close()  # whoever tries again in this process finds the folder free
            raise
        layout = self.reload.loaded.layout
        self.staff = Staff.of(place.staff, self.store, place.clock, shared=shared is not None)
        own = Quota(DEFAULT_LIMITS.connections, DEFAULT_LIMITS.share, each=2)  # stream, page
        self.connections = place.connections or own
        self.hub: Hub[Topic] = Hub(tick=self.tick, tick_interval=place.tick_interval, connections=self.connections)
        self.newness = Newness(place.clock, self._catch_up, lambda: self.hub.end(BEHIND)) if shared else None
        self.staff_feed = Feed(self.tick, place.clock, place.tick_interval)
        self.pieces = Pieces()
        self.publisher = Publisher(
            layout,
            clock=place.clock,
            topics=self.hub.topics,
            send=lambda topic, event: self.hub.publish(topic, self.pieces.of(event)),
            slugs=slugs_in(self._noted(SLUGS_KEY)),
            keep=partial(self.archive.note, SLUGS_KEY),
            base=place.base,
        )
        self.staff.notices.show = self.publisher.show_notices
        self.client = SessionClient(settings, clock=place.clock, transport=place.transport)
        self.sync = self._syncing(shared, Assignment.of(layout))
        self.schedule = Schedule(self.sync, place.clock)
        venue = Venue.beside(place.config, place.base)
        self.follower = Follower(venue, self.reload.loaded, place.clock, self.publisher.show_layout)
        self.day_turn = DayTurn(self.publisher, place.clock)
        self.registry = Registry(place.clock, self._is_off)
        self.sender = Sender(
            place.staff.alert_urls, place.clock, notify_by_apprise() if place.staff.alert_urls else None
        )
        if place.staff.alert_urls and self.sender.notify is None:
            log.error("SIGNAGE_ALERT_URLS is set, and nothing can be sent: pip install 'signage[alerts]'")
        self.watch = Watch(
            self.publisher,
            self.registry,
            place.clock,
            self.sender,
            self.confirmed,
            is_held=self._is_held,
            faults=lambda: sum(finding.level == "error" for finding in self.reload.findings),
        )
        self.pictures = Pictures(shared, Uploads(venue.media.folder)) if shared else None
        self.editing = Editing.of(
            self.staff,
            self.reload,
            self.publisher,
            venue,
            clock=place.clock,
            apply=self._apply,
            reachable=lambda: self.follower.frames.reachable,
            confirmed=self.confirmed,
            announce=self.staff_feed.send,
            make=partial(NodeLayouts, shelf=self.staff.version_shelf, own=self.own) if shared else Layouts,
            told=self.pictures.changed if self.pictures else untold,
        )
        self.feed = AgendaCalls(self.sync, self.publisher, self.staff.journal)
        self.displays = KnownDisplays(self.registry, self.store, place.clock, self._is_store_lost)
        self.keys = DisplayKeys(self.store, place.clock, lambda: self.publisher.current.layout.access == "keys")
        self._layout_changed = asyncio.Event()
        self._layout_at = place.clock.now()
        self.metrics = self._measured()
        self.app = web.create(
            self.publisher,
            self.hub,
            clock=place.clock,
            confirmed=self.confirmed,
            media=venue.media,
            registry=self.registry,
            pieces=self.pieces,
            staff_previews=self.editing.previews,
            staff=self.staff,
            parts=(
                self.editing,
                self.feed,
                TimeCalls(self.publisher, lambda: self.follower.findings),
                RailCalls(self.publisher, self.staff.notices, self._is_held),
            ),
            feed=self.staff_feed,
            keys=self.keys,
            metrics=Endpoint(self.metrics.registry, place.metrics_token),
            newness=self.newness,
            cut_off=lambda: self.sync.status.store_error if self.node else "",
            lifespan=self._lifespan,
        )
        self.node = self._node(shared) if shared else None

    def _syncing(self, shared: Shared | None, assignment: Assignment) -> Sync:
        if shared is None:
            return Sync(self.client, self.archive, assignment, clock=self._place.clock, publish=self._show_agenda)
        return SharedSync(
            self.client,
            self.archive,
            assignment,
            clock=self._place.clock,
            publish=self._show_agenda,
            may_ask=lambda: self.node is not None and self.node.lease.is_held,
            state=lambda: shared.state,
        )

    def _node(self, shared: Shared) -> Node:
        """This server as one of several: what it does when another has written something."""
        assert isinstance(self.sync, SharedSync)  # noqa: S101 - made so above
        parts = self.sync, self.schedule, self._follows(), self.registry
        return Node(shared, self._place.clock, *parts, self._place.lease)

    def _follows(self) -> dict[str, Follow]:
        """What nodes share, by the kinds of records, and what to do when another has written some."""
        staff, versions = self.staff, self.staff.version_shelf
        notices, progress = staff.notices.shelves
        shelves, pictures = (*staff.shelves, self.keys.shelf), self.pictures
        return {
            **({pictures.shelf.kind: Follow(pictures.look, pictures.refill)} if pictures else {}),
            **{shelf.kind: Follow(shelf.refresh, shelf.refill) for shelf in shelves},
            notices.kind: Follow(staff.notices.refresh, notices.refill),
            progress.kind: Follow(staff.notices.refresh_progress, progress.refill, rest=2.0),
            versions.kind: Follow(self._follow_layout, versions.refill),
            self.displays.shelf.kind: Follow(self.displays.refresh, self.displays.shelf.refill, rest=10.0),
            LOG: Follow(self._look_at_log, staff.journal.refill, rest=5.0),
        }

    async def _look_at_log(self) -> None:
        await self.staff.journal.refresh()
        self.staff_feed.send("log", {})

    def _measured(self) -> Metrics:
        """What monitoring reads of all parts."""
        metrics, publisher = Metrics(self._place.clock), self.publisher
        publisher.renderer.on_rendered = metrics.rendered.observe
        self.staff.notices.confirmed = metrics.confirmed.observe
        metrics.add(sources.build)
        metrics.add(lambda: sources.feed(self.sync, self.confirmed))
        metrics.add(lambda: sources.gateway(self.sync.usage))
        metrics.add(lambda: sources.stored(self.archive, self.store))
        metrics.add(lambda: sources.nodes(self.node))
        metrics.add(lambda: sources.layout(publisher.current, self._layout_at, self.reload.findings))
        metrics.add(lambda: sources.streams(self.hub, self.staff_feed.hub))
        metrics.add(lambda: sources.connections(self.connections))
        metrics.add(lambda: sources.displays(self.registry, publisher.current))
        metrics.add(lambda: sources.notices(self.staff.notices, self._place.clock))
        return metrics

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
        """A value of the store; empty where the store cannot be used, for walls are shown all the same."""
        try:
            return self.store.get(key)
        except StoreError as error:
            log.warning("what was noted before is not known: %s", error)
            return ""

    async def _close(self) -> None:
        try:  # a disk answers; a store at the other end of a network may not
            async with asyncio.timeout(CLOSE_WITHIN if self.node else None):
                await self.archive.write_notes()
                await self.staff.notices.save()
                if self.node:
                    await self.node.lease.give_back()
        except TimeoutError:
            log.warning("the store does not answer: what was done last reaches the other nodes as far as they heard it")
        await self.client.aclose()
        self.archive.close()

    def serve(
        self, host: str, port: int, limits: Limits = DEFAULT_LIMITS, drain: float = server.DRAIN
    ) -> server.Server:
        """The web server, ready to be run; told to leave, it hands its streams over within `drain` seconds."""
        self.connections.share = self.hub.quota.share = limits.share
        sock = server.listen(host, port)
        return server.Server(
            self.app,
            sock,
            on_shutdown=self.close_streams,
            on_leave=self.hand_over,
            drain=drain,
            limits=limits,
            quota=self.connections,
        )

    async def hand_over(self, seconds: float) -> None:
        """Have other servers go on: another node asks the gateway, and streams end, spread over so many seconds."""
        if self.node:
            await self.node.lease.give_back()
        await asyncio.gather(*(hub.hand_over(seconds, goodbye) for hub in (self.hub, self.staff_feed.hub)))

    def close_streams(self) -> None:
        """End all streams: those of walls, and those of staff pages."""
        self.hub.close()
        self.staff_feed.hub.close()

    def tick(self) -> bytes:
        """The event that tells streams what time it is, and when the agenda was last confirmed."""
        confirmed = self.confirmed()
        told = {
            "now": _milliseconds(self._place.clock.now()),
            "rate": self._place.clock.rate,
            "build": build_id(),
            "spread": self.registry.spread,
            "confirmed": _milliseconds(confirmed) if confirmed else None,
        }
        if self.newness:
            told["seen"] = self.newness.told
        return encode(Event("tick", told))

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Show the stored agenda, then start the tasks that keep it fresh; stop them at the end."""
        await self.follower.start()
        await self.staff.start()
        self.publisher.knows_notices = self.staff.notices.is_known
        await asyncio.to_thread(self.displays.restore)
        await asyncio.to_thread(self.keys.shelf.load)
        await self.sync.restore()
        await self.editing.layouts.start()
        fresh: tuple[Callable[[], Awaitable[None]], ...] = (
            partial(self.reload.run, self._apply, self.editing.noticed),
            self._configure,
            self.day_turn.watch,
            self.follower.watch_folders,
            self._sweep,
            self.displays.keep,
            self.keys.look,
            *self.staff_feed.work,
            self.follower.decode,
            self.follower.frames.run,
            self.archive.write_soon,
            *(() if self.node else (self.staff.follow,)),
            self.staff.notices.follow,
            self.staff.notices.announce,
            self.staff.sweep,
            self.watch.look,
            self.sender.deliver,
            self.metrics.measure_lag,
        )
        if self.node and self.newness:
            fresh += (*self.node.works(), self.newness.catch_up)
        tasks = [asyncio.create_task(run_for_ever(work, self._place.clock)) for work in fresh]
        if self.node is None:
            self.schedule.start()
        try:
            yield
        finally:
            self.schedule.stop()
            self.follower.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.sender.close()
            await self.feed.aclose()
            await self.editing.previews.aclose()
            await self._close()

    async def _show_agenda(self, agenda: Agenda) -> None:
        """Show another agenda on the walls, then have open pages of staff look at it."""
        if self.newness:
            self.newness.tells(agenda=self.sync.number)
            self._tick_now()
        await self.publisher.show_agenda(agenda)
        if self.newness:
            self.newness.shows(agenda=self.sync.number)
        self.staff_feed.send("agenda", {})

    async def _apply(self, loaded: Loaded) -> None:
        """Show a layout that was just saved, and have the agenda fetched by it."""
        if self.newness:
            self.newness.tells(layout=self._version())
            self._tick_now()
        try:
            await self.follower.apply(loaded)
            self._layout_at = self._place.clock.now()
        finally:
            self._layout_changed.set()
        if self.newness:
            self.newness.shows(layout=self._version())

    def _tick_now(self) -> None:
        """Have pages know the numbers of what comes before it comes."""
        tick = Piece(self.tick())
        for topic in self.hub.topics():
            self.hub.publish(topic, tick)

    def _version(self) -> int:
        newest = self.staff.versions.newest
        return newest.number if newest else 0

    async def _follow_layout(self) -> None:
        await self.editing.follow()
        if self.newness:
            self.newness.shows(layout=self._version())

    async def _catch_up(self) -> None:
        """Show what the store has, if it can be used. Raises StoreError."""
        if self.node and isinstance(self.sync, SharedSync):
            await self.node.words.revive()
            await self.sync.follow()
            await self._follow_layout()

    def _is_off(self, page: Page, at: datetime) -> bool:
        """Whether nobody expects a display of this page to be there."""
        return self.publisher.current.is_off(PageKey(*page), at)  # type: ignore[arg-type]

    def _is_store_lost(self) -> bool:
        """Whether what was kept before this start turned out to be damaged."""
        return isinstance(self.store, SQLiteStore) and self.store.was_damaged

    def _is_held(self) -> bool:
        """Whether a change of the agenda is held back."""
        return self.sync.status.held is not None

    async def _sweep(self) -> None:
        """See which displays are gone."""
        await self._place.clock.sleep(SWEEP_EVERY)
        self.registry.sweep()

    async def _configure(self) -> None:
        """Fetch by the layout in force. A question under way ends first, and no save is to wait for that."""
        await self._layout_changed.wait()
        self._layout_changed.clear()
        await self.sync.configure(Assignment.of(self.reload.loaded.layout))
        self.schedule.change()


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
