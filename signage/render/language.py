"""A screen's language: labels, times of day, dates; all text on a wall that is not the agenda's comes from here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import time
from functools import cache, cached_property, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from signage.render.line_breaks import with_breaks
from signage.render.panels.text import NOTHING, BidiText

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

SCRIPTS = {"HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh", "ARABIC": "ar", "HEBREW": "he"}
ALSO_WRITTEN = {"zh": ("zh", "ja", "ko", "yu"), "ar": ("ar", "fa", "ur", "ps", "ug"), "he": ("he", "yi")}
RIGHT_TO_LEFT = ("ar", "he")

CATALOGUES = Path(__file__).parent.parent / "locale"
"""The folder of the walls' catalogues, one for each language; those of the staff page are in `STAFF_CATALOGUES`."""
STAFF_CATALOGUES = CATALOGUES / "staff"


@cache
def translations(language: str, folder: Path = CATALOGUES) -> NullTranslations:
    """The labels of a language, from one of these two folders; those of English where there is no catalogue for it."""
    locale = Locale.parse(language.replace("-", "_"))
    files = [folder / f"{name}.po" for name in (f"{locale.language}_{locale.script}", locale.language)]
    file = next((file for file in files if file.exists()), None)
    if file is None:
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source))
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=256)
def locale_of(language: str, zone: ZoneInfo) -> Locale:
    """The locale of a language; where no region is named, that of the event's zone, so that 12/24 hours are right."""
    locale = Locale.parse(language.replace("-", "_"))
    if locale.territory:
        return locale
    name = get_global("zone_aliases").get(str(zone), str(zone))
    region = get_global("zone_territories").get(name, "").replace("ZZ", "")
    for candidate in (f"{locale}_{region}", "en_150" if language == "en" else language):
        try:
            return Locale.parse(candidate, resolve_likely_subtags=False)  # a region must not change the script
        except (UnknownLocaleError, ValueError):
            continue
    return locale


@dataclass(frozen=True)
class Words:
    """The labels, times and dates of one language in one time zone."""

    language: str
    zone: ZoneInfo
    translations: NullTranslations

    @cached_property
    def locale(self) -> Locale:
        """Babel's locale, from which formats of times and dates come."""
        return locale_of(self.language, self.zone)

    @property
    def tag(self) -> str:
        """The language for the page's `lang`."""
        return self.language.replace("_", "-")

    @property
    def dir(self) -> Literal["ltr", "rtl"]:
        """The direction in which the language is read, for the page's `dir`."""
        return "rtl" if self.locale.text_direction == "rtl" else "ltr"

    def translate(self, label: str, **values: object) -> str:
        """The label in this language, with `values` in its `%(name)s` fields."""
        text = self.translations.gettext(label)
        return text % values if values else text

    def told(self, label: str, **values: BidiText | str) -> Markup:
        """The label as HTML, what is from outside in its fields with its own language and direction."""
        return escape(self.translations.gettext(label)) % values

    def time(self, at: datetime) -> str:
        """A time of day: 10:47, or 10:47 AM where that is the custom."""
        local = at.astimezone(self.zone)
        return _time_of_day(self.locale, self.time_pattern, self.periods[local.hour > 11], local.hour, local.minute)

    def range(self, start: datetime, end: datetime) -> str:
        """10:30-11:15, and 10:30-11:15 AM where both halves are the same."""
        first, last = self.time(start), self.time(end)
        for period in self.periods:
            if first.endswith(period) and last.endswith(period):
                first = first.removesuffix(period).rstrip()
            elif first.startswith(period) and last.startswith(period):
                last = last.removeprefix(period).lstrip()
        return f"{first}\u2013{last}"

    @cached_property
    def time_pattern(self) -> str:
        """The locale's pattern for a time of day, such as `HH:mm` or `h:mm a`, in CLDR's letters."""
        pattern = re.sub("[\u202f\u00a0]", " ", str(self.locale.time_formats["short"].pattern))
        return re.sub(r"\bm\b", "mm", pattern.replace("B", "a"))  # the page's script knows no others

    @cached_property
    def periods(self) -> tuple[str, str]:
        """What stands for morning and afternoon in `time_pattern`."""
        widths = self.locale.day_periods["format"]
        names = widths["wide"] if "am" in widths["wide"] else widths["abbreviated"]
        return str(names["am"]), str(names["pm"])

    def weekday(self, day: date) -> str:
        """The weekday of a date as it stands alone, such as `Monday`; that within a date may mean "on Monday"."""
        return _capital(format_date(day, "cccc", locale=self.locale))

    def short_weekday(self, day: date) -> str:
        """The weekday of a date in short, such as `Mon`."""
        return _capital(format_date(day, "EEE", locale=self.locale))

    def short_day(self, day: date, seen_on: date) -> str:
        """What stands before a time: "Sat ", or "14 Feb " when that is more than six days away; empty on its day."""
        away = abs((day - seen_on).days)
        if away > 6:
            return format_skeleton("MMMd", day, locale=self.locale) + " "
        return self.short_weekday(day) + " " if away else ""

    def day(self, day: date) -> str:
        """Day and month, such as `24 November`."""
        return format_skeleton("MMMMd", day, locale=self.locale)

    def relative(self, day: date, today: date) -> str:
        """Tomorrow, or the weekday, or weekday and date when that is more than six days away; nothing for today."""
        away = (day - today).days
        if away == 0:
            return ""
        if away == 1:
            return self.translate("Tomorrow")
        return self.weekday(day) if away < 7 else _capital(format_skeleton("MMMEd", day, locale=self.locale))


@lru_cache(maxsize=8192)
def _time_of_day(locale: Locale, pattern: str, period: str, hour: int, minute: int) -> str:
    """An hour and minute in a pattern of `Words.time_pattern`. A day's agenda has the same few over and over."""
    quoted = period.replace("'", "''")
    whole = re.sub("('[^']*')|a", lambda part: part[1] or f"'{quoted}'", pattern)
    return format_time(time(hour, minute), whole, locale=locale)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=8192)
def bidi(text: str, language: str = "") -> BidiText:
    """Text from outside with its language: that of its script where the script tells, else the one stated.

    What a session is held in says nothing of the script of its title, so the letters are asked first.
    """
    if not text:
        return NOTHING
    text = with_breaks(text)
    found = [SCRIPTS[name] for char in text if (name := unicodedata.name(char, "").partition(" ")[0]) in SCRIPTS]
    script = "ja" if "ja" in found else max(set(found), key=found.count) if found else ""
    if script and len(found) * 3 < sum(char.isalpha() for char in text):
        script = ""  # a foreign word in a Latin sentence does not make it one
    if not script:
        other = any(language[:2] in sharing for sharing in (*ALSO_WRITTEN.values(), ("ja", "ko")))
        return BidiText(text, "" if other else language)
    lang = language if language[:2] in ALSO_WRITTEN.get(script, (script,)) else script
    return BidiText(text, lang, "rtl" if script in RIGHT_TO_LEFT else "ltr")
