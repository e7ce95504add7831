"""What screens.yaml and the agenda disagree about, and what of the agenda looks like a slip: for `signage check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from urllib.parse import urlsplit

from signage.agenda import Agenda, Days
from signage.characters import folded, normal
from signage.errors import Finding, KeyPath
from signage.layout import (
    AgendaScreen,
    DirectoryScreen,
    Layout,
    OverviewScreen,
    RoomScreen,
    Screen,
    View,
    WebScreen,
    allowed,
    located_views,
    views_of,
)
from signage.layout.fields import did_you_mean
from signage.layout.model import Hidden
from signage.venue.edits import edited
from signage.venue.rooms import RoomIndex


def findings(layout: Layout, agenda: Agenda | None, slugs: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """All that is worth a look, errors first, with paths of the layout; without an agenda, what the layout tells.

    `slugs` are the parts of URLs that rooms have had, by which notices may name them (slug to room id).
    """
    found = [*_former_names(layout), *_never_shown(layout), *_foreign_pages(layout), *_codes(layout), *_floors(layout)]
    if agenda is not None:
        shown = edited(agenda, layout)
        before = RoomIndex(shown, layout.rooms, slugs or {})
        directory = RoomIndex(shown, layout.rooms, before.assigned)
        days = layout.event.days
        found += [*_rooms(layout, directory), *_arrows(layout, directory), *_notices(layout, directory)]
        found += [*_tracks(layout, shown), *_edits(layout, agenda)]
        found += [*_unseen(layout, directory), *_overlaps(shown, days), *_gaps(shown, days)]
    return tuple(sorted(found, key=lambda finding: finding.level))


# The layout alone -------------------------------------------------------------------------------------------------


def _hint(what: str, path: KeyPath, hint: str = "") -> Finding:
    return Finding(what, path, hint, level="hint")


def _former_names(layout: Layout) -> Iterator[Finding]:
    """Names under `also:` that lead elsewhere."""
    taken = {name: (f"'{name}' is a screen of its own, and its address leads there", "") for name in layout.screens}
    for name, screen in layout.screens.items():
        for old in dict.fromkeys(screen.also):
            if old in taken:
                what, hint = taken[old]
                yield _hint(what, ("screens", name, "also"), hint)
            taken.setdefault(old, (f"'{old}' is an old name of '{name}' as well", "keep one"))


def _never_shown(layout: Layout) -> Iterator[Finding]:
    """Notices that end before they begin, which of a day and a time only the event's calendar tells."""
    days = layout.event.days
    for number, notice in enumerate(layout.notices):
        begins, ends = notice.begins(days), notice.ends(days)
        if begins and ends and begins >= ends:
            yield Finding(
                "it ends before it begins, so no wall shows it", ("notices", number), "mend 'from' or 'until'"
            )


def _foreign_pages(layout: Layout) -> Iterator[Finding]:
    for path, view in located_views(layout):
        if isinstance(view, WebScreen) and not allowed(str(view.url), layout):
            what = f"{urlsplit(str(view.url)).hostname} is not listed under 'frames:', so its page is skipped"
            yield Finding(what, (*path, "url"))


def _codes(layout: Layout) -> Iterator[Finding]:
    """QR codes that lead nowhere yet."""
    for name, screen in layout.screens.items():
        if layout.address is None and any(view.qr for view in (screen, *views_of(screen))):
            example = "'address:', such as http://signage.local:8080"
            yield _hint(f"'qr: yes' shows nothing without this server's {example}", ("screens", name))


def _named_floors(layout: Layout) -> dict[str, None]:
    """The floors that rooms are on."""
    return {text.floor: None for text in layout.rooms.values() if text.floor}


def _floors(layout: Layout) -> Iterator[Finding]:
    known = list(_named_floors(layout))
    for path, view in located_views(layout):
        for floor in getattr(view, "floors", ()):
            if floor not in known:
                what = f"no room under 'rooms:' is on '{floor}'"
                yield Finding(what, (*path, "floors"), did_you_mean(floor, known))


# Names that the agenda does not know ------------------------------------------------------------------------------


def _rooms(layout: Layout, directory: RoomIndex) -> Iterator[Finding]:
    for key in layout.rooms:
        if directory.find(key) not in directory.agenda.rooms:
            hint = directory.suggest(key) if directory.agenda.rooms else ""
            yield _hint(f"'{key}' is no room of the agenda", ("rooms", key), hint)
    for path, view in located_views(layout):
        for room in _named(view):
            if directory.find(room) not in directory.ids:
                key = "room" if isinstance(view, RoomScreen) else "rooms"
                yield Finding(f"'{room}' is no room of the agenda", (*path, key), directory.suggest(room))


