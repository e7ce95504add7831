"""An agenda and the screens that show it: from a file as `signage sandbox --agenda` takes it, or made."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from signage.agenda import Agenda, Days, Placement
from signage.inevent.pull import Pull
from signage.inevent.wire import read_record
from signage.layout import Layout, load

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from signage.agenda import Session

FEW = 6
"""Rooms whose doors are all looked at; of more only so many."""


@dataclass(frozen=True)
class Venue:
    """An agenda, its layout, and what is to be looked at. `name` is what a report calls it."""

    name: str
    agenda: Agenda
    layout: Layout

    @property
    def days(self) -> Days:
        return self.layout.event.days

    @cached_property
    def day(self) -> date:
        """The event's day on which most sessions begin; of several the first."""
        counted = Counter(self.days.of(session.starts_at) for session in self.agenda.sessions)
        return min(counted, key=lambda day: (-counted[day], day)) if counted else date(2026, 2, 7)

    @cached_property
    def today(self) -> list[Session]:
        return [session for session in self.agenda.sessions if self.days.of(session.starts_at) == self.day]

    def paths(self) -> list[str]:
        """The pages to look at: every screen, and the doors of a few rooms."""
        named = [f"/screens/{name}" for name in self.layout.screens]
        return named + [f"/rooms/{room}" for room in self.doors() if "/" not in room]

    def doors(self) -> list[str]:
        """All rooms if they are few; else those with most and fewest sessions, and those with most at once."""
        rooms = list(self.agenda.rooms)
        if len(rooms) <= FEW:
            return rooms
        own = {room: [session for session in self.today if session.room and session.room.id == room] for room in rooms}
        by_count = sorted(rooms, key=lambda room: -len(own[room]))
        by_crowd = sorted(rooms, key=lambda room: -at_once(own[room]))
        by_title = sorted(rooms, key=lambda room: -max((len(s.title) for s in own[room]), default=0))
        return list(dict.fromkeys([by_count[0], by_count[-1], by_crowd[0], by_crowd[1], by_title[0], by_count[1]]))

    def instants(self, count: int) -> list[datetime]:
        """So many moments of the busiest day: before all, after all, at its fullest, and evenly between.

        One between is ten minutes after a start or an end, or a minute where that is the next one already.
        """
        edges = sorted({edge for s in self.today for edge in (s.starts_at, s.ends_at)})
        if not edges:
            return [datetime.combine(self.day, datetime.min.time(), UTC) + timedelta(hours=hour) for hour in (9, 15)]
        late = timedelta(minutes=10)
        inner = [
            edge + (late if following - edge > late else timedelta(minutes=1))
            for edge, following in zip(edges, [*edges[1:], edges[-1] + 2 * late], strict=True)
        ]
        fullest = max(inner, key=lambda at: sum(s.starts_at <= at < s.ends_at for s in self.today))
        before = max(edges[0] - timedelta(minutes=30), self.days.start(self.day))
        ends = {before, inner[-1], fullest}
        spread = [inner[round(n * (len(inner) - 1) / max(1, count - 1))] for n in range(count)]
        left = [at for at in dict.fromkeys(spread) if at not in ends]
        return sorted({*ends, *left[: max(0, count - len(ends))]})


def at_once(sessions: Iterable[Session]) -> int:
    """How many of these sessions run at the same time, at most."""
    edges = sorted(
        edge for s in sessions if s.ends_at > s.starts_at for edge in ((s.starts_at, 1), (s.ends_at, -1))
    )  # fmt: skip
    most = running = 0
    for _, step in sorted(edges):
        running += step
        most = max(most, running)
    return most


def read(raw: dict[str, Any], name: str, layout: bytes | None = None, language: str = "") -> Venue:
    """A venue of an agenda's JSON, its records read as those of the gateway are.

    Without a layout one is made. A record may hold `was`, where it stood before ({"starts_at", "ends_at", "room"}), and
    `added: true`, which no gateway sends: of them the marks are made that a live agenda gets when it changes.
    """
    loaded = load(layout or json.dumps(made(raw["event"])).encode())
    if loaded.findings:
        raise ValueError(f"the layout of {name}: {loaded.findings}")
    shown = loaded.layout.model_copy(update={"language": (language,)}) if language else loaded.layout
    days, records = shown.event.days, {str(record.get("id")): record for record in raw["sessions"]}
    sessions = Pull.of([read_record(record, days) for record in raw["sessions"]]).sessions
    return Venue(name, Agenda.of(marked(session, records.get(session.id, {}), shown) for session in sessions), shown)


def marked(session: Session, record: dict[str, Any], layout: Layout) -> Session:
    """The session with the marks that `was` and `added` of its record ask for, as of an hour before."""
    told = session.starts_at - timedelta(hours=1)
    if record.get("added"):
        session = replace(session, added_at=told)
    if before := record.get("was"):
        old = read_record(record | before, layout.event.days).session
        if old:
            session = replace(session, past=(Placement(old.starts_at, old.ends_at, old.room, told),))
    return session


def made(event: dict[str, Any]) -> dict[str, Any]:
    """A layout in which every view of an agenda has a screen."""
    return {
        "event": {key: event[key] for key in ("id", "name", "timezone")},
        "screens": {
            "overview": {"show": "overview"},
            "directory": {"show": "directory"},
            "agenda": {"show": "agenda"},
            "split": {"split": [{"show": "overview"}, {"show": "agenda"}]},
        },
    }


def from_file(file: Path, layout: Path | None = None, language: str = "") -> Venue:
    """The venue of a JSON file; its layout is the one named, the YAML file of the same name beside it, or made."""
    beside = layout or file.with_suffix(".yaml")
    text = beside.read_bytes() if layout or beside.exists() else None
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SystemExit(f"{file}: not an agenda in JSON: {error}; its layout is named with --layout.") from error
    return read(raw, file.stem, text, language)
