"""The shape of screens.yaml. Every field says what it expects, for errors and for editors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    HttpUrl,
    Tag,
    model_validator,
)

from signage.agenda import Days
from signage.errors import KeyPath
from signage.layout.fields import (
    BadValue,
    ClockTime,
    Colour,
    DayHours,
    Duration,
    EventDay,
    FileName,
    GatewayId,
    Host,
    Language,
    LocalTime,
    Name,
    ScreenName,
    Side,
    Text,
    Theme,
    Zone,
    listed,
)
from signage.layout.times import day

Listed = BeforeValidator(listed)
MAX_LANGUAGES = 20


def _few(value: object) -> object:
    """Refuse a long list of languages before each is looked up, which takes long. Raises BadValue."""
    if isinstance(value, list) and len(value) > MAX_LANGUAGES:
        raise BadValue(f"has more than {MAX_LANGUAGES} entries", "write it like [pt, en]")
    return value


Languages = Annotated[tuple[Language, ...], Listed, BeforeValidator(_few)]
THEME_TAGS = ("always", "by hour")
ThemeByHour = Annotated[
    Annotated[Theme, Tag("always")] | Annotated[dict[ClockTime, Theme], Field(min_length=1), Tag("by hour")],
    Discriminator(lambda value: THEME_TAGS[isinstance(value, dict)]),
]


class Section(BaseModel):
    """The base of every part of the file: unknown keys are refused, so that a mistyped key is reported."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, hide_input_in_errors=True)


class Event(Section):
    """Which event this is."""

    id: GatewayId = Field(description="the event's id on the platform, such as evt_123")
    name: Name = Field(description="the event's name as walls show it")
    timezone: Zone = Field(description="the event's time zone, such as Europe/Lisbon")
    day_ends: ClockTime = Field(time(4), description="when the event's day ends, such as 04:00")

    @property
    def days(self) -> Days:
        """The event's calendar: its zone, and when its days end."""
        return Days(self.timezone, self.day_ends)


class SyncPlan(Section):
    """When the agenda is fetched."""

    full_pull_at: ClockTime = Field(time(3), description="the time of the nightly full pull, event time, such as 03:00")
    window_every: Duration = Field(timedelta(seconds=60), description="a duration from 1s to 24h, such as 60s")
    window: Duration = Field(timedelta(hours=2), description="how far ahead the window looks, such as 2h")
    delta_every: Duration = Field(timedelta(minutes=5), description="a duration from 1s to 24h, such as 5m")


class RoomText(Section):
    """What signs say of a room."""

    name: Name | None = Field(None, description="the name on signs, where it differs from the agenda's")
    floor: Name | None = Field(None, description="the floor, such as Floor 1")
    near: Name | None = Field(None, description="what it is near, such as Stairs and lifts")


# Views ------------------------------------------------------------------------------------------------------------

SCREEN_ONLY = {"theme", "orientation", "rotate_display", "also", "motion", "dark", "on"}
PLAYLIST_ONLY = {"seconds", "hours", "days"}


class _ViewFields(Section):
    """What any view may say; a playlist's entries have a share of time, a screen has the properties of its display."""

    language: Languages = Field((), description="a language, or several in turn: [pt, en]")
    arrows: dict[Text, Side] = Field({}, description="room or floor: direction, such as {Hall A: left}")
    qr: bool = Field(False, description="yes to show a QR code that leads phones to the page")

    seconds: int = Field(20, ge=3, le=3600, description="how long the view stays, from 3 to 3600")
    hours: DayHours | None = Field(None, description="a part of each day, such as 09:00-17:30")
    days: Annotated[tuple[EventDay, ...], Listed] = Field((), description="dates or weekdays, such as [saturday]")

    theme: ThemeByHour | None = Field(None, description="dark or light, or by hour: {'08:00': light, '19:00': dark}")
    orientation: Literal["auto", "landscape", "portrait"] = Field("auto", description="landscape, portrait or auto")
    rotate_display: Literal["0", "90", "180", "270"] = Field("0", description="0, 90, 180 or 270, clockwise")
    also: Annotated[tuple[ScreenName, ...], Listed] = Field((), description="names the screen had before")
    motion: Literal["calm", "none"] = Field("calm", description="calm or none")
    dark: Annotated[tuple[DayHours, ...], Listed] = Field((), description="hours without a picture: 23:00-06:00")
    on: Annotated[tuple[DayHours, ...], Listed] = Field(
        (), description="hours in which its display is expected to be there, such as 07:00-20:00; without it, always"
    )


