"""The current agenda and layout, what each screen shows of them, and what of that really changed."""

from __future__ import annotations

import asyncio
import json
import logging
import operator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from cachetools import LRUCache, cachedmethod

from signage.agenda import Agenda
from signage.board.changes import Event, Topic, differences
from signage.board.current import PageKey, State
from signage.layout import OfAgenda, OverviewScreen, map_views, message_in_place_of
from signage.render.day import DayContext
from signage.render.panels import MissingPanel
from signage.render.parts import no_room
from signage.render.screen import RenderedScreen, RenderEnvironment, fallback_screen, render_screen
from signage.render.templates import Templates
from signage.render.words import Words, translations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from signage.clock import Clock
    from signage.layout import Layout, Screen, View
    from signage.venue.appearance import Appearance

log = logging.getLogger(__name__)

SCREENFULS, SPARE = 512, 64
REMEMBERED = 64_000_000
"""Characters of HTML of all that was shown since the last change; `?at=` asks for any day."""


class Board:
    """Holds what is current; one assignment swaps it.

    `send(topic, event)` passes an event on to the open streams, of which `topics()` names the topics. `keep` stores
    the slugs that rooms have had.
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
    ) -> None:
        self._clock, self._topics, self._send, self._keep = clock, topics, send, keep
        self.current = State(None, layout, dict(slugs or {}))
        self._by_language: dict[str, Templates] = {}
        self._shown: LRUCache[object, RenderedScreen] = LRUCache(REMEMBERED, lambda shown: shown.size)
        self._good: LRUCache[PageKey, RenderedScreen] = LRUCache(SCREENFULS)
        self._open: dict[Topic, RenderedScreen] = {}
        self._failing: set[PageKey] = set()

    # What is shown ------------------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        return self.current.days.of(self._clock.now())

    def rendered_screen(self, page_key: PageKey, day: date | None = None) -> RenderedScreen:
        """What a subject shows on a day, today's by default. One that cannot be rendered keeps its last good form."""
        if not self.current.directory.known(page_key.name):  # an id may be another room's slug: it is not read twice
            page_key = self.page_key(*page_key)
        return self._screenful(page_key, day or self.today)

    @cachedmethod(operator.attrgetter("_shown"))
    def _screenful(self, page_key: PageKey, day: date) -> RenderedScreen:
        try:
            made = self._render(page_key, day)
        except Exception:  # whatever it is, it must stay this screen's own trouble
            if page_key not in self._failing:
                log.exception("%s %s cannot be shown; it keeps its last good form", *page_key)
            self._failing.add(page_key)
            return self._good.get(page_key) or self._fallback(page_key, day)
        if day == self.today and self.exists(page_key):
            self._good[page_key] = made
        self._failing.discard(page_key)
        return made

    def exists(self, page_key: PageKey) -> bool:
        return self.current.screen(page_key) is not None

    def page_key(self, kind: Literal["room", "screen"], name: str) -> PageKey:
        """The subject of a URL: rooms go by id, by slug and by every slug they had."""
        if kind == "room":
            current = self.current
            return PageKey("room", current.slugs.get(name) or current.directory.find(name) or name)
        return PageKey("screen", name)

    def path(self, page_key: PageKey) -> str:
        """The path of a subject's page: by its name, or by its slug where that is another room's or holds a slash."""
        if "/" in page_key.name or self.page_key(*page_key) != page_key:
            return self.current.directory.url(page_key.name)
        return f"/{page_key.kind}s/{quote(page_key.name, safe='')}"

    def _render(self, page_key: PageKey, day: date) -> RenderedScreen:
        current, environment = self.current, self.environment(day)
        screen = current.screen(page_key)
        language = ((screen and screen.language) or current.layout.language)[0]
        if current.agenda is None:
            screen = self._placeholder(screen, environment, language)
        elif screen is None:
            return fallback_screen(environment, language, _nothing(environment.context(language, {}), page_key))
        room = current.room_of(page_key)  # whose own page is never turned or dark on a phone
        path = current.directory.url(room) if room else f"/screens/{quote(page_key.name)}"
        return render_screen(environment, screen, current.names(page_key), path)

    def _placeholder(self, screen: Screen | None, environment: RenderEnvironment, language: str) -> Screen:
        """What stands where there is no agenda yet: a word of it in each view that is of the agenda."""
        event = self.current.layout.event.name

        def change(view: View) -> View:
            if not isinstance(view, OfAgenda):
                return view
            spoken = (view.language or (language,))[:1]
            translate = environment.context(spoken[0], {}).words.translate
            return message_in_place_of(view, event, translate("The programme appears here in a moment"), spoken)

        return map_views(screen or OverviewScreen(show="overview"), change)

    def environment(self, day: date) -> RenderEnvironment:
        """What it takes to render this day of the current state."""
        current = self.current
        zone = current.layout.event.timezone

        def context(language: str, arrows: Mapping[str, str]) -> DayContext:
            words = Words(language, zone, translations(language))
            shown = current.shown or Agenda()
            return DayContext(
                shown, current.layout, current.directory, words, current.days, day, arrows, current.appearance.logos
            )

        return RenderEnvironment(context, self.templates, current.appearance.external, current.appearance.salt)

    def templates(self, language: str) -> Templates:
        """The templates in one language, the venue's own before ours."""
        if language not in self._by_language:
            self._by_language[language] = Templates(translations(language), self.current.appearance.theme)
        return self._by_language[language]

    def _fallback(self, page_key: PageKey, day: date) -> RenderedScreen:
        environment, language = self.environment(day), self.current.layout.language[0]
        translate = environment.context(language, {}).words.translate
        heading = translate("“%(name)s” cannot be shown", name=page_key.name)
        return fallback_screen(environment, language, MissingPanel(heading, self.current.layout.event.name, ()))

    # What changes -------------------------------------------------------------------------------------------------

    async def show_agenda(self, agenda: Agenda) -> None:
        """Make this agenda the current one, and tell the open streams what of it they show."""
        await self._swap(replace(self.current, agenda=agenda))

    async def show_layout(self, layout: Layout, appearance: Appearance) -> None:
        """Make this layout and appearance the current ones, and tell the open streams what of it they show."""
        before = self.current.appearance
        if (appearance.theme, appearance.revision) != (before.theme, before.revision):
            self._by_language.clear()
        await self._swap(replace(self.current, layout=layout, appearance=appearance))

    async def turn_day(self) -> None:
        """Send the open streams what a new day of the event brings. To be called when one begins."""
        await self._notify_streams()

    async def _swap(self, new: State) -> None:
        slugs = new.directory.assigned
        if slugs != new.slugs:
            self._keep(json.dumps(slugs))
        first = self.current.agenda is None and new.agenda is not None
        self.current = replace(new, slugs=slugs)
        self._shown.clear()
        await self._notify_streams(anew=first)

    async def _notify_streams(self, *, anew: bool = False) -> None:
        """Tell the open streams what is another; `anew`: whatever their pages show, to load them again."""
        for topic in list(self._topics()):
            if topic in self._open:
                new = self.rendered_screen(topic.page_key, topic.day)
                self._publish(topic, None if anew else self._open[topic], new)
            await asyncio.sleep(0)  # rendering must not hold up the ticks
        self._prune()

    def _prune(self) -> None:
        topics = self._topics()
        self._open = {topic: shown for topic, shown in self._open.items() if topic in topics}

    def catch_up(self, topic: Topic, seen: str) -> Iterator[Event]:
        """The events that bring a page that has the revisions `seen` up to date."""
        shown = self.rendered_screen(topic.page_key, topic.day)
        self._open.setdefault(topic, shown)  # what those who came before have been told is still another perhaps
        if len(self._open) > SPARE and len(self._open) > 2 * len(self._topics()):  # others have gone
            self._prune()
        if seen and self.current.agenda is None:
            return  # a server that lost its agenda knows less than the page does
        yield from differences(seen, shown)

    def _publish(self, topic: Topic, old: RenderedScreen | None, new: RenderedScreen) -> None:
        self._open[topic] = new
        for event in differences(old.id if old else "unknown", new):
            self._send(topic, event)


def _nothing(context: DayContext, page_key: PageKey) -> MissingPanel:
    if page_key.kind == "room":
        return no_room(context, page_key.name)
    heading = context.words.translate("No screen is called “%(name)s”", name=page_key.name)
    names = tuple((name, f"/screens/{quote(name)}") for name in context.layout.screens)
    return MissingPanel(heading, context.words.translate("These are the screens:"), names)
