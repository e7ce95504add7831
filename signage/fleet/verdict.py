"""Whether a display shows what it should: one report compared with what is expected at that second."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from signage.fleet.expected import Expected
    from signage.fleet.report import Report

State = Literal["right", "wrong", "behind", "stale", "offline", "off", "unknown", "never"]
"""What is known of a display or a screen; docs/staff.md says each in words."""
Why = Literal[
    "", "hidden", "revision", "other", "missing", "nothing", "uncovered", "notice", "agenda", "stream", "silent", "new"
]
"""What a state follows from: the page is hidden by its browser; another revision; sessions that do not belong there;
running ones that are missing; nothing where something should be; sessions where a takeover or darkness should be;
a notice that is missing, or over; an old agenda; a stream that ended; no report; no report yet."""


WORST_FIRST: tuple[State, ...] = ("wrong", "offline", "behind", "stale", "unknown", "off", "never", "right")
"""Of several displays a screen has the first of these states that any of them has."""


class Stretch(NamedTuple):
    """A state that began at an instant, and lasts until the next one begins."""

    state: State
    start: datetime


class Verdict(NamedTuple):
    """A state and what it follows from."""

    state: State
    why: Why = ""


def judge(report: Report, expected: Sequence[Expected], *, is_current: bool, is_stale: bool) -> Verdict:
    """What a report says of its display.

    `expected` is what should be there around the second at which it came: a report is on its way for a moment, so
    whatever is right at one of them is right. `is_current`: it shows the current revisions; `is_stale`: these are of an
    agenda that was not confirmed for too long.
    """
    if not report.visible:
        return Verdict("wrong", "hidden")
    if not is_current:
        return Verdict("behind", "revision")
    if why := _difference(report, expected):
        return Verdict("wrong", why)
    return Verdict("stale", "agenda") if is_stale else Verdict("right")


def worst(states: Iterable[State]) -> State:
    """The state of a screen whose displays have these; `never` where it has none."""
    return min(states, key=WORST_FIRST.index, default="never")


def fits(report: Report, expected: Expected) -> bool:
    """Whether the sessions that can be seen on a display are those of a wall on which this is expected."""
    return not _other_sessions(report, (expected,))


def _difference(report: Report, expected: Sequence[Expected]) -> Why:
    if why := _other_sessions(report, expected):
        return why
    notices = set(report.notices)
    wanted = frozenset.intersection(*(one.notices for one in expected))
    possible = frozenset().union(*(one.notices for one in expected))
    return "notice" if wanted - notices or notices - possible else ""


def _other_sessions(report: Report, expected: Sequence[Expected]) -> Why:
    shown = set(report.shown)
    if shown and all(one.covered for one in expected):
        return "uncovered"
    if shown - frozenset().union(*(one.sessions for one in expected)):
        return "other"
    if not report.more and frozenset.intersection(*(one.running for one in expected)) - shown:
        return "missing"
    if not shown and all(one.some for one in expected):
        return "nothing"
    return ""
