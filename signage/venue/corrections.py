"""The agenda as staff want it shown: sessions they hide, titles and rooms they correct, one room a name. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from signage.agenda import Agenda, Room, Session
from signage.characters import folded, normal
from signage.layout import Layout


def edited(agenda: Agenda, layout: Layout) -> Agenda:
    """The agenda without what `hide:` names, and with what `override:` says; the same object where they say nothing.

    Names are compared without capitals, ids with them; rooms that have names and no ids are one if those are equal.
    """
    agenda = _united(agenda)
    hide, overrides = layout.hide, layout.override
    if not (hide.ids or hide.tracks or hide.titles or overrides):
        return agenda
    patterns = [re.compile(".*".join(map(re.escape, folded(title).split("*"))), re.DOTALL) for title in hide.titles]
    tracks = {folded(track) for track in hide.tracks}

    def hidden(session: Session) -> bool:
        if any(name in hide.ids for name in _ids(session)) or folded(session.track) in tracks:
            return True
        return bool(patterns) and any(pattern.fullmatch(folded(session.title)) for pattern in patterns)

    kept = (session for session in agenda.sessions if not hidden(session))
    return Agenda.of(_corrected(session, agenda, layout) for session in kept)


def spellings(agenda: Agenda) -> dict[str, Room]:
    """Rooms without an id of their own whose names differ in capitals only: by each spelling the one that most use."""
    used = Counter(session.room.id for session in agenda.sessions if session.room)
    alike: dict[str, list[Room]] = {}
    for room in agenda.rooms.values():
        if room.id == room.name:
            alike.setdefault(folded(room.name), []).append(room)
    return {
        room.id: max(rooms, key=lambda one: used[one.id])
        for rooms in alike.values()
        if len(rooms) > 1
        for room in rooms
    }


def _united(agenda: Agenda) -> Agenda:
    """The agenda with one room for all spellings of its name; the same object where there are no others."""
    if not (known := spellings(agenda)):
        return agenda

    def room_of(room: Room | None) -> Room | None:
        return known.get(room.id, room) if room else None

    return Agenda.of(
        replace(
            session,
            room=room_of(session.room),
            past=tuple(replace(before, room=room_of(before.room)) for before in session.past),
        )
        for session in agenda.sessions
    )


def _ids(session: Session) -> tuple[str, str]:
    """The ids by which staff may name the session: its own, and the gateway's if that is shared."""
    return normal(session.id), normal(session.gateway_id)


def _corrected(session: Session, agenda: Agenda, layout: Layout) -> Session:
    """The session as `override:` has it. It never was announced otherwise, so that its past says the same."""
    if (wanted := next((layout.override[name] for name in _ids(session) if name in layout.override), None)) is None:
        return session
    room = _room(wanted.room, agenda, layout) if wanted.room else session.room
    past = tuple(replace(before, room=room) if wanted.room else before for before in session.past)
    return replace(session, title=wanted.title or session.title, room=room, past=past)


def _room(name: str, agenda: Agenda, layout: Layout) -> Room:
    """The agenda's room that goes by this name or id, on signs or in the agenda; or else a new one."""
    wanted = folded(name)
    for room in agenda.rooms.values():
        text = layout.rooms.get(normal(room.id)) or layout.rooms.get(normal(room.name))
        if wanted in (folded(room.id), folded(room.name), folded((text and text.name) or "")):
            return room
    return Room(name, name)
