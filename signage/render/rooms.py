"""A room's future as blocks: one for each stretch of time in which nothing about it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeVar

from signage.agenda import Placement, Session, Slots, intervals
from signage.render.context import CellBlock, CellPanel, MarkView, PlaceView, RoomBlock, RoomPanel
from signage.render.scene import Scene, epoch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signage.render.context import SlotName

WAIT = timedelta(minutes=60)
"""From this long before a session on, its room waits for it rather than being free."""
LINES = 3

VIEWS = 6000
"""Sessions that all stretches of a room show together, so that a broken feed holds up nothing: several at once have
their share, hundreds if the day has few stretches."""

Stretch = tuple[datetime, datetime, Slots]
Block = TypeVar("Block", RoomBlock, CellBlock)


def room_panel(scene: Scene, room_id: str) -> RoomPanel:
    """The body of a room screen."""
    everything = scene.agenda.in_room(room_id)
    away = scene.agenda.moved_away.get(room_id, ())
    edges = [*scene.span, *(edge for left in away for edge in _sign_time(*left))]
    blocks = [
        replace(block, notes=(*block.notes, *_gone(scene, block, away)))
        for stretch in _stretches(scene, everything, edges)
        for block in [_room_block(scene, stretch, everything)]
    ]
    return RoomPanel(_joined(blocks))


def cell_panel(scene: Scene, place: PlaceView, everything: tuple[Session, ...]) -> CellPanel:
    """One room of an overview."""
    return CellPanel(place, _joined([_cell_block(scene, stretch) for stretch in _stretches(scene, everything)]))


def _joined(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Neighbours that show the same as one; the first and the last are open-ended."""
    found: list[Block] = []
    for block in blocks:
        if found and replace(block, start=found[-1].start, until=found[-1].until) == found[-1]:
            found[-1] = replace(found[-1], until=block.until)
        else:
            found.append(block)
    found[0] = replace(found[0], start=None)
    found[-1] = replace(found[-1], until=None)
    return tuple(found)


def _sign_time(session: Session, due: Placement) -> tuple[datetime, datetime]:
    """When a door that it was announced at says where a session is: from before it was due there until it is over."""
    return min(due.starts_at, session.starts_at) - WAIT, session.ends_at


def _gone(scene: Scene, block: RoomBlock, away: tuple[tuple[Session, Placement], ...]) -> Iterator[MarkView]:
    """Where to find what was announced here, and when, if that is another time."""
    say = scene.words.say
    for session, due in away:
        start, end = _sign_time(session, due)
        if not epoch(start) <= (block.start or 0) < epoch(end):
            continue
        title = session.title or say("Untitled")
        if session.cancelled:
            yield MarkView("cancelled", "cross", say("Cancelled"), title, say("Cancelled"))
            continue
        where = scene.directory.name(session.room.id) if session.room else say("Room to be announced")
        if session.starts_at != due.starts_at:
            day = scene.weekday(session.starts_at, scene.days.of(due.starts_at))
            where = f"{where} · {day}{scene.words.time(session.starts_at)}"
        yield MarkView("moved", "arrow", say("Moved"), say("%(title)s: moved to", title=title), where)


