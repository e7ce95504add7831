"""A publisher on its own, whose clock and streams are in a test's hand."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from signage.agenda import Agenda, Session
from signage.publish.changes import Event, Topic
from signage.publish.publisher import Publisher
from signage.publish.state import PageKey
from tests.build import B, agenda, at, layout, session
from tests.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Callable

    from signage.layout import Layout
    from signage.render.screen import RenderedScreen

SCREENS = """
door: {show: room, room: Hall A}
foyer: {show: overview}
today: {show: agenda}
"""
NINE, TEN, NIGHT = session("s1", "09:00", "10:00"), session("s2", "10:00", "11:00"), session("s3", "11:00", "12:00", B)
AGENDA = agenda(NINE, TEN, NIGHT)
ROOM_A, ROOM_B = Topic("room", "room_a"), Topic("room", "room_b")
FOYER, TODAY, DOOR = (Topic("screen", name) for name in ("foyer", "today", "door"))

HALL_A = ROOM_A.page_key


class Wall:
    """A publisher whose clock stands still, and what it sent to the pages that are open.

    `on_send` is called with the topic of each event that is sent. `remembered` bounds its renderer.
    """

    def __init__(self, layout_: Layout | None = None, **more: Any) -> None:
        self.clock = FakeClock(at("09:30"))
        self.open: dict[Topic, int] = {}
        self.sent: list[tuple[Topic, Event]] = []
        self.on_send: Callable[[Topic], None] = lambda _: None
        self.publisher = Publisher(
            layout_ or layout(SCREENS), clock=self.clock, topics=lambda: self.open, send=self._send, **more
        )

    def _send(self, topic: Topic, event: Event) -> None:
        if topic not in self.open:
            return
        self.sent.append((topic, event))
        self.on_send(topic)

    def page(self, page_key: PageKey, day: date | None = None) -> RenderedScreen:
        """What a page shows now."""
        return self.publisher.renderer.rendered_screen(page_key, day)

    def visit(self, *topics: Topic) -> None:
        """Open a page and its stream for each topic."""
        for topic in topics:
            page_key = PageKey(*topic)  # type: ignore[arg-type]
            seen = self.page(page_key).id
            self.open[topic] = self.open.get(topic, 0) + 1
            assert list(self.publisher.catch_up(page_key, seen)) == []

    def took(self) -> list[tuple[Topic, str, object]]:
        """What has been sent since last asked: topic, event and panel."""
        found = [(topic, event.name, event.data.get("panel", "")) for topic, event in self.sent if event.name]
        self.sent.clear()
        return found


def html(shown: RenderedScreen) -> str:
    return "".join(panel.html for panel in shown.panels)


def titles(shown: RenderedScreen) -> set[str]:
    return set(re.findall(r"Title of \w+", html(shown)))


def changed(*sessions: Session) -> Agenda:
    return Agenda.of([*(s for s in AGENDA.sessions if s.id not in {one.id for one in sessions}), *sessions])
