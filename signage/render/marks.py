"""The marks of a session: what changed of it lately, told to those who may still act on it.

What was changed is known by the session itself (`signage.agenda`); `templates/macros.html` draws a mark.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from signage.render.panels.session import MarkView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from markupsafe import Markup

    from signage.agenda import Days, Session
    from signage.render.language import Words

LASTING = ("moved", "cancelled")
"""Marks that still help once a session runs: who comes late needs no new time."""
LATE = 60
"""Minutes: a longer delay is a new time."""


def marks(
    session: Session,
    words: Words,
    days: Days,
    room_name: Callable[[str], Markup],
    time: Callable[[datetime, datetime], str],
) -> Iterator[MarkView]:
    """The marks of a session, the most important first; a cancelled one has no other.

    `room_name` gives a room's name by its id, `time(at, seen_at)` a time of day, with its day where that is another.
    """
    translate = words.translate
    if session.cancelled:
        yield MarkView("cancelled", "cross", translate("Cancelled"), translate("Cancelled"))
        return
    if moved := session.moved_from:
        yield MarkView("moved", "arrow", translate("Moved"), translate("Moved here from"), room_name(moved.id))
    if was := session.was_at:
        late = (session.starts_at - was[0]) // timedelta(minutes=1)
        changed = days.of(session.retimed_at or session.starts_at)
        if 0 < late <= LATE and changed == days.of(session.starts_at):
            text = translate("%(minutes)s min late", minutes=late)
            yield MarkView("time", "clock", text, translate("Starts"), text)
        else:
            yield MarkView(
                "time", "clock", translate("New time"), translate("New time"), time(session.starts_at, was[0])
            )
    if not moved and not was and _just_added(session, days):
        yield MarkView("added", "info", translate("Added"), translate("Added to the programme"))


def _just_added(session: Session, days: Days) -> bool:
    """Whether it was added so late that people may have made their plans: on its day or the day before."""
    added = session.added_at
    return added is not None and (days.of(session.starts_at) - days.of(added)).days <= 1
