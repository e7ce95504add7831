"""The kinds of value that screens.yaml holds. Scalars arrive as text, and go back to text when written."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import islice
from typing import Annotated, Literal, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from pydantic import BeforeValidator, Discriminator, Field, HttpUrl, PlainSerializer, Tag, WithJsonSchema

from signage.characters import folded, normal
from signage.layout.times import TIME_OF_DAY, TimeOfDay, day, moment, time_of_day
from signage.phrase import NO_HINT, WRITTEN_LIKE, Phrase, with_hint

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = {"s": 1, "m": 60, "h": 3600}


LOOKED_AT = 1_000
"""Words among which one that is near is looked for: each takes some microseconds, and a file may have 50,000."""


def did_you_mean(word: str, words: Iterable[str], parts: Mapping[str, str] | None = None) -> Phrase:
    """`did you mean 'x'?`, x being the value `instead`; or nothing when no word is near.

    `parts` are other words for some: `Lisbon` for a zone.
    """
    candidates = {folded(part): whole for part, whole in (parts or {}).items()}
    candidates |= {folded(candidate): candidate for candidate in islice(words, LOOKED_AT)}
    found = difflib.get_close_matches(folded(word), candidates, n=1, cutoff=0.6)
    return Phrase("did you mean '%(instead)s'?", instead=candidates[found[0]]) if found else Phrase()


class BadValue(ValueError):
    """A value that is not what its key takes: `what` is wrong with it, and the `hint` how to write it."""

    def __init__(self, what: Phrase, hint: Phrase = NO_HINT) -> None:
        super().__init__(with_hint(what, hint))
        self.what, self.hint = what, hint


def _read(text: Callable[[str], object]) -> BeforeValidator:
    """A pydantic validator that reads a value from text; a value that is no text is left to its type."""
    return BeforeValidator(lambda value: text(value) if isinstance(value, str) else value)


def _duration(value: str) -> object:
    parts = re.findall(r"(\d{1,9})\s*([smh])", value)
    if not parts or re.sub(r"(\d{1,9})\s*([smh])|\s", "", value):
        raise BadValue(Phrase("'%(given)s' is no duration", given=value), Phrase(WRITTEN_LIKE, like="90s, 5m, 2h"))
    seconds = sum(int(number) * UNITS[unit] for number, unit in parts)
    if not 1 <= seconds <= 24 * UNITS["h"]:
        raise BadValue(Phrase("'%(given)s' is outside 1s to 24h", given=value))
    return timedelta(seconds=seconds)


def _clock_time(value: str) -> time:
    return _time_of_day(value).time


def _time_of_day(value: str) -> TimeOfDay:
    try:
        return time_of_day(value)
    except ValueError:
        raise BadValue(
            Phrase("'%(given)s' is no time of day", given=value), Phrase(WRITTEN_LIKE, like="09:00")
        ) from None


@cache
def _zones() -> dict[str, str]:
    """Each time zone by its name in small letters."""
    return {zone.casefold(): zone for zone in sorted(available_timezones())}


def _zone(value: str) -> object:
    zone = _zones().get(value.strip().replace(" ", "_").casefold())
    if zone is None:
        names = _zones().values()
        hint = did_you_mean(value, names, {name.rpartition("/")[2]: name for name in names})
        raise BadValue(
            Phrase("'%(given)s' is no time zone", given=value), hint or Phrase(WRITTEN_LIKE, like="Europe/Lisbon")
        )
    return ZoneInfo(zone)


def _locale(value: str) -> object:
    try:
        Locale.parse(value.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise BadValue(
            Phrase("'%(given)s' is no language", given=value), Phrase(WRITTEN_LIKE, like="en, pt, en-GB")
        ) from None
    return value


class Hours(NamedTuple):
    """A part of each day, event time; it may run over midnight. From 00:00 to 00:00 is all day."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def holds(self, at: time) -> bool:
        """Whether a time of day is in it."""
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def _hours(value: str) -> object:
    parts = re.split(r"\s*(?:-|\u2013|to)\s*", value.strip())
    if len(parts) != 2:
        raise BadValue(Phrase("'%(given)s' is no part of a day", given=value), Phrase(WRITTEN_LIKE, like="09:00-17:30"))
    start, end = map(_time_of_day, parts)
    if start == end:
        raise BadValue(Phrase("'%(given)s' begins when it ends", given=value))
    return Hours(start.time, end.time)


def _day(value: str) -> object:
    weekday = value.strip().casefold()[:3]
    if weekday in WEEKDAYS and value.strip().isalpha():
        return weekday
    try:
        return day(value)
    except ValueError:
        raise BadValue(
            Phrase("'%(given)s' is no day", given=value), Phrase(WRITTEN_LIKE, like="2026-02-07, saturday")
        ) from None


