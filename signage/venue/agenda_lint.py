"""Finds likely mistakes in the agenda: one finding for each kind, the worst examples first. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from signage.agenda import Agenda, Days, Room, Session
from signage.errors import Finding, KeyPath
from signage.layout import AgendaScreen, DirectoryScreen, Layout, OverviewScreen, RoomScreen, View, located_views
from signage.phrase import NO_HINT, Phrase, quoted
from signage.venue.corrections import spellings
from signage.venue.rooms import RoomIndex
from signage.venue.session_limit import crowds_of

EXAMPLES = 3
"""So many of one kind are named; of the rest there is a number."""
SEEN = frozenset("LN")
"""First letters of the Unicode categories that any font of a TV has: letters and numbers."""


class Unread(NamedTuple):
    """What was wrong with one record of the platform; the session's id is empty where it had none."""

    session: str
    text: str


def as_hint(what: Phrase, path: KeyPath, hint: Phrase = NO_HINT) -> Finding:
    """A finding of level `hint`: it may be as it should."""
    return Finding(what, path, hint, level="hint")


def named(names: Iterable[str]) -> Phrase:
    """`'A', 'B', 'C' and 12 more`."""
    return quoted(list(names), EXAMPLES)


def rooms_named(view: View) -> tuple[str, ...]:
    """The rooms a view names."""
    return (view.room,) if isinstance(view, RoomScreen) else getattr(view, "rooms", ())


def unseen_rooms(layout: Layout, rooms: RoomIndex) -> Iterator[Finding]:
    """Rooms that no screen of screens.yaml shows."""
    shown: set[str | None] = set()
    for _, view in located_views(layout):
        if isinstance(view, OverviewScreen | AgendaScreen | DirectoryScreen) and not (view.rooms or view.floors):
            return
        shown |= {rooms.find(room) for room in rooms_named(view)}
    unseen = [rooms.name(room) for room in rooms.ids if room in rooms.agenda.rooms and room not in shown]
    if unseen:
        yield as_hint(Phrase("no screen shows %(names)s", names=named(unseen)), ("agenda", unseen[0]))


def other_spellings(agenda: Agenda) -> Iterator[Finding]:
    """Rooms that walls show as one, for their names differ in capitals only."""
    others = {name: room.name for name, room in spellings(agenda).items() if name != room.name}
    if others:
        what = Phrase("walls show %(names)s as %(others)s", names=named(others), others=named(others.values()))
        yield as_hint(what, ("agenda",), Phrase("write each room alike on the platform"))


def of_agenda(agenda: Agenda, days: Days) -> Iterator[Finding]:
    """What looks wrong with sessions as walls show them."""
    if not agenda.sessions:
        yield as_hint(Phrase("there are no sessions at all"), ("agenda",))
        return
    yield from _crowds(agenda, days)
    yield from _without_room(agenda)
    yield from _overlaps(agenda, days)
    yield from _invisible(agenda)
    yield from _gaps(agenda, days)


def _crowds(agenda: Agenda, days: Days) -> Iterator[Finding]:
    """Rooms of which walls do not show all, for there is too much: the platform's agenda needs mending."""
    crowds = crowds_of(agenda, days)
    for crowd in crowds[:EXAMPLES]:
        where = crowd.room.name if crowd.room else "without a room"
        hint = Phrase("mend the agenda on the platform, or hide what does not belong there with 'hide:'")
        yield Finding(crowd.what, ("agenda", where), hint)
    if len(crowds) > EXAMPLES:
        what = Phrase.counted(
            "1 more room and day has too many sessions",
            "%(number)s more rooms and days have too many sessions",
            len(crowds) - EXAMPLES,
        )
        yield Finding(what, ("agenda",))


def _without_room(agenda: Agenda) -> Iterator[Finding]:
    roomless = [session for session in agenda.in_room(None) if not session.cancelled]
    if roomless:
        what = Phrase("without a room: %(names)s", names=named(session.title for session in roomless))
        yield as_hint(what, ("agenda", roomless[0].id))


class _Overlap(NamedTuple):
    one: Session
    other: Session

    @property
    def seconds(self) -> float:
        """How long two sessions overlap."""
        return (min(self.one.ends_at, self.other.ends_at) - self.other.starts_at).total_seconds()