def _arrows(layout: Layout, directory: RoomIndex) -> Iterator[Finding]:
    floors = _named_floors(layout)
    screens: list[tuple[KeyPath, Screen]] = [(("screens", name), screen) for name, screen in layout.screens.items()]
    for path, view in dict([*screens, *located_views(layout)]).items():
        for target in view.arrows:
            if target not in floors and directory.find(target) not in directory.ids:
                near = did_you_mean(target, [*floors, *map(directory.name, directory.ids)])
                yield Finding(f"'{target}' is neither a room nor a floor", (*path, "arrows", target), near)


def _notices(layout: Layout, directory: RoomIndex) -> Iterator[Finding]:
    """Notices that do not reach all that they name."""
    old = [name for screen in layout.screens.values() for name in screen.also]
    rooms = {*directory.ids, *directory.slugs.values()}
    known = {*layout.screens, *old, *(name for room in rooms for name in directory.names(room))}
    signs = [*layout.screens, *map(directory.name, directory.ids)]
    for number, notice in enumerate(layout.notices):
        for name in _unlike(notice.screens, known):
            what = f"'{name}' is neither a screen nor a room"
            yield Finding(what, ("notices", number, "screens"), did_you_mean(name, signs))


def _tracks(layout: Layout, agenda: Agenda) -> Iterator[Finding]:
    known = sorted({session.track for session in agenda.sessions})
    for path, view in located_views(layout):
        for track in _unlike(getattr(view, "tracks", ()), known):
            yield Finding(f"no session is of the track '{track}'", (*path, "tracks"), did_you_mean(track, known))
    for track in _unlike(layout.brand.tracks, known):
        what = f"no session is of the track '{track}'"
        yield _hint(what, ("brand", "tracks", track), did_you_mean(track, known))


def _edits(layout: Layout, agenda: Agenda) -> Iterator[Finding]:
    """What `hide:` and `override:` say of sessions and rooms that the platform's agenda does not have."""
    directory = RoomIndex(agenda, layout.rooms, {})
    for kind in ("ids", "tracks", "titles"):
        known = [getattr(session, kind.removesuffix("s")) for session in agenda.sessions]
        for name in getattr(layout.hide, kind):
            alone = layout.model_copy(update={"hide": Hidden.model_validate({kind: name}), "override": {}})
            if len(edited(agenda, alone).sessions) == len(known):
                yield _hint(f"'{name}' hides no session", ("hide", kind), did_you_mean(name, known))
    ids = {normal(session.id) for session in agenda.sessions}
    for session_id, override in layout.override.items():
        if session_id not in ids:
            near = did_you_mean(session_id, sorted(ids))
            yield _hint(f"no session has the id '{session_id}'", ("override", session_id), near)
        room = override.room or ""
        if directory.find(room) is None and (near := directory.suggest(room)):  # else it is meant to be a new one
            yield _hint(f"'{room}' is no room of the agenda", ("override", session_id, "room"), near)


def _unlike(names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """Those of the names that are not known, in capitals or not."""
    seen = {folded(name) for name in known}
    return (name for name in names if folded(name) not in seen)


def _named(view: View) -> tuple[str, ...]:
    """The rooms a view names."""
    return (view.room,) if isinstance(view, RoomScreen) else getattr(view, "rooms", ())


# What looks like a slip -------------------------------------------------------------------------------------------


def _unseen(layout: Layout, directory: RoomIndex) -> Iterator[Finding]:
    """Rooms that no screen of screens.yaml shows."""
    shown: set[str | None] = set()
    for _, view in located_views(layout):
        if isinstance(view, OverviewScreen | AgendaScreen | DirectoryScreen) and not (view.rooms or view.floors):
            return
        shown |= {directory.find(room) for room in _named(view)}
    for room in directory.agenda.rooms:
        if room not in shown:
            yield _hint(f"no screen shows '{directory.name(room)}'", ("agenda", directory.name(room)))


def _overlaps(agenda: Agenda, days: Days) -> Iterator[Finding]:
    """Sessions that are in one room at one time, and those that are in none."""
    for room_id, room in agenda.rooms.items():
        live = [session for session in agenda.in_room(room_id) if not session.cancelled]
        for number, other in enumerate(live[1:], 1):
            one = max(live[:number], key=lambda session: session.ends_at)
            if other.starts_at < one.ends_at:
                at = other.starts_at.astimezone(days.zone)
                what = f"'{one.title}' and '{other.title}' overlap from {at:%Y-%m-%d %H:%M}"
                yield _hint(what, ("agenda", room.name))
    for session in agenda.in_room(None):
        yield _hint(f"'{session.title}' has no room", ("agenda", session.id))


def _gaps(agenda: Agenda, days: Days) -> Iterator[Finding]:
    """Days between the first and the last that have no session."""
    held = sorted({days.of(session.starts_at) for session in agenda.sessions})
    for one, other in pairwise(held):
        if (other - one).days > 1:
            yield _hint(f"nothing is scheduled between {one} and {other}", ("agenda",))
    if not held:
        yield _hint("there are no sessions at all", ("agenda",))
