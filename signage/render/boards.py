"""Foyer views: the pages of an overview, the rows of the agenda board, and the header above either."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from signage.agenda import Session, by_time
from signage.render.context import (
    AgendaPanel,
    ColumnView,
    DatedText,
    HeadPanel,
    OverviewPage,
    PlaceView,
    RowView,
)
from signage.render.scene import Scene, epoch
from signage.render.stages import round_robin

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

NO_ROOM = ""
"""Stands in place of a room's id, which is never empty, in the name of the cell for sessions without a room."""
COLUMNS = 3
PER_PAGE = 12
DENSE = 16
TURN = 12
"""Seconds that a page of an overview stays."""


def cell_name(room_id: str) -> str:
    return f"room-{room_id}"


def overview_pages(places: Sequence[PlaceView]) -> tuple[OverviewPage, ...]:
    """Rooms on pages of columns: a column per floor or direction where staff told them, else by number alone."""
    groups = [list(group) for _, group in groupby(places, key=lambda place: (place.floor, place.arrow))]
    if len(groups) > 1 and any(place.floor or place.arrow for place in places):
        columns = [column for group in groups for column in _columns(group)]
        width = COLUMNS
    else:
        total = len(places)
        pages = 1 if total <= DENSE else math.ceil(total / PER_PAGE)
        width = 1 if total == 1 else 2 if total <= 4 else 4 if pages == 1 and total > PER_PAGE else COLUMNS
        each = max(1, math.ceil(total / (pages * width)))
        columns = [ColumnView(None, _names(places[at : at + each])) for at in range(0, total, each)]
    return _pages(columns, width)


def directory_pages(places: Sequence[PlaceView]) -> tuple[OverviewPage, ...]:
    """Rooms on pages of columns, a column per floor or direction, as many as ten rooms each."""
    groups = [list(group) for _, group in groupby(places, key=lambda place: (place.floor, place.arrow))]
    columns = [column for group in groups for column in _columns(group, most=10)]
    return _pages(columns, COLUMNS)


def _pages(columns: Sequence[ColumnView], width: int) -> tuple[OverviewPage, ...]:
    shown = [tuple(columns[at : at + width]) for at in range(0, len(columns), width)]
    rows = [max(len(column.panels) for column in page) for page in shown]
    return tuple(map(OverviewPage, shown, rows, round_robin([TURN] * len(shown))))


def _columns(group: Sequence[PlaceView], most: int = 4) -> list[ColumnView]:
    """One floor or direction as columns of equal height."""
    count = math.ceil(len(group) / most)
    each = math.ceil(len(group) / count)
    return [ColumnView(group[0], _names(group[at : at + each])) for at in range(0, len(group), each)]


def _names(places: Sequence[PlaceView]) -> tuple[str, ...]:
    return tuple(cell_name(place.id) for place in places)


def agenda_panel(scene: Scene, sessions: Sequence[Session], day: date | Literal["today"] | None = None) -> AgendaPanel:
    """The board: running sessions first, then by time.

    The next day's rows appear once today's have gone; on the board of `today` with their own day.
    """
    start, end, aboard = scene.horizon(sessions)
    over = _today_over(scene, aboard) if day != "today" else None
    running = [_row(scene, s, s.starts_at, s.ends_at, running=True) for s in aboard if not s.cancelled]
    waiting = [
        _row(scene, s, _appears(scene, s, over), s.ends_at if s.cancelled else s.starts_at)
        for s in sorted(aboard, key=by_time)
    ]
    rows = [row for row in (*running, *waiting) if row.start is None or row.start < row.until]
    places = any(row.session.place and (row.session.place.floor or row.session.place.arrow) for row in rows)
    return AgendaPanel(tuple(rows), _gaps(scene, rows, epoch(start), epoch(end), of_a_day=day is not None), places)


