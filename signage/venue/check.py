"""What screens.yaml and the agenda disagree about, for `signage check`. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from urllib.parse import urlsplit

from signage.agenda import Agenda
from signage.characters import folded, normal
from signage.errors import Finding, KeyPath
from signage.layout import (
    Layout,
    RoomScreen,
    Screen,
    WebScreen,
    allowed,
    located_views,
    views_of,
)
from signage.layout.fields import did_you_mean
from signage.layout.model import Hidden
from signage.phrase import NO_HINT, Phrase
from signage.venue import agenda_lint
from signage.venue.agenda_lint import Unread, as_hint, rooms_named
from signage.venue.corrections import edited
from signage.venue.rooms import RoomIndex

MOST_EACH = 50
"""Findings of a kind that are told, and names that may hide nothing that are looked at: for each a name that is near is
looked for, which of ten thousand names takes an hour."""


def findings(
    layout: Layout,
    agenda: Agenda | None,
    slugs: Mapping[str, str] | None = None,
    unread: Sequence[Unread] = (),
) -> tuple[Finding, ...]:
    """All that is worth a look, the worst first, with paths of the layout; without an agenda, what the layout tells.

    `slugs` are the parts of URLs that rooms have had, by which notices may name them (slug to room id); `unread` is
    what was wrong with records of the platform. What there may be hundreds of is told once, with a number.
    """
    kinds = [
        _former_names(layout),
        _alike(layout),
        _never_shown(layout),
        _foreign_pages(layout),
        _codes(layout),
        _floors(layout),
    ]
    if agenda is not None:
        shown = edited(agenda, layout)
        before = RoomIndex(shown, layout.rooms, slugs or {})
        rooms = RoomIndex(shown, layout.rooms, before.assigned)
        days = layout.event.days
        kinds += [_rooms(layout, rooms), _arrows(layout, rooms), _notices(layout, rooms)]
        kinds += [_tracks(layout, shown), _edits(layout, agenda), agenda_lint.other_spellings(agenda)]
        kinds += [iter(agenda_lint.unseen_rooms(layout, rooms)), iter(agenda_lint.of_agenda(shown, days))]
    found = [finding for kind in kinds for finding in islice(kind, MOST_EACH)]
    found += agenda_lint.unread_records(unread)
    return tuple(sorted(found, key=lambda finding: finding.level))  # "error" comes before "hint"


# The layout alone -------------------------------------------------------------------------------------------------


def _former_names(layout: Layout) -> Iterator[Finding]:
    """Names under `also:` that lead elsewhere."""
    taken = {
        name: (Phrase("'%(name)s' is a screen of its own, and its address leads there", name=name), NO_HINT)
        for name in layout.screens
    }
    for name, screen in layout.screens.items():
        for old in dict.fromkeys(screen.also):
            if old in taken:
                what, hint = taken[old]
                yield as_hint(what, ("screens", name, "also"), hint)
            taken.setdefault(
                old, (Phrase("'%(old)s' is an old name of '%(name)s' as well", old=old, name=name), Phrase("keep one"))
            )


def _alike(layout: Layout) -> Iterator[Finding]:
    """Screens that people take for one, for their names differ in capitals only."""
    seen: dict[str, str] = {}
    for name in layout.screens:
        other = seen.setdefault(folded(name), name)
        if other != name:
            what = Phrase("'%(name)s' and '%(other)s' differ in capitals only", name=name, other=other)
            yield as_hint(what, ("screens", name), Phrase("choose another name"))


def _never_shown(layout: Layout) -> Iterator[Finding]:
    """Notices that end before they begin, which of a day and a time only the event's calendar tells."""
    days = layout.event.days
    for number, notice in enumerate(layout.notices):
        begins, ends = notice.begins(days), notice.ends(days)
        if begins and ends and begins >= ends:
            yield Finding(
                Phrase("it ends before it begins, so no wall shows it"),
                ("notices", number),
                Phrase("mend 'from' or 'until'"),
            )


def _foreign_pages(layout: Layout) -> Iterator[Finding]:
    for path, view in located_views(layout):
        if isinstance(view, WebScreen) and not allowed(str(view.url), layout):
            host = urlsplit(str(view.url)).hostname
            what = Phrase("%(host)s is not listed under 'frames:', so its page is skipped", host=host)
            yield Finding(what, (*path, "url"))


def _codes(layout: Layout) -> Iterator[Finding]:
    """QR codes that lead nowhere yet."""
    for name, screen in layout.screens.items():
        if layout.address is None and any(view.qr for view in (screen, *views_of(screen))):
            yield as_hint(
                Phrase("'qr: yes' shows nothing without this server's 'address:', such as http://signage.local:8080"),
                ("screens", name),
            )


