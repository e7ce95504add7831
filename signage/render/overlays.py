"""What staff show over screens: banners, full-screen notices, dark hours, and the theme by hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from signage.characters import folded
from signage.layout import Layout, Screen, views_of
from signage.layout.fields import ThemeByHour
from signage.render.day_context import ARROWS, DayContext, epoch
from signage.render.language import Words, bidi, translations
from signage.render.panels.overlays import NoticesPanel, NoticeView, OverPanel, ThemeSpan, WordingView
from signage.render.panels.session import Arrow
from signage.render.panels.text import NOTHING, BidiText, DatedText
from signage.render.playlist import AHEAD, hours_of
from signage.staff.wall_notice import Posted, Wording

BANNER_LANGUAGES = 3
"""Languages that a banner shows beside one another: more would be too small to read."""


def notices_panel(context: DayContext, screen: Screen | None, names: Sequence[str]) -> NoticesPanel:
    """The banners for a screen that goes by any of these names."""
    return NoticesPanel(tuple(_views(context, screen, names, takeovers=False)))


def over_panel(context: DayContext, screen: Screen | None, names: Sequence[str]) -> OverPanel:
    """The panel that covers a whole screen: full-screen notices, dark hours and themes."""
    takeovers = tuple(_views(context, screen, names, takeovers=True))
    dark = tuple(_dark(context, screen)) if screen else ()
    return OverPanel(takeovers, dark, themes(context, (screen and screen.theme) or context.layout.theme))


def unknown(context: DayContext, known_until: int | None) -> DatedText | None:
    """What stands over a view from then on: else a wall that hears of nothing would call busy rooms free."""
    if known_until is None:
        return None
    text = context.words.translate("The programme appears here in a moment")
    return DatedText(known_until, None, context.layout.event.name, text)


def _views(
    context: DayContext, screen: Screen | None, names: Sequence[str], *, takeovers: bool
) -> Iterator[NoticeView]:
    """The takeovers, or all others, that are for a screen of these names."""
    chosen = [n for n in context.notices if (n.style == "takeover") == takeovers and n.reaches(names)]
    if chosen:
        languages = _languages(context.layout, screen)
        yield from (_view(context, screen, languages, notice) for notice in chosen)


def _languages(layout: Layout, screen: Screen | None) -> tuple[str, ...]:
    """The languages that a screen speaks, its first one first."""
    own = (screen and screen.language) or layout.language
    of_views = [language for view in (views_of(screen) if screen else ()) for language in view.language or ()]
    return tuple(dict.fromkeys((*own, *of_views)))


def _view(context: DayContext, screen: Screen | None, languages: tuple[str, ...], notice: Posted) -> NoticeView:
    start, until = (epoch(at) if at else None for at in (notice.start, notice.until))
    first, *others = _wordings(notice, languages)
    spoken = tuple(dict.fromkeys(words.language or languages[0] for words in (first, *others)))
    speakers = [Words(language, context.days.zone, translations(language)) for language in spoken]
    return NoticeView(
        start,
        until,
        bidi(first.title, first.language),
        bidi(first.text, first.language),
        notice.style == "urgent",
        id=notice.id,
        others=tuple(WordingView(bidi(w.title, w.language), bidi(w.text, w.language)) for w in others),
        drill=notice.status != "actual",
        heads=_said(speakers, _head(notice)),
        clears=notice.clears,
        covers=notice.sent is not None,
        place=_place(speakers, notice.place),
        arrow=_arrow(screen, notice.place),
        issued=_issued(speakers[0], notice),
    )


def _wordings(notice: Posted, languages: tuple[str, ...]) -> list[Wording]:
    """What a screen shows of a notice, its own languages first: of a takeover all, of a banner only those."""
    ranks = {language[:2]: rank for rank, language in reversed(list(enumerate(languages)))}
    ordered = sorted(notice.wordings, key=lambda words: ranks.get(words.language[:2], len(ranks)))
    if notice.style == "takeover":
        return ordered
    return [words for words in ordered if words.language[:2] in ranks][:BANNER_LANGUAGES] or [notice.wordings[0]]


def _head(notice: Posted) -> Callable[[Words], str]:
    """What stands above a notice: what it is, where that is not plain from its style."""
    if notice.status == "exercise":
        return lambda words: words.translate("Exercise: this is a drill")
    if notice.status == "test":
        return lambda words: words.translate("This is a test")
    if notice.style != "takeover" or notice.sent is None:
        return lambda _: ""
    if notice.clears:
        return lambda words: words.translate("All clear")
    return lambda words: words.translate("Emergency")


def _said(speakers: Sequence[Words], say: Callable[[Words], str]) -> tuple[BidiText, ...]:
    """A label in each of these languages, once where it is the same."""
    found = {text: BidiText(text, words.tag, words.dir) for words in reversed(speakers) if (text := say(words))}
    return tuple(reversed(found.values()))


def _place(speakers: Sequence[Words], place: str) -> BidiText:
    if not place:
        return NOTHING
    labels = dict.fromkeys(words.translate("Assembly point") for words in speakers)
    return BidiText(f"{' · '.join(labels)}: {bidi(place).text}", "", speakers[0].dir)


def _arrow(screen: Screen | None, place: str) -> Arrow:
    """Where a place is as seen from a screen: what `arrows:` of it, or of one of its views, says of that name."""
    if not place or screen is None:
        return ""
    arrows = {folded(name): side for owner in (*views_of(screen), screen) for name, side in owner.arrows.items()}
    return ARROWS.get(arrows.get(folded(place), ""), "")


def _issued(words: Words, notice: Posted) -> str:
    if notice.sent is None or not notice.issuer:
        return ""
    return words.translate("Issued %(time)s by %(issuer)s", time=words.time(notice.sent), issuer=notice.issuer)


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
