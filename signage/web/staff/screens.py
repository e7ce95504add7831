"""Screens and their displays: what each shows and should show, and what staff tell them to do."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel

from signage.fleet.row import Row
from signage.fleet.verdict import WORST_FIRST
from signage.layout import OverviewScreen
from signage.publish.state import PageKey
from signage.staff.differences import N_
from signage.web.staff.calls import Call, Refusal
from signage.web.staff.schemas.screens import (
    ChangeList,
    ChangeSeen,
    Display,
    Go,
    Label,
    Missing,
    Other,
    Screen,
    ScreenList,
    Told,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from signage.clock import Clock
    from signage.fleet.row import Order, Page
    from signage.publish.publisher import Publisher
    from signage.staff.audit_log import Journal
    from signage.web.displays import Displays
    from signage.web.staff.calls import Asked

    Handle = Callable[[Asked], Awaitable[BaseModel]]

IDENTIFY = 10
"""Seconds for which a display shows which it is."""
DISPLAYS_TOLD = 1_000
"""Displays that are told of one screen: those that staff have named or paired, then those that have been there for
longest. Whoever makes up thousands makes no list longer, and no turn of the loop."""
TOLD_MOST = 40
"""Sessions that are told of a display."""


class Due(NamedTuple):
    """What should be on a page's displays now: ids of sessions, and their titles in words."""

    sessions: list[str]
    words: str


NOTHING_DUE = Due([], "")
"""Where nobody knows yet, or nobody looks."""


