"""The door display of one room."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup, escape

from signage.agenda import Placement, Session, Slots
from signage.render.day_context import DayContext, epoch
from signage.render.intervals import WAIT, Stretch, joined, live_first, stretches
from signage.render.panels.room import FollowView, RoomBlock, RoomPanel
from signage.render.panels.session import MarkView
from signage.render.parts import PanelDraft, RenderedView, head_panel, missing_view, no_room
from signage.render.rest import goodbye, welcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signage.layout import RoomScreen
    from signage.render.panels.session import SlotName


LINES = 3
"""Sessions that a calm room announces at most."""


def room_view(context: DayContext, view: RoomScreen) -> RenderedView:
    """The room's own page; which rooms there are if there is none of that name."""
    room_id = context.room_index.find(view.room)
    if room_id is None:
        return missing_view(context, no_room(context, view.room))
    place = context.place(room_id)
    blocks = (
        PanelDraft("head", "head", head_panel(context, place, ())),
        PanelDraft("room", "room", room_panel(context, room_id)),
    )
    everything = context.agenda.in_room(room_id)
    _, end, _ = context.horizon(everything)
    known_until = context.known_until(everything, end)
    return RenderedView("room", place.name.text, blocks, epoch(end), known_until=known_until)


def room_panel(context: DayContext, room_id: str) -> RoomPanel:
    """The body of a room screen."""
    everything = context.agenda.in_room(room_id)
    away = context.agenda.moved_away.get(room_id, ())

    def made() -> RoomPanel:
        edges = [*context.span, *(edge for left in away for edge in _sign_time(*left))]
        blocks = [
            replace(block, notes=(*block.notes, *_where_they_went(context, block, away)))
            for stretch in stretches(context, everything, edges)
            for block in [_room_block(context, stretch, everything)]
        ]
        return RoomPanel(joined(blocks))

    return context.memory.of(("door", room_id), (context.setting, everything, away), made)


def event_panel(context: DayContext, everything: tuple[Session, ...]) -> RoomPanel:
    """The body of an overview of an event without rooms: what is on as at a door, and more of what follows."""

    def made() -> RoomPanel:
        found = stretches(context, everything, context.span)
        return RoomPanel(joined([_event_block(context, stretch, everything) for stretch in found]))

    return context.memory.of("event", (context.setting, everything), made)


def _event_block(context: DayContext, stretch: Stretch, everything: tuple[Session, ...]) -> RoomBlock:
    begin, _, shown = stretch
    block, translate = _room_block(context, stretch, everything), context.words.translate
    ahead = next((s.starts_at for s in (*shown.next, *shown.later) if not s.cancelled), None)
    if block.state != "calm":
        more = shown.later[: max(LINES - len(block.follow), 0)] if block.slot == "now" else shown.later[1:LINES]
        return replace(block, follow=(*block.follow, *context.follow(more, "later", "", begin)))
    if ahead and context.days.of(ahead) == context.days.of(begin):
        return replace(block, heading=translate("Starts at %(time)s", time=context.words.time(ahead)), sub="")
    return block if ahead or shown.next or block.over else replace(block, heading=translate("No more sessions"))


def _sign_time(session: Session, due: Placement) -> tuple[datetime, datetime]:
    """When a door that it was announced at says where a session is: from before it was due there until it is over."""
    return min(due.starts_at, session.starts_at) - WAIT, session.ends_at


def _where_they_went(
    context: DayContext, block: RoomBlock, away: tuple[tuple[Session, Placement], ...]
) -> Iterator[MarkView]:
    """Where to find what was announced here, and when, if that is another time."""
    translate = context.words.translate
    for session, due in away:
        start, end = _sign_time(session, due)
        if not epoch(start) <= (block.start or 0) < epoch(end):
            continue
        title = context.title(session)
        if session.cancelled:
            yield MarkView("cancelled", "cross", translate("Cancelled"), escape(title), translate("Cancelled"))
            continue
        where = escape(context.room_name(session.room.id) if session.room else translate("Room to be announced"))
        if session.starts_at != due.starts_at:
            where = Markup("%s · %s") % (where, context.times.time(session.starts_at, due.starts_at))
        lead = context.words.told("%(title)s: moved to", title=title)
        yield MarkView("moved", "arrow", translate("Moved"), lead, where)


