"""What templates are given: one frozen dataclass for each panel kind. A contract: themes may replace any template.

Times of day and ranges are text already, in the screen's language and the event's zone; instants are epoch seconds.
Text from outside comes as `BidiText` and is escaped by the templates' autoescape; within our labels it is HTML already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from markupsafe import escape

from signage.render.memory import Large

Arrow = Literal["", "u", "d", "l", "r", "ul", "ur", "dl", "dr"]
SlotName = Literal["now", "next", "later"]


class BidiText(NamedTuple):
    """Text from outside, with what is known of its language and direction."""

    text: str
    """The text itself, not escaped yet."""
    lang: str = ""
    """Its language as a BCP 47 tag, where its script or the gateway tells; else empty."""
    dir: Literal["ltr", "rtl", "auto"] = "auto"
    """The direction of its letters; `auto` where nothing is known."""

    def __bool__(self) -> bool:
        return bool(self.text)

    def __html__(self) -> str:
        """As templates print it: inline and isolated, for its direction may be another than its line's."""
        lang = f' lang="{escape(self.lang)}"' if self.lang else ""
        return f'<bdi{lang} dir="{self.dir}">{escape(self.text)}</bdi>'


NOTHING = BidiText("")


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """Somebody who speaks in a session."""

    name: BidiText
    """The name as the gateway gives it."""
    company: BidiText = NOTHING
    """The company as the gateway gives it; may be empty."""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A room as a sign names it."""

    id: str
    """The room's id; empty for what stands in place of a room."""
    name: BidiText
    """The room's name as its sign has it."""
    floor: BidiText = NOTHING
    """What staff call its floor; may be empty."""
    near: BidiText = NOTHING
    """A hint to the way, such as "Past registration"; may be empty."""
    arrow: Arrow = ""
    """Where it is as seen from this screen: up, down, left, right and between; empty if staff have not told."""


@dataclass(frozen=True, slots=True)
class MarkView:
    """A change that people can act on."""

    kind: Literal["moved", "time", "cancelled", "added"]
    """What changed: also the end of the CSS class `chip--…`."""
    icon: Literal["arrow", "clock", "cross", "info"]
    """The id of its symbol in `icons.html`."""
    short: str
    """For a chip: "Moved", "12 min late"."""
    lead: str
    """For a strip, as HTML where a title is in it: "Moved here from"."""
    detail: str = ""
    """For a strip, in bold after `lead`: a room, as HTML, or a time; may be empty."""


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session, as it reads while its block is on screen."""

    id: str
    """The session's id, unique in the agenda; goes into `data-session`."""
    title: BidiText
    """The title; "Untitled", in the language of the screen, if it has none."""
    tone: str
    """The CSS class of the colour of its track; empty on an agenda without tracks."""
    track: BidiText
    """The name of its track; may be empty."""
    speakers: tuple[SpeakerView, ...]
    """The speakers, six at most: of more than six, the first five."""
    more: str
    """"and 4 more" where some are left out; else empty."""
    start: str
    """When it starts, with the weekday if that is not today; of whole days "All day" or the day."""
    end: str
    """When it ends, without a weekday; empty if it has no end of its own."""
    range: str
    """From when to when, each with the weekday if that is not today."""
    until: str
    """The label of its run: "until 11:15", "since 10:30", "All day"."""
    starts: int
    """When it starts, in epoch seconds."""
    ends: int
    """When it ends, in epoch seconds; by rule if it has no end of its own."""
    notches: int
    """Its length in pieces of five minutes, 1 to 36: the notches of a progress bar."""
    cancelled: bool
    """Whether it does not take place."""
    was: str
    """The range it was announced for, if its start is another one now; else empty."""
    was_start: str
    """The start it was announced for, with the weekday if that is another; else empty."""
    was_room: str
    """"was Hall B", as HTML, if it was announced in another room; else empty."""
    marks: tuple[MarkView, ...]
    """The marks of what changed lately, the most important first."""
    place: PlaceView | None
    """Its room, or None as long as there is none."""
    since: str = ""
    """When it started, if it has no end of its own: then no minutes are left to tell; else empty."""
    all_day: bool = False
    """Whether it lasts for whole days: it is told quietly, without minutes."""


@dataclass(frozen=True, slots=True)
class FollowView:
    """A line below what is on."""

    label: str
    """"Next", "Then", "Tomorrow", or empty below a line that said it."""
    slot: SlotName
    """Goes into `data-slot`."""
    session: SessionView
    """The session that the line is about."""


@dataclass(frozen=True, slots=True)
class RoomBlock:
    """A room between two boundaries."""

    start: int | None
    """From when on it is on screen, in epoch seconds; None: from ever."""
    until: int | None
    """Until when, in epoch seconds; None: for ever."""
    state: Literal["now", "cancelled", "waiting", "calm"]
    """`now`: heroes take place; `cancelled`: they would; `waiting`: they start soon; `calm`: there are none."""
    label: str
    """"Now", "Up next", "Cancelled"; empty when calm."""
    slot: SlotName
    """Of the heroes; goes into `data-slot`."""
    heroes: tuple[SessionView, ...]
    """What is on, or else starts next: several at once if there are several."""
    notes: tuple[MarkView, ...]
    """Changes to tell in a strip: of one hero alone, and of what was announced here and is elsewhere."""
    follow: tuple[FollowView, ...]
    """What comes after the heroes, in order."""
    heading: str = ""
    """What a calm room says: "Free until 15:30"."""
    sub: str = ""
    """The line below, such as the name of the event, or HTML with that in it; may be empty."""


