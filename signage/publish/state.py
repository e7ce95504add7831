"""One consistent state of everything that is shown, and what the address of a page names in it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from signage.agenda import Agenda, Days
from signage.base_path import ROOT, BasePath
from signage.characters import folded, normal
from signage.fleet.row import PageKind
from signage.layout import RoomScreen
from signage.staff.wall_notice import Posted, in_order, of_file
from signage.venue.appearance import Appearance
from signage.venue.corrections import edited
from signage.venue.rooms import RoomIndex
from signage.venue.session_limit import Crowd, crowds_of, thinned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signage.layout import Layout, Screen

NEVER = datetime.min.replace(tzinfo=UTC)


class PageKey(NamedTuple):
    """What a URL names: a room by its id, or a screen by its name; `name` as asked for where there is no such thing."""

    kind: PageKind
    name: str


@dataclass(frozen=True)
class State:
    """One consistent state of everything that is shown.

    `agenda` is as the gateway tells it, None until there is one. `slugs` are the addresses that rooms have had (slug to
    room id). `version` is another one in each state, also across restarts. `since` is when it became current, by which
    the sessions of a crowded room are chosen. `posted` are the notices of the staff page. `base` is where pages stand.
    """

    agenda: Agenda | None
    layout: Layout
    slugs: Mapping[str, str]
    appearance: Appearance = field(default_factory=Appearance)
    version: int = 0
    since: datetime = NEVER
    posted: tuple[Posted, ...] = ()
    base: BasePath = ROOT

    def with_posted(self, posted: tuple[Posted, ...]) -> State:
        """The same with other notices of the staff page; quick, for what was worked out of all else stays."""
        new = replace(self, posted=posted, version=self.version + 1)
        known = {name: value for name, value in vars(self).items() if name not in {f.name for f in fields(self)}}
        vars(new).update({name: value for name, value in known.items() if name != "notices"})
        return new

    def worked_out(self) -> State:
        """The same with a slug for each of its rooms, and with all that follows from its agenda at hand.

        Of 20,000 sessions that takes a tenth of a second.
        """
        slugs = self.room_index.assigned
        new = self if slugs == self.slugs else replace(self, slugs=slugs)
        if shown := new.shown:
            _ = shown.by_id, shown.moved_away, new.span, new.room_index.naming
        _ = new.page_names, new.notices
        return new

    @cached_property
    def notices(self) -> tuple[Posted, ...]:
        """The notices of the staff page and of the file, the uppermost first."""
        return in_order(self.posted, of_file(self.layout))

    @cached_property
    def shown(self) -> Agenda | None:
        """The agenda as staff want it shown, with no more sessions in a room than can be."""
        return thinned(self._edited, self.crowds, self.since) if self._edited else None

    @cached_property
    def crowds(self) -> tuple[Crowd, ...]:
        """The rooms of which not all sessions are shown, for there are too many."""
        return crowds_of(self._edited, self.days) if self._edited else ()

    @cached_property
    def _edited(self) -> Agenda | None:
        return edited(self.agenda, self.layout) if self.agenda else None

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """The first and the last day of the event on which a session falls."""
        if not self.shown or not self.shown.sessions:
            return None
        last = max(session.ends_at for session in self.shown.sessions) - timedelta(seconds=1)
        return self.days.of(self.shown.sessions[0].starts_at), self.days.of(last)

    @cached_property
    def days(self) -> Days:
        """The event's own calendar."""
        return self.layout.event.days

    @cached_property
    def room_index(self) -> RoomIndex:
        """Every room, and the names that lead to it."""
        return RoomIndex(self.shown or Agenda(), self.layout.rooms, self.slugs)

    @cached_property
    def renamed(self) -> dict[str, str]:
        """Today's name of each screen by the names it had before, but for those that another goes by today."""
        screens = self.layout.screens
        return {old: name for name, screen in screens.items() for old in screen.also if old not in screens}

    @cached_property
    def page_names(self) -> frozenset[PageKey]:
        """The rooms and screens that there are, by their ids and all their names: what is no missing page."""
        rooms = {PageKey("room", name) for name in (*self.room_index.ids, *self.slugs)}
        return frozenset(rooms | {PageKey("screen", name) for name in (*self.layout.screens, *self.renamed)})

    def names(self, page_key: PageKey) -> tuple[str, ...]:
        """Every name by which a notice may mean this page; a door goes by those of its room as well."""
        room = self.room_of(page_key)
        rooms = self.room_index.names(room) if room else ()
        if page_key.kind == "room":
            return rooms
        today = self.renamed.get(page_key.name, page_key.name)
        return (today, *(old for old, name in self.renamed.items() if name == today), *rooms)

    def title(self, page_key: PageKey) -> str:
        """What staff call a page: the name of its screen or room."""
        kind, name = page_key
        return self.renamed.get(name, name) if kind == "screen" else self.room_index.name(name)

    def screen(self, page_key: PageKey) -> Screen | None:
        """The entry of a page in screens.yaml, None if there is no such page; rooms need not stand in the file."""
        if page_key.kind == "screen":
            return self.layout.screens.get(self.renamed.get(page_key.name, page_key.name))
        known = self.room_index.find(page_key.name)
        return _door(known) if known else None

    def room_of(self, page_key: PageKey) -> str | None:
        """The id of the room that the whole page is about, None if it is about more than one room."""
        screen = self.screen(page_key)
        return self.room_index.find(screen.room) if isinstance(screen, RoomScreen) else None

    def is_off(self, page_key: PageKey, at: datetime) -> bool:
        """Whether nobody expects the display of a page to be there: outside its `on:` hours, or within dark ones."""
        screen = self.screen(page_key)
        if screen is None:
            return False
        time = at.astimezone(self.days.zone).time()
        wanted = not screen.on or any(hours.holds(time) for hours in screen.on)
        return not wanted or any(hours.holds(time) for hours in screen.dark)

    def expected_hours(self, page_key: PageKey, day: date) -> list[tuple[datetime, datetime]]:
        """When of a day somebody expects the display of a page to be there; see `is_off`."""
        screen, start, end = self.screen(page_key), self.days.start(day), self.days.end(day)
        times = {at for hours in (*screen.on, *screen.dark) for at in hours} if screen else set()
        moments = (
            datetime.combine(start.astimezone(self.days.zone).date() + timedelta(days=number), at, self.days.zone)
            for at in times
            for number in (0, 1)
        )
        edges = [start, *sorted({moment.astimezone(UTC) for moment in moments if start < moment < end}), end]
        found: list[tuple[datetime, datetime]] = []
        for begins, ends in pairwise(edges):
            if self.is_off(page_key, begins):
                continue
            follows = bool(found) and found[-1][1] == begins
            found.append((found.pop()[0] if follows else begins, ends))
        return found

    def exists(self, page_key: PageKey) -> bool:
        """Whether the room or screen exists."""
        return self.screen(page_key) is not None

    def page_key(self, kind: PageKind, name: str) -> PageKey:
        """The page that an address names: rooms go by id, by slug and by every slug they had.

        Capitals are ignored where only one page is left then, for remote controls write some by themselves.
        """
        if kind == "room":
            return PageKey("room", self.slugs.get(name) or self.room_index.find(name) or name)
        known = name in self.layout.screens or name in self.renamed
        return PageKey("screen", name if known else self._folded_screens.get(folded(name), normal(name)))

    @cached_property
    def _folded_screens(self) -> dict[str, str]:
        """Today's names of screens by all their names without capitals; of two that are then alike, neither."""
        names = {name: name for name in self.layout.screens} | self.renamed
        found: dict[str, set[str]] = {}
        for name, today in names.items():
            found.setdefault(folded(name), set()).add(today)
        return {name: next(iter(screens)) for name, screens in found.items() if len(screens) == 1}

    @property
    def address(self) -> str | None:
        """This server's own address, without a slash at its end; None where screens.yaml does not name it."""
        own = self.layout.address
        return self.base.address(str(own)) if own else None

    def path(self, page_key: PageKey) -> str:
        """A page's path behind the base path: by its name, or its slug where that is another room's or has a slash."""
        if page_key.kind == "room" and ("/" in page_key.name or self.page_key(*page_key) != page_key):
            return self.room_index.url(page_key.name)
        return f"/{page_key.kind}s/{quote(page_key.name, safe='')}"


@lru_cache(4096)
def _door(room: str) -> RoomScreen:
    """The entry of a room's page, which need not stand in the file."""
    return RoomScreen(show="room", room=room)
