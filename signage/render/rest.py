"""What a view says for itself while it has nothing else to show: before the event begins and after it is over."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from signage.render.day_context import DayContext, epoch
from signage.render.language import bidi
from signage.render.panels.text import DatedText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signage.agenda import Session
    from signage.render.panels.room import RoomBlock


def welcome(context: DayContext) -> tuple[str, str]:
    """Heading and line below, for the days before the event."""
    words, name = context.words, bidi(context.layout.event.name)
    day = words.day(context.times.date_at(context.span[0]))
    return words.translate("Welcome"), words.told("%(event)s begins on %(day)s", event=name, day=day)


def goodbye(context: DayContext) -> tuple[str, str]:
    """Heading and line below, from the end of the event on."""
    return context.words.translate("Thank you and goodbye"), context.layout.event.name


def headed(titles: Iterable[DatedText], said: Iterable[DatedText | RoomBlock]) -> tuple[DatedText, ...]:
    """The titles of a view until it says goodbye: then it is no list of what is on."""
    end = next((-inf if one.start is None else one.start for one in said if one.over), inf)
    kept = [title for title in titles if (-inf if title.start is None else title.start) < end]
    return tuple(replace(one, until=int(end)) if end < (one.until or inf) else one for one in kept)


def after_all(context: DayContext, sessions: Iterable[Session], *, at_once: bool) -> tuple[DatedText, ...]:
    """What stands in place of rooms from the end of these, their sessions, on: there each would only be called free.

    Once the event is over that is a goodbye; before, if it is to be said `at_once`, that nothing more comes.
    """
    last = max((session.ends_at for session in sessions), default=None)
    if last is None:
        return ()
    closes = max(last, context.span[1])
    texts = [DatedText(epoch(closes), None, *goodbye(context), over=True)]
    if at_once and last < closes:
        heading, name = context.words.translate("No more sessions"), context.layout.event.name
        texts.insert(0, DatedText(epoch(last), epoch(closes), heading, name))
    return tuple(texts)