def _named_floors(layout: Layout) -> dict[str, None]:
    """The floors that rooms are on."""
    return {text.floor: None for text in layout.rooms.values() if text.floor}


def _floors(layout: Layout) -> Iterator[Finding]:
    known = list(_named_floors(layout))
    for path, view in located_views(layout):
        for floor in getattr(view, "floors", ()):
            if floor not in known:
                what = Phrase("no room under 'rooms:' is on '%(floor)s'", floor=floor)
                yield Finding(what, (*path, "floors"), did_you_mean(floor, known))


# Names that the agenda does not know ------------------------------------------------------------------------------


def _rooms(layout: Layout, rooms: RoomIndex) -> Iterator[Finding]:
    for key in layout.rooms:
        if rooms.find(key) not in rooms.agenda.rooms:
            hint = rooms.suggest(key) if rooms.agenda.rooms else NO_HINT
            yield as_hint(_no_room(key), ("rooms", key), hint)
    for path, view in located_views(layout):
        for room in rooms_named(view):
            if rooms.find(room) not in rooms.ids:
                key = "room" if isinstance(view, RoomScreen) else "rooms"
                yield Finding(_no_room(room), (*path, key), rooms.suggest(room))


def _arrows(layout: Layout, rooms: RoomIndex) -> Iterator[Finding]:
    floors = _named_floors(layout)
    screens: list[tuple[KeyPath, Screen]] = [(("screens", name), screen) for name, screen in layout.screens.items()]
    for path, view in dict([*screens, *located_views(layout)]).items():
        for target in view.arrows:
            if target not in floors and rooms.find(target) not in rooms.ids:
                near = did_you_mean(target, [*floors, *map(rooms.name, rooms.ids)])
                kind = Finding if near else as_hint
                hint = near or Phrase("right if people gather there: takeovers that lead there show this arrow")
                what = Phrase("'%(name)s' is neither a room nor a floor", name=target)
                yield kind(what, (*path, "arrows", target), hint)


def _notices(layout: Layout, rooms: RoomIndex) -> Iterator[Finding]:
    """Notices that do not reach all that they name."""
    old = [name for screen in layout.screens.values() for name in screen.also]
    all_rooms = {*rooms.ids, *rooms.slugs.values()}
    known = {*layout.screens, *old, *(name for room in all_rooms for name in rooms.names(room))}
    signs = [*layout.screens, *map(rooms.name, rooms.ids)]
    for number, notice in enumerate(layout.notices):
        for name in _unlike(notice.screens, known):
            what = Phrase("'%(name)s' is neither a screen nor a room", name=name)
            yield Finding(what, ("notices", number, "screens"), did_you_mean(name, signs))


def _tracks(layout: Layout, agenda: Agenda) -> Iterator[Finding]:
    known = sorted({session.track for session in agenda.sessions})
    for path, view in located_views(layout):
        for track in _unlike(getattr(view, "tracks", ()), known):
            yield Finding(_no_track(track), (*path, "tracks"), did_you_mean(track, known))
    for track in _unlike(layout.brand.tracks, known):
        yield as_hint(_no_track(track), ("brand", "tracks", track), did_you_mean(track, known))


def _edits(layout: Layout, agenda: Agenda) -> Iterator[Finding]:
    """What `hide:` and `override:` say of sessions and rooms that the platform's agenda does not have."""
    rooms = RoomIndex(agenda, layout.rooms, {})
    for kind in ("ids", "tracks", "titles"):
        known = [getattr(session, kind.removesuffix("s")) for session in agenda.sessions]
        for name in getattr(layout.hide, kind)[:MOST_EACH]:
            alone = layout.model_copy(update={"hide": Hidden.model_validate({kind: name}), "override": {}})
            if len(edited(agenda, alone).sessions) == len(known):
                what = Phrase("'%(name)s' hides no session", name=name)
                yield as_hint(what, ("hide", kind), did_you_mean(name, known))
    ids = {normal(session.id) for session in agenda.sessions}
    for session_id, override in layout.override.items():
        if session_id not in ids:
            near = did_you_mean(session_id, sorted(ids))
            yield as_hint(Phrase("no session has the id '%(id)s'", id=session_id), ("override", session_id), near)
        room = override.room or ""
        if rooms.find(room) is None and (near := rooms.suggest(room)):  # else it is meant to be a new one
            yield as_hint(_no_room(room), ("override", session_id, "room"), near)


def _no_room(name: str) -> Phrase:
    return Phrase("'%(name)s' is no room of the agenda", name=name)


def _no_track(name: str) -> Phrase:
    return Phrase("no session is of the track '%(name)s'", name=name)


def _unlike(names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """The names that are not known, in whatever capitals."""
    seen = {folded(name) for name in known}
    return (name for name in names if folded(name) not in seen)