class RoomScreen(_ViewFields):
    """A door display: one room."""

    show: Literal["room"]
    room: Name = Field(description="the name or id of a room of the agenda")


class _Rooms(_ViewFields):
    rooms: Annotated[tuple[Name, ...], Listed] = Field((), description="a list of rooms by name or id; without it, all")
    floors: Annotated[tuple[Name, ...], Listed] = Field((), description="only rooms on these floors")
    tracks: Annotated[tuple[Name, ...], Listed] = Field(
        (), description="only sessions of these tracks; on overviews and directories, rooms that have any"
    )
    title: Name | None = Field(None, description="the title in the header")


class OverviewScreen(_Rooms):
    """Now and next in several rooms."""

    show: Literal["overview"]


def _board_day(value: object) -> object:
    if value is None or isinstance(value, date):
        return value
    text = str(value).strip()
    if text.casefold() in ("today", "tomorrow"):
        return text.casefold()
    try:
        return day(text)
    except ValueError:
        raise BadValue(f"'{value}' is no day", "write it like 2026-02-07, today or tomorrow") from None


class AgendaScreen(_Rooms):
    """A departure board of what is on and what comes."""

    show: Literal["agenda"]
    day: Annotated[date | Literal["today", "tomorrow"] | None, BeforeValidator(_board_day)] = Field(
        None, description="only sessions of this day of the event: today, tomorrow or a date such as 2026-02-07"
    )
    pages: Annotated[int, Field(ge=1, le=12)] | None = Field(
        None, description="how many pages it turns at most; 4 if nothing is said, 12 with ahead"
    )
    ahead: Duration | None = Field(None, description="only what begins within this time, such as 3h")


class DirectoryScreen(_Rooms):
    """Wayfinding: rooms by floor, with arrows and what is on there."""

    show: Literal["directory"]


class PictureScreen(_ViewFields):
    """One image from the media folder beside this file."""

    show: Literal["picture"]
    file: FileName = Field(description="an image in the folder media beside this file, such as map.png")
    fit: Literal["contain", "cover"] = Field("contain", description="contain (all of it) or cover (all of the wall)")


class SlidesScreen(_ViewFields):
    """Images one after another."""

    show: Literal["slides"]
    files: Annotated[tuple[FileName, ...], Listed] = Field(
        min_length=1, description="images in the folder media, or one of its folders"
    )
    each: int = Field(10, ge=3, le=600, description="seconds for each image, from 3 to 600")
    fit: Literal["contain", "cover"] = Field("contain", description="contain (all of it) or cover (all of the wall)")


class MessageScreen(_ViewFields):
    """Words from staff."""

    show: Literal["message"]
    title: Name = Field(description="a few words in large type")
    text: Annotated[Text, Field(max_length=600)] = Field("", description="a line or two below")


class WebScreen(_ViewFields):
    """A web page in a frame that can do nothing to the wall around it."""

    show: Literal["page"]
    url: HttpUrl = Field(description="an address that begins with https:// or http://")


View = (
    RoomScreen
    | OverviewScreen
    | AgendaScreen
    | DirectoryScreen
    | PictureScreen
    | SlidesScreen
    | MessageScreen
    | WebScreen
)
OfAgenda = RoomScreen | OverviewScreen | AgendaScreen | DirectoryScreen
ViewEntry = Annotated[View, Field(discriminator="show")]
"""A view as screens.yaml has it: `show:` tells which."""


def _only_view_keys(view: View) -> View:
    if alien := sorted(SCREEN_ONLY & view.model_fields_set):
        raise BadValue(f"'{alien[0]}' belongs to the whole screen, not to one of its views")
    return view


def _without_share(view: _ViewFields) -> _ViewFields:
    if alien := sorted(PLAYLIST_ONLY & view.model_fields_set):
        raise BadValue(f"'{alien[0]}' belongs to a view in a playlist: write it below 'rotate:'")
    return view


class RotateScreen(_ViewFields):
    """A playlist: views one after another, in step with every other screen."""

    rotate: tuple[Annotated[ViewEntry, AfterValidator(_only_view_keys)], ...] = Field(
        min_length=1, max_length=20, description="a list of views, each with its seconds"
    )


class SplitScreen(_ViewFields):
    """Two views at once."""

    split: tuple[Annotated[ViewEntry, AfterValidator(_only_view_keys), AfterValidator(_without_share)], ...] = Field(
        min_length=2, max_length=2, description="a list of two views"
    )
    direction: Literal["beside", "stacked"] = Field(
        "beside", description="beside or stacked; upright displays always stack, square ones never"
    )


