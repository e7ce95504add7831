"""What staff lay over screens: banners, full-screen words, hours without a picture, and the theme by hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from signage.layout import Notice, Screen
from signage.layout.model import ThemeByHour
from signage.render.context import DatedText, NoticesPanel, NoticeView, OverPanel, ThemeSpan
from signage.render.scene import Scene, epoch
from signage.render.stages import AHEAD, hours_of
from signage.render.words import written


def notices_panel(scene: Scene, names: Sequence[str]) -> NoticesPanel:
    """The banners for a screen that goes by any of these names."""
    return NoticesPanel(tuple(_view(scene, notice) for notice in _for(scene, names) if notice.style != "takeover"))


def over_panel(scene: Scene, screen: Screen | None, names: Sequence[str]) -> OverPanel:
    """What lies over a whole screen."""
    takeovers = tuple(_view(scene, notice) for notice in _for(scene, names) if notice.style == "takeover")
    dark = tuple(_dark(scene, screen)) if screen else ()
    return OverPanel(takeovers, dark, themes(scene, (screen and screen.theme) or scene.layout.theme))


def _for(scene: Scene, names: Sequence[str]) -> Iterator[Notice]:
    wanted = {name.casefold() for name in names}
    for notice in scene.layout.notices:
        if not notice.screens or wanted & {name.casefold() for name in notice.screens}:
            yield notice


def _view(scene: Scene, notice: Notice) -> NoticeView:
    start, until = (_instant(scene, at) if at else None for at in (notice.start, notice.until))
    return NoticeView(start, until, written(notice.title), written(notice.text), notice.style == "urgent")


def _instant(scene: Scene, at: datetime) -> int:
    return epoch(at if at.tzinfo else at.replace(tzinfo=scene.days.zone))


def _dark(scene: Scene, screen: Screen) -> Iterator[DatedText]:
    for number in range(-1, AHEAD.days + 1):
        for hours in screen.dark:
            yield DatedText(*hours_of(hours, scene.day + timedelta(days=number), scene.days), "")


def themes(scene: Scene, theme: ThemeByHour) -> tuple[ThemeSpan, ...]:
    """The spans of a theme around the days ahead; the first and the last are open-ended."""
    if isinstance(theme, str):
        return (ThemeSpan(None, None, theme),)
    turns = sorted(
        (epoch(datetime.combine(scene.day + timedelta(days=number), at, scene.days.zone)), name)
        for number in range(-1, AHEAD.days + 1)
        for at, name in theme.items()
    )
    starts: list[int | None] = [None, *(at for at, _ in turns[1:])]
    return tuple(map(ThemeSpan, starts, [*starts[1:], None], [name for _, name in turns]))