def _stretches(scene: Scene, everything: tuple[Session, ...], more_edges: Sequence[datetime] = ()) -> Iterator[Stretch]:
    """The intervals of the horizon, cut also where a room begins to wait and where the event's day changes."""
    start, end, sessions = scene.horizon(everything)
    found = intervals(sessions, start, end)
    most = max(1, VIEWS // len(found))
    for begin, stop, whole in found:
        shown = Slots(whole.now[:most], whole.next[:most], whole.later)
        edges = {scene.days.end(scene.days.of(begin))}
        edges |= {session.starts_at - WAIT for session in shown.next}
        edges |= set(more_edges)
        cuts = [begin, *sorted(edge for edge in edges if begin < edge < stop), stop]
        for one, other in pairwise(cuts):
            yield one, other, shown


def _room_block(scene: Scene, stretch: Stretch, everything: tuple[Session, ...]) -> RoomBlock:
    begin, stop, shown = stretch
    say, today = scene.words.say, scene.days.of(begin)
    after = _live_first(shown)
    state: Literal["now", "cancelled", "waiting"]
    if shown.now:
        state, label, heroes = (
            ("now", say("Now"), shown.now) if shown.live else ("cancelled", say("Cancelled"), shown.now)
        )
        follow = scene.follow(shown.next, "next", say("Next"), today) + scene.follow(after, "later", "", today)
    elif shown.next and shown.next[0].starts_at - begin <= WAIT:
        state, label, heroes = "waiting", say("Up next"), shown.next
        follow = scene.follow(after or shown.later[:1], "later", say("Then"), today)
    else:
        return _calm(scene, stretch, everything)
    views = tuple(scene.session(session, running=state == "now") for session in heroes)
    alone = views[0].marks if len(views) == 1 else ()
    notes = tuple(mark for mark in alone if mark.kind != "cancelled")  # the slab itself says that, in red
    slot: SlotName = "next" if state == "waiting" else "now"
    return RoomBlock(epoch(begin), epoch(stop), state, label, slot, views, notes, follow)


def _live_first(shown: Slots) -> tuple[Session, ...]:
    """Where all that comes next is cancelled: what follows, down to the first that takes place."""
    if not shown.next or any(not session.cancelled for session in shown.next):
        return ()
    live = next((number for number, session in enumerate(shown.later) if not session.cancelled), None)
    return () if live is None else shown.later[live : live + 1]


def _calm(scene: Scene, stretch: Stretch, everything: tuple[Session, ...]) -> RoomBlock:
    """A room in which nothing takes place and nothing starts soon."""
    begin, stop, shown = stretch
    today = scene.days.of(begin)
    heading, sub = _sentence(scene, begin, shown, everything)
    later = shown.later[: max(LINES - len(shown.next), 0)]
    later = later if any(not session.cancelled for session in (*shown.next, *later)) else _live_first(shown)
    lines = scene.follow((*shown.next, *later), "next", scene.words.say("Next"), today)
    follow = tuple(
        line if number < len(shown.next) else replace(line, slot="later") for number, line in enumerate(lines)
    )
    return RoomBlock(epoch(begin), epoch(stop), "calm", "", "next", (), (), follow, heading, sub)


def _sentence(scene: Scene, begin: datetime, shown: Slots, everything: tuple[Session, ...]) -> tuple[str, str]:
    """What a calm room says: heading and line below. Cancelled sessions keep no one waiting."""
    words, today, name = scene.words, scene.days.of(begin), scene.layout.event.name
    opens, closes = scene.span
    today_earlier = any(s.ends_at <= begin and scene.days.of(s.starts_at) == today for s in everything)
    ahead = next((s.starts_at for s in (*shown.next, *shown.later) if not s.cancelled), None)
    if ahead and scene.days.of(ahead) == today:
        time = words.time(ahead)
        free = words.say("Free until %(time)s", time=time)
        return free if today_earlier else words.say("Starts at %(time)s", time=time), ""
    if ahead and opens > begin and not today_earlier:
        day = words.day(scene.days.of(opens))
        return words.say("Welcome"), words.say("%(event)s begins on %(day)s", event=name, day=day)
    if ahead or shown.next:
        return words.say("That is all for today") if today_earlier else words.say("No sessions today"), ""
    if not everything:
        return words.say("No sessions in this room"), name
    if closes > begin:
        return words.say("That is all in this room"), name
    return words.say("Thank you and goodbye"), name


def _cell_block(scene: Scene, stretch: Stretch) -> CellBlock:
    begin, stop, shown = stretch
    words, today = scene.words, scene.days.of(begin)
    running = [session for session in shown.now if not session.cancelled]
    ends = min((session.ends_at for session in running), default=None)
    label = words.say("until %(time)s", time=scene.end(ends, today)) if ends else words.say("free")
    now = tuple(scene.session(session, today, running=True) for session in shown.now)
    following, later = (
        tuple(scene.session(session, today) for session in group) for group in (shown.next, _live_first(shown))
    )
    return CellBlock(epoch(begin), epoch(stop), not running, label, now, following, later)
