"""Agendas and layouts for tests, in as few words as possible. All times are UTC unless a zone is named."""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from starlette.types import ASGIApp

from signage.agenda import Agenda, Room, Session
from signage.layout import Layout, load
from signage.publish.changes import Topic
from signage.publish.publisher import Publisher
from signage.publish.state import PageKey
from signage.venue.media import Media
from signage.web import app
from signage.web.answer import Content
from signage.web.compose import PageTime
from signage.web.hub import Hub
from signage.web.pages import Pages
from signage.web.previews import Busy, Previewing
from tests.clock import FakeClock

DAY = date(2026, 2, 7)
LISBON = ZoneInfo("Europe/Lisbon")  # UTC in winter
A, B = Room("room_a", "Hall A"), Room("room_b", "Hall B")


def at(clock: str, day: date = DAY) -> datetime:
    """`09:30` or `09:30:15` of a day."""
    return datetime.combine(day, datetime.min.time().fromisoformat(clock), UTC)


def session(id: str, start: str = "09:00", end: str = "10:00", room: Room | None = A, **more: Any) -> Session:  # noqa: A002
    """A session; an end before its start is on the day after."""
    day = more.pop("day", DAY)
    starts_at, ends_at = at(start, day), at(end, day)
    if ends_at < starts_at:
        ends_at += timedelta(days=1)
    return Session(id, more.pop("title", f"Title of {id}"), starts_at, ends_at, room, **more)


def agenda(*sessions: Session) -> Agenda:
    return Agenda.of(sessions)


def layout(screens: str = "", rest: str = "") -> Layout:
    """The layout of an event in Lisbon, with these lines below `screens:`."""
    source = "event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}\n"
    lines = "\n".join(f"  {line.strip()}" for line in screens.splitlines() if line.strip())
    loaded = load(f"{source}{'screens:' if lines else ''}\n{lines}\n{rest}\n".encode())
    assert loaded.findings == ()
    return loaded.layout


def publisher(current: Layout, *sessions: Session, now: datetime | None = None) -> Publisher:
    """A board that shows these sessions; the time is half past nine. Nobody looks at it."""
    made = Publisher(current, clock=FakeClock(now or at("09:30")), topics=dict, send=lambda *_: None)
    with contextlib.suppress(StopIteration), patch("signage.publish.publisher.BESIDE_FROM", sys.maxsize):
        made.show_agenda(Agenda.of(sessions)).send(None)  # without a page to be told it waits for nothing
    return made


class PreviewsHere(Previewing):
    """Composes pages of other times in the test's own process."""

    def __init__(self, shown: Publisher) -> None:
        self._pages = Pages(shown.renderer, lambda: None)

    async def content(self, page_key: PageKey, time: PageTime) -> Content:
        return await self._pages.content(page_key, time)

    async def aclose(self) -> None:
        pass


class FullPreviews(PreviewsHere):
    """The same when too many are waited for."""

    async def content(self, page_key: PageKey, time: PageTime) -> Content:
        raise Busy


def served(
    shown: Publisher,
    now: datetime | None = None,
    hub: Hub[Topic] | None = None,
    previews: Previewing | None = None,
) -> ASGIApp:
    """The web application of a publisher."""
    hub = hub or Hub(tick=lambda: b"event: tick\ndata: {}\n\n")
    media = Media(Path("no such folder"))
    clock = FakeClock(now or at("09:30"))
    previews = previews or PreviewsHere(shown)
    return app.create(shown, hub, clock=clock, confirmed=lambda: at("09:29"), media=media, previews=previews)


def chance(seed: int) -> random.Random:
    """The same chances every time."""
    return random.Random(seed)  # noqa: S311 - nothing here is secret


def on_now(sessions: Iterable[Session], at: datetime) -> tuple[Session, ...]:
    """The sessions that are on at an instant, cancelled ones included."""
    return tuple(session for session in sessions if session.starts_at <= at < session.ends_at)
