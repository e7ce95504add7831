"""screens.yaml as a whole. Every field says what it expects, for errors and for editors. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Annotated, Literal, get_args

from pydantic import ConfigDict, Field, HttpUrl

from signage.agenda import Days
from signage.errors import KeyPath
from signage.layout.fields import (
    ClockTime,
    Colour,
    Duration,
    FileName,
    GatewayId,
    Host,
    Languages,
    Listed,
    Name,
    ScreenName,
    ThemeByHour,
    Zone,
)
from signage.layout.notices import Notice
from signage.layout.screens import RotateScreen, Screen, SplitScreen, views_of
from signage.layout.section import Section
from signage.layout.views import View, WebScreen
from signage.phrase import N_


class Event(Section):
    """Which event this is."""

    id: GatewayId = Field(description=N_("the event's id on the platform, such as evt_123"))
    name: Name = Field(description=N_("the event's name as walls show it"))
    timezone: Zone = Field(description=N_("the event's time zone, such as Europe/Lisbon"))
    day_ends: ClockTime = Field(time(4), description=N_("when the event's day ends, such as 04:00"))

    @property
    def days(self) -> Days:
        """The event's calendar: its zone, and when its days end."""
        return Days(self.timezone, self.day_ends)


class SyncPlan(Section):
    """When the agenda is fetched."""

    full_pull_at: ClockTime = Field(
        time(3), description=N_("the time of the nightly full pull, event time, such as 03:00")
    )
    window_every: Duration = Field(timedelta(seconds=60), description=N_("a duration from 1s to 24h, such as 60s"))
    window: Duration = Field(timedelta(hours=2), description=N_("how far ahead the window looks, such as 2h"))
    delta_every: Duration = Field(timedelta(minutes=5), description=N_("a duration from 1s to 24h, such as 60s"))


class RoomText(Section):
    """What signs say of a room."""

    name: Name | None = Field(None, description=N_("the name on signs, where it differs from the agenda's"))
    floor: Name | None = Field(None, description=N_("the floor, such as Floor 1"))
    near: Name | None = Field(None, description=N_("what it is near, such as Stairs and lifts"))


class Hidden(Section):
    """Sessions that no wall shows: all that one of these names."""

    ids: Annotated[tuple[Name, ...], Listed] = Field((), description=N_("ids of sessions"))
    tracks: Annotated[tuple[Name, ...], Listed] = Field((), description=N_("names of tracks"))
    titles: Annotated[tuple[Name, ...], Listed] = Field((), description=N_("titles, with * for any text: Crew*"))


class Override(Section):
    """Another text for a session."""

    title: Name | None = Field(None, description=N_("another title"))
    room: Name | None = Field(None, description=N_("another room, by name or id"))


AlertKind = Literal["displays", "agenda", "feed", "layout"]
"""What operators may be alerted about: a display that is wrong or gone, an old agenda, a held feed, a broken layout."""


class Alerts(Section):
    """When operators are alerted; the addresses stand in SIGNAGE_ALERT_URLS."""

    after: Duration = Field(timedelta(minutes=5), description=N_("how long something is wrong before that, such as 5m"))
    about: Annotated[tuple[AlertKind, ...], Listed] = Field(
        get_args(AlertKind),
        alias="for",
        description=N_("displays, agenda, feed or layout, or several of these; without it, all"),
    )


class Brand(Section):
    """How the event looks. Files lie in the folder media beside this file."""

    logo: FileName | None = Field(None, description=N_("an image for dark backgrounds, such as logo.svg"))
    logo_on_light: FileName | None = Field(None, description=N_("an image for light backgrounds"))
    background: FileName | None = Field(None, description=N_("an image behind calm screens"))
    font: FileName | None = Field(None, description=N_("a font file, such as brand.woff2"))
    font_bold: FileName | None = Field(None, description=N_("the same font's bold, such as brand-bold.woff2"))
    brand: Colour | None = Field(None, description=N_('the colour of banners and running rows, such as "#2446D6"'))
    accent: Colour | None = Field(None, description=N_('the colour where a session has no track, such as "#8FA8FF"'))
    dark: Annotated[tuple[Colour, Colour] | None, Field(description=N_("background and text of the dark theme"))] = None
    light: Annotated[tuple[Colour, Colour] | None, Field(description=N_("background and text of the light theme"))] = (
        None
    )
    tracks: dict[Name, Colour] = Field({}, description=N_('track: colour, such as {Energy: "#3CCB8F"}'))


class Layout(Section):
    """screens.yaml as a whole."""

    model_config = ConfigDict(title="screens.yaml")

    event: Event
    screens: dict[ScreenName, Screen] = Field({}, description=N_("screens by name, each with what it shows"))
    rooms: dict[Name, RoomText] = Field(
        {}, description=N_("rooms by id or name: their order, names and places for signs")
    )
    sync: SyncPlan = Field(SyncPlan(), description=N_("when the agenda is fetched"))
    stale_after: Duration = Field(
        timedelta(minutes=10), description=N_("the age from which walls show it, such as 10m")
    )
    language: Languages = Field(
        ("en",),
        min_length=1,
        description=N_("the language of all screens, or several in turn: [pt, en]"),
    )
    theme: ThemeByHour = Field("dark", description=N_("dark or light, or by hour: {'08:00': light, '19:00': dark}"))
    brand: Brand = Field(Brand(), description=N_("how the event looks"))
    notices: tuple[Notice, ...] = Field((), description=N_("a list of notices, each with a title"))
    alerts: Alerts = Field(Alerts(), description=N_("when operators are alerted that something is wrong"))
    hide: Hidden = Field(Hidden(), description=N_("sessions that no wall shows"))
    override: dict[Name, Override] = Field({}, description=N_("session id: another title or room"))
    access: Literal["open", "keys"] = Field(
        "open", description=N_("open, or keys: each display needs a key, which pairing hands out")
    )
    address: HttpUrl | None = Field(
        None, description=N_("this server's address for phones, such as http://signage.local:8080")
    )
    frames: tuple[Host, ...] = Field(
        (), description=N_("hosts that 'show: page' may frame, such as [maps.example.com]")
    )


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
