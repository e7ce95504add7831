"""Weekdays beside times: each time's own, and none where it is today's; sessions of whole days, and without an end."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.agenda import Days
from signage.publish.state import PageKey
from signage.render.day_context import DayContext, epoch
from signage.render.panels.room import RoomBlock
from signage.render.room import room_panel
from tests.build import A, B, layout, publisher, session

THURSDAY = date(2026, 11, 26)
LISBON = ZoneInfo("Europe/Lisbon")
WEEK = {
    name: THURSDAY + timedelta(days=number - 3)
    for number, name in enumerate(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
}


def at(text: str) -> datetime:
    """`Thu 03:30` of that week, in Lisbon, which is in UTC then."""
    day, _, clock = text.partition(" ")
    return datetime.combine(WEEK[day], datetime.min.time().fromisoformat(clock), UTC)


@cache
def context(zone: str = "Europe/Lisbon") -> DayContext:
    found = publisher(layout()).renderer.environment(THURSDAY).context("en-GB", {})
    return replace(found, days=Days(ZoneInfo(zone)), words=replace(found.words, zone=ZoneInfo(zone)))


@pytest.mark.parametrize(
    ("start", "end", "seen", "expected"),
    [
        ("Thu 00:00", "Thu 23:59", "Thu 10:00", "00:00–23:59"),
        ("Thu 00:00", "Thu 23:59", "Wed 20:00", "Thu 00:00–23:59"),
        ("Thu 00:00", "Fri 00:00", "Thu 11:15", "00:00–Fri 00:00"),
        ("Thu 03:30", "Thu 05:00", "Thu 03:40", "03:30–05:00"),
        ("Thu 03:30", "Thu 05:00", "Wed 22:00", "Thu 03:30–05:00"),
        ("Thu 22:00", "Fri 02:00", "Thu 20:00", "22:00–02:00"),
        ("Thu 22:00", "Fri 02:00", "Fri 01:00", "22:00–02:00"),
        ("Fri 22:00", "Sat 02:00", "Thu 20:00", "Fri 22:00–02:00"),
        ("Sat 00:30", "Sat 02:00", "Thu 20:00", "Sat 00:30–02:00"),
        ("Thu 22:00", "Fri 12:00", "Thu 23:00", "22:00–Fri 12:00"),
        ("Thu 22:00", "Fri 12:00", "Fri 10:00", "Thu 22:00–12:00"),
        ("Thu 10:00", "Sat 16:00", "Fri 12:00", "Thu 10:00–Sat 16:00"),
    ],
)
def test_a_range_has_the_weekdays_of_its_own_times_that_are_not_todays(
    start: str, end: str, seen: str, expected: str
) -> None:
    assert context().times.range(at(start), at(end), at(seen)) == expected


@pytest.mark.parametrize(
    ("time", "seen", "expected"),
    [
        ("Sat 00:30", "Thu 20:00", "Sat 00:30"),
        ("Fri 00:30", "Thu 20:00", "00:30"),  # tonight
        ("Fri 09:00", "Thu 23:59", "Fri 09:00"),
        ("Fri 09:00", "Fri 00:00", "09:00"),
    ],
)
def test_views_agree_on_a_times_weekday(time: str, seen: str, expected: str) -> None:
    own = session("s1", "00:00", "01:00", B)
    later = replace(own, starts_at=at(time), ends_at=at(time) + timedelta(hours=1))
    assert context().session(later, at(seen)).start == expected
    label = {"Sat 00:30": "Saturday", "Fri 09:00": "Tomorrow"}.get(expected, "")
    assert context().times.day_label(at(time), at(seen)) == label


INSTANTS = st.integers(0, 20 * 24 * 12).map(lambda n: datetime(2026, 3, 20, tzinfo=UTC) + n * timedelta(minutes=5))
ZONES = st.sampled_from(["Europe/Lisbon", "Asia/Tokyo", "America/St_Johns", "Pacific/Kiritimati"])


@given(at=INSTANTS, seen=INSTANTS, zone=ZONES)
def test_a_time_has_a_weekday_just_if_it_is_neither_todays_nor_tonights(
    at: datetime, seen: datetime, zone: str
) -> None:
    shown, local = context(zone), at.astimezone(ZoneInfo(zone))
    today = local.date() == seen.astimezone(local.tzinfo).date() or shown.days.of(at) == shown.days.of(seen)
    day, _, clock = shown.times.time(at, seen).rpartition(" ")
    assert clock == f"{local:%H:%M}"
    assert (day == "") == today
    assert day in ("", f"{local:%a}", shown.words.short_day(local.date(), seen.astimezone(local.tzinfo).date()).strip())


@given(start=INSTANTS, length=st.integers(1, 80 * 12), seen=INSTANTS, zone=ZONES)
def test_a_range_begins_and_ends_with_its_own_times(start: datetime, length: int, seen: datetime, zone: str) -> None:
    shown, end = context(zone), start + length * timedelta(minutes=5)
    first, last = shown.times.range(start, end, seen).split("\u2013")
    assert (first[-5:], last[-5:]) == tuple(f"{one.astimezone(ZoneInfo(zone)):%H:%M}" for one in (start, end))
    assert end - start < timedelta(days=1) or len(last) > 5


# Sessions of whole days, and without an end ---------------------------------------------------------------------------


def whole(first: str, last: str) -> dict[str, object]:
    start, end = Days(LISBON).start(WEEK[first]), Days(LISBON).end(WEEK[last])
    return {"starts_at": start, "ends_at": end, "all_day": True}


@pytest.mark.parametrize(
    ("first", "last", "seen", "expected"),
    [
        ("Thu", "Thu", "Thu 12:00", ("All day", "All day", "All day")),
        ("Thu", "Sat", "Thu 12:00", ("All day", "Thu–Sat", "until Sat")),
        ("Thu", "Sat", "Sat 12:00", ("Thu", "Thu–Sat", "All day")),
        ("Sat", "Sat", "Thu 12:00", ("Sat", "All day", "until Sat")),
    ],
)
def test_a_session_of_dates_has_days_and_no_times(first: str, last: str, seen: str, expected: tuple[str, ...]) -> None:
    own = replace(session("s1"), **whole(first, last))  # type: ignore[arg-type]
    shown = context().session(own, at(seen))
    assert (shown.start, shown.range, shown.until) == expected


def block(clock: str, *sessions: object) -> RoomBlock:
    found = room_panel(publisher(layout(), *sessions).renderer.environment(THURSDAY).context("en-GB", {}), A.id)  # type: ignore[arg-type]
    now = epoch(at(clock))
    [shown] = [b for b in found.blocks if (b.start is None or b.start <= now) and (b.until is None or now < b.until)]
    return shown


def test_at_a_door_a_session_of_whole_days_steps_back_for_those_with_times() -> None:
    talk = session("talk", "10:00", "11:00", day=THURSDAY)
    fair = replace(session("fair"), **whole("Thu", "Fri"))  # type: ignore[arg-type]
    both, alone = block("Thu 10:30", talk, fair), block("Thu 12:00", talk, fair)
    assert [hero.id for hero in both.heroes] == ["talk"]
    assert [(line.slot, line.session.id) for line in both.follow] == [("now", "fair")]
    assert ([hero.id for hero in alone.heroes], alone.state) == (["fair"], "now")


def test_a_session_without_an_end_tells_since_when_it_is_on_and_no_minutes() -> None:
    entries = {"door": "{show: room, room: Hall A}", "rooms": "{show: overview}"}
    start = at("Thu 10:30")
    talk = replace(session("talk"), starts_at=start, ends_at=start)
    renderer = publisher(layout("\n".join(f"{name}: {entry}" for name, entry in entries.items())), talk).renderer
    pages = {name: renderer.rendered_screen(PageKey("screen", name), THURSDAY) for name in entries}
    html = {name: "".join(panel.html for panel in page.panels) for name, page in pages.items()}
    assert re.findall(r'<i class="rm__u n">([^<]+)', html["rooms"]) == ["free", "since 10:30", "free"]
    [door] = [part for part in html["door"].split('<div class="blk ') if part.startswith("is-now")]
    assert re.findall(r'slab__since">(.*?)</span>', door) == ['since <b class="slab__big n">10:30</b>']
    assert not re.search("data-left|data-progress|slab__range", door)


def test_a_board_names_no_day_of_an_end_that_is_today_as_all_views_do() -> None:
    """After midnight "until Fri 06:00" is "until 06:00", on the board as at the door and on the overview."""
    watch = replace(session("watch"), starts_at=at("Thu 23:00"), ends_at=at("Fri 06:00"))
    desk = replace(session("desk"), starts_at=at("Thu 10:00"), ends_at=at("Fri 01:00"))
    shown = publisher(layout("board: {show: agenda}"), watch, desk)
    rendered = shown.renderer.rendered_screen(PageKey("screen", "board"), THURSDAY)
    [html] = [panel.html for panel in rendered.panels if panel.name == "agenda"]
    row = re.compile(r'data-from="(\d+)" data-until="(\d+)"[^>]*>.*?<small class="n">([^<]+)', re.DOTALL)
    found = [row.search(part) for part in html.split("<template")[1:] if "row--now" in part]
    runs = sorted((int(one[1]), int(one[2]), one[3]) for one in found if one)
    midnight = epoch(at("Fri 00:00"))
    assert [run for run in runs if run[2].endswith("06:00")] == [
        (epoch(watch.starts_at), midnight, "until Fri 06:00"),
        (midnight, epoch(watch.ends_at), "until 06:00"),
    ]
    assert [run[2] for run in runs if run[1] == epoch(desk.ends_at)] == ["until 01:00"]