def _room_block(context: DayContext, stretch: Stretch, everything: tuple[Session, ...]) -> RoomBlock:
    """What the door shows in one stretch. Sessions of whole days step back while others are on."""
    begin, stop, shown = stretch
    translate = context.words.translate
    after = live_first(shown)
    timed = tuple(session for session in shown.now if not session.all_day)
    state: Literal["now", "cancelled", "waiting"]
    if heroes := timed or shown.now:
        live = any(not session.cancelled for session in heroes)
        state, label = ("now", translate("Now")) if live else ("cancelled", translate("Cancelled"))
        beside = tuple(session for session in shown.now if session not in heroes)
        follow = (
            *context.follow(shown.next, "next", translate("Next"), begin),
            *context.follow(after, "later", "", begin),
            *(FollowView("", "now", context.session(session, running=True)) for session in beside),
        )
    elif shown.next and shown.next[0].starts_at - begin <= WAIT:
        state, label, heroes = "waiting", translate("Up next"), shown.next
        follow = context.follow(after or shown.later[:1], "later", translate("Then"), begin)
    else:
        return _calm(context, stretch, everything)
    views = tuple(context.session(session, begin, running=state == "now") for session in heroes)
    alone = views[0].marks if len(views) == 1 else ()
    notes = tuple(mark for mark in alone if mark.kind != "cancelled")  # the slab itself says that, in red
    slot: SlotName = "next" if state == "waiting" else "now"
    return RoomBlock(epoch(begin), epoch(stop), state, label, slot, views, notes, follow)


def _calm(context: DayContext, stretch: Stretch, everything: tuple[Session, ...]) -> RoomBlock:
    """A room in which nothing takes place and nothing starts soon."""
    begin, stop, shown = stretch
    heading, sub = _sentence(context, begin, shown, everything)
    over = (heading, sub) == goodbye(context)
    later = shown.later[: max(LINES - len(shown.next), 0)]
    later = later if any(not session.cancelled for session in (*shown.next, *later)) else live_first(shown)
    lines = context.follow((*shown.next, *later), "next", context.words.translate("Next"), begin)
    follow = tuple(
        line if number < len(shown.next) else replace(line, slot="later") for number, line in enumerate(lines)
    )
    return RoomBlock(epoch(begin), epoch(stop), "calm", "", "next", (), (), follow, heading, sub, over)


def _sentence(context: DayContext, begin: datetime, shown: Slots, everything: tuple[Session, ...]) -> tuple[str, str]:
    """What a calm room says: heading and line below. Cancelled sessions keep no one waiting."""
    words, today, name = context.words, context.days.of(begin), context.layout.event.name
    opens, closes = context.span
    today_earlier = any(s.ends_at <= begin and context.days.of(s.starts_at) == today for s in everything)
    ahead = next((s.starts_at for s in (*shown.next, *shown.later) if not s.cancelled), None)
    if ahead and context.days.of(ahead) == today:
        time = words.time(ahead)
        free = words.translate("Free until %(time)s", time=time)
        return free if today_earlier else words.translate("Starts at %(time)s", time=time), ""
    if ahead and opens > begin and not today_earlier:
        return welcome(context)
    if ahead or shown.next or any(s.starts_at > begin and not s.cancelled for s in everything):
        return words.translate("That is all for today") if today_earlier else words.translate("No sessions today"), ""
    if not everything:
        return words.translate("No sessions in this room"), name
    if closes > begin:
        return words.translate("That is all in this room"), name
    return goodbye(context)
