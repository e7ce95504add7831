"""Holds the current state, and sends each open stream the changes that concern its page."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from signage.base_path import ROOT, BasePath
from signage.publish.changes import MISSING, PREVIEWS, RELOAD, Event, Topic, differences
from signage.publish.renderer import Renderer
from signage.publish.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from signage.agenda import Agenda
    from signage.clock import Clock
    from signage.layout import Layout
    from signage.publish.state import PageKey
    from signage.render.screen import RenderedScreen
    from signage.staff.wall_notice import Posted
    from signage.venue.appearance import Appearance

log = logging.getLogger(__name__)

CHOSEN_FOR = timedelta(minutes=30)
"""How long the same sessions of a crowded room are shown."""
BESIDE_FROM = 2_000
"""Sessions from which it takes more than some milliseconds to work out what follows from them."""
MOST_TOLD = 20
"""Crowded rooms and days that are logged."""
NOTICES_AT_ONCE = 16
"""Topics that are sent their notices between two turns of the event loop: some milliseconds."""
SPARE = 64
"""Topics that are remembered before those without an open stream are forgotten."""


class Publisher:
    """Holds the current state. One assignment replaces it; then the open streams are sent the differences.

    `topics()` gives the number of open streams of each topic, `send(topic, event)` passes an event on to all of them.
    `keep` stores the slugs that rooms have had, as JSON; `slugs` are those kept before. `renderer` makes the renderer
    of the first state, if it is to be another than ours. `base` is what the addresses of pages begin with.
    """

    def __init__(
        self,
        layout: Layout,
        *,
        clock: Clock,
        topics: Callable[[], Mapping[Topic, int]],
        send: Callable[[Topic, Event], None],
        slugs: Mapping[str, str] | None = None,
        keep: Callable[[str], None] = lambda _: None,
        renderer: Callable[[State], Renderer] | None = None,
        base: BasePath = ROOT,
    ) -> None:
        self.on_sent: Callable[[PageKey, str], None] = lambda *_: None
        """Called when the streams of a page were sent what brings them to these revisions."""
        self.on_change: Callable[[], None] = lambda: None
        """Called when all that is open has been sent what a new state or day brings."""
        self._topics, self._send, self._keep, self._clock = topics, send, keep, clock
        state = State(None, layout, dict(slugs or {}), version=round(clock.now().timestamp() * 1000), base=base)
        self.renderer = renderer(state) if renderer else Renderer(state, clock=clock)
        self._told: dict[Topic, RenderedScreen] = {}
        self.knows_notices = True
        """False while it is not known what staff sent before a restart."""

    @property
    def current(self) -> State:
        """The current state."""
        return self.renderer.state

    @property
    def remembered_topics(self) -> int:
        """The number of topics for which the revisions that were sent last are remembered."""
        return len(self._told)

    async def show_agenda(self, agenda: Agenda) -> None:
        """Make this agenda the current one, and tell the open streams what of it they show."""
        await self._swap(agenda=agenda)

    async def show_layout(self, layout: Layout, appearance: Appearance) -> None:
        """Make this layout and appearance the current ones, and tell the open streams what of them they show."""
        await self._swap(layout=layout, appearance=appearance)

    async def show_notices(self, posted: tuple[Posted, ...]) -> None:
        """Make these the notices of the staff page, and send them to the open streams; no view is rendered for that."""
        first, self.knows_notices = not self.knows_notices, True
        self.renderer.show_notices(posted)
        await self._send_notices()
        if first:  # pages that came back meanwhile were told nothing
            await self._notify_streams(reload=True)
        self._send(PREVIEWS, RELOAD)
        self._send(MISSING, RELOAD)  # they, too, show what is for all

    async def choose_anew(self) -> None:
        """Let crowded rooms show what is nearest to now, if time has passed. To be called every few seconds."""
        if self.current.crowds and abs(self._clock.now() - self.current.since) >= CHOSEN_FOR:
            await self._swap()

    async def turn_day(self) -> None:
        """Send the open streams what a new day of the event brings. To be called when one begins."""
        await self._notify_streams()
        self.on_change()

    async def _swap(self, **change: Any) -> None:
        """Make a state with these changes the current one, and tell the open streams."""
        old, new = await self._followed_by(change)
        if new.slugs != old.slugs:
            self._keep(json.dumps(new.slugs))
        self.renderer.state = new
        self._tell_crowds(old)
        first = old.agenda is None and new.agenda is not None
        if old.notices != new.notices and not first:
            await self._send_notices()
        await self._notify_streams(reload=first)
        self._send(PREVIEWS, RELOAD)
        if first or old.page_names != self.current.page_names:  # a page that is gone may still show what it held
            self._send(MISSING, RELOAD)
        self.on_change()

    async def _followed_by(self, change: Mapping[str, Any]) -> tuple[State, State]:
        """The current state, and the one with these changes. Where another has become current meanwhile: that one's."""
        while True:
            old = self.current
            new = replace(old, **change, since=self._clock.now(), version=old.version + 1)
            if new.agenda is None or len(new.agenda.sessions) < BESIDE_FROM:
                return old, new.worked_out()
            new = await asyncio.to_thread(new.worked_out)
            if self.current is old:
                return old, new

    def _tell_crowds(self, old: State) -> None:
        told = {(crowd.room, crowd.day) for crowd in old.crowds}
        for crowd in self.current.crowds[:MOST_TOLD]:
            if (crowd.room, crowd.day) not in told:
                log.warning("%s", crowd.what)

    async def _send_notices(self) -> None:
        """Send each topic the notices and takeovers that it has not been told of, before anything else is rendered."""
        for number, topic in enumerate(self._in_order(), start=1):
            if (told := self._told.get(topic)) and (page_key := topic.page_key):
                self._publish(topic, told.id, self.renderer.with_overlays(page_key, told))
            if number % NOTICES_AT_ONCE == 0:
                await asyncio.sleep(0)

    def _in_order(self) -> list[Topic]:
        """The topics that are followed, those on many walls before those on few."""
        topics = self._topics()
        return sorted(topics, key=lambda topic: -topics[topic])

    async def _notify_streams(self, *, reload: bool = False) -> None:
        """Send each topic what differs from what it was told last; with `reload` every page loads again."""
        for topic in self._in_order():
            if (page_key := topic.page_key) and topic in self._told:
                await self.renderer.ready(page_key)
            if page_key and (told := self._told.get(topic)):
                new = self.renderer.rendered_screen(page_key)
                self._publish(topic, "unknown" if reload else told.id, new)
            await asyncio.sleep(0)  # rendering must not hold up the ticks
        self._forget_closed()

    def _publish(self, topic: Topic, seen: str, new: RenderedScreen) -> None:
        told, self._told[topic] = self._told.get(topic), new
        for event in differences(seen, new, told.panels if told else ()):
            self._send(topic, event)
        if seen != new.id and (page_key := topic.page_key):
            self.on_sent(page_key, new.id)

    def _forget_closed(self) -> None:
        topics = self._topics()
        self._told = {topic: rendered for topic, rendered in self._told.items() if topic in topics}

    def follow(self, page_key: PageKey) -> str:
        """Tell the streams of a page what will differ from what it shows now; the id of that."""
        topic, rendered = Topic(*page_key), self.renderer.rendered_screen(page_key)
        # While a change is being sent, topic by topic, a page may open that has it already. The others of its topic
        # have not: what they were told stays, so that they still get their event.
        self._told.setdefault(topic, rendered)
        if len(self._told) > SPARE and len(self._told) > 2 * len(self._topics()):
            self._forget_closed()
        return rendered.id

    def catch_up(self, page_key: PageKey, seen: str) -> Iterator[Event]:
        """The events that bring a page up to date; `seen` is the id of the last event that it has."""
        self.follow(page_key)
        if seen and (self.current.agenda is None or not self.knows_notices):
            return  # a server that lost its agenda, or cannot read what staff sent, knows less than the page does
        yield from differences(seen, self.renderer.rendered_screen(page_key))
