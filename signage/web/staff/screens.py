"""Screens and their displays: what each shows and should show, and what staff tell them to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel
from starlette.responses import Response

from signage.fleet.row import Row
from signage.phrase import N_
from signage.publish.state import PageKey
from signage.web.staff.calls import Call, Refusal
from signage.web.staff.fleet_view import FleetView
from signage.web.staff.schemas.screens import (
    ChangeList,
    Go,
    Label,
    Other,
    ScreenList,
    Told,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from signage.clock import Clock
    from signage.fleet.row import Order, Page
    from signage.publish.publisher import Publisher
    from signage.staff.audit_log import Journal
    from signage.web.displays import Displays
    from signage.web.staff.calls import Asked

    Handle = Callable[[Asked], Awaitable[BaseModel]]

IDENTIFY = 10
"""Seconds for which a display shows which it is."""


@dataclass(frozen=True)
class Fleet:
    """What of the fleet staff see, and what they may do."""

    publisher: Publisher
    displays: Displays
    journal: Journal
    clock: Clock

    @property
    def view(self) -> FleetView:
        """What there is to be seen of it."""
        return FleetView(self.publisher, self.displays, self.clock)

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

    async def screens(self, _: Asked) -> Response:
        """Every screen, and rooms' pages that are open: written one by one, for walls wait meanwhile."""
        found = [screen.model_dump_json() async for screen in self.view.each(self.view.pages())]
        rest = ScreenList(screens=[], now=self.clock.now()).model_dump_json()
        return Response(rest.replace("[]", f"[{','.join(found)}]", 1), media_type="application/json")

    async def changes(self, _: Asked) -> ChangeList:
        """The latest changes."""
        return ChangeList(changes=self.view.latest_changes(20))

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
