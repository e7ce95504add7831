"""Notices of the staff page with a store, a clock and walls in a test's hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from signage.staff.audit_log import Journal
from signage.staff.delivery import Display, Heard
from signage.staff.notice import Message, Notice
from signage.staff.notices import Notices
from tests.build import at
from tests.clock import FakeClock
from tests.memory import MemoryStore

if TYPE_CHECKING:
    from signage.staff.wall_notice import Posted

NOW = at("09:30")
FOYER, DOOR = Display("d1", "foyer", ("foyer",)), Display("d2", "door", ("door", "Hall A"))
GONE = Display("d3", "hall", ("hall",), is_open=False)


def message(title: str = "Leave now", **more: Any) -> Message:
    return Message(title=title, **more)


def takeover(title: str = "Leave now", hours: float = 1, **more: Any) -> Message:
    return Message(title=title, style="takeover", until=more.pop("now", NOW) + timedelta(hours=hours), **more)


class Desk:
    """Notices, what they put on the walls (`walls`, each time), and which of them changed."""

    def __init__(self, store: MemoryStore | None = None, now: datetime = NOW) -> None:
        self.store, self.clock = store or MemoryStore(), FakeClock(now)
        self.walls: list[list[str]] = []
        self.changed: list[str] = []
        self.journal = Journal(self.store, self.clock)
        self.notices = Notices(self.store, self.clock, self.journal)
        self.notices.show, self.notices.changed = self._show, self.changed.append

    async def _show(self, posted: tuple[Posted, ...]) -> None:
        self.walls.append([notice.wordings[0].title for notice in posted])

    async def send(self, sent: Message, *displays: Display, reach: tuple[str, ...] = ("foyer", "door")) -> Notice:
        return await self.notices.send(sent, "Ana", "10.0.0.1", reach, displays or (FOYER, DOOR))

    def pass_(self, seconds: float) -> datetime:
        self.clock.passed += seconds
        return self.clock.now()

    def hear(self, display: Display, *shown: str, **more: Any) -> None:
        self.notices.heard(Heard(display, self.clock.now(), frozenset(shown), **more))

    def state(self, notice: Notice, display: Display) -> tuple[str, str]:
        found = self.notices.progress(notice.id).displays[display.key]
        return found.state, found.why
