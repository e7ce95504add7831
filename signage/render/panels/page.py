"""The page around the panels: its header, its views, its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from signage.render.panels.rooms import OverviewPage
from signage.render.panels.session import PlaceView
from signage.render.panels.text import DatedText


@dataclass(frozen=True, slots=True)
class HeadPanel:
    """The header."""

    place: PlaceView | None
    """The room of a room screen; None on any other."""
    titles: tuple[DatedText, ...]
    """What another screen is called, by time."""
    dates: tuple[DatedText, ...]
    """Weekday and date, by day."""
    event: str
    """The name of the event."""
    logo: str
    """URL of the logo, or empty: then the event's name stands in its place."""
    logo_on_light: str
    """URL of the logo for light backgrounds, or empty."""


@dataclass(frozen=True, slots=True)
class StageView:
    """A view on all or half of the display."""

    view: str
    """Its kind, such as `room`; goes into `data-view`."""
    lang: str
    """Its language as a BCP 47 tag."""
    dir: Literal["ltr", "rtl"]
    """The direction of that language."""
    half: Literal["", "left", "right", "top", "bottom"]
    """Which half of the display it has; empty for all of it."""
    shape: Literal["", "landscape", "portrait"]
    """Empty, or the shape that it is laid out for whatever the display is."""
    turn: str
    """A `data-turn`, or empty when it is always on."""
    panels: tuple[str, ...]
    """The names of its panels, in the page's order."""
    pages: tuple[OverviewPage, ...]
    """The rooms of a list of rooms; empty for all others."""
    clock: tuple[str, str]
    """How this language prints a time of day: pattern, and what stands for morning and afternoon."""


@dataclass(frozen=True, slots=True)
class PageView:
    """The page around the panels."""

    title: str
    """The title of the document."""
    lang: str
    """The language of the first view, as a BCP 47 tag."""
    dir: Literal["ltr", "rtl"]
    """The direction of that language."""
    theme: Literal["dark", "light"]
    """The theme at the moment when the page is served."""
    attributes: dict[str, str]
    """Attributes of the root element, by name; see page.md."""
    stylesheets: tuple[str, ...]
    """URLs of the stylesheets, in order."""
    scripts: tuple[str, ...]
    """URLs of the scripts, in order."""
    refresh: int
    """Seconds after which a browser without script loads the page again."""
    panels: dict[str, str]
    """The HTML of each panel by its name, in the page's order."""
    stages: tuple[StageView, ...]
    """The views, in order."""
    turned: Literal["0", "90", "180", "270"]
    """Degrees by which the picture is turned clockwise, for a display that hangs on its side."""
    icon: str = ""
    """The URL of the icon; empty where browsers ask for the right one by themselves."""
    note: str = ""
    """A word to staff about this page, in English: that it shows another day than the one that was asked for."""