@dataclass(frozen=True, slots=True, eq=False)
class RoomPanel(Large):
    """The body of a room screen."""

    blocks: tuple[RoomBlock, ...]
    """One of them is on screen at any instant; the first and the last are open-ended."""


@dataclass(frozen=True, slots=True)
class CellBlock:
    """A room's cell between two boundaries."""

    start: int | None
    """From when on it is on screen, in epoch seconds; None: from ever."""
    until: int | None
    """Until when, in epoch seconds; None: for ever."""
    idle: bool
    """Whether nothing takes place."""
    label: str
    """Until when what is on lasts, or "free"."""
    now: tuple[SessionView, ...]
    """What is on, cancelled sessions included."""
    next: tuple[SessionView, ...]
    """What starts next: all that start at that time."""
    later: tuple[SessionView, ...]
    """Where all of that is cancelled: the first after it that takes place."""


@dataclass(frozen=True, slots=True, eq=False)
class CellPanel(Large):
    """A room's cell of an overview, or its sign in a directory."""

    place: PlaceView
    """The room."""
    blocks: tuple[CellBlock, ...]
    """One of them is on screen at any instant; the first and the last are open-ended."""


@dataclass(frozen=True, slots=True)
class ColumnView:
    """Rooms under one heading."""

    place: PlaceView | None
    """The heading: the floor or direction that the rooms share, or None."""
    panels: tuple[str, ...]
    """The names of their cells' panels, in order."""


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The rooms of an overview or directory; the script divides them into pages."""

    columns: tuple[ColumnView, ...]
    """A column for each floor."""
    rows: int
    """How many rooms the largest floor has."""
    turn: str
    """Always empty."""


@dataclass(frozen=True, slots=True, eq=False)
class RowView(Large):
    """A row of an agenda board: each session has one for its wait and one for its run."""

    start: int | None
    """From when on it is on the board, in epoch seconds; None: from ever."""
    until: int
    """Until when, in epoch seconds."""
    running: bool
    """Whether this is the session's row while it is on, rather than while it waits."""
    session: SessionView
    """The session of the row."""
    quiet: bool = False
    """Whether it runs for hours while other rows are on the board: then it stands at the foot."""
    told: int | None = None
    """From when on it counts among those that a board of the next hours leaves out, in epoch seconds, or None."""


@dataclass(frozen=True, slots=True, eq=False)
class AgendaPanel(Large):
    """An agenda board."""

    rows: tuple[RowView, ...]
    """All of its days, in the order in which they are shown."""
    gaps: tuple[DatedText, ...]
    """The sentences for the times without any row."""
    places: bool
    """Whether any room has a floor or an arrow."""
    roomed: bool = True
    """Whether any session has a room: else the board has no column for rooms."""
    pages: int = 4
    """How many pages the board turns at most."""
    code: CodePanel | None = None
    """Where to find what it leaves out, if this server's address is known."""


@dataclass(frozen=True, slots=True)
class DatedText:
    """Text for a time."""

    start: int | None
    """From when on it is on screen, in epoch seconds; None: from ever."""
    until: int | None
    """Until when, in epoch seconds; None: for ever."""
    text: str
    """The text in large or bold type."""
    sub: str = ""
    """The line below; may be empty."""


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
    """The same for light backgrounds."""


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
    """What it is, once in each language: "Emergency", "All clear", "Exercise: this is a drill", "Test"; or nothing."""
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
    """Those of the staff page, the newest first, then those of the file; empty when there are none: the panel stays."""


@dataclass(frozen=True, slots=True)
class MissingPanel:
    """For a room or screen that is not there."""

    heading: str
    """A sentence in large type."""
    sub: str
    """What the names are; may be empty."""
    names: tuple[tuple[str, str], ...]
    """What there is: pairs of name and URL."""


@dataclass(frozen=True, slots=True)
class ImageView:
    """An image that fills the view."""

    url: str
    """Its path on this server."""
    alt: str
    """The name of its file."""
    turn: str
    """A `data-turn`, or empty when it is the only one."""


@dataclass(frozen=True, slots=True)
class MediaPanel:
    """A picture, or slides."""

    images: tuple[ImageView, ...]
    """One, or several that take turns."""
    fit: Literal["contain", "cover"]
    """`contain`: all of it with bars beside; `cover`: the whole view, its edges cut."""


@dataclass(frozen=True, slots=True)
class MessagePanel:
    """A message from staff that fills a view."""

    title: BidiText
    """The message in large type."""
    text: BidiText
    """Below it; may be empty."""


@dataclass(frozen=True, slots=True)
class FramePanel:
    """A web page in a sandboxed frame."""

    url: str
    """The page's address; empty when it cannot be reached."""
    heading: str
    """Text in place of a page that cannot be reached."""


@dataclass(frozen=True, slots=True)
class CodePanel:
    """A QR code."""

    svg: str
    """The code as SVG, made by signage: safe without escaping."""
    url: str
    """The address that the code holds."""
    label: str
    """A word beside it: "On your phone"."""


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
