"""The agenda as staff want it shown: sessions they hide, titles and rooms they correct."""

from __future__ import annotations

import re
from dataclasses import replace

from signage.agenda import Agenda, Room, Session
from signage.layout import Layout


def edited(agenda: Agenda, layout: Layout) -> Agenda:
    """The agenda without what `hide:` names, and with what `override:` says."""
    hide, override = layout.hide, layout.override
    if not (hide.ids or hide.tracks or hide.titles or override):
        return agenda
    patterns = [".*".join(map(re.escape, title.casefold().split("*"))) for title in hide.titles]
    tracks = {track.casefold() for track in hide.tracks}

    def hidden(session: Session) -> bool:
        title = session.title.casefold()
        named = session.id in hide.ids or session.track.casefold() in tracks
        return named or any(re.fullmatch(pattern, title, re.DOTALL) for pattern in patterns)

    kept = (session for session in agenda.sessions if not hidden(session))
    return Agenda(tuple(_override(session, agenda, layout) for session in kept))


def _override(session: Session, agenda: Agenda, layout: Layout) -> Session:
    """What staff correct was never announced otherwise: it gets no mark."""
    if (wanted := layout.override.get(session.id)) is None:
        return session
    room = _room(wanted.room, agenda, layout) if wanted.room else session.room
    past = tuple(replace(before, room=room) if wanted.room else before for before in session.past)
    return replace(session, title=wanted.title or session.title, room=room, past=past)


def _room(name: str, agenda: Agenda, layout: Layout) -> Room:
    """The agenda's room of that name or id, or a new one."""
    folded = name.casefold()
    for room in agenda.rooms.values():
        text = layout.rooms.get(room.id) or layout.rooms.get(room.name)
        if folded in (room.id.casefold(), room.name.casefold(), ((text and text.name) or "").casefold()):
            return room
    return Room(name, name)
