"""Pages of the current state: each is rendered once, and one that cannot be rendered keeps its last good form."""

from __future__ import annotations

import asyncio
import logging
import operator
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from cachetools import LRUCache, cachedmethod

from signage.agenda import Agenda
from signage.layout import OfAgenda, OverviewScreen, map_views, message_in_place_of
from signage.render.day_context import DayContext
from signage.render.language import Words, translations
from signage.render.memo import Memory, OutOfTime, Slice, within
from signage.render.panels.media import MissingPanel
from signage.render.parts import no_room
from signage.render.screen import RenderedScreen, RenderEnvironment, fallback_screen, render_screen, with_overlays
from signage.render.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from gettext import NullTranslations
    from pathlib import Path

    from signage.clock import Clock
    from signage.layout import Screen, View
    from signage.publish.state import PageKey, State
    from signage.staff.wall_notice import Posted

    Compile = Callable[[NullTranslations, Path | None], Templates]
    Arrows = tuple[tuple[str, str], ...]

log = logging.getLogger(__name__)

LAST_GOOD = 512
"""Pages of which the last good form is kept."""
SLICE = 0.03
"""Seconds of processor time for which something is rendered before everything else has a turn."""
REMEMBERED = 64_000_000
"""Characters of HTML that are kept of one state; `?at=` asks for any day."""


