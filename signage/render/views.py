"""From one view of the layout to the contexts of its panels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from signage.agenda import Session, aboard
from signage.layout import (
    AgendaScreen,
    DirectoryScreen,
    Leaf,
    MessageScreen,
    OverviewScreen,
    PictureScreen,
    RoomScreen,
    SlidesScreen,
    WebScreen,
)
from signage.render.boards import (
    NO_ROOM,
    agenda_panel,
    board_titles,
    cell_name,
    directory_pages,
    head_panel,
    overview_pages,
)
from signage.render.context import (
    DatedText,
    FramePanel,
    ImageView,
    MediaPanel,
    MessagePanel,
    MissingPanel,
    OverviewPage,
    PlaceView,
)
from signage.render.rooms import cell_panel, room_panel
from signage.render.scene import Scene, epoch
from signage.render.stages import round_robin
from signage.render.words import written

if TYPE_CHECKING:
    from signage.layout.model import _Rooms


class Block(NamedTuple):
    """A panel to be: the name of its template, its own name within the view, its context."""

    kind: str
    name: str
    context: object


class Image(NamedTuple):
    """An image that is fit to be shown."""

    url: str
    name: str


@dataclass(frozen=True)
class Outside:
    """What views show that is not of the agenda: images of a name or folder, and whether a web page can be reached."""

    images: Callable[[str], Sequence[Image]] = lambda _: ()
    reachable: Callable[[str], bool] = lambda _: True

    def has(self, leaf: Leaf) -> bool:
        """Whether what a view shows is there."""
        match leaf:
            case PictureScreen():
                return bool(self.images(leaf.file))
            case SlidesScreen():
                return any(self.images(name) for name in leaf.files)
            case WebScreen():
                return self.reachable(str(leaf.url))
            case _:
                return True


@dataclass(frozen=True)
class View:
    """One view: its kind, its title, its panels in order, its pages if it has any, and its last second."""

    kind: str
    title: str
    blocks: tuple[Block, ...]
    horizon: int
    pages: tuple[OverviewPage, ...] = field(default=())


def view(scene: Scene, leaf: Leaf, outside: Outside) -> View:
    """What a view of the layout shows."""
    match leaf:
        case RoomScreen():
            return _room(scene, leaf)
        case OverviewScreen() | DirectoryScreen():
            return _overview(scene, leaf)
        case AgendaScreen():
            return _agenda(scene, leaf)
        case PictureScreen():
            return _images(scene, leaf.file, outside.images(leaf.file)[:1], leaf.fit, 1)
        case SlidesScreen():
            images = [image for name in leaf.files for image in outside.images(name)]
            return _images(scene, leaf.files[0], images, leaf.fit, leaf.each)
        case MessageScreen():
            panel = MessagePanel(written(leaf.title), written(leaf.text))
            return _plain(scene, "message", leaf.title, panel)
        case WebScreen():
            url = str(leaf.url) if outside.has(leaf) else ""
            return _plain(scene, "frame", scene.layout.event.name, FramePanel(url, scene.layout.event.name))


def missing(scene: Scene, panel: MissingPanel) -> View:
    """A view that says what is not there, and what is."""
    return _plain(scene, "missing", panel.heading, panel)


def _plain(scene: Scene, kind: str, title: str, context: object) -> View:
    return View(kind, title, (Block(kind, kind, context),), epoch(scene.days.end(scene.day)))


def _images(scene: Scene, name: str, images: Sequence[Image], fit: str, each: int) -> View:
    if not images:
        return missing(scene, MissingPanel(scene.layout.event.name, "", ()))
    turns = round_robin([each] * len(images))
    shown = tuple(ImageView(image.url, image.name, turn) for image, turn in zip(images, turns, strict=True))
    return _plain(scene, "media", name, MediaPanel(shown, fit))  # type: ignore[arg-type]


def _room(scene: Scene, leaf: RoomScreen) -> View:
    room_id = scene.directory.find(leaf.room)
    if room_id is None:
        return missing(scene, no_room(scene, leaf.room))
    place = scene.place(room_id)
    blocks = (Block("head", "head", head_panel(scene, place, ())), Block("room", "room", room_panel(scene, room_id)))
    _, end, _ = scene.horizon(scene.agenda.in_room(room_id))
    return View("room", place.name.text, blocks, epoch(end))


def no_room(scene: Scene, name: str) -> MissingPanel:
    """For a room that nobody knows."""
    say, directory = scene.words.say, scene.directory
    names = tuple((directory.name(room), directory.url(room)) for room in directory.ids)
    return MissingPanel(say("No room is called “%(name)s”", name=name), say("These are the rooms:"), names)


def _chosen(scene: Scene, leaf: _Rooms) -> list[str]:
    """The ids of the rooms a view is about, in staff's order; unknown names are left out, `check` tells of them."""
    rooms = list(scene.directory.ids)
    if leaf.rooms:
        rooms = list(dict.fromkeys(room for name in leaf.rooms if (room := scene.directory.find(name))))
    if leaf.floors:
        rooms = [room for room in rooms if (text := scene.directory.text(room)) and text.floor in leaf.floors]
    return rooms


