"""What templates are given: one frozen dataclass for each panel kind. A contract: themes may replace any template.

Times of day and ranges are text already, in the screen's language and the event's zone; instants are epoch seconds.
Text from outside comes as `BidiText` and is escaped by the templates' autoescape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Arrow = Literal["", "u", "d", "l", "r", "ul", "ur", "dl", "dr"]
SlotName = Literal["now", "next", "later"]


class BidiText(NamedTuple):
    """Text from outside, with what is known of its language and direction (`dir` is never empty)."""

    text: str
    lang: str = ""
    dir: Literal["ltr", "rtl", "auto"] = "auto"

    def __bool__(self) -> bool:
        return bool(self.text)


NOTHING = BidiText("")


@dataclass(frozen=True, slots=True)
class SpeakerView:
    name: BidiText
    company: BidiText = NOTHING


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A room as a sign names it. `arrow` points to it from this screen; floor and near may be empty."""

    id: str
    name: BidiText
    floor: BidiText = NOTHING
    near: BidiText = NOTHING
    arrow: Arrow = ""


@dataclass(frozen=True, slots=True)
class MarkView:
    """A change people can act on: a chip says `short`, a strip says `lead` and, in bold, `detail`."""

    kind: Literal["moved", "time", "cancelled", "added"]
    icon: Literal["arrow", "clock", "cross", "info"]
    short: str
    lead: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session. `tone` is the track's CSS class; `was` and `was_room` are empty unless it moved."""

    id: str
    title: BidiText
    tone: str
    track: BidiText
    speakers: tuple[SpeakerView, ...]
    more: str
    start: str
    end: str
    range: str
    until: str
    starts: int
    ends: int
    notches: int
    cancelled: bool
    was: str
    was_start: str
    was_room: str
    marks: tuple[MarkView, ...]
    place: PlaceView | None
    since: str = ""
    """When it started, if it has no end of its own: then there are no minutes left to tell; else empty."""
    all_day: bool = False
    """Whether it lasts for whole days: such a session is told quietly, without minutes."""


@dataclass(frozen=True, slots=True)
class FollowView:
    """A line of what follows: its label ("Next", "Then", "Tomorrow", or empty) and its slot."""

    label: str
    slot: SlotName
    session: SessionView


@dataclass(frozen=True, slots=True)
class RoomBlock:
    """A room between two boundaries.

    state `now`: heroes take place; `cancelled`: heroes would, but are all cancelled; `waiting`: heroes start next;
    `calm`: no heroes, `heading` and `sub` say why. `follow` is what comes after the heroes, in order.
    """

    start: int | None
    until: int | None
    state: Literal["now", "cancelled", "waiting", "calm"]
    label: str
    slot: SlotName
    heroes: tuple[SessionView, ...]
    notes: tuple[MarkView, ...]
    follow: tuple[FollowView, ...]
    heading: str = ""
    sub: str = ""


@dataclass(frozen=True, slots=True)
class RoomPanel:
    """The body of a room screen: exactly one block is on screen at any instant, the first and last are open-ended."""

    blocks: tuple[RoomBlock, ...]


@dataclass(frozen=True, slots=True)
class CellBlock:
    """A room's cell of an overview between two boundaries; `idle` when nothing takes place; `label` e.g. "free"."""

    start: int | None
    until: int | None
    idle: bool
    label: str
    now: tuple[SessionView, ...]
    next: tuple[SessionView, ...]
    later: tuple[SessionView, ...]


@dataclass(frozen=True, slots=True)
class CellPanel:
    place: PlaceView
    blocks: tuple[CellBlock, ...]


@dataclass(frozen=True, slots=True)
class ColumnView:
    """Rooms under one heading: the floor or direction they share (or None), and the names of their cells' panels."""

    place: PlaceView | None
    panels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The rooms of an overview or directory, floor by floor; the script puts them on pages.

    `rows` is how many rooms the largest floor has; `turn` is empty.
    """

    columns: tuple[ColumnView, ...]
    rows: int
    turn: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the agenda board: each session has one for its wait and one for its run.

    `quiet`: it runs for hours, and something else is on the board; told at its foot. `told`: from when on it is counted
    among those that a board of the next hours leaves out, None if it is not.
    """

    start: int | None
    until: int
    running: bool
    session: SessionView
    quiet: bool = False
    told: int | None = None


