"""What a view of screens.yaml may say: a class for each `show:`. Pure."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, HttpUrl

from signage.layout.fields import (
    BadValue,
    DayHours,
    Duration,
    EventDay,
    FileName,
    Languages,
    Listed,
    Name,
    ScreenName,
    Side,
    Text,
    ThemeByHour,
)
from signage.layout.section import Section
from signage.layout.times import day
from signage.phrase import N_, WRITTEN_LIKE, Phrase

SCREEN_ONLY = {"theme", "orientation", "rotate_display", "also", "motion", "dark", "on"}
PLAYLIST_ONLY = {"seconds", "hours", "days"}


class ViewFields(Section):
    """What any view may say; a playlist's entries have a share of time, a screen has the properties of its display."""

    language: Languages = Field((), description=N_("a language, or several in turn: [pt, en]"))
    arrows: dict[Text, Side] = Field({}, description=N_("room or floor: direction, such as {Hall A: left}"))
    qr: bool = Field(False, description=N_("yes to show a QR code that leads phones to the page"))

    seconds: int = Field(20, ge=3, le=3600, description=N_("how long the view stays, from 3 to 3600"))
    hours: DayHours | None = Field(None, description=N_("a part of each day, such as 09:00-17:30"))
    days: Annotated[tuple[EventDay, ...], Listed] = Field((), description=N_("dates or weekdays, such as [saturday]"))

    theme: ThemeByHour | None = Field(
        None, description=N_("dark or light, or by hour: {'08:00': light, '19:00': dark}")
    )
    orientation: Literal["auto", "landscape", "portrait"] = Field("auto", description=N_("landscape, portrait or auto"))
    rotate_display: Literal["0", "90", "180", "270"] = Field("0", description=N_("0, 90, 180 or 270, clockwise"))
    also: Annotated[tuple[ScreenName, ...], Listed] = Field((), description=N_("names the screen had before"))
    motion: Literal["calm", "none"] = Field("calm", description=N_("calm or none"))
    dark: Annotated[tuple[DayHours, ...], Listed] = Field((), description=N_("hours without a picture: 23:00-06:00"))
    on: Annotated[tuple[DayHours, ...], Listed] = Field(
        (),
        description=N_("hours in which its display is expected to be there, such as 07:00-20:00; without it, always"),
    )


class RoomScreen(ViewFields):
    """A door display: one room."""

    show: Literal["room"]
    room: Name = Field(description=N_("the name or id of a room of the agenda"))


class RoomsScreen(ViewFields):
    """What any view of several rooms may say."""

    rooms: Annotated[tuple[Name, ...], Listed] = Field(
        (), description=N_("a list of rooms by name or id; without it, all")
    )
    floors: Annotated[tuple[Name, ...], Listed] = Field((), description=N_("only rooms on these floors"))
    tracks: Annotated[tuple[Name, ...], Listed] = Field(
        (), description=N_("only sessions of these tracks; on overviews and directories, rooms that have any")
    )
    title: Name | None = Field(None, description=N_("the title in the header"))


class OverviewScreen(RoomsScreen):
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
        raise BadValue(
            Phrase("'%(given)s' is no day", given=value), Phrase(WRITTEN_LIKE, like="2026-02-07, today, tomorrow")
        ) from None


class AgendaScreen(RoomsScreen):
    """A departure board of what is on and what comes."""

    show: Literal["agenda"]
    day: Annotated[date | Literal["today", "tomorrow"] | None, BeforeValidator(_board_day)] = Field(
        None, description=N_("only sessions of this day of the event: today, tomorrow or a date such as 2026-02-07")
    )
    pages: Annotated[int, Field(ge=1, le=12)] | None = Field(
        None, description=N_("how many pages it turns at most; 4 if nothing is said, 12 with ahead")
    )
    ahead: Duration | None = Field(None, description=N_("only what begins within this time, such as 3h"))


class DirectoryScreen(RoomsScreen):
    """Wayfinding: rooms by floor, with arrows and what is on there."""

    show: Literal["directory"]


class PictureScreen(ViewFields):
    """One image from the media folder beside this file."""

    show: Literal["picture"]
    file: FileName = Field(description=N_("an image in the folder media beside this file, such as map.png"))
    fit: Literal["contain", "cover"] = Field(
        "contain", description=N_("contain (all of it) or cover (all of the wall)")
    )


class SlidesScreen(ViewFields):
    """Images one after another."""

    show: Literal["slides"]
    files: Annotated[tuple[FileName, ...], Listed] = Field(
        min_length=1, description=N_("images in the folder media, or one of its folders")
    )
    each: int = Field(10, ge=3, le=600, description=N_("seconds for each image, from 3 to 600"))
    fit: Literal["contain", "cover"] = Field(
        "contain", description=N_("contain (all of it) or cover (all of the wall)")
    )


class MessageScreen(ViewFields):
    """Words from staff."""

    show: Literal["message"]
    title: Name = Field(description=N_("a few words in large type"))
    text: Annotated[Text, Field(max_length=600)] = Field("", description=N_("a line or two below"))


class WebScreen(ViewFields):
    """A web page in a frame that can do nothing to the wall around it."""

    show: Literal["page"]
    url: HttpUrl = Field(description=N_("an address that begins with https:// or http://"))


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


def message_in_place_of(view: View, title: str, text: str, language: tuple[str, ...]) -> MessageScreen:
    """A message on the same display, and with the same share of time."""
    same = {name: getattr(view, name) for name in ViewFields.model_fields}
    return MessageScreen.model_construct(
        **same | {"show": "message", "title": title, "text": text, "language": language}
    )
