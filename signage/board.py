"""The current agenda and layout, what each screen shows of them, and what of that really changed."""

from __future__ import annotations

import asyncio
import json
import logging
import operator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import quote

from cachetools import LRUCache, cachedmethod

from signage.agenda import Agenda, Days
from signage.assets import build_id
from signage.directory import Directory
from signage.editing import edited
from signage.layout import OfAgenda, OverviewScreen, RoomScreen, message_in_place_of, with_views
from signage.render.context import MissingPanel
from signage.render.panels import Templates
from signage.render.scene import Logos, Scene
from signage.render.screens import Screenful, Studio, apology, screenful
from signage.render.views import Outside, no_room
from signage.render.words import Words, translations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from signage.layout import Layout, Leaf, Screen

log = logging.getLogger(__name__)

SCREENFULS, SPARE = 512, 64
REMEMBERED = 64_000_000
"""Characters of HTML of all that was shown since the last change; `?at=` asks for any day."""


class Subject(NamedTuple):
    """What a URL names: a room by its id, or a screen by its name; `name` as asked for where there is no such thing."""

    kind: Literal["room", "screen"]
    name: str


@dataclass(frozen=True)
class Look:
    """How things look, besides what the layout says: files of the venue, and what its brand came to."""

    logos: Logos = field(default_factory=Logos)
    outside: Outside = field(default_factory=Outside)
    css: str = ""
    """The venue's rules, which come after ours."""
    font: str = "Signage"
    frames: tuple[str, ...] = ()
    theme: Path | None = None
    revision: str = ""

    @property
    def salt(self) -> str:
        """What makes a page of another look load anew."""
        return f"{build_id()} {self.revision}"


@dataclass(frozen=True)
class Current:
    """One consistent state of everything that is shown."""

    agenda: Agenda | None
    layout: Layout
    slugs: Mapping[str, str]
    look: Look = field(default_factory=Look)

    @cached_property
    def shown(self) -> Agenda | None:
        """The agenda as staff want it shown."""
        return edited(self.agenda, self.layout) if self.agenda else None

    @property
    def days(self) -> Days:
        return self.layout.event.days

    @cached_property
    def directory(self) -> Directory:
        return Directory(self.shown or Agenda(), self.layout.rooms, self.slugs)

    @cached_property
    def alias(self) -> dict[str, str]:
        """Today's name of each screen by the names it had before, but for those that another goes by today."""
        screens = self.layout.screens
        return {old: name for name, screen in screens.items() for old in screen.also if old not in screens}

    def names(self, subject: Subject) -> tuple[str, ...]:
        """What notices may call it: a door goes by its room's names as well."""
        room = self.door(subject)
        rooms = self.directory.names(room) if room else ()
        if subject.kind == "room":
            return rooms
        today = self.alias.get(subject.name, subject.name)
        return (today, *(old for old, name in self.alias.items() if name == today), *rooms)

    def screen(self, subject: Subject) -> Screen | None:
        """The entry of a subject; a room has one without being in the file."""
        if subject.kind == "screen":
            return self.layout.screens.get(self.alias.get(subject.name, subject.name))
        known = self.directory.find(subject.name)
        return RoomScreen(show="room", room=known) if known else None

    def door(self, subject: Subject) -> str | None:
        """The id of the room that all of a subject is about."""
        screen = self.screen(subject)
        return self.directory.find(screen.room) if isinstance(screen, RoomScreen) else None


