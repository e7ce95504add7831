"""Turns a screen's playlist, languages and split into items: each one view with its share of time and display.

What goes round has `data-turn`: pieces `from-until:start/end/cycle`, all in seconds. It is on screen while
`from <= now < until` and `start <= now mod cycle < end`: displays that stand next to each other keep in step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import Literal

from signage.agenda import Days
from signage.layout import Hours, Layout, MessageScreen, Screen, SplitScreen, View, views_of
from signage.layout.fields import WEEKDAYS
from signage.render.day_context import epoch

Half = Literal["", "left", "right", "top", "bottom"]
Span = tuple[int, int]

LANGUAGE_TURN = 15
"""Seconds that a screen stays in one of several languages."""
AHEAD = timedelta(days=3)
"""How far ahead the hours of entries are written out, so that a wall that is offline keeps to them."""


@dataclass(frozen=True, slots=True)
class PlaylistItem:
    """A view in one language, on all or half of the display; `turn` is empty when it is always on."""

    view: View
    language: str
    half: Half
    turn: str


@dataclass(frozen=True, slots=True)
class _Entry:
    view: View
    language: str
    seconds: int


def playlist_items(
    screen: Screen, layout: Layout, days: Days, day: date, has: Callable[[View], bool]
) -> tuple[PlaylistItem, ...]:
    """The items of a screen, with the hours of its playlist spelt out for some days from `day` on.

    `has` tells whether what a view shows is there: a playlist skips the others, as long as one remains.
    """
    languages = screen.language or layout.language
    calm = MessageScreen(show="message", title=layout.event.name)
    if isinstance(screen, SplitScreen):
        sides: tuple[Half, Half] = ("left", "right") if screen.direction == "beside" else ("top", "bottom")
        halves = zip(screen.split, sides, strict=True)
        return tuple(item for view, half in halves for item in _playlist((view,), calm, languages, half, days, day))
    shown = [view for view in views_of(screen) if has(view)] or views_of(screen)[:1]
    return _playlist(shown, calm, languages, "", days, day)


def round_robin(lengths: Sequence[int]) -> Sequence[str]:
    """`data-turn` for things that share a cycle, each for so many seconds; nothing for one alone."""
    if len(lengths) < 2:
        return [""] * len(lengths)
    ends = [sum(lengths[: number + 1]) for number in range(len(lengths))]
    return [f"-:{end - length}/{end}/{ends[-1]}" for end, length in zip(ends, lengths, strict=True)]


def _playlist(
    shown: Sequence[View], calm: View, languages: tuple[str, ...], half: Half, days: Days, day: date
) -> tuple[PlaylistItem, ...]:
    """The items of views that share all or half of a display; `calm` has it while none of them is due."""
    entries = [
        _Entry(view, language, view.seconds if len(shown) > 1 else LANGUAGE_TURN)
        for view in shown
        for language in (view.language or languages)
    ]
    turns: Sequence[str | None] = round_robin([entry.seconds for entry in entries])
    if any(view.hours or view.days for view in shown):
        turns = _timed(entries, days, day)
        entries.append(_Entry(calm, languages[0], LANGUAGE_TURN))
    pairs = zip(entries, turns, strict=True)
    return tuple(PlaylistItem(entry.view, entry.language, half, turn) for entry, turn in pairs if turn is not None)


def _timed(entries: Sequence[_Entry], days: Days, day: date) -> Sequence[str | None]:
    """`data-turn` of each entry, and last of what is on while none is due; None for one that is never on."""
    start, end = epoch(days.start(day)), epoch(days.start(day) + AHEAD)
    spans = [list(_spans(entry.view, days, day)) for entry in entries]
    edges = sorted({start, end, *(edge for own in spans for span in own for edge in span if start < edge < end)})
    pieces: list[list[tuple[int, int, str]]] = [[] for _ in range(len(entries) + 1)]
    for begin, stop in pairwise(edges):
        active = [number for number, own in enumerate(spans) if any(since <= begin < until for since, until in own)]
        if not active:
            pieces[-1].append((begin, stop, "0/1/1"))
        shares = round_robin([entries[number].seconds for number in active])
        for number, share in zip(active, shares, strict=True):
            pieces[number].append((begin, stop, share.partition(":")[2] or "0/1/1"))
    return [_joined(own, start, end) for own in pieces]


def _joined(pieces: list[tuple[int, int, str]], start: int, end: int) -> str | None:
    """Pieces as one attribute; the first and last are open-ended, so that a wall that is offline for long goes on."""
    if not pieces:
        return None
    texts = []
    for share, run in groupby(pieces, key=lambda piece: piece[2]):
        for begin, stop in _runs([(piece[0], piece[1]) for piece in run]):
            texts.append(f"{begin if begin > start else ''}-{stop if stop < end else ''}:{share}")
    return " ".join(texts)


def _runs(spans: Sequence[Span]) -> Iterator[Span]:
    """Spans that follow one another without a gap, joined."""
    begin, stop = spans[0]
    for since, until in spans[1:]:
        if since > stop:
            yield begin, stop
            begin = since
        stop = until
    yield begin, stop


def _spans(view: View, days: Days, day: date) -> Iterator[Span]:
    """When an entry is due, around the days ahead."""
    for number in range(-1, AHEAD.days + 1):
        current = day + timedelta(days=number)
        if view.days and not any(chosen in (current, WEEKDAYS[current.weekday()]) for chosen in view.days):
            continue
        if view.hours:
            yield hours_of(view.hours, current, days)
        else:
            yield epoch(days.start(current)), epoch(days.end(current))


def hours_of(hours: Hours, day: date, days: Days) -> Span:
    """A part of one day of the event, as epoch seconds; hours before it ends are those of its night."""
    if hours.start < hours.end <= days.day_ends:
        day += timedelta(days=1)
    start = _at(day, hours.start, days)
    end = _at(day, hours.end, days)
    return epoch(start), epoch(end if end > start else _at(day + timedelta(days=1), hours.end, days))


def _at(day: date, at: time, days: Days) -> datetime:
    return datetime.combine(day, at, days.zone)