def _kind(value: Any) -> str | None:
    """What a screen is: a playlist, a split, or the view it shows."""
    known = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    return next((word for word in ("rotate", "split") if word in known), known.get("show"))


SCREENS: dict[str, type[BaseModel]] = {
    **{get_args(model.model_fields["show"].annotation)[0]: model for model in get_args(View)},
    "rotate": RotateScreen,
    "split": SplitScreen,
}


Screen = Annotated[
    Annotated[RoomScreen, Tag("room")]
    | Annotated[OverviewScreen, Tag("overview")]
    | Annotated[AgendaScreen, Tag("agenda")]
    | Annotated[DirectoryScreen, Tag("directory")]
    | Annotated[PictureScreen, Tag("picture")]
    | Annotated[SlidesScreen, Tag("slides")]
    | Annotated[MessageScreen, Tag("message")]
    | Annotated[WebScreen, Tag("page")]
    | Annotated[RotateScreen, Tag("rotate")]
    | Annotated[SplitScreen, Tag("split")],
    Discriminator(_kind),
    AfterValidator(_without_share),
]


def views_of(screen: View | RotateScreen | SplitScreen) -> tuple[View, ...]:
    """The views that a screen is made of."""
    match screen:
        case RotateScreen():
            return screen.rotate
        case SplitScreen():
            return screen.split
        case _:
            return (screen,)


def map_views(screen: Screen, change: Callable[[View], View]) -> Screen:
    """A screen with other views."""
    match screen:
        case RotateScreen():
            return screen.model_copy(update={"rotate": tuple(map(change, screen.rotate))})
        case SplitScreen():
            return screen.model_copy(update={"split": tuple(map(change, screen.split))})
        case _:
            return change(screen)


def message_in_place_of(view: View, title: str, text: str, language: tuple[str, ...]) -> MessageScreen:
    """A message on the same display, and with the same share of time."""
    same = {name: getattr(view, name) for name in _ViewFields.model_fields}
    return MessageScreen.model_construct(
        **same | {"show": "message", "title": title, "text": text, "language": language}
    )


# The venue's own words and looks ----------------------------------------------------------------------------------


class Hidden(Section):
    """Sessions that no wall shows: all that one of these names."""

    ids: Annotated[tuple[Name, ...], Listed] = Field((), description="ids of sessions")
    tracks: Annotated[tuple[Name, ...], Listed] = Field((), description="names of tracks")
    titles: Annotated[tuple[Name, ...], Listed] = Field((), description="titles, with * for any text: Crew*")


class Override(Section):
    """Another text for a session."""

    title: Name | None = Field(None, description="another title")
    room: Name | None = Field(None, description="another room, by name or id")


class Notice(Section):
    """Words from staff over or above what screens show."""

    title: Name = Field(description="a few words")
    text: Annotated[Text, Field(max_length=600)] = Field("", description="a line below")
    style: Literal["banner", "urgent", "takeover"] = Field("banner", description="banner, urgent or takeover")
    start: LocalTime | None = Field(
        None, alias="from", description="event time, such as 2026-02-07 09:55, or a day of the event"
    )
    until: LocalTime | None = Field(
        None, description="event time, such as 2026-02-07 10:30, or a day of the event, shown to its end"
    )
    screens: Annotated[tuple[Name, ...], Listed] = Field((), description="names of screens or rooms; without it, all")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        """Refuse one that ends before it begins, where that can be told without the event's zone and `day_ends`."""
        match self.start, self.until:
            case datetime() as start, datetime() as until if (start.tzinfo is None) == (until.tzinfo is None):
                wrong = start >= until
            case (datetime(), _) | (_, datetime()):
                wrong = False
            case date() as start, date() as until:
                wrong = start > until
            case _:
                wrong = False
        if wrong:
            raise BadValue("'until' is not after 'from'")
        return self

    def begins(self, days: Days) -> datetime | None:
        """When it is shown first, in UTC: a day's from the start of that day of the event. None: always was."""
        return _instant(self.start, days, days.start) if self.start else None

    def ends(self, days: Days) -> datetime | None:
        """When it is shown no more, in UTC: through the end of that day of the event. None: never."""
        return _instant(self.until, days, days.end) if self.until else None


