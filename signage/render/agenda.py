"""The agenda board: all sessions of the horizon as rows, in order of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import groupby, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from signage.agenda import Session, by_time, overlapping
from signage.render.day_context import DayContext, Horizon, epoch
from signage.render.memo import Memory
from signage.render.panels.agenda import AgendaPanel, RowView
from signage.render.panels.text import DatedText
from signage.render.parts import PanelDraft, RenderedView, chosen_rooms, head_panel, of_tracks
from signage.render.rest import goodbye, headed, welcome

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence
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
    made_of = view, context.setting, context.logos, sessions, day
    rows = rows_of(context, (view.rooms, view.floors, view.tracks, view.day, view.ahead))
    return context.memory.of(("board", id(view)), made_of, lambda: _board(context, view, sessions, day, rows))


def rows_of(context: DayContext, board: Hashable) -> Memory:
    """What the rows of a board were made of. It is to be asked for with the board, also where that did not change."""
    return context.memory.of(("rows", board), (), Memory)


def _board(
    context: DayContext,
    view: AgendaScreen,
    sessions: tuple[Session, ...],
    day: date | Literal["today"] | None,
    rows: Memory,
) -> RenderedView:
    carried = context.memory.of(("carried", id(view)), (sessions, context.days), lambda: context.horizon(sessions))
    titles = (DatedText(None, None, view.title),) if view.title else board_titles(context, carried, day)
    panel = agenda_panel(context, carried, rows, day, pages=view.pages, ahead=view.ahead)
    blocks = (
        PanelDraft("head", "head", head_panel(context, None, headed(titles, panel.gaps))),
        PanelDraft("agenda", "agenda", panel),
    )
    known_until = context.known_until(sessions, carried.end)
    return RenderedView("agenda", titles[0].text, blocks, epoch(carried.end), known_until=known_until)


def agenda_panel(
    context: DayContext,
    carried: Horizon,
    memory: Memory,
    day: date | Literal["today"] | None = None,
    *,
    pages: int | None = None,
    ahead: timedelta | None = None,
) -> AgendaPanel:
    """The board: what is on, the latest first, then what comes, by time; at one time in order of rooms.

    `memory` has the rows of the board before, which are made anew where their session is another (`rows_of`). The next
    day's rows appear once today's have gone; on the board of `today` with their own day.
    """
    start, end, sessions = carried
    over = _today_over(context, sessions) if day != "today" else None
    frame = _Frame(over, ahead, start)
    made_of = memory.of(("frame",), (frame, context.setting), lambda: (frame, context.setting))  # the same as before
    found = [memory.of(session.id, (made_of, session), partial(_rows, context, session, frame)) for session in sessions]
    running = [row for own in sorted(found, key=attrgetter("run_order")) if not own.lasting for row in own.running]
    coming = [own.waiting for own in sorted(found, key=attrgetter("wait_order")) if own.waiting]
    shown = _covered([*running, *coming], epoch(start))
    lasting = [row for own in sorted(found, key=attrgetter("end_order")) if own.lasting for row in own.running]
    quiet = [part for row in lasting for part in _quietly(memory, row, shown, frame)]
    rows = (*running, *quiet, *coming)
    memory.turn()
    return AgendaPanel(
        rows,
        _gaps(
            context,
            _covered(rows, epoch(start)) if quiet else shown,
            epoch(start),
            epoch(end),
            of_a_day=day is not None,
        ),
        places=any(row.session.place and (row.session.place.floor.text or row.session.place.arrow) for row in rows),
        roomed=any(row.session.place for row in rows),
        pages=pages or (PAGES if ahead is None else PAGES_AHEAD),
    )


class _Frame(NamedTuple):
    """What the rows of a board depend on besides their sessions: when its day is over, how far it looks ahead, and the
    start of what it carries."""

    over: datetime | None
    ahead: timedelta | None
    start: datetime


class _Rows(NamedTuple):
    """The rows of a session, as far as it has any, and its place among the rows of their kind.

    While it runs they follow each other: another one where the day of its end becomes today.
    """

    waiting: RowView | None
    running: tuple[RowView, ...]
    lasting: bool
    wait_order: tuple[object, ...]
    run_order: tuple[object, ...]
    end_order: tuple[object, ...]


def _rows(context: DayContext, session: Session, frame: _Frame) -> _Rows:
    """The rows of one session. At one time they stand in order of rooms."""
    room = context.room_ranks.get(session.room.id, -1) if session.room else len(context.room_ranks)
    begin, end, lasting = epoch(session.starts_at), epoch(session.ends_at), _is_lasting(session)
    rank = room, session.ends_at, session.id
    waiting: RowView | None = _waiting(context, session, frame)
    running = tuple(_running(context, session)) if begin < end and not session.cancelled else ()
    if waiting and waiting.start is not None and waiting.start >= waiting.until:
        waiting = None
    return _Rows(waiting, running, lasting, (begin, lasting, *rank), (-begin, end, *rank), (end, *rank))


def _running(context: DayContext, session: Session) -> Iterator[RowView]:
    """Its run, in parts that each say the same of when it ends."""
    edges = [session.starts_at, *context.times.day_changes(session.starts_at, session.ends_at)]
    views = [(edge, context.session(session, edge, running=True)) for edge in edges]
    parts = views[:1] + [part for before, part in pairwise(views) if part[1].until != before[1].until]
    ends = [*(begin for begin, _ in parts[1:]), session.ends_at]
    for (begin, view), end in zip(parts, ends, strict=True):
        yield RowView(epoch(begin), epoch(end), True, view)


def _is_lasting(session: Session) -> bool:
    """Whether it runs for hours, as an information desk does: told quietly, so that talks that begin are seen."""
    return session.ends_at - session.starts_at >= LASTING


def _covered(rows: Iterable[RowView], start: int) -> tuple[tuple[int, int], ...]:
    """The stretches in which any of these rows is on the board, in order; what touches is one."""
    found: list[tuple[int, int]] = []
    for begin, until in sorted({(start if row.start is None else row.start, row.until) for row in rows}):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(until, found[-1][1])
        else:
            found.append((begin, until))
    return tuple(found)


def _quietly(memory: Memory, row: RowView, shown: tuple[tuple[int, int], ...], frame: _Frame) -> tuple[RowView, ...]:
    """A session that runs for hours, quiet while another row is on the board; else a row like any other."""

    def parts() -> tuple[RowView, ...]:
        begins = epoch(frame.start) if row.start is None else row.start
        edges = {edge for span in shown for edge in span if begins < edge < row.until}
        return tuple(
            replace(row, start=one, until=two, quiet=any(begin <= one < until for begin, until in shown))
            for one, two in pairwise([begins, *sorted(edges), row.until])
        )

    return memory.of(("quiet", row.session.id, row.start), (row, shown, frame), parts)


def _appears(context: DayContext, session: Session, over: datetime | None) -> datetime | None:
    """When a session begins to wait on the board: one of another day once today is `over`, else with that day."""
    if session.starts_at < context.days.end(context.day):
        return None
    return over or context.days.start(context.days.of(session.starts_at))


def _waiting(context: DayContext, session: Session, frame: _Frame) -> RowView:
    """Its wait: from when it appears, on a board of the next hours so long before it begins."""
    appears, until = _appears(context, session, frame.over), session.ends_at if session.cancelled else session.starts_at
    soon = session.starts_at - frame.ahead if frame.ahead else None
    view, told = context.session(session), None
    if soon is not None and soon > (appears or frame.start):
        appears, told = soon, epoch(appears or frame.start)
    return RowView(epoch(appears) if appears else None, epoch(until), False, view, told=told)


def _today_over(context: DayContext, sessions: Sequence[Session]) -> datetime:
    """When the last of the day's sessions ends, at the latest when the day does."""
    turn = context.days.end(context.day)
    ends = [session.ends_at for session in sessions if session.starts_at < turn]
    return min(turn, max(ends, default=context.days.start(context.day)))


