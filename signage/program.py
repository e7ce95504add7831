"""The running program: every part built and joined, and taken apart in order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from starlette.applications import Starlette
from starlette.types import ASGIApp

from signage.agenda import Agenda
from signage.assets import build_id
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
from signage.nodes.cluster import Cluster
from signage.nodes.pubsub import Subscription
from signage.nodes.standalone import Parts, Standalone
from signage.publish.changes import BEHIND, Event, Topic
from signage.publish.day_rollover import DayTurn
from signage.publish.publisher import Publisher
from signage.publish.state import PageKey
from signage.runtime import Runtime
from signage.staff import Staff
from signage.staff.alert_sender import Sender, notify_by_apprise
from signage.store import Store
from signage.store.sqlite import SQLiteStore
from signage.sync.archive import Archive
from signage.sync.coordinator import Assignment
from signage.tasks import run_for_ever
from signage.venue.folders import Venue
from signage.venue.slugs import KEY as SLUGS_KEY
from signage.venue.slugs import slugs_in
from signage.venue.uploads import Uploads
from signage.venue.watch import Follower
from signage.web import app as web
from signage.web import server
from signage.web.display_keys import DisplayKeys
from signage.web.encoding import Piece
from signage.web.hub import Hub
from signage.web.protocol import DEFAULT_LIMITS, Limits
from signage.web.quota import Quota
from signage.web.staff.agenda import AgendaCalls
from signage.web.staff.alerting import Watch
from signage.web.staff.editing import Editing
from signage.web.staff.feed import Feed
from signage.web.staff.kept_history import KeptHistory
from signage.web.staff.known_displays import KnownDisplays
from signage.web.staff.rail import RailCalls
from signage.web.staff.time import TimeCalls
from signage.web.stream import Pieces, encode, goodbye

log = logging.getLogger(__name__)


class Program:
    """The server of one event. Raises `SignageError` when it cannot start. `store`: in place of the data folder's."""

    def __init__(self, runtime: Runtime, settings: Settings, store: Store | None = None) -> None:
        self._runtime = runtime
        for host in settings.exposed:
            log.warning("%s is asked by plain http: whoever is on the way reads the secret; use https", host)
        self.venue = Venue.beside(runtime.config, runtime.base)
        self._build_store(store)
        self._build_streams()
        self._build_sync(settings)
        self._build_fleet()
        self._build_staff_pages()
        self.metrics = self._measured()
        self.app = self._web()
        self.nodes.join(self._parts())

    def _build_store(self, store: Store | None) -> None:
        """What outlives a restart: agendas, screens.yaml and its versions, what staff write."""
        runtime = self._runtime
        self.nodes = self._nodes(store)
        self.store: Store = self.nodes.store
        self.archive = Archive(self.store, runtime.clock, self.nodes.copy)
        try:
            self.reload = Reload(runtime.config, self._noted(LAYOUT_KEY), partial(self.archive.note, LAYOUT_KEY))
        except LayoutError:
            self.archive.close()  # whoever tries again in this process finds the folder free
            raise
        self.staff = Staff.of(runtime.staff, self.store, runtime.clock, shared=self.nodes.shares)

    def _nodes(self, store: Store | None) -> Standalone | Cluster:
        """This server alone, or as one of several."""
        runtime = self._runtime
        if runtime.shared:
            uploads = Uploads(self.venue.media.folder)
            return Cluster.open(runtime.shared, runtime.config, runtime.data, uploads, runtime.clock, runtime.lease)
        return Standalone(store or SQLiteStore(runtime.data, clock=runtime.clock), runtime.clock)

    def _build_streams(self) -> None:
        """What walls and open pages of staff are sent."""
        runtime = self._runtime
        own = Quota(DEFAULT_LIMITS.connections, DEFAULT_LIMITS.share, each=2)  # stream, page
        self.connections = runtime.connections or own
        self.hub: Hub[Topic] = Hub(tick=self.tick, tick_interval=runtime.tick_interval, connections=self.connections)
        self.staff_feed = Feed(self.tick, runtime.clock, runtime.tick_interval, self.connections)
        self.pieces = Pieces()
        self.publisher = Publisher(
            self.reload.loaded.layout,
            clock=runtime.clock,
            topics=self.hub.topics,
            send=lambda topic, event: self.hub.publish(topic, self.pieces.of(event)),
            slugs=slugs_in(self._noted(SLUGS_KEY)),
            keep=partial(self.archive.note, SLUGS_KEY),
            base=runtime.base,
        )
        self.staff.notices.show = self.publisher.show_notices
        self.day_turn = DayTurn(self.publisher, runtime.clock)

    def _build_sync(self, settings: Settings) -> None:
        """What comes in: the agenda from the gateway, screens.yaml and the venue's files from the disk."""
        runtime, loaded = self._runtime, self.reload.loaded
        self.client = SessionClient(settings, clock=runtime.clock, transport=runtime.transport)
        self.sync = self.nodes.sync(self.client, self.archive, Assignment.of(loaded.layout), self._show_agenda)
        self.schedule = runtime.schedule(self.sync, runtime.clock)
        self.follower = Follower(self.venue, loaded, runtime.clock, self.publisher.show_layout)
        self._layout_changed = asyncio.Event()
        self._layout_at = runtime.clock.now()

    def _build_fleet(self) -> None:
        """The displays that there are, the keys they show, and alerts of what is wrong with them."""
        runtime = self._runtime
        self.registry = Registry(runtime.clock, self._is_off)
        self.displays = KnownDisplays(self.registry, self.store, runtime.clock, self._is_store_lost)
        self.history = KeptHistory(self.store, runtime.clock, runtime.staff.kept_days, lambda: self.nodes.asks)
        self.keys = DisplayKeys(self.store, runtime.clock, lambda: self.publisher.current.layout.access == "keys")
        urls = runtime.staff.alert_urls
        self.sender = Sender(urls, runtime.clock, notify_by_apprise() if urls else None)
        if urls and self.sender.notify is None:
            log.error("SIGNAGE_ALERT_URLS is set, and nothing can be sent: pip install 'signage[alerts]'")
        self.watch = Watch(
            self.publisher,
            self.registry,
            runtime.clock,
            self.sender,
            self.store,
            self.confirmed,
            is_held=self._is_held,
            faults=lambda: sum(finding.level == "error" for finding in self.reload.findings),
            is_first=lambda: self.nodes.asks,
        )

    def _build_staff_pages(self) -> None:
        """The parts of the staff page that need more than the walls' side."""
        self.editing = Editing.of(
            self.staff,
            self.reload,
            self.publisher,
            self.venue,
            clock=self._runtime.clock,
            apply=self._apply,
            reachable=lambda: self.follower.frames.reachable,
            confirmed=self.confirmed,
            announce=self.staff_feed.send,
            make=self.nodes.layouts(self.staff.version_shelf),
            told=self.nodes.picture_changed,
        )
        self.feed = AgendaCalls(self.sync, self.publisher, self.staff.journal)

    def _web(self) -> ASGIApp:
        """The web application."""
        return web.create(
            self.publisher,
            self.hub,
            clock=self._runtime.clock,
            confirmed=self.confirmed,
            media=self.venue.media,
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
            history=self.history.history,
            keys=self.keys,
            metrics=Endpoint(self.metrics.registry, self._runtime.metrics_token),
            newness=self.nodes.newness,
            cut_off=lambda: self.nodes.error,
            lifespan=self._lifespan,
        )

    def _parts(self) -> Parts:
        """What goes by the nodes that there are."""
        keys, alerts, displays = self.keys.shelf, self.watch.shelf, self.displays
        return Parts(
            schedule=self.schedule,
            registry=self.registry,
            staff=self.staff,
            follows={
                keys.kind: Subscription(keys.refresh, keys.refill),
                alerts.kind: Subscription(alerts.refresh, alerts.refill),
                displays.shelf.kind: Subscription(displays.refresh, displays.shelf.refill, rest=10.0),
            },
            follow_layout=self.editing.follow,
            tell_staff=self.staff_feed.send,
            tick=self._tick_now,
            end_streams=lambda: self.hub.end(BEHIND),
        )

    def _measured(self) -> Metrics:
        """What monitoring reads of all parts."""
        metrics, publisher = Metrics(self._runtime.clock), self.publisher
        publisher.renderer.on_rendered = metrics.rendered.observe
        self.staff.notices.confirmed = metrics.confirmed.observe
        metrics.add(sources.build)
        metrics.add(lambda: sources.feed(self.sync, self.confirmed))
        metrics.add(lambda: sources.gateway(self.sync.usage))
        metrics.add(lambda: sources.stored(self.archive, self.store))
        metrics.add(lambda: sources.nodes(asks=self.nodes.asks, reachable=self.nodes.reachable))
        metrics.add(lambda: sources.layout(publisher.current, self._layout_at, self.reload.findings))
        metrics.add(lambda: sources.streams(self.hub, self.staff_feed.hub))
        metrics.add(lambda: sources.connections(self.connections))
        metrics.add(lambda: sources.displays(self.registry, publisher.current))
        metrics.add(lambda: sources.notices(self.staff.notices, self._runtime.clock))
        return metrics

    def confirmed(self) -> datetime | None:
        """When the gateway last said what the walls show; a clock that was set back makes that no younger."""
        at, least = self.sync.confirmed_at, self.sync.unconfirmed * self._runtime.clock.rate
        return at and min(at, self._runtime.clock.now() - least)

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
            async with asyncio.timeout(self.nodes.close_within):
                await self.archive.write_notes()
                await self.staff.notices.save()
                await self.history.close()
                await self.nodes.leave()
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
        streams = asyncio.gather(*(hub.hand_over(seconds, goodbye) for hub in (self.hub, self.staff_feed.hub)))
        with contextlib.suppress(TimeoutError):  # a store that hangs keeps no wall from being handed over
            async with asyncio.timeout(seconds):
                await self.nodes.leave()
        await streams

    def close_streams(self) -> None:
        """End all streams: those of walls, and those of staff pages."""
        self.hub.close()
        self.staff_feed.hub.close()

    def tick(self) -> bytes:
        """The event that tells streams what time it is, and when the agenda was last confirmed."""
        confirmed = self.confirmed()
        told = {
            "now": _milliseconds(self._runtime.clock.now()),
            "rate": self._runtime.clock.rate,
            "build": build_id(),
            "spread": self.registry.spread,
            "confirmed": _milliseconds(confirmed) if confirmed else None,
        }
        if self.nodes.newness:
            told["seen"] = self.nodes.newness.told
        return encode(Event("tick", told))

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Show the stored agenda, then start the tasks that keep it fresh; stop them at the end."""
        await self.follower.start()
        await self.staff.start()
        self.publisher.knows_notices = self.staff.notices.is_known
        await asyncio.to_thread(self.history.restore)
        await asyncio.to_thread(self.displays.restore)
        await asyncio.to_thread(self.keys.shelf.load)
        await asyncio.to_thread(self.watch.shelf.load)
        await self.sync.restore()
        await self.editing.layouts.start()
        tasks = [asyncio.create_task(run_for_ever(work, self._runtime.clock)) for work in self._works()]
        self.nodes.start()
        try:
            yield
        finally:
            await self._stop(tasks)

    def _works(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """What is to be done again and again, side by side."""
        return (
            partial(self.reload.run, self._apply, self.editing.noticed),
            self._configure,
            self.day_turn.watch,
            self.follower.watch_folders,
            self._sweep,
            self.displays.keep,
            self.history.keep,
            self.keys.look,
            *self.staff_feed.work,
            self.follower.decode,
            self.follower.frames.run,
            self.archive.write_soon,
            self.staff.notices.follow,
            self.staff.notices.announce,
            self.staff.sweep,
            self.watch.look,
            self.watch.deliver,
            self.metrics.measure_lag,
            *self.nodes.works(),
        )

    async def _stop(self, tasks: Sequence[asyncio.Task[None]]) -> None:
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
        with self.nodes.showing_agenda():
            await self.publisher.show_agenda(agenda)
        self.staff_feed.send("agenda", {})

    async def _apply(self, loaded: Loaded) -> None:
        """Show a layout that was just saved, and have the agenda fetched by it."""
        with self.nodes.showing_layout():
            try:
                await self.follower.apply(loaded)
                self._layout_at = self._runtime.clock.now()
            finally:
                self._layout_changed.set()

    def _tick_now(self) -> None:
        """Have pages know the numbers of what comes before it comes."""
        tick = Piece(self.tick())
        for topic in self.hub.topics():
            self.hub.publish(topic, tick)

    def _is_off(self, page: Page, at: datetime) -> bool:
        """Whether nobody expects a display of this page to be there."""
        return self.publisher.current.is_off(PageKey(*page), at)

    def _is_store_lost(self) -> bool:
        """Whether what was kept before this start turned out to be damaged."""
        return isinstance(self.store, SQLiteStore) and self.store.was_damaged

    def _is_held(self) -> bool:
        """Whether a change of the agenda is held back."""
        return self.sync.status.held is not None

    async def _sweep(self) -> None:
        """See which displays are gone."""
        await self._runtime.clock.sleep(SWEEP_EVERY)
        self.registry.sweep()

    async def _configure(self) -> None:
        """Fetch by the layout in force. A question under way ends first, and no save is to wait for that."""
        await self._layout_changed.wait()
        self._layout_changed.clear()
        await self.sync.configure(Assignment.of(self.reload.loaded.layout))
        self.schedule.change()


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
