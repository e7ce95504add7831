"""The agenda as a value, and what can be asked of it. Pure: time is an argument, nothing is read or written.

All times are aware and in UTC; an interval is half-open, `[starts_at, ends_at)`. A session that came without a length
is open-ended: `Agenda.of` gives it an end by what follows in its room, so that every other question reads `ends_at`.
"""

from signage.agenda.agenda import Agenda, natural
from signage.agenda.days import Days, EventKey
from signage.agenda.history import carry_history
from signage.agenda.session import Placement, Room, Session, Speaker, by_time, overlapping
from signage.agenda.slots import Slots, boundaries, intervals

__all__ = [
    "Agenda",
    "Days",
    "EventKey",
    "Placement",
    "Room",
    "Session",
    "Slots",
    "Speaker",
    "boundaries",
    "by_time",
    "carry_history",
    "intervals",
    "natural",
    "overlapping",
]
