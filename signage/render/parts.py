"""What all views share: blocks, the header, and the choice of rooms and sessions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from signage.characters import folded
from signage.render.day_context import DayContext, epoch
from signage.render.panels.media import MissingPanel
from signage.render.panels.page import HeadPanel
from signage.render.panels.rooms import OverviewPage
from signage.render.panels.session import PlaceView
from signage.render.panels.text import DatedText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signage.agenda import Session
    from signage.layout.views import RoomsScreen


class PanelDraft(NamedTuple):
    """What a template makes a panel of: the template's name, the panel's own name within the view, and its context."""

    kind: str
    name: str
    panel: object


@dataclass(frozen=True)
class RenderedView:
    """One view ready for its templates: its kind, its title, its panels in order, and its pages if it has any.

    `horizon` is the instant, in epoch seconds, at which what it knows ends. `known_until` is the end of what it carries
    of its sessions, likewise, where more of them follow: from then on what it says may be wrong.
    """

    kind: str
    title: str
    blocks: tuple[PanelDraft, ...]
    horizon: int
    pages: tuple[OverviewPage, ...] = field(default=())
    known_until: int | None = None


def plain_view(context: DayContext, kind: str, title: str, panel: object) -> RenderedView:
    """A view that is one panel, of the same kind and name as the view, and good until the day ends."""
    return RenderedView(kind, title, (PanelDraft(kind, kind, panel),), epoch(context.days.end(context.day)))


def missing_view(context: DayContext, panel: MissingPanel) -> RenderedView:
    """A view in place of one whose room or screen does not exist, with the names of those that do."""
    return plain_view(context, "missing", panel.heading, panel)


def no_room(context: DayContext, name: str) -> MissingPanel:
    """The panel for a name that no room goes by, with links to all rooms."""
    translate, rooms = context.words.translate, context.room_index
    names = tuple((context.room_name(room), context.base.url(rooms.url(room))) for room in rooms.ids)
    return MissingPanel(translate("No room is called “%(name)s”", name=name), translate("These are the rooms:"), names)


def chosen_rooms(context: DayContext, view: RoomsScreen) -> list[str]:
    """The ids of the rooms a view is about, in staff's order; `signage check` reports unknown names, left out here."""
    rooms = list(context.room_index.ids)
    if view.rooms:
        rooms = list(dict.fromkeys(room for name in view.rooms if (room := context.room_index.find(name))))
    if view.floors:
        rooms = [room for room in rooms if (text := context.room_index.text(room)) and text.floor in view.floors]
    return rooms


def of_tracks(sessions: Sequence[Session], view: RoomsScreen) -> tuple[Session, ...]:
    """The sessions of the tracks that the view names, compared without capitals; all where it names none."""
    wanted = {folded(track) for track in view.tracks}
    return tuple(session for session in sessions if not wanted or folded(session.track) in wanted)


def head_panel(context: DayContext, place: PlaceView | None, titles: tuple[DatedText, ...]) -> HeadPanel:
    """The header above any view."""
    return HeadPanel(
        place,
        titles,
        context.dates(),
        context.layout.event.name,
        context.logos.dark,
        context.logos.light,
    )