def _moment(value: str) -> object:
    try:
        return moment(value)
    except ValueError:
        raise BadValue(
            Phrase("'%(given)s' is no date and time", given=value), Phrase(WRITTEN_LIKE, like="2026-02-07 09:55")
        ) from None


def _colour(value: str) -> object:
    if not (match := re.fullmatch(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})", value.strip())):
        hint = Phrase('write # and six of 0 to 9 and A to F, in quotes, like "#2446D6"')
        raise BadValue(Phrase("'%(given)s' is no colour", given=value), hint)
    digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
    return f"#{digits.upper()}"


def _file(value: str) -> object:
    if any(part.startswith(".") or not part for part in re.split(r"[/\\\\]", value)):
        raise BadValue(
            Phrase("'%(given)s' is no file of the folder media", given=value), Phrase(WRITTEN_LIKE, like="map.png")
        )
    return normal(value)


def _host(value: str) -> object:
    """A host as addresses name it: `münchen.example` becomes `xn--mnchen-3ya.example`."""
    try:
        url = HttpUrl(f"https://{value.strip()}")
    except ValueError:
        url = None
    plain = url and str(url) == f"https://{url.host}/" and re.fullmatch(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]", url.host or "")
    if not url or not plain:  # it becomes part of a header, where a ; begins another rule
        raise BadValue(Phrase("'%(given)s' is no host", given=value), Phrase(WRITTEN_LIKE, like="maps.example.com"))
    return url.host


def listed(value: object) -> object:
    """Makes a list of a single value where a list is expected."""
    return value if isinstance(value, list | tuple) else [value]


_DURATION = {"type": "string", "pattern": r"^(\d+\s*[smh]\s*)+$"}
_TIME = {"type": "string", "pattern": f"^({TIME_OF_DAY})$"}
Duration = Annotated[
    timedelta,
    _read(_duration),
    PlainSerializer(lambda span: f"{int(span.total_seconds())}s"),
    WithJsonSchema(_DURATION),
]
ClockTime = Annotated[time, _read(_clock_time), PlainSerializer(lambda at: f"{at:%H:%M}"), WithJsonSchema(_TIME)]
Zone = Annotated[ZoneInfo, _read(_zone), PlainSerializer(str), WithJsonSchema({"type": "string"})]
Language = Annotated[str, _read(_locale)]
Text = Annotated[str, _read(normal)]
"""Words that are compared or shown, in their normal form."""
Name = Annotated[str, Field(min_length=1, max_length=200), _read(normal)]
GatewayId = Annotated[str, Field(min_length=1, max_length=200)]
"""An id that is sent to the gateway: as it was written, for the gateway may compare bytes."""
ScreenName = Annotated[str, Field(pattern=r"^[^\s/?#%\\]{1,80}$"), _read(normal)]
Side = Literal["up", "down", "left", "right", "up-left", "up-right", "down-left", "down-right"]
DayHours = Annotated[
    Hours,
    _read(_hours),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "description": "a part of each day, such as 09:00-17:30"}),
]
EventDay = Annotated[
    date | str,
    _read(_day),
    WithJsonSchema({"type": "string", "description": "a date or a weekday, such as 2026-02-07 or saturday"}),
]
LocalTime = Annotated[
    datetime | date,
    _read(_moment),
    WithJsonSchema({"type": "string", "description": "event time, such as 2026-02-07 09:55, or a whole day"}),
]
"""A moment of the event's zone unless it has an offset, or a whole day of the event."""
Colour = Annotated[str, _read(_colour), WithJsonSchema({"type": "string", "pattern": "^#[0-9a-fA-F]{3,6}$"})]
Host = Annotated[str, Field(min_length=1, max_length=200), _read(_host)]
FileName = Annotated[str, Field(min_length=1, max_length=200), _read(_file)]
"""A path within the folder media, `/` between folders, in its normal form."""
Theme = Literal["dark", "light"]
Listed = BeforeValidator(listed)
"""One value, or a list of them."""
MAX_LANGUAGES = 20


def _few(value: object) -> object:
    """Refuse a long list of languages before each is looked up, which takes long. Raises BadValue."""
    if isinstance(value, list) and len(value) > MAX_LANGUAGES:
        raise BadValue(
            Phrase("has too many entries: at most %(most)s", most=MAX_LANGUAGES), Phrase(WRITTEN_LIKE, like="[pt, en]")
        )
    return value


Languages = Annotated[tuple[Language, ...], Listed, BeforeValidator(_few)]
THEME_TAGS = ("always", "by hour")
ThemeByHour = Annotated[
    Annotated[Theme, Tag("always")] | Annotated[dict[ClockTime, Theme], Field(min_length=1), Tag("by hour")],
    Discriminator(lambda value: THEME_TAGS[isinstance(value, dict)]),
]
