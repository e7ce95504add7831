"""One consistent state of everything that is shown, and what a URL names in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from signage.agenda import Agenda, Days
from signage.layout import RoomScreen
from signage.venue.appearance import Appearance
from signage.venue.edits import edited
from signage.venue.rooms import RoomIndex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signage.layout import Layout, Screen


class PageKey(NamedTuple):
    """What a URL names: a room by its id, or a screen by its name; `name` as asked for where there is no such thing."""

    kind: Literal["room", "screen"]
    name: str


@dataclass(frozen=True)
class State:
    """One consistent state of everything that is shown."""

    agenda: Agenda | None
    layout: Layout
    slugs: Mapping[str, str]
    appearance: Appearance = field(default_factory=Appearance)

    @cached_property
    def shown(self) -> Agenda | None:
        """The agenda as staff want it shown."""
        return edited(self.agenda, self.layout) if self.agenda else None

    @property
    def days(self) -> Days:
        return self.layout.event.days

    @cached_property
    def directory(self) -> RoomIndex:
        return RoomIndex(self.shown or Agenda(), self.layout.rooms, self.slugs)

    @cached_property
    def alias(self) -> dict[str, str]:
        """Today's name of each screen by the names it had before, but for those that another goes by today."""
        screens = self.layout.screens
        return {old: name for name, screen in screens.items() for old in screen.also if old not in screens}

    def names(self, page_key: PageKey) -> tuple[str, ...]:
        """What notices may call it: a door goes by its room's names as well."""
        room = self.room_of(page_key)
        rooms = self.directory.names(room) if room else ()
        if page_key.kind == "room":
            return rooms
        today = self.alias.get(page_key.name, page_key.name)
        return (today, *(old for old, name in self.alias.items() if name == today), *rooms)

    def screen(self, page_key: PageKey) -> Screen | None:
        """The entry of a subject; a room has one without being in the file."""
        if page_key.kind == "screen":
            return self.layout.screens.get(self.alias.get(page_key.name, page_key.name))
        known = self.directory.find(page_key.name)
        return RoomScreen(show="room", room=known) if known else None

    def room_of(self, page_key: PageKey) -> str | None:
        """The id of the room that all of a subject is about."""
        screen = self.screen(page_key)
        return self.directory.find(screen.room) if isinstance(screen, RoomScreen) else None
