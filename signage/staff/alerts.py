"""When operators are told that something is wrong, and that it is right again. Pure.

What goes wrong together is one incident: one message when it has lasted for long enough, one when all of it is over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signage.layout import AlertKind

TOGETHER = 60.0
"""Seconds between the starts of two faults that belong to one incident."""
OVER = 30.0
"""Seconds for which all of an incident has to be gone before it is over: a display that comes and goes is told once."""
NAMED = 8
"""Names of a kind that a message tells; of more it tells the number."""


class Trouble(NamedTuple):
    """Something that is wrong now: `about` is a screen or display, or empty; `what` says it in a few words."""

    kind: AlertKind
    about: str
    what: str


class Alert(NamedTuple):
    """A message to operators."""

    title: str
    text: str


@dataclass
class Incident:
    """Faults that began together, and were told in one message."""

    troubles: dict[tuple[str, str], Trouble]
    since: float
    gone_at: float | None = None


@dataclass
class Alerts:
    """Looks at what is wrong from time to time. Times are seconds of a monotonic clock."""

    _began: dict[tuple[str, str], float] = field(default_factory=dict)
    _incidents: list[Incident] = field(default_factory=list)

    def look(self, event: str, troubles: Iterable[Trouble], after: float, now: float) -> list[Alert]:
        """What is to be told now, given all that is wrong at this moment; faults that lasted for `after` are told."""
        wrong = {(trouble.kind, trouble.about): trouble for trouble in troubles}
        self._began = {key: self._began.get(key, now) for key in wrong}
        return [*self._started(event, wrong, after, now), *self._ended(event, wrong, now)]

    def _started(
        self, event: str, wrong: dict[tuple[AlertKind, str], Trouble], after: float, now: float
    ) -> Iterable[Alert]:
        known = {key for incident in self._incidents for key in incident.troubles}
        fresh = {key: trouble for key, trouble in wrong.items() if key not in known}
        if not any(now - self._began[key] >= after for key in fresh):
            return
        together: dict[tuple[str, str], Trouble] = {
            key: trouble for key, trouble in fresh.items() if now - self._began[key] >= after - TOGETHER
        }
        self._incidents.append(Incident(together, now))
        yield Alert(f"{event}: {summary(together.values())}", details(together.values()))

    def _ended(self, event: str, wrong: dict[tuple[AlertKind, str], Trouble], now: float) -> Iterable[Alert]:
        for incident in tuple(self._incidents):
            if any(key in wrong for key in incident.troubles):
                incident.gone_at = None
                continue
            incident.gone_at = now if incident.gone_at is None else incident.gone_at
            if now - incident.gone_at >= OVER:
                self._incidents.remove(incident)
                minutes = max(1, round((incident.gone_at - incident.since) / 60))
                was = summary(incident.troubles.values())
                yield Alert(f"{event}: right again", f"It was: {was}. Told {minutes} min before it was over.")


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


def details(troubles: Iterable[Trouble]) -> str:
    """All that is wrong, a line each; of many of a kind the first, and a number."""
    lines = [f"{trouble.about} {trouble.what}".strip() for trouble in troubles]
    more = len(lines) - NAMED
    return "\n".join([*lines[:NAMED], *([f"and {more} more"] if more > 0 else [])])