AlertKind = Literal["displays", "agenda", "feed", "layout"]
"""What operators may be alerted about: a display that is wrong or gone, an old agenda, a held feed, a broken layout."""


class Alerts(Section):
    """When operators are alerted; the addresses stand in SIGNAGE_ALERT_URLS."""

    after: Duration = Field(timedelta(minutes=5), description="how long something is wrong before that, such as 5m")
    about: Annotated[tuple[AlertKind, ...], Listed] = Field(
        get_args(AlertKind),
        alias="for",
        description="displays, agenda, feed or layout, or several of these; without it, all",
    )


EARLIEST, LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""What is before or after these, such as 9999-12-31 for "never", cannot be reckoned with in every zone."""


def _instant(at: datetime | date, days: Days, of_day: Callable[[date], datetime]) -> datetime:
    if not EARLIEST.year <= at.year < LATEST.year:
        return LATEST if at.year >= LATEST.year else EARLIEST
    if not isinstance(at, datetime):
        return of_day(at)
    return (at if at.tzinfo else at.replace(tzinfo=days.zone)).astimezone(UTC)


class Brand(Section):
    """How the event looks. Files lie in the folder media beside this file."""

    logo: FileName | None = Field(None, description="an image for dark backgrounds, such as logo.svg")
    logo_on_light: FileName | None = Field(None, description="an image for light backgrounds")
    background: FileName | None = Field(None, description="an image behind calm screens")
    font: FileName | None = Field(None, description="a font file, such as brand.woff2")
    font_bold: FileName | None = Field(None, description="the same font's bold, such as brand-bold.woff2")
    brand: Colour | None = Field(None, description='the colour of banners and running rows, such as "#2446D6"')
    accent: Colour | None = Field(None, description='the colour where a session has no track, such as "#8FA8FF"')
    dark: Annotated[tuple[Colour, Colour] | None, Field(description="background and text of the dark theme")] = None
    light: Annotated[tuple[Colour, Colour] | None, Field(description="background and text of the light theme")] = None
    tracks: dict[Name, Colour] = Field({}, description='track: colour, such as {Energy: "#3CCB8F"}')


class Layout(Section):
    """screens.yaml as a whole."""

    model_config = ConfigDict(title="screens.yaml")

    event: Event
    screens: dict[ScreenName, Screen] = Field({}, description="a mapping of screens, each with what it shows")
    rooms: dict[Name, RoomText] = Field({}, description="rooms by id or name: their order, names and places for signs")
    sync: SyncPlan = Field(SyncPlan(), description="when the agenda is fetched")
    stale_after: Duration = Field(timedelta(minutes=10), description="the age from which walls show it, such as 10m")
    language: Languages = Field(
        ("en",),
        min_length=1,
        description="the language of all screens, or several in turn: [pt, en]",
    )
    theme: ThemeByHour = Field("dark", description="dark or light, or by hour: {'08:00': light, '19:00': dark}")
    brand: Brand = Field(Brand(), description="how the event looks")
    notices: tuple[Notice, ...] = Field((), description="a list of notices, each with a title")
    alerts: Alerts = Field(Alerts(), description="when operators are alerted that something is wrong")
    hide: Hidden = Field(Hidden(), description="sessions that no wall shows")
    override: dict[Name, Override] = Field({}, description="session id: another title or room")
    access: Literal["open", "keys"] = Field(
        "open", description="open, or keys: each display needs a key, which pairing hands out"
    )
    address: HttpUrl | None = Field(
        None, description="this server's address for phones, such as http://signage.local:8080"
    )
    frames: tuple[Host, ...] = Field((), description="hosts that 'show: page' may frame, such as [maps.example.com]")


def located_views(layout: Layout) -> Iterator[tuple[KeyPath, View]]:
    """Every view of every screen with its path, such as `("screens", "foyer", "rotate", 0)`."""
    for name, screen in layout.screens.items():
        inside = {RotateScreen: ("rotate",), SplitScreen: ("split",)}.get(type(screen))
        for number, view in enumerate(views_of(screen)):
            yield ("screens", name, *((*inside, number) if inside else ())), view


def framed(layout: Layout) -> frozenset[str]:
    """The addresses that screens frame and `frames:` allows."""
    shown = (view for _, view in located_views(layout) if isinstance(view, WebScreen))
    return frozenset(str(view.url) for view in shown if allowed(str(view.url), layout))


def allowed(url: str, layout: Layout) -> bool:
    """Whether staff named the address's host under `frames:`."""
    return HttpUrl(url).host in layout.frames
