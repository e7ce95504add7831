"""The displays that are remembered: found by their id and by their page, and no more of them than there may be."""

from __future__ import annotations

from collections import Counter, OrderedDict
from heapq import nsmallest
from itertools import chain
from typing import TYPE_CHECKING

from signage.fleet.row import Row
from signage.fleet.verdict import worst

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from signage.fleet.happenings import Name
    from signage.fleet.row import Page
    from signage.fleet.verdict import State

ROWS, STRANGERS = 20_000, 2_000
"""Displays that are remembered, and strangers besides."""


class Rows:
    """A row for each display. Residents have had a stream, or are known from before; strangers have only reported: they
    poll, or are none, and never take a resident's place.

    `forget(row)` is called with each that has to make room for another; it has to come back to `remove`.
    """

    def __init__(self, forget: Callable[[Row], None]) -> None:
        self._forget = forget
        self._residents: dict[str, Row] = {}
        self._strangers: OrderedDict[str, Row] = OrderedDict()
        self._by_page: dict[Page, dict[str, Row]] = {}
        self._states: dict[Page, Counter[State]] = {}

    def __len__(self) -> int:
        return len(self._residents) + len(self._strangers)

    def __iter__(self) -> Iterator[Row]:
        return chain(self._residents.values(), self._strangers.values())

    def find(self, display: str) -> Row | None:
        """The display of this id."""
        return self._residents.get(display) or self._strangers.get(display)

    def resident(self, display: str) -> Row | None:
        """The display of this id, if it is no stranger."""
        return self._residents.get(display)

    def of(self, page: Page) -> list[Row]:
        """The displays of a page."""
        return list(self._by_page.get(page, {}).values())

    def pages(self) -> list[Page]:
        """The pages of all displays."""
        return list(self._by_page)

    def state_of(self, page: Page) -> State:
        """The worst state of a page's displays: they are counted, for thousands of one page may leave it at once."""
        return worst(state for state, number in self._states.get(page, Counter()).items() if number)

    def set_state(self, row: Row, state: State) -> None:
        """A display is in this state from now on."""
        if row.state != state and row.id in self._by_page.get(row.page, {}):
            self._states[row.page].update({state: 1, row.state: -1})
        row.state = state

    def admit(self, name: Name, now: datetime) -> Row | None:
        """The row of a display that has a stream; None where no more can be remembered."""
        if row := self._residents.get(name.id):
            return row
        row = self._strangers.pop(name.id, None)
        if len(self._residents) >= ROWS and not self._make_room():
            return None
        row = row or self._indexed(Row(name.id, name.device, name.page, now))
        self._residents[name.id] = row
        return row

    def let_in(self, name: Name, now: datetime) -> Row:
        """The row of a display that reports: a stranger's if it is not known; the one that was silent longest goes."""
        if row := self._residents.get(name.id):
            return row
        row = self._strangers.get(name.id)
        if row is None:
            if len(self._strangers) >= STRANGERS:
                self._forget(next(iter(self._strangers.values())))
            row = self._strangers[name.id] = self._indexed(Row(name.id, name.device, name.page, now))
        self._strangers.move_to_end(name.id)
        return row

    def add(self, row: Row) -> None:
        """Remember a display that was there before, if there is room for it."""
        if len(self._residents) < ROWS and row.id not in self._residents:
            self._residents[row.id] = self._indexed(row)

    def remove(self, row: Row) -> None:
        """Remember a display no longer."""
        self._residents.pop(row.id, None)
        self._strangers.pop(row.id, None)
        of_page = self._by_page.get(row.page, {})
        if of_page.pop(row.id, None):
            self._states[row.page][row.state] -= 1
        if not of_page:
            self._by_page.pop(row.page, None)
            self._states.pop(row.page, None)

    def _indexed(self, row: Row) -> Row:
        self._by_page.setdefault(row.page, {})[row.id] = row
        self._states.setdefault(row.page, Counter())[row.state] += 1
        return row

    def _make_room(self) -> bool:
        """Forget displays that are gone, those there for the shortest time; several, for the look is long."""
        gone = [row for row in self._residents.values() if not row.links and not row.is_kept]
        for row in nsmallest(max(1, len(gone) // 20), gone, key=lambda row: row.lived):
            self._forget(row)
        return bool(gone)
