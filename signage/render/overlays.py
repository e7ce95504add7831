"""What staff show over screens: banners, full-screen notices, dark hours, and the theme by hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from signage.characters import folded
from signage.layout import Notice, Screen
from signage.layout.model import ThemeByHour
from signage.render.day import DayContext, epoch
from signage.render.panels import DatedText, NoticesPanel, NoticeView, OverPanel, ThemeSpan
from signage.render.playlist import AHEAD, hours_of
from signage.render.words import bidi


def notices_panel(context: DayContext, names: Sequence[str]) -> NoticesPanel:
    """The banners for a screen that goes by any of these names."""
    return NoticesPanel(tuple(_view(context, notice) for notice in _for(context, names) if notice.style != "takeover"))


def over_panel(context: DayContext, screen: Screen | None, names: Sequence[str]) -> OverPanel:
    """The panel that covers a whole screen: full-screen notices, dark hours and themes."""
    takeovers = tuple(_view(context, notice) for notice in _for(context, names) if notice.style == "takeover")
    dark = tuple(_dark(context, screen)) if screen else ()
    return OverPanel(takeovers, dark, themes(context, (screen and screen.theme) or context.layout.theme))


def _for(context: DayContext, names: Sequence[str]) -> Iterator[Notice]:
    wanted = {folded(name) for name in names}
    for notice in context.layout.notices:
        if not notice.screens or wanted & {folded(name) for name in notice.screens}:
            yield notice


def _view(context: DayContext, notice: Notice) -> NoticeView:
    begins, ends = notice.begins(context.days), notice.ends(context.days)
    start, until = (epoch(at) if at else None for at in (begins, ends))
    return NoticeView(start, until, bidi(notice.title), bidi(notice.text), notice.style == "urgent")


def _dark(context: DayContext, screen: Screen) -> Iterator[DatedText]:
    for number in range(-1, AHEAD.days + 1):
        for hours in screen.dark:
            yield DatedText(*hours_of(hours, context.day + timedelta(days=number), context.days), "")


def themes(context: DayContext, theme: ThemeByHour) -> tuple[ThemeSpan, ...]:
    """The spans of a theme around the days ahead; the first and the last are open-ended."""
    if isinstance(theme, str):
        return (ThemeSpan(None, None, theme),)
    turns = sorted(
        (epoch(datetime.combine(context.day + timedelta(days=number), at, context.days.zone)), name)
        for number in range(-1, AHEAD.days + 1)
        for at, name in theme.items()
    )
    starts: list[int | None] = [None, *(at for at, _ in turns[1:])]
    return tuple(map(ThemeSpan, starts, [*starts[1:], None], [name for _, name in turns]))
