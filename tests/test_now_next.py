"""Now and next on the glass, second by second, against a calculation that shares no code with the program.

The rules here are written from what is promised: an element is on screen exactly while `from <= now < until`; now is
every session with `start <= t < end`; next is every session that shares the earliest start later than `t`, within the
horizon; cancelled ones stay visible, and where all of next is cancelled the first live one follows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import NamedTuple
from zoneinfo import ZoneInfo

import httpx
import pytest

from signage.agenda import Room, Session
from signage.publish.publisher import Publisher
from signage.publish.state import PageKey
from tests.build import chance, layout, publisher, served

LISBON = ZoneInfo("Europe/Lisbon")
DAYS = [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 31)]  # the clocks go forward in between; one day is empty
ROOMS = [Room(f"r{number}", f"Room {number}") for number in range(9)] + [Room("x", "Two days only"), Room("y", "Once")]
TITLES = [
    "",
    " ",
    "x" * 500,
    '<b data-from="1" hidden>Bold</b>',
    "</div></main><script>alert(1)</script>",
    '" data-until="0" x="',
    "data-stale data-clock> data-left=",
    "{{ 7 * 7 }} %s",
    "未来 & <i>",
    "مستقبل الشبكات",
]


def local(day: date, minutes: int) -> datetime:
    """So many minutes after midnight by the clocks of that day."""
    wall = datetime(day.year, day.month, day.day, tzinfo=LISBON) + timedelta(
        minutes=minutes
    )  # wall time, as datetime adds
    return wall.astimezone(UTC)


def generated() -> list[Session]:
    """Some 450 sessions: side by side, without length, over midnight, cancelled, all day."""
    some = chance(20260328)
    found = []
    for number in range(450):
        room = some.choice([*ROOMS[:9], *ROOMS[:9], None])
        day = some.choice(DAYS)
        begin = some.choice([some.randrange(8 * 60, 27 * 60 + 30), 5 * some.randrange(9 * 12, 24 * 12), 10 * 60])
        length = some.choice([0, 1, 15, 25, 45, 45, 50, 60, 60, 90, 300, 900])
        start = local(day, begin)
        cancelled = some.random() < 0.2
        found.append(
            Session(
                f"s{number}", some.choice(TITLES), start, start + timedelta(minutes=length), room, cancelled=cancelled
            )
        )
    for number, (room, day) in enumerate([(ROOMS[9], DAYS[0]), (ROOMS[9], DAYS[2]), (ROOMS[10], DAYS[1])]):
        start = local(day, 600)
        found.append(Session(f"t{number}", "Rare", start, start + timedelta(hours=1), room))
    return found


def lasting(session: Session, others: list[Session]) -> Session:
    """The session, with the end that people may expect of one without a length."""
    if session.ends_at > session.starts_at:
        return session
    ends = session.starts_at + timedelta(hours=1)
    for other in others:
        if other is not session and session.room and other.room == session.room and not other.cancelled:
            if other.starts_at <= session.starts_at < other.ends_at:
                return session
            if session.starts_at < other.starts_at:
                ends = min(ends, other.starts_at)
    return replace(session, ends_at=ends)


GENERATED = generated()
SESSIONS = [lasting(session, GENERATED) for session in GENERATED]
BY_ROOM: dict[str, list[Session]] = {room.id: [s for s in SESSIONS if s.room == room] for room in ROOMS}
BY_ROOM[""] = [s for s in SESSIONS if s.room is None]


# What is promised -------------------------------------------------------------------------------------------------


class Promised(NamedTuple):
    now: set[str]
    next: set[str]
    then: str
    """The first live one, where all of next is cancelled."""


def day_of(at: datetime) -> date:
    """The event's day: it ends at four."""
    clock = at.astimezone(LISBON)
    return clock.date() if clock.hour >= 4 else clock.date() - timedelta(days=1)


def horizon(sessions: list[Session], day: date) -> tuple[int, int]:
    """From the start of the day to the end of the next day on which one of these sessions falls."""
    following = [d for d in DAYS if d > day and any(day_of(s.starts_at) == d for s in sessions)]
    last = min(following, default=day)
    return int(local(day, 240).timestamp()), int(local(last + timedelta(days=1), 240).timestamp())


def promised(sessions: list[Session], at: int, end: int) -> Promised:
    now, starts = set(), []
    for session in sessions:
        begins, ends = session.starts_at.timestamp(), session.ends_at.timestamp()
        if begins <= at < ends:
            now.add(session.id)
        if at < begins < end:
            starts.append((begins, session.ends_at.timestamp(), session.id, session.cancelled))
    starts.sort()
    following = [one for one in starts if one[0] == starts[0][0]]
    live = [one[2] for one in starts if not one[3]]
    all_cancelled = bool(following) and all(one[3] for one in following)
    return Promised(now, {one[2] for one in following}, live[0] if all_cancelled and live else "")


# What is on screen ------------------------------------------------------------------------------------------------

VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Shown(NamedTuple):
    """A session block: the seconds in which it is on screen, whether it is hidden now, its slot and session."""

    start: float
    until: float
    hidden: bool
    slot: str
    session: str