def _gaps(
    context: DayContext, shown: tuple[tuple[int, int], ...], start: int, end: int, *, of_a_day: bool
) -> tuple[DatedText, ...]:
    """The stretches in which no row is on screen, each with a sentence; just the event's name if other days follow."""
    opens, closes = epoch(context.days.start(context.days.of(context.span[0]))), epoch(context.span[1])
    turns = (opens, closes, *(edge for span in shown for edge in span))
    edges = sorted({start, end, *(edge for edge in turns if start < edge < end)})
    translate = context.words.translate
    nothing = (
        translate("No more sessions")
        if context.agenda.sessions
        else translate("The programme appears here in a moment")
    )
    follows = closes > end
    gaps: list[DatedText] = []
    for number, edge in enumerate(edges):
        if any(begin <= edge < until for begin, until in shown):
            continue
        stop = edges[number + 1] if number + 1 < len(edges) else None
        more = bool(shown) and shown[-1][1] > edge
        so_far = translate("No sessions today") if edge == start else translate("That is all for today")
        since = edge if edge > start else None
        if context.agenda.sessions and edge >= closes and not more:
            gaps.append(DatedText(since, stop, *goodbye(context), over=True))
        elif context.agenda.sessions and edge < opens:
            gaps.append(DatedText(since, stop, *welcome(context)))
        elif of_a_day and not more and edge < closes:
            gaps.append(DatedText(since, stop, context.layout.event.name))
        else:
            gaps.append(DatedText(since, stop, so_far if more or follows else nothing, context.layout.event.name))
    return tuple(gaps)


def board_titles(context: DayContext, carried: Horizon, day: date | Literal["today"] | None) -> tuple[DatedText, ...]:
    """What a board is called: by the day it is for, else by the day whose rows it shows."""
    if day == "today":
        return (DatedText(None, None, context.words.translate("Today")),)
    return _day_titles(context, day) if day else _turning_titles(context, carried.sessions)


def _day_titles(context: DayContext, day: date) -> tuple[DatedText, ...]:
    """What a day is called now, and from each midnight and end of the event's day on that gives it another name."""
    return _named(context, day, None)


def _turning_titles(context: DayContext, sessions: Sequence[Session]) -> tuple[DatedText, ...]:
    """Today, until the last of today's sessions is over; then the name of the next day with sessions."""
    turn = context.days.end(context.day)
    following = min((session for session in sessions if session.starts_at >= turn), key=by_time, default=None)
    today = context.words.translate("Today")
    if following is None:
        return (DatedText(None, None, today),)
    over = _today_over(context, sessions)
    return DatedText(None, epoch(over), today), *_named(context, context.days.of(following.starts_at), over)


def _named(context: DayContext, day: date, since: datetime | None) -> tuple[DatedText, ...]:
    """What a day is called from `since` on, up to the first name that it has when the event's day has turned."""
    start, turn = since or context.days.start(context.day), context.days.end(context.day)
    edges = [start, *context.times.day_changes(start, turn)] + [turn] * (start < turn)
    named = groupby(edges, lambda edge: context.times.day_name(day, edge))
    begins = [(name, next(times)) for name, times in named]
    untils = [epoch(begin) for _, begin in begins[1:]]
    return tuple(
        DatedText(epoch(begin) if number or since else None, until, name)
        for number, ((name, begin), until) in enumerate(zip(begins, [*untils, None], strict=True))
    )
