"""Which rooms there are, in what order, how signs name them, and which URLs lead to them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from signage.agenda import Agenda, Room, natural
from signage.layout.fields import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from signage.layout.model import RoomText

SLUGS = 20
"""Those of a room that lead to it besides the first one and today's."""


def slug(name: str) -> str:
    """A name as part of a URL: `Salle des Fêtes 2` becomes `salle-des-fêtes-2`. Unicode is kept."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    words = "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in folded).split()
    return "-".join(words) or "room"


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


@dataclass(frozen=True)
class RoomIndex:
    """Every room of the agenda, every room it once had, and every room of screens.yaml."""

    agenda: Agenda
    texts: Mapping[str, RoomText]
    slugs: Mapping[str, str]

    @cached_property
    def _texts(self) -> dict[str, RoomText]:
        """What staff wrote, by room id: they name a room by id or by name."""
        return {self._id(key): text for key, text in self.texts.items()}

    @cached_property
    def _left(self) -> dict[str, Room]:
        """Rooms that sessions stood in, by id, each as it was called last."""
        past = sorted((left for session in self.agenda.sessions for left in session.past), key=lambda left: left.until)
        return {left.room.id: left.room for left in past if left.room}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Room ids in the order of screens.yaml, then by name; rooms without sessions only if screens.yaml has them."""
        listed = list(dict.fromkeys(self._id(key) for key in self.texts))
        rest = [room for room in self.agenda.rooms if room not in listed]
        return (*listed, *sorted(rest, key=lambda room: natural(self.name(room))))

    def name(self, room_id: str) -> str:
        """A room's name on signs; that of a room without sessions as sessions remember it, or read from its slug."""
        text = self.text(room_id)
        if text and text.name:
            return text.name
        if room := self.agenda.rooms.get(room_id) or self._left.get(room_id):
            return room.name
        return room_id if not (old := self._old_names(room_id)) else old[-1].replace("-", " ").title()

    def names(self, room_id: str) -> tuple[str, ...]:
        """All that a room is or was called: its id, its names on signs and in the agenda, its slugs."""
        room = self.agenda.rooms.get(room_id)
        return (room_id, self.name(room_id), *([room.name] if room else ()), *self._old_names(room_id))

    @cached_property
    def assigned(self) -> dict[str, str]:
        """The slugs, with those of today's names added."""
        signs = [Room(room, self.name(room)) for room in self.ids if self.known(room)]
        return assign(assign(self.slugs, self.agenda.rooms.values()), signs)

    def text(self, room_id: str) -> RoomText | None:
        return self._texts.get(room_id)

    def known(self, room_id: str) -> bool:
        """Whether the agenda has or had such a room; others are names in screens.yaml only, until it has."""
        return room_id in self.agenda.rooms or room_id in self.slugs.values()

    def find(self, name: str) -> str | None:
        """The id of the room that is called so: by id, by the agenda's name, by a sign's name, by slug."""
        if found := self._from_agenda(name):
            return found
        wanted = name.strip().casefold()
        for room_id in self.ids:
            if wanted in (self.name(room_id).casefold(), room_id.casefold()):
                return room_id
        if self.known(name):
            return name
        return (self.slugs.get(slug(name)) or self._unaccented(name)) if any(map(str.isalnum, name)) else None

    def _unaccented(self, name: str) -> str | None:
        """The one room that is called so but for its accents, which no remote control has."""
        found = self._bare.get(bare(name), frozenset())
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def _bare(self) -> dict[str, frozenset[str]]:
        """Room ids by slug without accents."""
        found: dict[str, frozenset[str]] = {}
        for known, room in self.slugs.items():
            found[bare(known)] = found.get(bare(known), frozenset()) | {room}
        return found

    def suggest(self, name: str) -> str:
        """`did you mean 'x'?` of the rooms' names on signs, or nothing when none is near."""
        return did_you_mean(name, [self.name(room_id) for room_id in self.ids])

    def url(self, room_id: str) -> str:
        """The path of a room's page, by its current name where that leads there."""
        wanted = slug(self.name(room_id))
        found = self._old_names(room_id)
        return f"/rooms/{wanted if wanted in found else found[-1] if found else quote(room_id, safe='')}"

    def _id(self, key: str) -> str:
        """The id of a room that staff name by id or by name; one that never was in the agenda goes by that name."""
        return self._from_agenda(key) or self.slugs.get(slug(key)) or key

    def _from_agenda(self, name: str) -> str | None:
        if name in self.agenda.rooms:
            return name
        wanted = name.strip().casefold()
        return next((room.id for room in self.agenda.rooms.values() if room.name.casefold() == wanted), None)

    def _old_names(self, room_id: str) -> list[str]:
        return [name for name, owner in self.slugs.items() if owner == room_id]