class Glass(HTMLParser):
    """Reads HTML as a wall does, and lists its session blocks."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.shown: list[Shown] = []
        self._open: list[tuple[str, Shown]] = [("", Shown(float("-inf"), float("inf"), False, "", ""))]
        self.feed(html)
        self.close()
        assert [tag for tag, _ in self._open] == [""], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        around, said = self._open[-1][1], dict(attrs)
        here = Shown(
            max(around.start, float(said.get("data-from") or "-inf")),
            min(around.until, float(said.get("data-until") or "inf")),
            around.hidden or "hidden" in said,
            said.get("data-slot") or around.slot,
            said.get("data-session") or "",
        )
        if here.session:
            self.shown.append(here)
        if tag not in VOID:
            self._open.append((tag, here))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Only within SVG."""

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._open.pop()
        assert opened == tag

    def at(self, second: int, slot: str) -> list[str]:
        return [one.session for one in self.shown if one.slot == slot and one.start <= second < one.until]

    def unhidden(self, slot: str) -> list[str]:
        return [one.session for one in self.shown if one.slot == slot and not one.hidden]


def instants(sessions: list[Session], start: int, end: int) -> list[int]:
    """Every boundary and the seconds beside it, and many others."""
    edges = {int(edge.timestamp()) for s in sessions for edge in (s.starts_at, s.ends_at)}
    some = {edge + beside for edge in {*edges, start, end} for beside in (-1, 0, 1)}
    by_chance = chance(start)
    some |= {by_chance.randrange(start, end) for _ in range(100)}
    return sorted(second for second in some if start <= second < end)


@pytest.fixture(scope="module")
def shown() -> Publisher:
    return publisher(layout("all: {show: overview}"), *GENERATED, now=local(DAYS[0], 600))


def wrong(html: str, sessions: list[Session], day: date) -> list[object]:
    """Every second at which the glass and the promise differ; `html` is rendered for that day."""
    start, end = horizon(sessions, day)
    glass = Glass(html)
    cancelled = {session.id: session.cancelled for session in sessions}
    found: list[object] = []
    for second in instants(sessions, start, end):
        expected = promised(sessions, second, end)
        now, following, later = (glass.at(second, slot) for slot in ("now", "next", "later"))
        once = len({*now, *following, *later}) == len(now) + len(following) + len(later)
        in_order = sorted(now, key=lambda one: cancelled[one]) == now
        then = not expected.then or expected.then in later
        if (set(now), set(following)) != expected[:2] or not (once and in_order and then):
            found.append((second, expected, now, following, later))
    return found


def test_the_agenda_has_all_that_is_hard() -> None:
    assert len(SESSIONS) > 400
    assert {len([s for s in GENERATED if s.starts_at == s.ends_at]) > 20, any(s.cancelled for s in SESSIONS)} == {True}
    assert any(s.starts_at.astimezone(LISBON).date() != s.ends_at.astimezone(LISBON).date() for s in SESSIONS)
    seen = [
        promised(BY_ROOM["r0"], second, 2**40) for second in instants(BY_ROOM["r0"], *horizon(BY_ROOM["r0"], DAYS[0]))
    ]
    assert max(len(one.now) for one in seen) > 2
    assert max(len(one.next) for one in seen) > 1
    assert any(one.then for one in seen)


@pytest.mark.parametrize("day", [*DAYS, date(2026, 3, 27), date(2026, 3, 30), date(2026, 4, 1)], ids=str)
def test_every_rooms_page_shows_now_and_next_at_every_second(shown: Publisher, day: date) -> None:
    for room in ROOMS:
        panels = {
            panel.name: panel.html for panel in shown.renderer.rendered_screen(PageKey("room", room.id), day).panels
        }
        assert wrong(panels["room"], BY_ROOM[room.id], day) == []


@pytest.mark.parametrize("day", [*DAYS, date(2026, 3, 30)], ids=str)
def test_every_cell_of_an_overview_shows_now_and_next_at_every_second(shown: Publisher, day: date) -> None:
    panels = {panel.name: panel.html for panel in shown.renderer.rendered_screen(PageKey("screen", "all"), day).panels}
    for room, sessions in BY_ROOM.items():
        assert wrong(panels[f"room-{room}"], sessions, day) == []


async def test_a_page_as_it_is_served_is_right_without_script(shown: Publisher) -> None:
    some = chance(3)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(served(shown)), base_url="http://signage") as client:
        for _ in range(30):
            room = some.choice(ROOMS[:9])
            session = some.choice(BY_ROOM[room.id])
            at = some.choice([session.starts_at, session.ends_at]) + timedelta(seconds=some.choice([-1, 0, 1, 900]))
            page = await client.get(f"/rooms/{room.id}", params={"at": at.isoformat()})
            glass, second = Glass(page.text.partition("<!doctype html>")[2]), int(at.timestamp())
            expected = promised(BY_ROOM[room.id], second, horizon(BY_ROOM[room.id], day_of(at))[1])
            assert (set(glass.unhidden("now")), set(glass.unhidden("next"))) == expected[:2], (room, at)
