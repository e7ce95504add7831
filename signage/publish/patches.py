"""What differs between two forms of a panel, by the templates that wait in it: a change sends those, not the panel.

A panel with many sessions holds each of them in a `<template>` of its store (docs/page.md, "What waits"). Where only
some of these differ, a page that has the old form needs no more than them. Pure.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signage.render.panel_html import Panel

WHOLE_BELOW = 4_000
"""Characters of a panel below which it is sent as a whole."""
FEW = 8
"""Where one in so many templates differs, or fewer, none is looked for at another place."""


class Splice(NamedTuple):
    """Templates in place of others: `removed` of the old ones, from number `at` on, give way to those in `html`."""

    at: int
    removed: int
    html: str


class Change(NamedTuple):
    """What turns the store of one panel into that of another: how many templates it has, and what takes whose place.

    The splices count in the old templates, ascend, and have at least one that stays between them.
    """

    templates: int
    splices: tuple[Splice, ...]


def change_between(old: Panel, new: Panel) -> Change | None:
    """The templates that differ; None where something else does as well, or where the whole panel is hardly more."""
    if new.size < WHOLE_BELOW:
        return None
    was, now = old.waiting, new.waiting
    if was is None or now is None or (was.before, was.after) != (now.before, now.after):
        return None
    splices = _splices(was.templates, now.templates)
    if 2 * sum(len(splice.html) for splice in splices) > new.size:
        return None
    return Change(len(was.templates), splices)


def _splices(old: Sequence[str], new: Sequence[str]) -> tuple[Splice, ...]:
    found: list[Splice] = []
    at = since = 0
    for stays, place in [*_staying(old, new), (len(old), len(new))]:
        if (at, since) != (stays, place):
            found.append(Splice(at, stays - at, "".join(new[since:place])))
        at, since = stays + 1, place + 1
    return tuple(found)


def _staying(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """As many as can stay where they are: their numbers in `old` and `new`, both ascending.

    Where few differ, all others. Else those at both ends that are the same, and of the rest the longest increasing run
    of old places in the new order, in n log n steps.
    """
    same = [number for number, (was, now) in enumerate(zip(old, new, strict=False)) if was == now]
    if len(old) == len(new) and FEW * (len(new) - len(same)) <= len(new):
        return [(number, number) for number in same]
    least = min(len(old), len(new))
    head = next((number for number in range(least) if old[number] != new[number]), least)
    tail = next((number for number in range(least - head) if old[-1 - number] != new[-1 - number]), least - head)
    stop, end = len(old) - tail, len(new) - tail
    middle = [(head + place, head + number) for place, number in _longest_run(old[head:stop], new[head:end])]
    return [
        *((number, number) for number in range(head)),
        *middle,
        *((stop + number, end + number) for number in range(tail)),
    ]


def _longest_run(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    places = {text: number for number, text in enumerate(old)}
    ends: list[int] = []  # the least old place that a run of each length ends with
    runs: list[tuple[int, int, int]] = []  # of each template that was there: its places, and the length of its run
    for number, text in enumerate(new):
        if (place := places.get(text)) is not None:
            length = bisect_left(ends, place)
            ends[length : length + 1] = [place]
            runs.append((place, number, length))
    kept: list[tuple[int, int]] = []
    wanted = len(ends) - 1
    for place, number, length in reversed(runs):
        if length == wanted and (not kept or place < kept[-1][0]):
            kept.append((place, number))
            wanted -= 1
    return kept[::-1]