def _of_tracks(sessions: Sequence[Session], leaf: _Rooms) -> tuple[Session, ...]:
    wanted = {track.casefold() for track in leaf.tracks}
    return tuple(session for session in sessions if not wanted or session.track.casefold() in wanted)


def _on_view(scene: Scene, leaf: OverviewScreen | DirectoryScreen) -> list[str]:
    """The chosen rooms; of a view with tracks, those that any of their sessions on its horizon takes place in."""
    rooms = _chosen(scene, leaf)
    if not leaf.tracks:
        return rooms
    wanted = _of_tracks([session for room in rooms for session in scene.agenda.in_room(room)], leaf)
    held = {session.room.id for session in scene.horizon(wanted)[2] if session.room}
    return [room for room in rooms if room in held]


def _overview(scene: Scene, leaf: OverviewScreen | DirectoryScreen) -> View:
    directory = isinstance(leaf, DirectoryScreen)
    cells = [(scene.place(room), scene.agenda.in_room(room)) for room in _on_view(scene, leaf)]
    title = leaf.title or (scene.words.say("Directory") if directory else scene.words.say("Now & next"))
    kind = "sign" if directory else "cell"
    head = Block("head", "head", head_panel(scene, None, (DatedText(None, None, title),)))
    rooms = [Block(kind, cell_name(place.id), cell_panel(scene, place, own)) for place, own in cells]
    strip = [] if directory or leaf.rooms or leaf.floors else list(_strip(scene, leaf))
    blocks = (head, *(rooms or [_no_rooms(scene, leaf, strip)]), *strip)
    _, end, _ = scene.horizon(session for _, own in cells for session in own)
    places = [place for place, _ in cells]
    pages = directory_pages(places) if directory else overview_pages(places)
    return View("directory" if directory else "overview", title, blocks, epoch(end), pages)


def _no_rooms(scene: Scene, leaf: OverviewScreen | DirectoryScreen, strip: Sequence[Block]) -> Block:
    """Stands where no room is chosen, or none is known yet. A strip below has sessions without one."""
    say, name = scene.words.say, scene.layout.event.name
    panel = MissingPanel(name, "", ())
    if not scene.agenda.sessions:
        panel = MissingPanel(say("The programme appears here in a moment"), name, ())
    elif strip:
        pass
    elif not scene.agenda.rooms:
        panel = MissingPanel(name, say("Room to be announced"), ())
    elif _chosen(scene, leaf):  # but none has a session of these tracks
        panel = MissingPanel(say("No sessions today"), name, ())
    elif leaf.rooms:
        panel = no_room(scene, leaf.rooms[0])
    return Block("missing", "missing", panel)


def _strip(scene: Scene, leaf: OverviewScreen | DirectoryScreen) -> Iterator[Block]:
    """A line below the rooms for sessions without one, on days that have any."""
    roomless = _of_tracks(scene.agenda.in_room(None), leaf)
    if aboard(roomless, *scene.horizon(scene.agenda.sessions)[:2]):
        place = PlaceView(NO_ROOM, written(scene.words.say("Room to be announced")))
        yield Block("strip", cell_name(NO_ROOM), cell_panel(scene, place, roomless))


def _agenda(scene: Scene, leaf: AgendaScreen) -> View:
    rooms = {*_chosen(scene, leaf), *(() if leaf.rooms or leaf.floors else (None,))}
    sessions = _of_tracks([s for s in scene.agenda.sessions if (s.room.id if s.room else None) in rooms], leaf)
    day = scene.day + timedelta(days=1) if leaf.day == "tomorrow" else leaf.day
    if leaf.day == "tomorrow":
        sessions = tuple(session for session in sessions if scene.days.of(session.starts_at) == day)
    elif isinstance(day, date):
        sessions = aboard(sessions, scene.days.start(day), scene.days.end(day))
    titles = (DatedText(None, None, leaf.title),) if leaf.title else board_titles(scene, sessions, day)
    blocks = (
        Block("head", "head", head_panel(scene, None, titles)),
        Block("agenda", "agenda", agenda_panel(scene, sessions, day)),
    )
    _, end, _ = scene.horizon(sessions)
    return View("agenda", titles[0].text, blocks, epoch(end))
