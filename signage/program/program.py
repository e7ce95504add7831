"""The server of one event: every part built and joined, what runs again and again, and how all of it ends."""

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
from signage.errors import GatewayError, LayoutError
from signage.inevent.client import SessionClient
from signage.inevent.settings import Settings
from signage.layout.watch import KEY as LAYOUT_KEY
from signage.layout.watch import Reload
from signage.metrics import sources
from signage.metrics.endpoint import Endpoint
from signage.metrics.registry import Metrics
from signage.nodes.standalone import Parts
from signage.program.fleet import Fleet
from signage.program.layout import LayoutInForce
from signage.program.storage import nodes_of, noted
from signage.program.streams import Streams
from signage.publish.day_rollover import DayTurn
from signage.publish.publisher import Publisher
from signage.runtime import Runtime
from signage.staff import Staff
from signage.store import Store
from signage.sync.archive import Archive
from signage.sync.assignment import Assignment
from signage.tasks import run_for_ever
from signage.venue.folders import Venue
from signage.venue.slugs import KEY as SLUGS_KEY
from signage.venue.slugs import slugs_in
from signage.venue.watch import Follower
from signage.web import app as web
from signage.web import server
from signage.web.limits import DEFAULT_LIMITS, Limits
from signage.web.staff.agenda import AgendaCalls
from signage.web.staff.editing import Editing
from signage.web.staff.rail import RailCalls
from signage.web.staff.time import TimeCalls

log = logging.getLogger(__name__)


