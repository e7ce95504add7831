"""What the panels of a screen depend on, and the parts that all of them are made of."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from signage.agenda import Agenda, Days, Session, overlapping
from signage.render.panels import (
    NOTHING,
    Arrow,
    DatedText,
    FollowView,
    MarkView,
    PlaceView,
    SessionView,
    SlotName,
    SpeakerView,
)
from signage.render.words import Words, bidi
from signage.venue.appearance import Logos
from signage.venue.brand import tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from signage.layout import Layout
    from signage.venue.rooms import RoomIndex

ARROWS: dict[str, Arrow] = {
    "up": "u",
    "down": "d",
    "left": "l",
    "right": "r",
    "up-left": "ul",
    "up-right": "ur",
    "down-left": "dl",
    "down-right": "dr",
}
TONES = 12
SHOWN_SPEAKERS = 6
DATES_AHEAD = 14
NOTCH = timedelta(minutes=5)
LASTING = ("moved", "cancelled")
"""Marks that still help once a session runs: who comes late needs no new time."""


def epoch(at: datetime) -> int:
    return int(at.timestamp())


@dataclass(frozen=True)
class DayContext:
    """One day of the event as one screen shows it."""

    agenda: Agenda
    layout: Layout
    directory: RoomIndex
    words: Words
    days: Days
    day: date
    arrows: Mapping[str, str]
    logos: Logos = field(default_factory=Logos)

    @cached_property
    def tones(self) -> dict[str, str]:
        """Each track's CSS class. A track keeps its own when others come and go, short of a collision."""
        tracks = {session.track for session in self.agenda.sessions if session.track}
        branded = {track: own for track in tracks if (own := tone(self.layout.brand, track))}
        taken: dict[int, str] = {}
        for track in sorted(tracks - branded.keys()):
            place = zlib.crc32(track.encode()) % TONES
            free = [(place + step) % TONES for step in range(TONES) if (place + step) % TONES not in taken]
            taken[free[0] if free else place + TONES * len(taken)] = track
        return branded | {track: f"tk-{place % TONES}" for place, track in taken.items()}

    @cached_property
    def span(self) -> tuple[datetime, datetime]:
        """When the event opens and closes: from the first session that takes place to the end of the last one."""
        live = [session for session in self.agenda.sessions if not session.cancelled]
        start = self.days.start(self.day)
        opens = min((session.starts_at for session in live), default=start)
        return opens, max((session.ends_at for session in live), default=start)

    def horizon(self, sessions: Iterable[Session]) -> tuple[datetime, datetime, tuple[Session, ...]]:
        """Start and end of what a panel carries, and those of these sessions that are in it."""
        chosen = tuple(sessions)
        start, end = self.days.horizon(chosen, self.day)
        return start, end, overlapping(chosen, start, end)

    def place(self, room_id: str) -> PlaceView:
        """A room as signs name it, with the arrow this screen gives to it or to its floor."""
        text = self.directory.text(room_id)
        name, floor = self.directory.name(room_id), (text and text.floor) or ""
        by_room = {self.directory.find(key): side for key, side in self.arrows.items()}
        side = by_room.get(room_id) or self.arrows.get(floor, "")
        near = bidi(text.near) if text and text.near else NOTHING
        return PlaceView(room_id, bidi(name), bidi(floor), near, ARROWS.get(side, ""))

    def session(self, session: Session, seen_on: date | None = None, *, running: bool = False) -> SessionView:
        """A session for the glass; one of another day than `seen_on` names that day before its start."""
        words, was = self.words, session.was_at
        day = self.days.of(session.starts_at)
        other_day = self.weekday(session.starts_at, seen_on or day)
        was_day = self.weekday(was[0], day) if was else ""
        shown = session.speakers if len(session.speakers) <= SHOWN_SPEAKERS else session.speakers[: SHOWN_SPEAKERS - 1]
        left = len(session.speakers) - len(shown)
        moved = session.moved_from
        return SessionView(
            id=session.id,
            title=bidi(session.title or words.translate("Untitled"), session.language),
            # without any tracks the accent is everyone's colour
            tone=self.tones.get(session.track, "tk-none" if self.tones else ""),
            track=bidi(session.track),
            speakers=tuple(SpeakerView(bidi(s.name), bidi(s.company)) for s in shown),
            more=words.translate("and %(number)s more", number=left) if left else "",
            start=other_day + words.time(session.starts_at),
            end=words.time(session.ends_at),
            range=self.range(session.starts_at, session.ends_at, day),
            until=words.translate("until %(time)s", time=self.end(session.ends_at, seen_on or day)),
            starts=epoch(session.starts_at),
            ends=epoch(session.ends_at),
            notches=min(36, max(1, round((session.ends_at - session.starts_at) / NOTCH))),
            cancelled=session.cancelled,
            was=self.range(*was, day) if was else "",
            was_start=was_day + words.time(was[0]) if was else "",
            was_room=words.translate("was %(room)s", room=self.directory.name(moved.id)) if moved else "",
            marks=tuple(mark for mark in self.marks(session) if not running or mark.kind in LASTING),
            place=self.place(session.room.id) if session.room else None,
        )

    def weekday(self, at: datetime, seen_on: date) -> str:
        """What names an instant's day before its time, for those who stand in another one; else empty."""
        return self.words.short_day(self.days.of(at), seen_on)

    def end(self, at: datetime, seen_on: date) -> str:
        """When something ends, with its day for those who stand in another one."""
        return self.words.short_day(self._last_day(at), seen_on) + self.words.time(at)

    def range(self, start: datetime, end: datetime, seen_on: date) -> str:
        """From when to when, with the days where they are two, or another one."""
        first = self.days.of(start)
        last = max(first, self._last_day(end))
        day = self.words.short_day(first, seen_on) if first == last else ""
        return day + self.words.range(start, end, (first, last))

    def _last_day(self, end: datetime) -> date:
        return self.days.of(end - timedelta(seconds=1))

    def marks(self, session: Session) -> Iterable[MarkView]:
        """What changed lately, for those who may still act on it."""
        translate = self.words.translate
        if session.cancelled:
            yield MarkView("cancelled", "cross", translate("Cancelled"), translate("Cancelled"))
            return
        if moved := session.moved_from:
            yield MarkView(
                "moved", "arrow", translate("Moved"), translate("Moved here from"), self.directory.name(moved.id)
            )
        if was := session.was_at:
            late = (session.starts_at - was[0]) // timedelta(minutes=1)
            changed = self.days.of(session.retimed_at or session.starts_at)
            if 0 < late <= 60 and changed == self.days.of(session.starts_at):
                text = translate("%(minutes)s min late", minutes=late)
                yield MarkView("time", "clock", text, translate("Starts"), text)
            else:
                time = self.weekday(session.starts_at, self.days.of(was[0])) + self.words.time(session.starts_at)
                yield MarkView("time", "clock", translate("New time"), translate("New time"), time)
        if not moved and not was and self._just_added(session):
            yield MarkView("added", "info", translate("Added"), translate("Added to the programme"))

    def _just_added(self, session: Session) -> bool:
        """Whether it was added so late that people may have made their plans: on its day or the day before."""
        added = session.added_at
        return added is not None and (self.days.of(session.starts_at) - self.days.of(added)).days <= 1

    def follow(self, sessions: Sequence[Session], slot: SlotName, label: str, today: date) -> tuple[FollowView, ...]:
        """Lines of what follows; the first carries the label, or the day where that is another one."""
        lines: list[FollowView] = []
        for number, session in enumerate(sessions):
            day = self.words.relative(self.days.of(session.starts_at), today)
            previous = self.words.relative(self.days.of(sessions[number - 1].starts_at), today) if number else None
            head = (day or label) if number == 0 or day != previous else ""
            lines.append(FollowView(head, slot, self.session(session)))
        return tuple(lines)

    def dates(self) -> tuple[DatedText, ...]:
        """Weekday and date, each for its calendar day: two weeks, so that a wall cut off long still tells the date."""
        first = self.days.start(self.day).astimezone(self.words.zone).date()
        days = [first + timedelta(days=number) for number in range(DATES_AHEAD)]
        midnight = [epoch(datetime.combine(day, datetime.min.time(), self.words.zone)) for day in days]
        ends: list[int | None] = [*midnight[1:], midnight[-1] + 86_400]
        return tuple(
            DatedText(
                None if number == 0 else midnight[number], ends[number], self.words.weekday(day), self.words.day(day)
            )
            for number, day in enumerate(days)
        )