def _overlaps(agenda: Agenda, days: Days) -> Iterator[Finding]:
    """Rooms in which sessions overlap, those with the most first; of each room the longest overlap."""
    found = [(room, overlaps) for room in agenda.rooms.values() if (overlaps := _overlaps_in(agenda, room))]
    found.sort(key=lambda pair: -len(pair[1]))
    for room, overlaps in found[:EXAMPLES]:
        one, other = max(overlaps, key=lambda overlap: overlap.seconds)
        at = other.starts_at.astimezone(days.zone)
        what = Phrase(
            "'%(one)s' and '%(other)s' overlap from %(at)s", one=one.title, other=other.title, at=f"{at:%Y-%m-%d %H:%M}"
        )
        if more := len(overlaps) - 1:
            what = Phrase.counted(
                "%(what)s, and 1 more session overlaps there",
                "%(what)s, and %(number)s more sessions overlap there",
                more,
                what=what,
            )
        yield as_hint(what, ("agenda", room.name))
    if left := [room.name for room, _ in found[EXAMPLES:]]:
        yield as_hint(Phrase("sessions overlap in %(names)s as well", names=named(left)), ("agenda",))


def _overlaps_in(agenda: Agenda, room: Room) -> list[_Overlap]:
    """Each session of a room that begins while another is on, with the one that is on longest."""
    found, last = [], None
    for session in agenda.in_room(room.id):
        if session.cancelled:
            continue
        if last and session.starts_at < last.ends_at:
            found.append(_Overlap(last, session))
        last = session if last is None or session.ends_at > last.ends_at else last
    return found


def _invisible(agenda: Agenda) -> Iterator[Finding]:
    """Names of rooms and titles of emoji alone: a TV without a font for them shows nothing."""
    texts = [*(room.name for room in agenda.rooms.values()), *(session.title for session in agenda.sessions)]
    unseen = [text for text in dict.fromkeys(texts) if text and not any(map(_has_a_font, text))]
    if unseen:
        hint = Phrase("add a word: displays without an emoji font show nothing there")
        yield as_hint(
            Phrase("without a letter or a number: %(names)s", names=named(unseen)), ("agenda", unseen[0]), hint
        )


def _has_a_font(char: str) -> bool:
    return unicodedata.category(char)[0] in SEEN


def _gaps(agenda: Agenda, days: Days) -> Iterator[Finding]:
    """Days between the first and the last that have no session: the longest gap, and how many more there are."""
    held = sorted({days.of(session.starts_at) for session in agenda.sessions})
    gaps = [(one, other) for one, other in pairwise(held) if (other - one).days > 1]
    if gaps:
        one, other = max(gaps, key=lambda gap: gap[1] - gap[0])
        what = Phrase("nothing is scheduled between %(one)s and %(other)s", one=one, other=other)
        if more := len(gaps) - 1:
            what = Phrase.counted(
                "%(what)s, and 1 more gap like that", "%(what)s, and %(number)s more gaps like that", more, what=what
            )
        yield as_hint(what, ("agenda",))


def unread_records(unread: Sequence[Unread]) -> Iterator[Finding]:
    """What was wrong with the platform's records, by what it was, with their ids; a record that is lost is an error."""
    by_text = sorted(unread, key=lambda record: (_as_kind(record.text), record.session))
    for kind, group in groupby(by_text, key=lambda record: _as_kind(record.text)):
        records = list(group)
        ids = [record.session for record in records if record.session]
        where = Phrase("session %(ids)s", ids=named(ids)) if ids else Phrase("a session without an id")
        lost = kind.endswith("skipped")
        text = records[0].text if len(records) == 1 else kind
        what = Phrase("%(where)s: %(problem)s", where=where, problem=text)
        yield Finding(what, ("agenda",), Phrase("mend it on the platform"), "error" if lost else "hint")


def _as_kind(text: str) -> str:
    """What is wrong without the value that is: of two records with `its start 'x' is no time` it is the same."""
    first, _, rest = text.partition("'")
    return f"{first}…{rest.rpartition(chr(39))[2]}" if rest else text