def _appears(scene: Scene, session: Session, over: datetime | None) -> datetime | None:
    """When a session begins to wait on the board: one of another day once today is `over`, else with that day."""
    if session.starts_at < scene.days.end(scene.day):
        return None
    return over or scene.days.start(scene.days.of(session.starts_at))


def _row(scene: Scene, session: Session, start: datetime | None, until: datetime, *, running: bool = False) -> RowView:
    return RowView(epoch(start) if start else None, epoch(until), running, scene.session(session, running=running))


def _today_over(scene: Scene, sessions: Sequence[Session]) -> datetime:
    """When the last of the day's sessions ends, at the latest when the day does."""
    turn = scene.days.end(scene.day)
    ends = [session.ends_at for session in sessions if session.starts_at < turn]
    return min(turn, max(ends, default=scene.days.start(scene.day)))


def _gaps(scene: Scene, rows: Sequence[RowView], start: int, end: int, *, of_a_day: bool) -> tuple[DatedText, ...]:
    """The stretches in which no row is on screen, each with a sentence; just the event's name if other days follow."""
    edges = sorted(
        {start, end, *(edge for row in rows for edge in (row.start or start, row.until) if start < edge < end)}
    )
    say = scene.words.say
    nothing = say("No more sessions") if scene.agenda.sessions else say("The programme appears here in a moment")
    gaps: list[DatedText] = []
    for number, edge in enumerate(edges):
        if any((row.start or start) <= edge < row.until for row in rows):
            continue
        stop = edges[number + 1] if number + 1 < len(edges) else None
        more = any(row.until > edge for row in rows)
        so_far = say("No sessions today") if edge == start else say("That is all for today")
        since = edge if edge > start else None
        if of_a_day and not more and edge < epoch(scene.span[1]):
            gaps.append(DatedText(since, stop, scene.layout.event.name))
        else:
            gaps.append(DatedText(since, stop, so_far if more else nothing, scene.layout.event.name))
    return tuple(gaps)


def board_titles(
    scene: Scene, sessions: Sequence[Session], day: date | Literal["today"] | None
) -> tuple[DatedText, ...]:
    """What a board is called: by the day it is for, else by the day whose rows it shows."""
    if day == "today":
        return (DatedText(None, None, scene.words.say("Today")),)
    return _day_titles(scene, day) if day else _turning_titles(scene, sessions)


def _day_titles(scene: Scene, day: date) -> tuple[DatedText, ...]:
    """What a day is called today, and what it is called from tomorrow on."""
    turn = scene.days.end(scene.day)
    now, then = (
        scene.words.relative(day, seen_on) or scene.words.say("Today") for seen_on in (scene.day, scene.days.of(turn))
    )
    return DatedText(None, epoch(turn), now), DatedText(epoch(turn), None, then)


def _turning_titles(scene: Scene, sessions: Sequence[Session]) -> tuple[DatedText, ...]:
    """Today, until the last of today's sessions is over; then the name of the next day with sessions."""
    _, _, aboard = scene.horizon(sessions)
    turn = scene.days.end(scene.day)
    following = next((s for s in sorted(aboard, key=by_time) if s.starts_at >= turn), None)
    today = scene.words.say("Today")
    if following is None:
        return (DatedText(None, None, today),)
    over = _today_over(scene, aboard)
    day = scene.days.of(following.starts_at)
    tomorrow = scene.words.relative(day, scene.day)
    later = scene.words.relative(day, scene.days.of(turn)) or today
    if tomorrow == later:
        return (DatedText(None, epoch(over), today), DatedText(epoch(over), None, tomorrow))
    return (
        DatedText(None, epoch(over), today),
        DatedText(epoch(over), epoch(turn), tomorrow),
        DatedText(epoch(turn), None, later),
    )


def head_panel(scene: Scene, place: PlaceView | None, titles: tuple[DatedText, ...]) -> HeadPanel:
    """The header above any view."""
    return HeadPanel(place, titles, scene.dates(), scene.layout.event.name, scene.logos.dark, scene.logos.light)
