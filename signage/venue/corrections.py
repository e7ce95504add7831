"""The agenda as staff want it shown: sessions they hide, titles and rooms they correct. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from signage.agenda import Agenda, Room, Session
from signage.characters import folded, normal
from signage.layout import Layout


def edited(agenda: Agenda, layout: Layout) -> Agenda:
    """The agenda without what `hide:` names, and with what `override:` says; the same object where they say nothing.

    Names are compared without capitals, ids with them.
    """
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
