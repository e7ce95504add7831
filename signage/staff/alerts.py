"""When operators are told that something is wrong, and that it is right again. Pure.

What goes wrong together is one incident: one message when it has lasted for long enough, one when all of it is over.
An incident outlives the server that told it: whoever looks next knows that it was told, and tells its end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from signage.layout import AlertKind

if TYPE_CHECKING:
    from collections.abc import Iterable

TOGETHER = 60.0
"""Seconds between the starts of two faults that belong to one incident."""
OVER = 30.0
"""Seconds for which all of an incident has to be gone before it is over: a display that comes and goes is told once."""
NAMED = 8
"""Names of a kind that a message tells; of more it tells the number."""


class Trouble(NamedTuple):
    """Something that is wrong now: `about` is a screen or display, or empty; `what` says it in a few words.

    `since`: from when on, where that is known; it may be before this server began.
    """

    kind: AlertKind
    about: str
    what: str
    since: datetime | None = None


class Alert(NamedTuple):
    """A message to operators."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Incident:
    """Faults that began together, and were told in one message at `since`."""

    troubles: tuple[Trouble, ...]
    since: datetime

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        """What tells its faults from others."""
        return frozenset(map(key_of, self.troubles))


@dataclass
class Alerts:
    """Looks at what is wrong from time to time; `incidents` are those that were told and are not over.

    Seconds are those of a monotonic clock.
    """

    incidents: tuple[Incident, ...] = ()
    _began: dict[tuple[str, str], float] = field(default_factory=dict)
    _gone: dict[Incident, float] = field(default_factory=dict)

    def watch(self, troubles: Iterable[Trouble], now: float, at: datetime) -> dict[tuple[str, str], Trouble]:
        """Remember since when all that is wrong at this moment has been so; it by its key."""
        wrong = {key_of(trouble): trouble for trouble in troubles}
        for key, trouble in wrong.items():
            lasted = (at - trouble.since).total_seconds() if trouble.since else 0.0
            self._began.setdefault(key, now - max(0.0, lasted))
        self._began = {key: self._began[key] for key in wrong}
        return wrong

    def look(
        self, event: str, troubles: Iterable[Trouble], after: float, now: float, at: datetime, *, is_known: bool = True
    ) -> list[Alert]:
        """What is to be told now, given all that is wrong at this moment; faults that lasted for `after` are told.

        `at` is the time of day, in the event's zone. Where it `is_known` not yet what is wrong, nothing is over.
        """
        wrong = self.watch(troubles, now, at)
        ended = self._ended(event, wrong, now, at) if is_known else ()
        return [*self._started(event, wrong, after, now, at), *ended]

    def _started(
        self, event: str, wrong: dict[tuple[str, str], Trouble], after: float, now: float, at: datetime
    ) -> Iterable[Alert]:
        known = {key for incident in self.incidents for key in incident.keys}
        fresh = {key: trouble for key, trouble in wrong.items() if key not in known}
        if not any(now - self._began[key] >= after for key in fresh):
            return
        together = tuple(trouble for key, trouble in fresh.items() if now - self._began[key] >= after - TOGETHER)
        self.incidents = (*self.incidents, Incident(together, at))
        yield Alert(f"{event}: {summary(together)}", details(together, at))

    def _ended(self, event: str, wrong: dict[tuple[str, str], Trouble], now: float, at: datetime) -> Iterable[Alert]:
        self._gone = {
            incident: self._gone.get(incident, now) for incident in self.incidents if not incident.keys & wrong.keys()
        }
        for incident, gone_at in self._gone.items():
            if now - gone_at >= OVER:
                self.incidents = tuple(one for one in self.incidents if one is not incident)
                lasted = (at - incident.since).total_seconds() - (now - gone_at)
                was = summary(incident.troubles)
                minutes = max(1, round(lasted / 60))
                yield Alert(f"{event}: right again", f"It was: {was}. Told {minutes} min before it was over.")


def key_of(trouble: Trouble) -> tuple[str, str]:
    """What is the same of a fault for as long as it lasts."""
    return trouble.kind, trouble.about


def summary(troubles: Iterable[Trouble]) -> str:
    """What is wrong, in one line: the only fault, or how many of each kind."""
    found = list(troubles)
    if len(found) == 1:
        return " ".join(part for part in (found[0].about, found[0].what) if part)
    displays = sum(one.kind == "displays" for one in found)
    others = [one.what for one in found if one.kind != "displays"]
    counted = [f"{displays} displays are wrong or gone"] if displays > 1 else []
    alone = [f"{one.about} {one.what}" for one in found if one.kind == "displays"] if displays == 1 else []
    return ", ".join([*counted, *alone, *others])


def details(troubles: Iterable[Trouble], at: datetime) -> str:
    """All that is wrong, a line each, with since when; of many of a kind the first, and a number."""
    lines = [f"{trouble.about} {trouble.what}{_since(trouble, at)}".strip() for trouble in troubles]
    more = len(lines) - NAMED
    return "\n".join([*lines[:NAMED], *([f"and {more} more"] if more > 0 else [])])


def _since(trouble: Trouble, at: datetime) -> str:
    if trouble.since is None:
        return ""
    since = trouble.since.astimezone(at.tzinfo)
    return f" since {since:%H:%M}" if since.date() == at.date() else f" since {since:%a %d %b %H:%M}"
