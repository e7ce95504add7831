"""What the panels of a screen depend on, and the parts that all of them are made of."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from signage.agenda import Agenda, Days, Session, overlapping
from signage.base_path import ROOT, BasePath
from signage.render.day_times import DATES_AHEAD, DayTimes
from signage.render.language import Words, bidi
from signage.render.line_breaks import numbered
from signage.render.marks import LASTING, marks
from signage.render.memo import Memory
from signage.render.panels.room import FollowView
from signage.render.panels.session import Arrow, MarkView, PlaceView, SessionView, SlotName, SpeakerView
from signage.render.panels.text import NOTHING, BidiText, DatedText
from signage.venue.appearance import Logos
from signage.venue.brand import tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from signage.layout import Layout
    from signage.staff.wall_notice import Posted
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
NOTCH = timedelta(minutes=5)


def epoch(at: datetime) -> int:
    """Whole seconds since 1970, as the page's script reckons."""
    return int(at.timestamp())


class Horizon(NamedTuple):
    """Start and end of what a panel carries, and the sessions that are in it."""

    start: datetime
    end: datetime
    sessions: tuple[Session, ...]


@dataclass(frozen=True)
class DayContext:
    """One day of the event as one screen shows it: all of the state that a view may use.

    `agenda` is as staff want it shown, `day` the event's day. `arrows` are those of the screen: names of rooms or
    floors, each with a side such as `up-left`. `notices` are those of all screens, the uppermost first. `memory` is of
    all contexts with the same language, day and arrows: what was made in one state is found again in the next.
    `base` is what the addresses of pages begin with.
    """

    agenda: Agenda
    layout: Layout
    room_index: RoomIndex
    words: Words
    days: Days
    day: date
    arrows: Mapping[str, str]
    logos: Logos = field(default_factory=Logos)
    notices: tuple[Posted, ...] = ()
    memory: Memory = field(default_factory=Memory)
    base: BasePath = ROOT

    @cached_property
    def times(self) -> DayTimes:
        """Times as this screen tells them."""
        return DayTimes(self.days, self.words)

    @cached_property
    def setting(self) -> object:
        """All that what is made of a session depends on besides: the same object in states in which that is equal."""
        setting = self.tones, self.span, self.room_index.naming, self.layout.event
        return self.memory.of("setting", setting, lambda: setting)

    @cached_property
    def room_ranks(self) -> dict[str, int]:
        """Each room's place in the order in which signs name rooms."""
        return {room: rank for rank, room in enumerate(self.room_index.ids)}

    @cached_property
    def tones(self) -> dict[str, str]:
        """Each track's CSS class. A track keeps its own when others come and go, short of a collision."""
        return self.memory.of("tones", (self.agenda.sessions, self.layout.brand), self._make_tones)

    def _make_tones(self) -> dict[str, str]:
        tracks = {session.track for session in self.agenda.sessions if session.track}
        branded = {track: css for track in tracks if (css := tone(self.layout.brand, track))}
        taken: dict[int, str] = {}
        for track in sorted(tracks - branded.keys()):
            own = zlib.crc32(track.encode()) % TONES
            free = [(own + step) % TONES for step in range(TONES) if (own + step) % TONES not in taken]
            taken[free[0] if free else own + TONES * len(taken)] = track
        return branded | {track: f"tk-{number % TONES}" for number, track in taken.items()}

    @cached_property
    def span(self) -> tuple[datetime, datetime]:
        """When the event opens and closes: from the first session that takes place to the end of the last one.

        Whole days say nothing of that, unless there is nothing else.
        """
        return self.memory.of("span", (self.agenda.sessions, self.days), self._make_span)

    def _make_span(self) -> tuple[datetime, datetime]:
        every = [session for session in self.agenda.sessions if not session.cancelled]
        live = [session for session in every if not session.all_day] or every
        start = self.days.start(self.day)
        opens = min((session.starts_at for session in live), default=start)
        return opens, max((session.ends_at for session in live), default=start)

    def horizon(self, sessions: Iterable[Session]) -> Horizon:
        """What a panel of these sessions carries."""
        chosen = tuple(sessions)
        start, end = self.days.horizon(chosen, self.day)
        return Horizon(start, end, overlapping(chosen, start, end))

    def known_until(self, sessions: Iterable[Session], end: datetime) -> int | None:
        """The `end` of what is carried of these sessions, in epoch seconds, if more of them take place after it."""
        return epoch(end) if any(session.starts_at >= end and not session.cancelled for session in sessions) else None

    @cached_property
    def whole(self) -> Horizon:
        """What a panel of all sessions carries: once for all attempts to render this day, for it may take long."""
        return self.horizon(self.agenda.sessions)

    @cached_property
    def _arrows(self) -> dict[str, Arrow]:
        """The arrow of each room, and of each floor, that this screen points to: by room id and by floor name."""
        return {self.room_index.find(key) or key: ARROWS.get(side, "") for key, side in self.arrows.items()}

    @cached_property
    def _shared_names(self) -> set[str]:
        """Names that more than one room goes by."""
        counts = Counter(self.room_index.name(room_id) for room_id in self.room_index.ids)
        return {name for name, count in counts.items() if count > 1}

    def place(self, room_id: str) -> PlaceView:
        """A room as signs name it, with the arrow this screen gives to it or to its floor."""
        text = self.room_index.text(room_id)
        name, floor = self.room_index.name(room_id), (text and text.floor) or ""
        near = bidi(text.near) if text and text.near else NOTHING
        arrow = self._arrows.get(room_id) or self._arrows.get(floor, "")
        return PlaceView(room_id, bidi(numbered(name)), bidi(numbered(floor)), near, arrow)

    def title(self, session: Session) -> BidiText:
        """A session's title; "Untitled", in the language of the screen, if it has none."""
        words = self.words
        return bidi(session.title, session.language) if session.title else bidi(words.translate("Untitled"), words.tag)

    def room_name(self, room_id: str) -> Markup:
        """A room's name within a sentence; where others share it, with its floor, or else the hint to the way.

        As HTML, for each may be of another language and direction.
        """
        name, text = self.room_index.name(room_id), self.room_index.text(room_id)
        apart = (text.floor or text.near) if text and name in self._shared_names else ""
        return Markup("%s (%s)") % (bidi(name), bidi(apart)) if apart else escape(bidi(name))

    def session(self, session: Session, seen_at: datetime | None = None, *, running: bool = False) -> SessionView:
        """A session as templates show it at `seen_at`, by default on its own day."""
        seen_at = seen_at or session.starts_at
        made_of = self.setting, session
        return self.memory.of(
            (session.id, seen_at, running), made_of, lambda: self._session(session, seen_at, running=running)
        )

    def _session(self, session: Session, seen_at: datetime, *, running: bool) -> SessionView:
        words, times, was = self.words, self.times, session.was_at
        shown = session.speakers if len(session.speakers) <= SHOWN_SPEAKERS else session.speakers[: SHOWN_SPEAKERS - 1]
        left = len(session.speakers) - len(shown)
        moved = session.moved_from
        return SessionView(
            id=session.id,
            title=self.title(session),
            # an agenda without tracks shows all sessions in the accent colour
            tone=self.tones.get(session.track, "tk-none" if self.tones else ""),
            track=bidi(session.track),
            speakers=tuple(SpeakerView(bidi(s.name), bidi(s.company)) for s in shown),
            more=words.translate("and %(number)s more", number=left) if left else "",
            start=times.start_of(session, seen_at),
            end="" if session.open_ended else words.time(session.ends_at),
            range=times.range_of(session, seen_at),
            until=times.ends_label(session, seen_at),
            starts=epoch(session.starts_at),
            ends=epoch(session.ends_at),
            notches=min(36, max(1, round((session.ends_at - session.starts_at) / NOTCH))),
            cancelled=session.cancelled,
            was=times.range(*was, session.starts_at) if was else "",
            was_start=times.weekday(was[0], session.starts_at) + words.time(was[0]) if was else "",
            was_room=words.told("was %(room)s", room=self.room_name(moved.id)) if moved else "",
            marks=tuple(mark for mark in self.marks(session) if not running or mark.kind in LASTING),
            place=self.place(session.room.id) if session.room else None,
            since=times.time(session.starts_at, seen_at) if session.open_ended else "",
            all_day=session.all_day,
        )

    def marks(self, session: Session) -> Iterator[MarkView]:
        """The marks of a session: what changed of it lately."""
        return marks(session, self.words, self.days, self.room_name, self.times.time)

    def follow(
        self, sessions: Sequence[Session], slot: SlotName, label: str, seen_at: datetime
    ) -> tuple[FollowView, ...]:
        """A line for each of these sessions; the first has the label, or the day if that is not today."""
        lines: list[FollowView] = []
        previous = ""
        for number, session in enumerate(sessions):
            day = self.times.day_label(session.starts_at, seen_at)
            head = (day or label) if number == 0 or day != previous else ""
            previous = day
            lines.append(FollowView(head, slot, self.session(session)))
        return tuple(lines)

    def dates(self) -> tuple[DatedText, ...]:
        """Weekday and date, each for its calendar day: two weeks, so that a wall cut off long still tells the date."""
        return self.memory.of("dates", self.days, self._make_dates)

    def _make_dates(self) -> tuple[DatedText, ...]:
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