@dataclass(frozen=True)
class Fleet:
    """What of the fleet staff see, and what they may do."""

    publisher: Publisher
    displays: Displays
    journal: Journal
    clock: Clock

    def calls(self) -> tuple[Call, ...]:
        """The calls of screens and displays."""
        gone = {404: "There is no such display or screen.", 409: "The display is not there to be told."}

        def tells(path: str, handle: Handle, summary: str, body: type[BaseModel] | None = None) -> Call:
            return Call("POST", path, "operator", handle, summary, body, Told, status=202, statuses=gone)

        return (
            Call("GET", "screens", "viewer", self.screens, "What each screen shows and should show", answer=ScreenList),
            Call("GET", "changes", "viewer", self.changes, "Which displays show the latest changes", answer=ChangeList),
            tells("displays/{id}/identify", self.identify, "Have a display show for ten seconds which it is"),
            tells("displays/{id}/reload", self.reload, "Have a display load its page anew"),
            tells("displays/{id}/go", self.go, "Turn a display into another screen", Go),
            tells("displays/{id}/label", self.label, "Give a display a name", Label),
            tells("displays/{id}/forget", self.forget, "Know no more of a display"),
            tells("displays/{id}/swap", self.swap, "Have two displays change their screens with one another", Other),
            tells("displays/{id}/replace", self.replace, "Put another display in the place of a broken one", Other),
            tells("screens/{name}/reload", self.reload_screen, "Have all displays of a screen load their page anew"),
        )

    # ---- Looking. ----

    async def screens(self, _: Asked) -> ScreenList:
        """Every screen, and rooms' pages that are open."""
        found: list[Screen] = []
        for page in self.pages():
            found += self.list_of([page])
            await asyncio.sleep(0)  # of thousands of displays that takes long, and walls wait
        return ScreenList(screens=found, now=self.clock.now())

    async def changes(self, _: Asked) -> ChangeList:
        """The latest changes."""
        return ChangeList(changes=self.latest_changes(20))

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

    def list_of(self, pages: Iterable[PageKey]) -> list[Screen]:
        """The screens of these pages."""
        registry, current = self.displays.registry, self.publisher.current
        return [self._screen(page, registry.of(page)) for page in pages if current.exists(page)]

    def pages(self) -> list[PageKey]:
        """The screens of screens.yaml, and rooms whose own page a display has open."""
        open_ones = {PageKey(*row.page) for row in self.displays.registry}
        screens = [PageKey("screen", name) for name in self.publisher.current.layout.screens]
        return screens + sorted(page for page in open_ones if page.kind == "room")

    def _screen(self, page: PageKey, rows: list[Row]) -> Screen:
        state, screen = self.publisher.current, self.publisher.current.screen(page)
        due = self._due(page) if rows else NOTHING_DUE
        told = (
            nlargest(DISPLAYS_TOLD, rows, key=lambda row: (row.is_kept, row.lived))
            if len(rows) > DISPLAYS_TOLD
            else rows
        )
        worst = min(rows, key=lambda one: WORST_FIRST.index(one.state), default=None)
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
            displays=[self._display(row, due) for row in sorted(told, key=lambda row: row.first)],
            more=len(rows) - len(told),
        )

    def _due(self, page: PageKey) -> Due:
        """What should be on all displays of a page: found out once, for it takes a look at every session."""
        expected = self.displays.expected(page)
        if expected is None:
            return NOTHING_DUE
        due = expected.at(self.clock.now().timestamp())
        return Due(sorted(due.sessions)[:TOLD_MOST], self._words(due.running or due.sessions))

    def _display(self, row: Row, due: Due) -> Display:
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

    def _words(self, sessions: frozenset[str]) -> str:
        """The titles of sessions; of many the first ones, by their beginning."""
        agenda = self.publisher.current.shown
        found = [session.title for session in agenda.sessions if session.id in sessions] if agenda else []
        return " · ".join(found[:3]) + (" …" if len(found) > 3 else "")

    # ---- Telling. ----

    async def identify(self, asked: Asked) -> Told:
        """Have a display show which it is."""
        row = self._row(asked)
        label = f"{self._title(row.page)}\n{row.label or row.id[:4]}"
        self._tell(row, {"do": "identify", "label": label, "seconds": IDENTIFY})
        await self._note(asked, N_("had a display show which it is"), row)
        return Told(told=1)

    async def reload(self, asked: Asked) -> Told:
        """Have a display load anew."""
        row = self._row(asked)
        self._tell(row, {"do": "reload"})
        await self._note(asked, N_("reloaded a display"), row)
        return Told(told=1)

    async def reload_screen(self, asked: Asked) -> Told:
        """Have all displays of a screen load anew; none is no error."""
        page = self.page_called(asked.path["name"])
        told = sum(row.tell({"do": "reload"}) for row in self.displays.registry.of(page))
        await self.journal.add(asked.who.name, "reloaded a screen", self._title(page), asked.origin)
        return Told(told=told)

    async def go(self, asked: Asked) -> Told:
        """Turn a display into another screen."""
        row, page = self._row(asked), self.page_called(asked.body.screen)
        self._send(row, page)
        await self._note(asked, N_("turned a display into %(screen)s"), row, screen=self._title(page))
        return Told(told=1)

    async def swap(self, asked: Asked) -> Told:
        """Have two displays change places."""
        row, other = self._row(asked), self._row(asked, asked.body.display)
        for one in (row, other):
            self._online(one)
        here, there = PageKey(*row.page), PageKey(*other.page)
        self._send(row, there)
        self._send(other, here)
        await self._note(asked, N_("swapped with the display of %(screen)s"), row, screen=self._title(there))
        return Told(told=2)

    async def replace(self, asked: Asked) -> Told:
        """The other display becomes what this one was, and has its name; this one is forgotten."""
        row, other = self._row(asked), self._row(asked, asked.body.display)
        if row is other:
            raise Refusal(409, "same", "A display cannot stand in for itself.")
        self._send(other, PageKey(*row.page), row.label)
        self.displays.registry.dismiss(row)
        await self._note(asked, N_("replaced a display"), row)
        return Told(told=1)

    async def label(self, asked: Asked) -> Told:
        """Give a display a name."""
        row = self._row(asked)
        self.displays.registry.call(row, asked.body.label)
        await self._note(asked, N_("named a display"), row)
        return Told(told=1)

    async def forget(self, asked: Asked) -> Told:
        """Know no more of a display. One that was paired shows a code again, others are known by their next word."""
        row = self._row(asked)
        self.drop(row)
        await self._note(asked, N_("forgot a display"), row)
        return Told(told=1)

    def drop(self, row: Row) -> None:
        """Know no more of a display."""
        if row.paired:
            row.tell({"do": "unpair"})
        self.displays.registry.dismiss(row, leaves=row.paired)

    def _send(self, row: Row, page: PageKey, label: str | None = None) -> None:
        self._tell(row, {"do": "go", "path": self.publisher.current.path(page)})
        called = row.label if label is None else label
        self.displays.registry.moves(row.device, page, called, paired=row.paired, before=row)

    def _tell(self, row: Row, order: Order) -> None:
        self._online(row)
        row.tell(order)

    @staticmethod
    def _online(row: Row) -> None:
        if not row.links:
            raise Refusal(409, "offline", "This display has no connection now, so that it cannot be told anything.")

    def _row(self, asked: Asked, display: str | None = None) -> Row:
        return self.row_called(display or asked.path["id"])

    def row_called(self, display: str) -> Row:
        """The display of this id. Raises Refusal."""
        row = self.displays.registry.find(display)
        if row is None:
            raise Refusal(404, "no_display", "There is no such display, or no longer.")
        return row

    def page_called(self, name: str) -> PageKey:
        """The page of a screen or room. Raises Refusal."""
        state = self.publisher.current
        for page in (state.page_key("screen", name), state.page_key("room", name)):
            if state.exists(page):
                return self.displays.canonical(page)
        raise Refusal(404, "no_screen", "There is no screen or room “%(name)s”.", name=name[:80])

    def _title(self, page: Page) -> str:
        return self.publisher.current.title(PageKey(*page))

    async def _note(self, asked: Asked, what: str, row: Row, **values: str) -> None:
        title = self._title(row.page)
        about = f"{title} ({row.label})" if row.label else title
        await self.journal.add(asked.who.name, what, about, asked.origin, **values)
