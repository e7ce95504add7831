"""The agenda board: all sessions of the horizon as rows, in order of time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from signage.agenda import Session, by_time, overlapping
from signage.render.day import DayContext, epoch
from signage.render.panels import AgendaPanel, DatedText, RowView
from signage.render.parts import Block, RenderedView, chosen_rooms, head_panel, of_tracks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from signage.layout import AgendaScreen


def agenda_view(context: DayContext, view: AgendaScreen) -> RenderedView:
    rooms = {*chosen_rooms(context, view), *(() if view.rooms or view.floors else (None,))}
    sessions = of_tracks([s for s in context.agenda.sessions if (s.room.id if s.room else None) in rooms], view)
    day = context.day + timedelta(days=1) if view.day == "tomorrow" else view.day
    if view.day == "tomorrow":
        sessions = tuple(session for session in sessions if context.days.of(session.starts_at) == day)
    elif isinstance(day, date):
        sessions = overlapping(sessions, context.days.start(day), context.days.end(day))
    titles = (DatedText(None, None, view.title),) if view.title else board_titles(context, sessions, day)
    blocks = (
        Block("head", "head", head_panel(context, None, titles)),
        Block("agenda", "agenda", agenda_panel(context, sessions, day)),
    )
    _, end, _ = context.horizon(sessions)
    return RenderedView("agenda", titles[0].text, blocks, epoch(end))


def agenda_panel(
    context: DayContext, sessions: Sequence[Session], day: date | Literal["today"] | None = None
) -> AgendaPanel:
    """The board: running sessions first, then by time.

    The next day's rows appear once today's have gone; on the board of `today` with their own day.
    """
    start, end, overlapping = context.horizon(sessions)
    over = _today_over(context, overlapping) if day != "today" else None
    running = [_row(context, s, s.starts_at, s.ends_at, running=True) for s in overlapping if not s.cancelled]
    waiting = [
        _row(context, s, _appears(context, s, over), s.ends_at if s.cancelled else s.starts_at)
        for s in sorted(overlapping, key=by_time)
    ]
    rows = [row for row in (*running, *waiting) if row.start is None or row.start < row.until]
    places = any(row.session.place and (row.session.place.floor or row.session.place.arrow) for row in rows)
    return AgendaPanel(tuple(rows), _gaps(context, rows, epoch(start), epoch(end), of_a_day=day is not None), places)


def _appears(context: DayContext, session: Session, over: datetime | None) -> datetime | None:
    """When a session begins to wait on the board: one of another day once today is `over`, else with that day."""
    if session.starts_at < context.days.end(context.day):
        return None
    return over or context.days.start(context.days.of(session.starts_at))


def _row(
    context: DayContext, session: Session, start: datetime | None, until: datetime, *, running: bool = False
) -> RowView:
    return RowView(epoch(start) if start else None, epoch(until), running, context.session(session, running=running))


def _today_over(context: DayContext, sessions: Sequence[Session]) -> datetime:
    """When the last of the day's sessions ends, at the latest when the day does."""
    turn = context.days.end(context.day)
    ends = [session.ends_at for session in sessions if session.starts_at < turn]
    return min(turn, max(ends, default=context.days.start(context.day)))


def _gaps(
    context: DayContext, rows: Sequence[RowView], start: int, end: int, *, of_a_day: bool
) -> tuple[DatedText, ...]:
    """The stretches in which no row is on screen, each with a sentence; just the event's name if other days follow."""
    edges = sorted(
        {start, end, *(edge for row in rows for edge in (row.start or start, row.until) if start < edge < end)}
    )
    translate = context.words.translate
    nothing = (
        translate("No more sessions")
        if context.agenda.sessions
        else translate("The programme appears here in a moment")
    )
    gaps: list[DatedText] = []
    for number, edge in enumerate(edges):
        if any((row.start or start) <= edge < row.until for row in rows):
            continue
        stop = edges[number + 1] if number + 1 < len(edges) else None
        more = any(row.until > edge for row in rows)
        so_far = translate("No sessions today") if edge == start else translate("That is all for today")
        since = edge if edge > start else None
        if of_a_day and not more and edge < epoch(context.span[1]):
            gaps.append(DatedText(since, stop, context.layout.event.name))
        else:
            gaps.append(DatedText(since, stop, so_far if more else nothing, context.layout.event.name))
    return tuple(gaps)


def board_titles(
    context: DayContext, sessions: Sequence[Session], day: date | Literal["today"] | None
) -> tuple[DatedText, ...]:
    """What a board is called: by the day it is for, else by the day whose rows it shows."""
    if day == "today":
        return (DatedText(None, None, context.words.translate("Today")),)
    return _day_titles(context, day) if day else _turning_titles(context, sessions)


def _day_titles(context: DayContext, day: date) -> tuple[DatedText, ...]:
    """What a day is called today, and what it is called from tomorrow on."""
    turn = context.days.end(context.day)
    now, then = (
        context.words.relative(day, seen_on) or context.words.translate("Today")
        for seen_on in (context.day, context.days.of(turn))
    )
    return DatedText(None, epoch(turn), now), DatedText(epoch(turn), None, then)


def _turning_titles(context: DayContext, sessions: Sequence[Session]) -> tuple[DatedText, ...]:
    """Today, until the last of today's sessions is over; then the name of the next day with sessions."""
    _, _, overlapping = context.horizon(sessions)
    turn = context.days.end(context.day)
    following = next((s for s in sorted(overlapping, key=by_time) if s.starts_at >= turn), None)
    today = context.words.translate("Today")
    if following is None:
        return (DatedText(None, None, today),)
    over = _today_over(context, overlapping)
    day = context.days.of(following.starts_at)
    tomorrow = context.words.relative(day, context.day)
    later = context.words.relative(day, context.days.of(turn)) or today
    if tomorrow == later:
        return (DatedText(None, epoch(over), today), DatedText(epoch(over), None, tomorrow))
    return (
        DatedText(None, epoch(over), today),
        DatedText(epoch(over), epoch(turn), tomorrow),
        DatedText(epoch(turn), None, later),
    )
