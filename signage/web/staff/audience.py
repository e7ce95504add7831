"""Which screens a message reaches, and which displays these have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from signage.characters import folded
from signage.fleet.report import digest
from signage.publish.state import PageKey
from signage.staff.delivery import Display, Heard
from signage.staff.wall_notice import Posted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from signage.fleet.happenings import Seen
    from signage.fleet.registry import Registry
    from signage.fleet.row import Page, Row
    from signage.publish.publisher import Publisher
    from signage.publish.state import State
    from signage.staff.notices import Notices


class Reach(BaseModel):
    """The screens that a message reaches: those that have a display now, one that was there before, or never had one.

    Rooms' own pages are among them, by their ids, while a display has them open.
    """

    screens: list[str]
    online: list[str]
    on_return: list[str]
    never: list[str]


def screen_name(state: State, page_key: PageKey) -> str:
    """What the page of a display is called in the API."""
    if page_key.kind == "screen":
        return state.renamed.get(page_key.name, page_key.name)
    return page_key.name if page_key.name not in state.layout.screens else f"{page_key.name} (room)"


def displays_of(registry: Registry, state: State) -> list[Display]:
    """All displays that are known. One that is gone from a page and is on another now is there alone."""
    pages: dict[Page, tuple[str, tuple[str, ...]]] = {}
    rows = [(row, bool(row.links) or row.state not in ("offline", "off", "unknown")) for row in registry]
    there = {row.device for row, is_open in rows if is_open}
    found = []
    for row, is_open in rows:
        if is_open or row.device not in there:
            if row.page not in pages:
                pages[row.page] = _names(state, row.page)
            gone = row.state in ("offline", "off")
            found.append(Display(row.id, *pages[row.page], is_open, row.label, is_gone=gone and not is_open))
    return found


def _names(state: State, page: Page) -> tuple[str, tuple[str, ...]]:
    """What a page is called, and all that a message may call it."""
    page_key = PageKey(*page)
    name = screen_name(state, page_key)
    return name, (*state.names(page_key), name)


def join(notices: Notices, registry: Registry, publisher: Publisher) -> None:
    """Have messages followed to the displays: whom there is, and what each reports."""

    def heard(seen: Seen) -> None:
        if not notices.followed:
            return
        page_key = PageKey(*seen.page)
        display = Display(seen.display, *_names(publisher.current, seen.page))
        current = publisher.renderer.rendered_screen(page_key).id
        is_current = seen.rev in (current, digest(current))
        notices.heard(Heard(display, seen.at, frozenset(seen.notices), is_current, seen.visible))

    def forgotten(row: Row) -> None:
        notices.forgotten(Display(row.id, *_names(publisher.current, row.page)))

    registry.observe(heard)
    registry.observe_end(forgotten)
    notices.displays = lambda: displays_of(registry, publisher.current)


def reach_of(state: State, screens: Sequence[str] | None, displays: Iterable[Display]) -> Reach:
    """Whom a message for these screens reaches; None: for all."""
    known = tuple(displays)
    every = {name: state.names(PageKey("screen", name)) for name in state.layout.screens}
    every |= {one.screen: one.names for one in known if one.is_open and one.screen not in every}
    wanted = Posted("", (), screens=tuple(screens or ()))
    reached = [name for name, names in every.items() if wanted.reaches(names)]
    there, before = {one.screen for one in known if one.is_open}, {one.screen for one in known}
    return Reach(
        screens=reached,
        online=[name for name in reached if name in there],
        on_return=[name for name in reached if name in before - there],
        never=[name for name in reached if name not in before],
    )


def unknown_names(state: State, screens: Sequence[str], displays: Iterable[Display]) -> list[int]:
    """The places in this list of names that no screen and no room goes by."""
    pages = [PageKey("screen", name) for name in state.layout.screens]
    names = [*map(state.names, pages), *map(state.room_index.names, state.room_index.ids)]
    known = {folded(name) for one in (*names, *(display.names for display in displays)) for name in one}
    return [place for place, name in enumerate(screens) if folded(name) not in known]
