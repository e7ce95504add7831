"""A screen's language: 12 or 24 hours, dates in words, and which script a text from outside is in."""

from __future__ import annotations

import re
from datetime import date, timedelta
from gettext import NullTranslations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_time
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st

from signage.render.language import Words, bidi, translations
from signage.render.line_breaks import with_breaks
from signage.render.panels.text import NOTHING, BidiText
from tests.build import DAY, at


def words(language: str, zone: str = "UTC") -> Words:
    return Words(language, ZoneInfo(zone), NullTranslations())


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [
        ("en", "Europe/Lisbon", "15:47"),  # the region is that of the event, where the language names none
        ("en", "America/New_York", "10:47 AM"),
        ("en", "Asia/Kolkata", "9:17 pm"),
        ("en", "UTC", "15:47"),
        ("en", "Etc/GMT+3", "12:47"),
        ("en-GB", "America/New_York", "10:47"),
        ("en-US", "Europe/Lisbon", "3:47 PM"),
        ("pt", "Europe/Lisbon", "15:47"),
        ("de", "Europe/Berlin", "16:47"),
        ("en", "US/Eastern", "10:47 AM"),  # an old name of a zone
        ("zh", "Asia/Taipei", "23:47"),  # simplified, as the language without a script is
        ("zh-Hant", "Asia/Taipei", "下午11:47"),
        ("ko", "Asia/Seoul", "오전 12:47"),
        ("ar", "Africa/Cairo", "5:47 م"),
    ],
)
def test_times_are_printed_as_is_the_custom(language: str, zone: str, expected: str) -> None:
    assert words(language, zone).time(at("15:47:59")) == expected


def test_a_time_of_day_is_worded_once_for_all_the_sessions_of_an_agenda(monkeypatch: pytest.MonkeyPatch) -> None:
    """A third of what rendering a large agenda took was this."""
    made: list[object] = []

    def counted(*arguments: Any, **named: Any) -> str:
        made.append(arguments)
        return format_time(*arguments, **named)

    monkeypatch.setattr("signage.render.language.format_time", counted)
    zone = "Asia/Kathmandu"  # no other test words its 13:47, nor 13:47 in Latvian
    days = [at("08:02", DAY + timedelta(days=number)) for number in range(30)]
    assert {words("lv", zone).time(day) for day in days} == {"13:47"}
    assert len(made) == 1


def test_a_range_names_the_half_of_the_day_once() -> None:
    english = words("en-US")
    assert english.range(at("10:30"), at("11:15")) == "10:30\u201311:15 AM"
    assert english.range(at("11:30"), at("12:15")) == "11:30 AM\u201312:15 PM"
    assert words("en-GB").range(at("09:30"), at("12:15")) == "09:30\u201312:15"
    assert words("ar").range(at("10:30"), at("11:15")) == "10:30\u201311:15 ص"
    assert words("zh-Hant").range(at("09:30"), at("10:15")) == "上午9:30\u201310:15"


def test_the_clock_of_the_page_prints_every_languages_times_as_the_server_does() -> None:
    wrong = [
        (name, clock)
        for name in locale_identifiers()
        for clock in ("00:05", "12:30", "15:07")
        if clock_of_the_page(words(name), clock) != words(name).time(at(clock))
    ]
    assert wrong == []


def clock_of_the_page(here: Words, clock: str) -> str:
    """What static/times.js makes of `data-time` and `data-periods`."""
    hour, minute = (int(part) for part in clock.split(":"))
    said = {
        "HH": f"{hour:02}",
        "H": f"{hour}",
        "hh": f"{hour % 12 or 12:02}",
        "h": f"{hour % 12 or 12}",
        "mm": f"{minute:02}",
        "a": here.periods[hour > 11],
    }
    return re.sub(r"'[^']*'|HH|H|hh|h|mm|a", lambda m: said.get(m[0], m[0][1:-1]), here.time_pattern)


def test_days_are_named_by_how_far_away_they_are() -> None:
    english = words("en-GB")
    found = [english.relative(date(2026, 2, day), DAY) for day in (7, 8, 9, 13, 14)]
    assert found == ["", "Tomorrow", "Monday", "Friday", "Sat 14 Feb"]
    assert words("ja").relative(date(2026, 2, 14), DAY) == "2月14日(土)"
    assert words("fr").relative(date(2026, 2, 14), DAY) == "Sam. 14 févr."
    assert words("pt-PT").weekday(DAY) == "Sábado"
    assert words("fi").weekday(DAY) == "Lauantai"  # and no "on Saturday"
    assert words("pt-PT").day(DAY) == "7 de fevereiro"


def test_the_direction_and_tag_of_a_language() -> None:
    assert [(words(tag).tag, words(tag).dir) for tag in ("en_GB", "ar", "he-IL", "fa")] == [
        ("en-GB", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("fa", "rtl"),
    ]


def test_a_language_without_a_catalogue_speaks_english() -> None:
    assert translations("en").gettext("Now") == "Now"
    assert Words("sw", ZoneInfo("UTC"), translations("sw")).translate("until %(time)s", time="09:00") == "until 09:00"


@pytest.mark.parametrize(
    ("text", "stated", "expected"),
    [
        ("", "en", NOTHING),
        ("Opening", "", BidiText("Opening")),
        ("Abertura", "pt", BidiText("Abertura", "pt")),
        ("未来网络", "", BidiText("未来网络", "zh", "ltr")),
        ("未来网络", "en", BidiText("未来网络", "zh", "ltr")),  # held in English, titled in Chinese
        ("未来网络", "zh-Hant", BidiText("未来网络", "zh-Hant", "ltr")),
        ("東京大学", "ja", BidiText("東京大学", "ja", "ltr")),  # Japanese, though without a kana
        ("未来のネット", "", BidiText("未来のネット", "ja", "ltr")),
        ("미래 네트워크", "en", BidiText("미래 네트워크", "ko", "ltr")),
        ("مستقبل الشبكات", "en", BidiText("مستقبل الشبكات", "ar", "rtl")),
        ("آینده شبکه", "fa", BidiText("آینده شبکه", "fa", "rtl")),
        ("עתיד הרשתות", "", BidiText("עתיד הרשתות", "he", "rtl")),
        ("Opening", "ar", BidiText("Opening")),  # held in Arabic, titled in English
        ("Opening", "fa", BidiText("Opening")),
        ("Opening", "ja", BidiText("Opening")),
        ("The meaning of 网 in networks", "en", BidiText("The meaning of 网 in networks", "en")),
        ("GPU 加速", "", BidiText("GPU 加速", "zh", "ltr")),
        ("123 !?", "", BidiText("123 !?")),
    ],
)
def test_the_letters_tell_the_language_before_what_is_stated(text: str, stated: str, expected: BidiText) -> None:
    assert bidi(text, stated) == expected


@given(st.text(), st.text(max_size=8))
def test_any_text_is_kept_but_for_where_its_lines_break(text: str, stated: str) -> None:
    found = bidi(text, stated)
    assert found.text == with_breaks(text)
    assert found.dir in ("ltr", "rtl", "auto")
