"""From one screen's entry in the layout to its panels."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from signage.layout import AgendaScreen, OverviewScreen, RoomScreen
from signage.render.boards import (
    NO_ROOM,
    agenda_panel,
    agenda_titles,
    cell_name,
    head_panel,
    notices_panel,
    overview_pages,
)
from signage.render.context import DatedText, MissingPanel, PlaceView
from signage.render.moment import edges
from signage.render.panels import Panel, Templates, revision_of
from signage.render.rooms import cell_panel, room_panel
from signage.render.scene import Scene, epoch
from signage.render.words import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signage.agenda import Session
    from signage.layout import Screen
    from signage.render.context import OverviewPage
    from signage.render.words import Words

View = Literal["room", "overview", "agenda", "missing"]


@dataclass(frozen=True)
class Screenful:
    """All that a screen shows until `horizon` (epoch seconds): what a page is made of, and what its stream compares."""

    view: View
    title: str
    theme: Literal["dark", "light"]
    words: Words
    panels: tuple[Panel, ...]
    horizon: int
    salt: str
    pages: tuple[OverviewPage, ...] = field(default=())

    @cached_property
    def set(self) -> str:
        """The revision of all that a panel event cannot change: then the page must load anew."""
        names = ",".join(panel.name for panel in self.panels)
        return revision_of(self.salt, self.view, self.theme, self.words.tag, names, repr(self.pages))

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """The epoch seconds at which something appears or goes: between two of them the page is the same."""
        return tuple(sorted({edge for panel in self.panels for edge in edges(panel.html)}))

    @cached_property
    def id(self) -> str:
        """What a page that shows this says it has."""
        return self.id_with({})

    def id_with(self, old: dict[str, str]) -> str:
        """The id of a page on which these panels still have an old revision."""
        return ".".join([self.set, *(old.get(panel.name, panel.revision) for panel in self.panels)])


def screenful(scene: Scene, templates: Templates, screen: Screen, salt: str) -> Screenful:
    """What a screen shows."""
    theme = screen.theme or scene.layout.theme
    match screen:
        case RoomScreen():
            room_id = scene.directory.find(screen.room)
            if room_id is None:
                return missing(scene, templates, _no_room(scene, screen.room), salt)
            return _room(scene, templates, room_id, theme, salt)
        case OverviewScreen():
            return _overview(scene, templates, screen, theme, salt)
        case AgendaScreen():
            return _agenda(scene, templates, screen, theme, salt)


def _no_room(scene: Scene, name: str) -> MissingPanel:
    say, directory = scene.words.say, scene.directory
    names = tuple((directory.name(room), directory.url(room)) for room in directory.ids)
    return MissingPanel(say("No room is called “%(name)s”", name=name), say("These are the rooms:"), names)


def missing(scene: Scene, templates: Templates, panel: MissingPanel, salt: str) -> Screenful:
    """A page that says what is not there, and what is."""
    panels = (templates.panel("missing", "missing", panel),)
    end = scene.days.end(scene.day)
    return Screenful("missing", panel.heading, scene.layout.theme, scene.words, panels, epoch(end), salt)


def _room(scene: Scene, templates: Templates, room_id: str, theme: Literal["dark", "light"], salt: str) -> Screenful:
    place = scene.place(room_id)
    panels = (
        templates.panel("head", "head", head_panel(scene, place, ())),
        templates.panel("notices", "notices", notices_panel()),
        templates.panel("room", "room", room_panel(scene, room_id)),
    )
    _, end, _ = scene.horizon(scene.agenda.in_room(room_id))
    return Screenful("room", place.name.text, theme, scene.words, panels, epoch(end), salt)


def _chosen(scene: Scene, names: Sequence[str]) -> list[str]:
    """Room ids of these names, in their order; of none, all. Unknown names are left out: they are told elsewhere."""
    if not names:
        return list(scene.directory.ids)
    return list(dict.fromkeys(room for name in names if (room := scene.directory.find(name))))


def _overview(
    scene: Scene, templates: Templates, screen: OverviewScreen, theme: Literal["dark", "light"], salt: str
) -> Screenful:
    rooms = _chosen(scene, screen.rooms)
    cells: list[tuple[PlaceView, tuple[Session, ...]]] = [
        (scene.place(room), scene.agenda.in_room(room)) for room in rooms
    ]
    if not screen.rooms and (roomless := scene.agenda.in_room(None)):
        cells.append((PlaceView(NO_ROOM, written(scene.words.say("Room to be announced"))), roomless))
    title = screen.title or scene.words.say("Now & next")
    panels = (
        templates.panel("head", "head", head_panel(scene, None, (DatedText(None, None, title),))),
        templates.panel("notices", "notices", notices_panel()),
        *(templates.panel("cell", cell_name(place.id), cell_panel(scene, place, own)) for place, own in cells),
    )
    _, end, _ = scene.horizon(session for _, own in cells for session in own)
    pages = overview_pages([place for place, _ in cells])
    return Screenful("overview", title, theme, scene.words, panels, epoch(end), salt, pages)


def _agenda(
    scene: Scene, templates: Templates, screen: AgendaScreen, theme: Literal["dark", "light"], salt: str
) -> Screenful:
    rooms = {*_chosen(scene, screen.rooms), *(() if screen.rooms else (None,))}
    sessions = tuple(s for s in scene.agenda.sessions if (s.room.id if s.room else None) in rooms)
    titles = (DatedText(None, None, screen.title),) if screen.title else agenda_titles(scene, sessions)
    panels = (
        templates.panel("head", "head", head_panel(scene, None, titles)),
        templates.panel("notices", "notices", notices_panel()),
        templates.panel("agenda", "agenda", agenda_panel(scene, sessions)),
    )
    _, end, _ = scene.horizon(sessions)
    return Screenful("agenda", titles[0].text, theme, scene.words, panels, epoch(end), salt)
