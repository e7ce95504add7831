"""Screens and their displays as staff see them: what each shows, and what it should show."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from signage.fleet.verdict import WORST_FIRST
from signage.layout import OverviewScreen
from signage.publish.state import PageKey
from signage.web.staff.schemas.screens import ChangeSeen, Display, Missing, Screen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from signage.clock import Clock
    from signage.fleet.row import Row
    from signage.publish.publisher import Publisher
    from signage.web.displays import Displays

DISPLAYS_TOLD = 1_000
"""Displays that are told of one screen: those that staff have named or paired, then those that have been there for
longest. Whoever makes up thousands makes no list longer, and no turn of the loop."""
SLICE = 200
"""Displays that are told in one go: some milliseconds of the event loop."""
TOLD_MOST = 40
"""Sessions that are told of a display."""


class Due(NamedTuple):
    """What should be on a page's displays now: ids of sessions, and their titles in words."""

    sessions: list[str]
    words: str


NOTHING_DUE = Due([], "")
"""Where nobody knows yet, or nobody looks."""


@dataclass(frozen=True)
class FleetView:
    """What staff see of the fleet: made a little at a time where displays are thousands, for walls wait meanwhile."""

    publisher: Publisher
    displays: Displays
    clock: Clock

    def latest_changes(self, most: int) -> list[ChangeSeen]:
        """At most so many, the newest first."""
        followed = self.displays.changes
        return [
            ChangeSeen(
                number=change.number,
                at=change.at,
                total=change.total,
                shown=len(change.shown),
                slowest_s=round(max(change.shown.values()), 1) if change.shown else None,
                missing=[
                    Missing(id=row.id, screen=row.page[1], label=row.label, state=row.state)
                    for row in list(change.waiting.values())[:TOLD_MOST]
                ],
                followed=followed.is_followed(change),
            )
            for change in followed.latest()[:most]
        ]

    async def each(self, pages: Iterable[PageKey]) -> AsyncIterator[Screen]:
        """The screens of these pages, with a turn for everything else between two of them, and within a large one."""
        for page in pages:
            if self.publisher.current.exists(page):
                yield await self.screen_of(page)
            await asyncio.sleep(0)

    def pages(self) -> list[PageKey]:
        """The screens of screens.yaml, and rooms whose own page a display has open."""
        open_ones = [PageKey(*page) for page in self.displays.registry.pages()]
        screens = [PageKey("screen", name) for name in self.publisher.current.layout.screens]
        return screens + sorted(page for page in open_ones if page.kind == "room")

    async def screen_of(self, page: PageKey) -> Screen:
        """A screen and its displays."""
        state, screen = self.publisher.current, self.publisher.current.screen(page)
        rows = self.displays.registry.of(page)
        worst = min(rows, key=lambda one: WORST_FIRST.index(one.state), default=None)
        told = await self._told(page, rows)
        room = state.room_of(page)
        place = state.room_index.text(room) if room else None
        floors = screen.floors if isinstance(screen, OverviewScreen) and len(screen.floors) == 1 else ()
        return Screen(
            name=page.name,
            path=state.path(page),
            kind=page.kind,
            show=getattr(screen, "show", "playlist"),
            room=state.room_index.name(room) if room else "",
            floor=(place and place.floor) or next(iter(floors), ""),
            orientation=getattr(screen, "orientation", "auto"),
            state=worst.state if worst else "unknown" if self.displays.registry.forgot else "never",
            since=worst.since if worst else None,
            displays=told,
            more=len(rows) - len(told),
        )

    async def _told(self, page: PageKey, rows: list[Row]) -> list[Display]:
        """The displays of a page that are told, in the order in which they came."""
        due, told = self._due(page) if rows else NOTHING_DUE, rows
        if len(rows) > DISPLAYS_TOLD:
            told = nlargest(DISPLAYS_TOLD, rows, key=lambda row: (row.is_kept, row.lived))
        displays = []
        for row in sorted(told, key=lambda row: row.first):
            displays.append(_display(row, due))
            if not len(displays) % SLICE:
                await asyncio.sleep(0)
        return displays

    def _due(self, page: PageKey) -> Due:
        """What should be on all displays of a page: found out once, for it takes a look at every session."""
        expected = self.displays.expected(page)
        if expected is None:
            return NOTHING_DUE
        due = expected.at(self.clock.now().timestamp())
        return Due(sorted(due.sessions)[:TOLD_MOST], self._words(due.running or due.sessions))

    def _words(self, sessions: frozenset[str]) -> str:
        """The titles of sessions; of many the first ones, by their beginning."""
        agenda = self.publisher.current.shown
        found = [session.title for session in agenda.sessions if session.id in sessions] if agenda else []
        return " · ".join(found[:3]) + (" …" if len(found) > 3 else "")


def _display(row: Row, due: Due) -> Display:
    report = row.report
    return Display(
        id=row.id,
        device=row.device,
        label=row.label,
        state=row.state,
        why=row.why,
        since=row.since,
        seen=row.seen,
        shown=list(report.shown) if report else [],
        expected=due.sessions,
        title=report.title if report else "",
        should_be=due.words,
        skew_ms=round(-report.offset) if report and report.offset is not None else None,
        size=list(report.size) if report else None,
        engine=row.engine,
        up_s=report.up if report else None,
        errors=report.errors if report else 0,
        error=report.error if report else "",
        online=bool(row.links),
        paired=row.paired,
    )
