"""Which rooms there are, in what order, how signs name them, and which URLs lead to them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from signage.agenda import Agenda, Room, natural
from signage.characters import folded
from signage.layout.fields import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from signage.layout.model import RoomText
    from signage.phrase import Phrase

LONGEST_SLUG = 600
"""Characters of a slug. Names are shorter, but one letter may stand for eighteen, and a long address is no page's."""
SLUGS = 20
"""So many slugs of a room lead to it, besides the first one and today's."""
UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{24}", re.IGNORECASE)


@lru_cache(4096)
def slug(name: str) -> str:
    """A name as part of a URL: `Salle des Fêtes 2` becomes `salle-des-fêtes-2`. Unicode is kept, up to a length."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    words = "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in text).split()
    return "-".join(words)[:LONGEST_SLUG].rstrip("-") or "room"


def bare(name: str) -> str:
    """A slug without accents: `salle-des-fetes-2`."""
    parts = unicodedata.normalize("NFD", slug(name))
    return "".join(char for char in parts if unicodedata.category(char) != "Mn")


def assign(slugs: Mapping[str, str], rooms: Iterable[Room]) -> dict[str, str]:
    """`slugs` (slug to room id) with these rooms' names added.

    What is there stays: a URL once given out is kept. Of a room whose name changes all the time, such as one that tells
    its free seats, the first one and the newest are.
    """
    known, current = dict(slugs), set[str]()
    for room in rooms:
        base, number = slug(room.name), 1
        candidate = base
        while known.get(candidate, room.id) != room.id:
            number += 1
            candidate = f"{base}-{number}"
        known[candidate] = room.id
        current.add(candidate)
    given: dict[str, list[str]] = {}
    for name, room_id in known.items():
        given.setdefault(room_id, []).append(name)
    for names in given.values():
        for name in {*names[1:-SLUGS]} - current:
            del known[name]
    return known


def kind_of_id(text: str) -> str:
    """What kind of id a text may be, so that `room_12` is one like `room_7`; empty for what may be any name."""
    if UUID.fullmatch(text):
        return "uuid"
    prefix, underscore, rest = text.partition("_")
    return prefix + underscore if underscore and prefix.isalnum() and rest and " " not in rest else ""


@dataclass(frozen=True)
class RoomIndex:
    """Every room of the agenda, every room it once had, and every room of screens.yaml, by id and by name.

    `texts` are the entries under `rooms:`, whose keys are ids or names; `slugs` are the parts of URLs that rooms have
    had (slug to room id), each room's oldest first. Names are compared without capitals, in their normal form.
    """

    agenda: Agenda
    texts: Mapping[str, RoomText]
    slugs: Mapping[str, str]

    # Which rooms there are --------------------------------------------------------------------------------------------

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of the rooms that signs show: those of screens.yaml in its order, then the agenda's by name.

        A room without sessions is among them only if screens.yaml lists it, by a name or with one: nobody finds their
        way by an id.
        """
        listed = [room for room in self._texts if self.known(room) or self._has_name(room)]
        rest = [room for room in self.agenda.rooms if room not in self._texts]
        return (*listed, *sorted(rest, key=lambda room: natural(self.name(room))))

    def known(self, room_id: str) -> bool:
        """Whether the agenda has or had such a room; others are names in screens.yaml only, until it has."""
        return room_id in self.agenda.rooms or room_id in self._slugs_of

    @cached_property
    def _texts(self) -> dict[str, RoomText]:
        """What staff wrote of each room, by its id; a room that never was in the agenda has its key for an id."""
        return {self._in_agenda(key) or self.slugs.get(slug(key)) or key: text for key, text in self.texts.items()}

    def _has_name(self, listed: str) -> bool:
        """Whether a room that the agenda never had is listed by a name, rather than by an id such as the agenda's."""
        text = self._texts[listed]
        return bool(text.name) or kind_of_id(listed) not in self._kinds_of_id

    @cached_property
    def _kinds_of_id(self) -> frozenset[str]:
        """The kinds of id that the agenda's rooms have, but for those that its rooms' names are of as well."""
        rooms = self.agenda.rooms.values()
        kinds = {kind_of_id(room.id) for room in rooms if room.id != room.name}
        return frozenset(kinds - {kind_of_id(room.name) for room in rooms} - {""})

    @cached_property
    def naming(self) -> object:
        """All that names of rooms are made of: where that is equal, each is called the same."""
        return self.ids, self.agenda.rooms, self._former_rooms, self.texts, self.slugs

    # What they are called ---------------------------------------------------------------------------------------------

    def text(self, room_id: str) -> RoomText | None:
        """What staff wrote of a room under `rooms:`."""
        return self._texts.get(room_id)

    def name(self, room_id: str) -> str:
        """A room's name on signs; that of a room without sessions as sessions remember it, or read from its slug."""
        text = self.text(room_id)
        if text and text.name:
            return text.name
        if room := self.agenda.rooms.get(room_id) or self._former_rooms.get(room_id):
            return room.name
        former = self._slugs_of.get(room_id)
        return former[-1].replace("-", " ").title() if former else room_id

    @cached_property
    def _former_rooms(self) -> dict[str, Room]:
        """Rooms that sessions stood in, by id, each as it was called last."""
        past = sorted((left for session in self.agenda.sessions for left in session.past), key=lambda left: left.until)
        return {left.room.id: left.room for left in past if left.room}

    def names(self, room_id: str) -> tuple[str, ...]:
        """All that a room is or was called: its id, its names on signs and in the agenda, its slugs."""
        room = self.agenda.rooms.get(room_id)
        return (room_id, self.name(room_id), *([room.name] if room else ()), *self._slugs_of.get(room_id, ()))

    def suggest(self, name: str) -> Phrase:
        """`did you mean 'x'?` of the rooms' names on signs, or nothing when none is near."""
        return did_you_mean(name, [self.name(room_id) for room_id in self.ids])

    # Which room is meant ----------------------------------------------------------------------------------------------

    def find(self, name: str) -> str | None:
        """The id of the room that is called so: by id, by the agenda's name, by a sign's name, by slug."""
        if found := self._in_agenda(name) or self._by_sign.get(folded(name)):
            return found
        if self.known(name):
            return name
        found = (self.slugs.get(slug(name)) or self._unaccented(name)) if any(map(str.isalnum, name)) else None
        return found and (self._in_agenda(found) or found)  # where rooms have no ids, their spelling may be another now

    def _in_agenda(self, name: str) -> str | None:
        return name if name in self.agenda.rooms else self._by_agenda_name.get(folded(name))

    @cached_property
    def _by_agenda_name(self) -> dict[str, str]:
        """Room ids by the agenda's names; of rooms that share one, the first."""
        return {folded(room.name): room.id for room in reversed(self.agenda.rooms.values())}

    @cached_property
    def _by_sign(self) -> dict[str, str]:
        """Room ids by the names on signs and by themselves; of rooms that share one, the first in staff's order."""
        rooms = dict.fromkeys((*self.ids, *self._texts))
        return {folded(name): room for room in reversed(rooms) for name in (room, self.name(room))}

    def _unaccented(self, name: str) -> str | None:
        """The one room that is called so but for its accents, which no remote control has."""
        found = self._by_bare_slug.get(bare(name), frozenset())
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def _by_bare_slug(self) -> dict[str, frozenset[str]]:
        """Room ids by slug without accents."""
        found: dict[str, frozenset[str]] = {}
        for known, room in self.slugs.items():
            found[bare(known)] = found.get(bare(known), frozenset()) | {room}
        return found

    # Their URLs -------------------------------------------------------------------------------------------------------

    def url(self, room_id: str) -> str:
        """The path of a room's page behind the base path, by its current name where that leads there."""
        wanted = slug(self.name(room_id))
        found = self._slugs_of.get(room_id, ())
        return f"/rooms/{wanted if wanted in found else found[-1] if found else quote(room_id, safe='')}"

    @cached_property
    def assigned(self) -> dict[str, str]:
        """The slugs, with those of today's names added."""
        signs = [Room(room, self.name(room)) for room in self.ids if self.known(room)]
        return assign(assign(self.slugs, self.agenda.rooms.values()), signs)

    @cached_property
    def _slugs_of(self) -> dict[str, tuple[str, ...]]:
        """The slugs of each room, oldest first."""
        found: dict[str, list[str]] = {}
        for known, room in self.slugs.items():
            found.setdefault(room, []).append(known)
        return {room: tuple(slugs) for room, slugs in found.items()}