class Board:
    """Holds what is current; one assignment swaps it.

    `send(topic, events)` passes events on to the open streams, of which `topics()` names the topics. `keep` stores
    the slugs that rooms have had.
    """

    def __init__(
        self,
        layout: Layout,
        *,
        now: Callable[[], datetime],
        topics: Callable[[], Mapping[str, int]],
        send: Callable[[str, str, dict[str, str], str | None], None],
        slugs: Mapping[str, str] | None = None,
        keep: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._now, self._topics, self._send, self._keep = now, topics, send, keep
        self.current = Current(None, layout, dict(slugs or {}))
        self._by_language: dict[str, Templates] = {}
        self._shown: LRUCache[object, Screenful] = LRUCache(REMEMBERED, lambda shown: shown.size)
        self._good: LRUCache[Subject, Screenful] = LRUCache(SCREENFULS)
        self._open: dict[str, Screenful] = {}
        self._failing: set[Subject] = set()

    # What is shown ------------------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        return self.current.days.of(self._now())

    def screenful(self, subject: Subject, day: date | None = None) -> Screenful:
        """What a subject shows on a day, today's by default. One that cannot be rendered keeps its last good form."""
        if not self.current.directory.known(subject.name):  # an id may be another room's slug: it is not read twice
            subject = self.subject(*subject)
        return self._screenful(subject, day or self.today)

    @cachedmethod(operator.attrgetter("_shown"))
    def _screenful(self, subject: Subject, day: date) -> Screenful:
        try:
            made = self._render(subject, day)
        except Exception:  # whatever it is, it must stay this screen's own trouble
            if subject not in self._failing:
                log.exception("%s %s cannot be shown; it keeps its last good form", *subject)
            self._failing.add(subject)
            return self._good.get(subject) or self._apology(subject, day)
        if day == self.today and self.exists(subject):
            self._good[subject] = made
        self._failing.discard(subject)
        return made

    def exists(self, subject: Subject) -> bool:
        return self.current.screen(subject) is not None

    def subject(self, kind: Literal["room", "screen"], name: str) -> Subject:
        """The subject of a URL: rooms go by id, by slug and by every slug they had."""
        if kind == "room":
            current = self.current
            return Subject("room", current.slugs.get(name) or current.directory.find(name) or name)
        return Subject("screen", name)

    def path(self, subject: Subject) -> str:
        """The path of a subject's page: by its name, or by its slug where that is another room's or holds a slash."""
        if "/" in subject.name or self.subject(*subject) != subject:
            return self.current.directory.url(subject.name)
        return f"/{subject.kind}s/{quote(subject.name, safe='')}"

    def _render(self, subject: Subject, day: date) -> Screenful:
        current, studio = self.current, self._studio(day)
        screen = current.screen(subject)
        language = ((screen and screen.language) or current.layout.language)[0]
        if current.agenda is None:
            screen = self._soon(screen, studio, language)
        elif screen is None:
            return apology(studio, language, _nothing(studio.scene(language, {}), subject))
        room = current.door(subject)  # whose own page is never turned or dark on a phone
        path = current.directory.url(room) if room else f"/screens/{quote(subject.name)}"
        return screenful(studio, screen, current.names(subject), path)

    def _soon(self, screen: Screen | None, studio: Studio, language: str) -> Screen:
        """What stands where there is no agenda yet: a word of it in each view that is of the agenda."""
        event = self.current.layout.event.name

        def change(leaf: Leaf) -> Leaf:
            if not isinstance(leaf, OfAgenda):
                return leaf
            spoken = (leaf.language or (language,))[:1]
            say = studio.scene(spoken[0], {}).words.say
            return message_in_place_of(leaf, event, say("The programme appears here in a moment"), spoken)

        return with_views(screen or OverviewScreen(show="overview"), change)

    def _studio(self, day: date) -> Studio:
        """What it takes to render this day of the current state."""
        current = self.current
        zone = current.layout.event.timezone

        def scene(language: str, arrows: Mapping[str, str]) -> Scene:
            words = Words(language, zone, translations(language))
            shown = current.shown or Agenda()
            return Scene(shown, current.layout, current.directory, words, current.days, day, arrows, current.look.logos)

        return Studio(scene, self.templates, current.look.outside, current.look.salt)

    def templates(self, language: str) -> Templates:
        """The templates in one language, the venue's own before ours."""
        if language not in self._by_language:
            self._by_language[language] = Templates(translations(language), self.current.look.theme)
        return self._by_language[language]

    def _apology(self, subject: Subject, day: date) -> Screenful:
        studio, language = self._studio(day), self.current.layout.language[0]
        say = studio.scene(language, {}).words.say
        heading = say("“%(name)s” cannot be shown", name=subject.name)
        return apology(studio, language, MissingPanel(heading, self.current.layout.event.name, ()))

    # What changes -------------------------------------------------------------------------------------------------

    async def show_agenda(self, agenda: Agenda) -> None:
        """Make this agenda the current one, and tell the open streams what of it they show."""
        await self._swap(replace(self.current, agenda=agenda))

    async def show_layout(self, layout: Layout, look: Look) -> None:
        """Make this layout and look the current ones, and tell the open streams what of it they show."""
        if look.theme != self.current.look.theme or look.revision != self.current.look.revision:
            self._by_language.clear()
        await self._swap(replace(self.current, layout=layout, look=look))

    async def turn_day(self) -> None:
        """Send the open streams what a new day of the event brings. To be called when one begins."""
        await self._tell()

    async def _swap(self, new: Current) -> None:
        slugs = new.directory.assigned
        if slugs != new.slugs:
            self._keep(json.dumps(slugs))
        first = self.current.agenda is None and new.agenda is not None
        self.current = replace(new, slugs=slugs)
        self._shown.clear()
        await self._tell(anew=first)

    async def _tell(self, *, anew: bool = False) -> None:
        """Tell the open streams what is another; `anew`: whatever their pages show, to load them again."""
        for topic in list(self._topics()):
            if topic in self._open:
                subject, day = parse_topic(topic)
                self._publish(topic, None if anew else self._open[topic], self.screenful(subject, day))
            await asyncio.sleep(0)  # rendering must not hold up the ticks
        self._prune()

    def _prune(self) -> None:
        topics = self._topics()
        self._open = {topic: shown for topic, shown in self._open.items() if topic in topics}

    def opened(self, topic: str, seen: str) -> Iterator[tuple[str, dict[str, str], str | None]]:
        """The events `(name, data, id)` that bring a page that has the revisions `seen` up to date."""
        subject, day = parse_topic(topic)
        shown = self.screenful(subject, day)
        self._open.setdefault(topic, shown)  # what those who came before have been told is still another perhaps
        if len(self._open) > SPARE and len(self._open) > 2 * len(self._topics()):  # others have gone
            self._prune()
        if seen and self.current.agenda is None:
            return  # a server that lost its agenda knows less than the page does
        yield from differences(seen, shown)

    def _publish(self, topic: str, old: Screenful | None, new: Screenful) -> None:
        self._open[topic] = new
        for name, data, event_id in differences(old.id if old else "unknown", new):
            self._send(topic, name, data, event_id)


def differences(seen: str, shown: Screenful) -> Iterator[tuple[str, dict[str, str], str | None]]:
    """The events that turn a page with the revisions `seen` into one of `shown`; none if it is that already."""
    old_set, *revisions = seen.split(".")
    if seen and (old_set != shown.set or len(revisions) != len(shown.panels)):
        yield "reload", {}, None
        return
    names = [panel.name for panel in shown.panels]
    old = dict(zip(names, revisions or [""] * len(names), strict=True))
    for panel in shown.panels:
        if old[panel.name] != panel.revision:
            old[panel.name] = panel.revision
            data = {"panel": panel.name, "revision": panel.revision, "html": panel.html}
            yield "panel", data, shown.id_with(old)


def topic_of(subject: Subject, day: date | None) -> str:
    """The topic of a subject's streams; those opened with `?at=` are of one day."""
    return f"{subject.kind}/{day.isoformat() if day else ''}/{subject.name}"


def parse_topic(topic: str) -> tuple[Subject, date | None]:
    """The subject and day of a topic."""
    kind, day, name = topic.split("/", 2)
    return Subject("room" if kind == "room" else "screen", name), date.fromisoformat(day) if day else None


def _nothing(scene: Scene, subject: Subject) -> MissingPanel:
    if subject.kind == "room":
        return no_room(scene, subject.name)
    heading = scene.words.say("No screen is called “%(name)s”", name=subject.name)
    names = tuple((name, f"/screens/{quote(name)}") for name in scene.layout.screens)
    return MissingPanel(heading, scene.words.say("These are the screens:"), names)