class Renderer:
    """Renders the pages of a state.

    `compile` makes the templates of one language (its translations, the folder of the
    venue's own templates). At most `remembered` characters of HTML are kept between two states.
    """

    def __init__(
        self,
        state: State,
        *,
        clock: Clock,
        compile: Compile = Templates,  # noqa: A002 - what is done to templates
        remembered: int = REMEMBERED,
    ) -> None:
        self._state, self._clock, self._compile = state, clock, compile
        self._templates: dict[str, Templates] = {}
        self._contexts: dict[tuple[str, Arrows, date], DayContext] = {}
        self._memories: dict[tuple[str, Arrows, date], Memory] = {}
        self._rendered: LRUCache[tuple[PageKey, date], RenderedScreen] = LRUCache(remembered, lambda page: page.size)
        self._before_notices: dict[tuple[PageKey, date], RenderedScreen] = {}
        self._making: dict[PageKey, asyncio.Task[None]] = {}
        self._last_good: LRUCache[PageKey, RenderedScreen] = LRUCache(LAST_GOOD)
        self._failing: set[PageKey] = set()
        self._spent: dict[tuple[PageKey, date], float] = {}
        self.on_rendered: Callable[[float], None] = lambda _: None
        """Called with the seconds of processor time that a page took, all its slices together."""
        self._today, self._day = date.min, (state.days, clock.now(), clock.now())  # of a day that is over

    @property
    def state(self) -> State:
        """The state whose pages are rendered."""
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        old = self._state
        look, before = state.appearance, old.appearance
        if (look.theme, look.revision) != (before.theme, before.revision):
            self._templates.clear()
        self._state = state
        self._rendered.clear()
        self._spent.clear()
        self._before_notices.clear()
        self._contexts.clear()
        if state.agenda is not old.agenda or state.layout is not old.layout:
            self._turn_memories()

    def show_notices(self, posted: tuple[Posted, ...]) -> None:
        """Take these for the notices of the staff page. Today's pages keep all else: no view is made anew for that."""
        today = self.today
        known = {key: page for key, page in self._rendered.items() if key[1] == today}
        kept = {**self._before_notices, **known}
        self.state = self._state.with_posted(posted)
        self._before_notices = kept

    def _turn_memories(self) -> None:
        today, memories = self.today, self._memories
        self._memories = {key: memory for key, memory in memories.items() if key[-1] == today and memory}
        for memory in self._memories.values():
            memory.turn()

    @property
    def today(self) -> date:
        """The event's day that it is now."""
        days, now = self._state.days, self._clock.now()
        known, start, end = self._day
        if known is not days or not start <= now < end:
            day = days.of(now)
            self._day = days, days.start(day), days.end(day)
            self._today = day
        return self._today

    @property
    def remembered(self) -> int:
        """The characters of HTML that are kept now."""
        return int(self._rendered.currsize)

    @property
    def last_good(self) -> frozenset[PageKey]:
        """The pages of which the last good form is kept."""
        return frozenset(self._last_good)

    def is_ready(self, page_key: PageKey) -> bool:
        """Whether a page of today is rendered."""
        return (page_key, self.today) in self._rendered

    async def ready(self, page_key: PageKey) -> None:
        """Render a page of today in slices, between which the event loop has its turn; once for all who wait for it.

        Where the state changes meanwhile it goes on with the new one.
        """
        if self.is_ready(page_key):
            return
        making = self._making.get(page_key)
        if making is None:
            making = self._making[page_key] = asyncio.create_task(self._in_slices(page_key))
            making.add_done_callback(lambda _: self._making.pop(page_key))
        await asyncio.shield(making)

    async def _in_slices(self, page_key: PageKey) -> None:
        while not self._comes_to_an_end(page_key):  # noqa: ASYNC110 - nothing is waited for
            await asyncio.sleep(0)

    def _comes_to_an_end(self, page_key: PageKey) -> bool:
        """Whether a page could be rendered within one slice."""
        try:
            with within(Slice(SLICE, self._clock)):
                self.rendered_screen(page_key)
        except OutOfTime:
            return False
        return True

    def rendered_screen(self, page_key: PageKey, day: date | None = None) -> RenderedScreen:
        """What a page shows on a day of the event, today's by default.

        A page that cannot be rendered shows its last good form, or says so if it has none: this raises nothing.
        """
        if rendered := self._rendered.get((page_key, day or self.today)):
            return rendered
        if not self._state.room_index.known(page_key.name):  # an id may be another room's slug: it is not read twice
            page_key = self._state.page_key(*page_key)
        return self._render_once(page_key, day or self.today)

    @cachedmethod(operator.attrgetter("_rendered"), key=lambda _, page_key, day: (page_key, day))
    def _render_once(self, page_key: PageKey, day: date) -> RenderedScreen:
        if before := self._before_notices.pop((page_key, day), None):
            return self.with_overlays(page_key, before)
        try:
            rendered = self._measured(page_key, day)
        except Exception:  # a fault of one page must not affect the others
            if page_key not in self._failing:
                log.exception("%s %s cannot be shown; it keeps its last good form", *page_key)
            self._failing.add(page_key)
            good = self._last_good.get(page_key)
            return self.with_overlays(page_key, good) if good else self._cannot_be_shown(page_key, day)
        if day == self.today and self._state.exists(page_key):
            self._last_good[page_key] = rendered
        self._failing.discard(page_key)
        return rendered

    def _measured(self, page_key: PageKey, day: date) -> RenderedScreen:
        """The page, rendered; or OutOfTime, and what it took so far is remembered."""
        started = self._clock.busy()
        spent = self._spent.pop((page_key, day), 0.0)
        try:
            rendered = self._render(page_key, day)
        except OutOfTime:
            self._spent[page_key, day] = spent + self._clock.busy() - started
            raise
        self.on_rendered(spent + self._clock.busy() - started)
        return rendered

    def with_overlays(self, page_key: PageKey, shown: RenderedScreen) -> RenderedScreen:
        """What a page shows with today's notices and takeovers and all else as it is: fast, for no view is rendered.

        What is shown comes back itself where they are the same, or cannot be rendered.
        """
        return self._with_overlays(self._state, page_key, shown)

    def with_notices(self, page_key: PageKey, posted: tuple[Posted, ...]) -> RenderedScreen:
        """What a page would show if these were the notices of the staff page."""
        return self._with_overlays(self._state.with_posted(posted), page_key, self.rendered_screen(page_key))

    def _with_overlays(self, state: State, page_key: PageKey, shown: RenderedScreen) -> RenderedScreen:
        environment = self.environment(self.today, state)
        try:
            screen = self._screen(page_key, environment)
            return with_overlays(environment, screen, state.names(page_key), shown) if screen else shown
        except Exception:  # as above
            log.exception("the notices on %s %s cannot be shown", *page_key)
            return shown

    def _screen(self, page_key: PageKey, environment: RenderEnvironment) -> Screen | None:
        """The screen to render for a page, None if there is no such page."""
        screen = self._state.screen(page_key)
        return self._placeholder(screen, environment) if self._state.agenda is None else screen

    def _language(self, screen: Screen | None) -> str:
        return ((screen and screen.language) or self._state.layout.language)[0]

    def _render(self, page_key: PageKey, day: date) -> RenderedScreen:
        state, environment = self._state, self.environment(day)
        screen = self._screen(page_key, environment)
        if screen is None:
            language = self._language(None)
            return fallback_screen(environment, language, _not_found(environment.context(language, {}), page_key))
        # A door's code leads to its room's own page, which on a phone is neither turned nor dark.
        room = state.room_of(page_key)
        path = state.room_index.url(room) if room else f"/screens/{quote(page_key.name)}"
        return render_screen(environment, screen, state.names(page_key), path)

    def _placeholder(self, screen: Screen | None, environment: RenderEnvironment) -> Screen:
        """The screen while there is no agenda yet: each view of the agenda is a message that it comes in a moment."""
        event, language = self._state.layout.event.name, self._language(screen)

        def change(view: View) -> View:
            if not isinstance(view, OfAgenda):
                return view
            spoken = (view.language or (language,))[:1]
            translate = environment.context(spoken[0], {}).words.translate
            return message_in_place_of(view, event, translate("The programme appears here in a moment"), spoken)

        return map_views(screen or OverviewScreen(show="overview"), change)

    def environment(self, day: date, state: State | None = None) -> RenderEnvironment:
        """The renderer of any screen on this day of a state, by default of the current one."""
        shown = state or self._state

        def context(language: str, arrows: Mapping[str, str]) -> DayContext:
            key = language, tuple(arrows.items()), day
            if day != self.today or shown is not self._state:  # anybody can ask for any day
                return _context(shown, *key, Memory())
            if key not in self._contexts:
                self._contexts[key] = _context(shown, *key, self._memories.setdefault(key, Memory()))
            return self._contexts[key]

        return RenderEnvironment(context, self.templates, shown.appearance.external, shown.appearance.salt)

    def templates(self, language: str) -> Templates:
        """The templates in one language, the venue's own before ours."""
        if language not in self._templates:
            self._templates[language] = self._compile(translations(language), self._state.appearance.theme)
        return self._templates[language]

    def _cannot_be_shown(self, page_key: PageKey, day: date) -> RenderedScreen:
        environment, language = self.environment(day), self._state.layout.language[0]
        translate = environment.context(language, {}).words.translate
        heading = translate("“%(name)s” cannot be shown", name=page_key.name)
        return fallback_screen(environment, language, MissingPanel(heading, self._state.layout.event.name, ()))


def _context(state: State, language: str, arrows: Arrows, day: date, memory: Memory) -> DayContext:
    words, shown = Words(language, state.days.zone, translations(language)), state.shown or Agenda()
    rooms, days, logos = state.room_index, state.days, state.appearance.logos
    notices, base = state.notices, state.base
    return DayContext(shown, state.layout, rooms, words, days, day, dict(arrows), logos, notices, memory, base)


def _not_found(context: DayContext, page_key: PageKey) -> MissingPanel:
    """The answer to an address of which there is no room or screen: it names those that there are."""
    if page_key.kind == "room":
        return no_room(context, page_key.name)
    heading = context.words.translate("No screen is called “%(name)s”", name=page_key.name)
    names = tuple((name, context.base.url(f"/screens/{quote(name)}")) for name in context.layout.screens)
    return MissingPanel(heading, context.words.translate("These are the screens:"), names)
