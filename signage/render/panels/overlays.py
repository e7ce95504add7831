"""What lies above or over a view: notices, takeovers, dark hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from signage.render.panels.session import Arrow
from signage.render.panels.text import NOTHING, BidiText, DatedText


@dataclass(frozen=True, slots=True)
class WordingView:
    """The words of a notice in one language."""

    title: BidiText
    """One line."""
    text: BidiText
    """More of it; may be empty."""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Words from staff."""

    start: int | None
    """From when on it is on screen, in epoch seconds; None: from ever."""
    until: int | None
    """Until when, in epoch seconds; None: for ever."""
    title: BidiText
    """One line."""
    text: BidiText
    """More of it; may be empty."""
    urgent: bool
    """Whether it is urgent: drawn in yellow."""
    id: str = ""
    """By which a display says that it shows it: belongs into `data-notice`."""
    others: tuple[WordingView, ...] = ()
    """The same words in further languages, shown beside or below them at the same time."""
    drill: bool = False
    """Whether it is an exercise or a test, which `heads` says."""
    heads: tuple[BidiText, ...] = ()
    """Its kind in each language: "Emergency", "All clear", "Exercise: this is a drill", "Test"; or nothing."""
    clears: bool = False
    """Whether it says that an emergency is over: not drawn in red."""
    covers: bool = False
    """Whether it hides the takeovers after it, as those of the staff page do."""
    place: BidiText = NOTHING
    """Where to gather, with words before it: "Assembly point: Jardim do Cais"; may be empty."""
    arrow: Arrow = ""
    """Where that is as seen from this screen; empty if staff have not told."""
    issued: str = ""
    """When and by whom it was sent: "Issued 10:51 by Venue Safety"; may be empty."""


@dataclass(frozen=True, slots=True)
class NoticesPanel:
    """Banners from staff, above the body."""

    banners: tuple[NoticeView, ...]
    """Notices of the staff page, the newest first, then of the file; empty when there are none: the panel stays."""


@dataclass(frozen=True, slots=True)
class ThemeSpan:
    """When the whole page is dark or light."""

    start: int | None
    """From when on, in epoch seconds; None: from ever."""
    until: int | None
    """Until when, in epoch seconds; None: for ever."""
    theme: Literal["dark", "light"]
    """Also the end of the CSS class `theme-…`."""


@dataclass(frozen=True, slots=True)
class OverPanel:
    """What lies over everything."""

    takeovers: tuple[NoticeView, ...]
    """Full-screen words from staff, the uppermost first."""
    dark: tuple[DatedText, ...]
    """Hours without a picture; their texts are empty."""
    themes: tuple[ThemeSpan, ...]
    """One of them is on at any instant."""
    unknown: DatedText | None = None
    """What a wall shows that has heard of nothing until after all it knows is over; None where nothing follows that."""