class Program:
    """The server of one event. Raises `SignageError` when it cannot start. `store`: in place of the data folder's."""

    def __init__(self, runtime: Runtime, settings: Settings, store: Store | None = None) -> None:
        self._runtime = runtime
        for host in settings.exposed:
            log.warning("%s is asked by plain http: whoever is on the way reads the secret; use https", host)
        self.venue = Venue.beside(runtime.config, runtime.base)
        self._build_store(store)
        self._build_publisher()
        self._build_sync(settings)
        self.fleet = Fleet(
            runtime,
            self.nodes,
            self.publisher,
            self.staff.seals,
            confirmed=self.confirmed,
            is_held=self._is_held,
            faults=lambda: sum(finding.level == "error" for finding in self.reload.findings),
        )
        self._build_staff_pages()
        self.metrics = self._measured()
        self.app = self._web()
        self.nodes.join(self._parts())
        self.fleet.keys.look_at_others = self.nodes.looks_at(self.fleet.keys.shelf.kind)

    def _build_store(self, store: Store | None) -> None:
        """What outlives a restart: agendas, screens.yaml and its versions, what staff write."""
        runtime = self._runtime
        self.nodes = nodes_of(runtime, self.venue.media.folder, store)
        self.store: Store = self.nodes.store
        self.archive = Archive(self.store, runtime.clock, self.nodes.copy)
        try:
            self.reload = Reload(runtime.config, noted(self.store, LAYOUT_KEY), partial(self.archive.note, LAYOUT_KEY))
        except LayoutError:
            self.archive.close()  # whoever tries again in this process finds the folder free
            raise
        self.staff = Staff.of(runtime.staff, self.store, runtime.clock, shared=self.nodes.shares)

    def _build_publisher(self) -> None:
        """What walls and open pages of staff are sent."""
        runtime, nodes = self._runtime, self.nodes
        self.streams = Streams(runtime, self.confirmed, lambda: self.fleet.registry.spread, nodes.newness)
        self.publisher = Publisher(
            self.reload.loaded.layout,
            clock=runtime.clock,
            topics=self.streams.hub.topics,
            send=self.streams.send,
            slugs=slugs_in(noted(self.store, SLUGS_KEY)),
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
        self.layout = LayoutInForce(self.reload, self.follower, self.sync, self.schedule, self.nodes, runtime.clock)

    def _build_staff_pages(self) -> None:
        """The parts of the staff page that need more than the walls' side."""
        self.editing = Editing.of(
            self.staff,
            self.reload,
            self.publisher,
            self.venue,
            clock=self._runtime.clock,
            apply=self.layout.apply,
            reachable=lambda: self.follower.frames.reachable,
            confirmed=self.confirmed,
            announce=self.streams.staff_feed.send,
            make=self.nodes.layouts(self.staff.version_shelf),
            told=self.nodes.picture_changed,
            lending=self.nodes.lending,
        )
        self.feed = AgendaCalls(self.sync, self.publisher, self.staff.journal)

    def _web(self) -> ASGIApp:
        """The web application."""
        return web.create(
            self.publisher,
            self.streams.hub,
            clock=self._runtime.clock,
            confirmed=self.confirmed,
            media=self.venue.media,
            registry=self.fleet.registry,
            pieces=self.streams.pieces,
            staff_previews=self.editing.previews,
            staff=self.staff,
            parts=(
                self.editing,
                self.feed,
                TimeCalls(self.publisher, lambda: self.follower.findings),
                RailCalls(self.publisher, self.staff.notices, self._is_held),
            ),
            feed=self.streams.staff_feed,
            history=self.fleet.history.history,
            keys=self.fleet.keys,
            pairings=self.fleet.pairings,
            metrics=Endpoint(self.metrics.registry, self._runtime.metrics_token),
            newness=self.nodes.newness,
            lending=self.nodes.lending,
            cut_off=lambda: self.nodes.error,
            lifespan=self._lifespan,
        )

    def _parts(self) -> Parts:
        """What goes by the nodes that there are."""
        return Parts(
            schedule=self.schedule,
            registry=self.fleet.registry,
            pairings=self.fleet.pairings,
            staff=self.staff,
            follows=self.fleet.follows(),
            follow_layout=self.editing.follow,
            tell_staff=self.streams.staff_feed.send,
            tick=self.streams.tick_now,
            end_streams=self.streams.end_walls,
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
        metrics.add(lambda: sources.layout(publisher.current, self.layout.since, self.reload.findings))
        metrics.add(lambda: sources.streams(self.streams.hub, self.streams.staff_feed.hub))
        metrics.add(lambda: sources.connections(self.streams.connections))
        metrics.add(lambda: sources.displays(self.fleet.registry, publisher.current))
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

    async def _close(self) -> None:
        try:  # a disk answers; a store at the other end of a network may not
            async with asyncio.timeout(self.nodes.close_within):
                await self.archive.write_notes()
                await self.staff.notices.save()
                await self.fleet.history.close()
                await self.nodes.leave()
        except TimeoutError:
            log.warning("the store does not answer: what was done last reaches the other nodes as far as they heard it")
        await self.client.aclose()
        self.archive.close()

    def serve(
        self, host: str, port: int, limits: Limits = DEFAULT_LIMITS, drain: float = server.DRAIN
    ) -> server.Server:
        """The web server, ready to be run; told to leave, it hands its streams over within `drain` seconds."""
        self.streams.connections.share = self.streams.hub.quota.share = limits.share
        sock = server.listen(host, port)
        return server.Server(
            self.app,
            sock,
            on_shutdown=self.streams.close,
            on_leave=self.hand_over,
            drain=drain,
            limits=limits,
            quota=self.streams.connections,
        )

    async def hand_over(self, seconds: float) -> None:
        """Have other servers go on: another node asks the gateway, and streams end, spread over so many seconds."""
        streams = asyncio.ensure_future(self.streams.hand_over(seconds))
        with contextlib.suppress(TimeoutError):  # a store that hangs keeps no wall from being handed over
            async with asyncio.timeout(seconds):
                await self.nodes.leave()
        await streams

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Show the stored agenda, then start the tasks that keep it fresh; stop them at the end."""
        await self.follower.start()
        await self.staff.start()
        self.publisher.knows_notices = self.staff.notices.is_known
        await self.fleet.restore()
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
            partial(self.reload.run, self.layout.apply, self.editing.noticed),
            self.layout.configure,
            self.day_turn.watch,
            self.follower.watch_folders,
            *self.fleet.works(),
            *self.streams.staff_feed.work,
            self.follower.decode,
            self.follower.frames.run,
            self.archive.write_soon,
            self.staff.notices.follow,
            self.staff.notices.announce,
            self.staff.sweep,
            self.metrics.measure_lag,
            *self.nodes.works(),
        )

    async def _stop(self, tasks: Sequence[asyncio.Task[None]]) -> None:
        self.schedule.stop()
        self.follower.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.fleet.close()
        await self.feed.aclose()
        await self.editing.previews.aclose()
        await self._close()

    async def _show_agenda(self, agenda: Agenda) -> None:
        """Show another agenda on the walls, then have open pages of staff look at it."""
        with self.nodes.showing_agenda():
            await self.publisher.show_agenda(agenda)
        self.streams.staff_feed.send("agenda", {})

    def _is_held(self) -> bool:
        """Whether a change of the agenda is held back."""
        return self.sync.status.held is not None