@dataclass(frozen=True, slots=True)
class AgendaPanel:
    """The rows of the horizon in the order they are shown, and the sentences for the times without any."""

    rows: tuple[RowView, ...]
    gaps: tuple[DatedText, ...]
    places: bool
    """Whether any room has a floor or an arrow."""
    roomed: bool = True
    """Whether any session has a room: whether they are worth a column."""
    pages: int = 4
    """How many pages it may turn."""
    code: CodePanel | None = None
    """Where to find what it leaves out, if this server's address is known."""


@dataclass(frozen=True, slots=True)
class DatedText:
    """Text for a time. `text` is large or bold, `sub` the line below."""

    start: int | None
    until: int | None
    text: str
    sub: str = ""


@dataclass(frozen=True, slots=True)
class HeadPanel:
    """The header. A room's names its place; another view's has a title for each time. `dates` are weekday and day."""

    place: PlaceView | None
    titles: tuple[DatedText, ...]
    dates: tuple[DatedText, ...]
    event: str
    logo: str
    """URL of the logo, or empty: then the event's name stands in its place."""
    logo_on_light: str


@dataclass(frozen=True, slots=True)
class NoticeView:
    start: int | None
    until: int | None
    title: BidiText
    text: BidiText
    urgent: bool


@dataclass(frozen=True, slots=True)
class NoticesPanel:
    """Banners from staff, above the body. An empty panel when there are none: it keeps its place in the set."""

    banners: tuple[NoticeView, ...]


@dataclass(frozen=True, slots=True)
class MissingPanel:
    """For a room or screen that is not there: a sentence in large type and the names that exist."""

    heading: str
    sub: str
    names: tuple[tuple[str, str], ...]
    """Pairs of name and URL."""


@dataclass(frozen=True, slots=True)
class ImageView:
    """An image on all of the view; `turn` is a `data-turn`, or empty when it is the only one."""

    url: str
    alt: str
    turn: str


@dataclass(frozen=True, slots=True)
class MediaPanel:
    images: tuple[ImageView, ...]
    fit: Literal["contain", "cover"]


@dataclass(frozen=True, slots=True)
class MessagePanel:
    title: BidiText
    text: BidiText


@dataclass(frozen=True, slots=True)
class FramePanel:
    """A web page in a sandboxed frame; an empty URL when it cannot be reached: then `heading` stands there."""

    url: str
    heading: str


@dataclass(frozen=True, slots=True)
class CodePanel:
    """A QR code as SVG (our own markup), what it leads to, and a word beside it."""

    svg: str
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class ThemeSpan:
    """When the whole page is dark or light."""

    start: int | None
    until: int | None
    theme: Literal["dark", "light"]


@dataclass(frozen=True, slots=True)
class OverPanel:
    """What lies over everything: full-screen words from staff, hours without a picture, and the theme by hour."""

    takeovers: tuple[NoticeView, ...]
    dark: tuple[DatedText, ...]
    themes: tuple[ThemeSpan, ...]


@dataclass(frozen=True, slots=True)
class StageView:
    """A view on all or half of the display. `panels` are names in order; `shape` is empty or forces an orientation."""

    view: str
    lang: str
    dir: Literal["ltr", "rtl"]
    half: Literal["", "left", "right", "top", "bottom"]
    shape: Literal["", "landscape", "portrait"]
    turn: str
    panels: tuple[str, ...]
    pages: tuple[OverviewPage, ...]
    clock: tuple[str, str]
    """How this language prints a time of day: pattern, and what stands for morning and afternoon."""


@dataclass(frozen=True, slots=True)
class PageView:
    """The page around the panels. `attributes` stand on the root element; `panels` is HTML by name, in page order."""

    title: str
    lang: str
    dir: Literal["ltr", "rtl"]
    theme: Literal["dark", "light"]
    attributes: dict[str, str]
    stylesheets: tuple[str, ...]
    scripts: tuple[str, ...]
    refresh: int
    """Seconds after which a browser without script loads the page again."""
    panels: dict[str, str]
    stages: tuple[StageView, ...]
    turned: Literal["0", "90", "180", "270"]
    """How far a display that hangs on its side turns its picture, clockwise."""
