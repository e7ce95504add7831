"""The agenda board: all sessions of the horizon as rows, in order of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from signage.agenda import Session, by_time, overlapping
from signage.render.day import DayContext, epoch
from signage.render.panels import AgendaPanel, DatedText, RowView
from signage.render.parts import PanelDraft, RenderedView, chosen_rooms, head_panel, of_tracks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from signage.layout import AgendaScreen

PAGES, PAGES_AHEAD = 4, 12
"""How many pages a board may turn if staff say nothing; and if they say how far ahead it looks."""
LASTING = timedelta(hours=4)
"""From this length on a session runs for hours."""


def agenda_view(context: DayContext, view: AgendaScreen) -> RenderedView:
    """The header, and the board of the sessions that the view's rooms, floors, tracks and day choose."""
    rooms = {*chosen_rooms(context, view), *(() if view.rooms or view.floors else (None,))}
    sessions = of_tracks([s for s in context.agenda.sessions if (s.room.id if s.room else None) in rooms], view)
    day = context.day + timedelta(days=1) if view.day == "tomorrow" else view.day
    if view.day == "tomorrow":
        sessions = tuple(session for session in sessions if context.days.of(session.starts_at) == day)
    elif isinstance(day, date):
        sessions = overlapping(sessions, context.days.start(day), context.days.end(day))
    titles = (DatedText(None, None, view.title),) if view.title else board_titles(context, sessions, day)
    blocks = (
        PanelDraft("head", "head", head_panel(context, None, titles)),
        PanelDraft("agenda", "agenda", agenda_panel(context, sessions, day, pages=view.pages, ahead=view.ahead)),
    )
    _, end, _ = context.horizon(sessions)
    return RenderedView("agenda", titles[0].text, blocks, epoch(end))


def agenda_panel(
    context: DayContext,
    sessions: Sequence[Session],
    day: date | Literal["today"] | None = None,
    *,
    pages: int | None = None,
    ahead: timedelta | None = None,
) -> AgendaPanel:
    """The board: what is on, the latest first, then what comes, by time; at one time in order of rooms.

    The next day's rows appear once today's have gone; on the board of `today` with their own day.
    """
    start, end, overlapping = context.horizon(sessions)
    over = _today_over(context, overlapping) if day != "today" else None
    ranks = {room: rank for rank, room in enumerate(context.room_index.ids)}

    def rank(session: Session) -> tuple[int, datetime, str]:
        return ranks.get(session.room.id, -1) if session.room else len(ranks), session.ends_at, session.id

    live = [session for session in overlapping if not session.cancelled]
    running = sorted(live, key=lambda s: (-epoch(s.starts_at), s.ends_at, *rank(s)))
    waiting = sorted(overlapping, key=lambda s: (s.starts_at, _is_lasting(s), *rank(s)))
    coming = [_waiting(context, s, _appears(context, s, over), ahead, start) for s in waiting]
    found = [_row(context, s, s.starts_at, s.ends_at, running=True) for s in running if not _is_lasting(s)] + coming
    rows = [row for row in found if row.start is None or row.start < row.until]
    by_end = sorted(filter(_is_lasting, running), key=lambda s: (s.ends_at, *rank(s)))
    lasting = [_row(context, s, s.starts_at, s.ends_at, running=True) for s in by_end]
    rows = [*rows, *(part for row in lasting for part in _quietly(row, rows, epoch(start)))]
    rows.sort(key=lambda row: not row.running)  # stable: each kind keeps its order
    placed = [row.session.place for row in rows if row.session.place]
    return AgendaPanel(
        tuple(rows),
        _gaps(context, rows, epoch(start), epoch(end), of_a_day=day is not None),
        places=any(place.floor or place.arrow for place in placed),
        roomed=bool(placed),
        pages=pages or (PAGES if ahead is None else PAGES_AHEAD),
    )


def _is_lasting(session: Session) -> bool:
    """Whether it runs for hours, as an information desk does: told quietly, so that talks that begin are seen."""
    return session.ends_at - session.starts_at >= LASTING


def _quietly(row: RowView, others: Sequence[RowView], start: int) -> Iterator[RowView]:
    """A session that runs for hours, quiet while another row is on the board; else a row like any other."""
    begins = row.start or start
    edges = {edge for other in others for edge in (other.start or start, other.until) if begins < edge < row.until}
    parts: list[RowView] = []
    for one, two in pairwise([begins, *sorted(edges), row.until]):
        quiet = any((other.start or start) <= one < other.until for other in others)
        if parts and parts[-1].quiet == quiet:
            parts[-1] = replace(parts[-1], until=two)
        else:
            parts.append(replace(row, start=one, until=two, quiet=quiet))
    yield from parts


def _appears(context: DayContext, session: Session, over: datetime | None) -> datetime | None:
    """When a session begins to wait on the board: one of another day once today is `over`, else with that day."""
    if session.starts_at < context.days.end(context.day):
        return None
    return over or context.days.start(context.days.of(session.starts_at))


def _waiting(
    context: DayContext, session: Session, appears: datetime | None, ahead: timedelta | None, start: datetime
) -> RowView:
    """Its wait: from when it appears, on a board of the next hours so long before it begins."""
    until = session.ends_at if session.cancelled else session.starts_at
    soon = session.starts_at - ahead if ahead else None
    if soon is None or soon <= (appears or start):
        return _row(context, session, appears, until)
    return replace(_row(context, session, soon, until), told=epoch(appears or start))


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
