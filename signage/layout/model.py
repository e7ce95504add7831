"""The shape of screens.yaml. Scalars arrive as text; every field says what it expects, for errors and editors."""

from __future__ import annotations

import difflib
import re
from datetime import time, timedelta
from functools import cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

UNITS = {"s": 1, "m": 60, "h": 3600}


def nearest(word: str, words: list[str]) -> str:
    """`; did you mean 'x'?`, or nothing when no word is near."""
    folded = {candidate.casefold(): candidate for candidate in words}
    found = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return f"; did you mean '{folded[found[0]]}'?" if found else ""


def _duration(value: object) -> object:
    if not isinstance(value, str):
        return value
    parts = re.findall(r"(\d+)\s*([smh])", value)
    if not parts or re.sub(r"(\d+)\s*([smh])|\s", "", value):
        raise ValueError(f"'{value}' is no duration; write it like 90s, 5m or 2h")
    length = timedelta(seconds=sum(int(number) * UNITS[unit] for number, unit in parts))
    if not timedelta(seconds=1) <= length <= timedelta(hours=24):
        raise ValueError(f"'{value}' is outside 1s to 24h")
    return length


def _clock_time(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not (match := re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", value.strip())):
        raise ValueError(f"'{value}' is no time of day; write it like 09:00")
    return time(int(match[1]), int(match[2]))


@cache
def _zones() -> list[str]:
    return sorted(available_timezones())


def _zone(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value not in _zones():
        hint = nearest(value, [*_zones(), *(zone.split("/")[-1] for zone in _zones())])
        raise ValueError(f"'{value}' is no time zone{hint or '; write it like Europe/Lisbon'}")
    return ZoneInfo(value)


def _locale(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        Locale.parse(value.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"'{value}' is no language; write it like en, pt or en-GB") from None
    return value


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


_DURATION = {"type": "string", "pattern": r"^(\d+\s*[smh]\s*)+$"}
_TIME = {"type": "string", "pattern": r"^([01]?\d|2[0-3])[:.][0-5]\d$"}
Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    PlainSerializer(lambda span: f"{int(span.total_seconds())}s"),
    WithJsonSchema(_DURATION),
]
ClockTime = Annotated[
    time, BeforeValidator(_clock_time), PlainSerializer(lambda at: f"{at:%H:%M}"), WithJsonSchema(_TIME)
]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone), PlainSerializer(str), WithJsonSchema({"type": "string"})]
Language = Annotated[str, BeforeValidator(_locale)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
ScreenName = Annotated[str, Field(pattern=r"^[^\s/?#%\\]{1,80}$")]
Side = Literal["up", "down", "left", "right", "up-left", "up-right", "down-left", "down-right"]


class Part(BaseModel):
    """A part of the file: unknown keys are refused, so that a slip of the pen is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, hide_input_in_errors=True)


class Event(Part):
    """Which event this is."""

    id: Name = Field(description="the event's id on the platform, such as evt_123")
    name: Name = Field(description="the event's name as walls show it")
    timezone: Zone = Field(description="the event's time zone, such as Europe/Lisbon")
    day_ends: ClockTime = Field(time(4), description="when the event's day ends, such as 04:00")


class SyncPlan(Part):
    """When the agenda is fetched."""

    full_pull_at: ClockTime = Field(time(3), description="the time of the nightly full pull, event time, such as 03:00")
    window_every: Duration = Field(timedelta(seconds=60), description="a duration from 1s to 24h, such as 60s")
    window: Duration = Field(timedelta(hours=2), description="how far ahead the window looks, such as 2h")
    delta_every: Duration = Field(timedelta(minutes=5), description="a duration from 1s to 24h, such as 5m")


class RoomText(Part):
    """What signs say of a room."""

    name: Name | None = Field(None, description="the name on signs, where it differs from the agenda's")
    floor: Name | None = Field(None, description="the floor, such as Floor 1")
    near: Name | None = Field(None, description="what it is near, such as Stairs and lifts")


class _Screen(Part):
    language: Language | None = Field(None, description="a language, such as en, pt or en-GB")
    theme: Literal["dark", "light"] | None = Field(None, description="dark or light")


class RoomScreen(_Screen):
    """A door display: one room."""

    show: Literal["room"]
    room: Name = Field(description="the name or id of a room of the agenda")


class _Rooms(_Screen):
    rooms: Annotated[tuple[Name, ...], BeforeValidator(_listed)] = Field(
        (), description="a list of rooms by name or id; without it, all"
    )
    arrows: dict[str, Side] = Field({}, description="room or floor: direction, such as {Hall A: left}")
    title: Name | None = Field(None, description="the title in the header")


class OverviewScreen(_Rooms):
    """Now and next in several rooms."""

    show: Literal["overview"]


class AgendaScreen(_Rooms):
    """A departure board of what is on and what comes."""

    show: Literal["agenda"]


Screen = Annotated[RoomScreen | OverviewScreen | AgendaScreen, Field(discriminator="show")]


class Layout(Part):
    """screens.yaml as a whole."""

    model_config = ConfigDict(title="screens.yaml")

    event: Event
    screens: dict[ScreenName, Screen] = Field({}, description="a mapping of screens, each with what it shows")
    rooms: dict[Name, RoomText] = Field({}, description="rooms by id or name: their order, names and places for signs")
    sync: SyncPlan = Field(SyncPlan(), description="when the agenda is fetched")
    stale_after: Duration = Field(timedelta(minutes=10), description="the age from which walls show it, such as 10m")
    language: Language = Field("en", description="the language of all screens, such as en, pt or en-GB")
    theme: Literal["dark", "light"] = Field("dark", description="dark or light")
