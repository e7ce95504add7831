"""The server's one rule for what of a panel's HTML is on screen at a given moment.

Panels hold their whole future and don't depend on time, so neither do their revisions. When a page is served, the
elements that are not on screen get `hidden`, and countdowns get their number, so that it is right without script.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signage.render.language import Words

_TIMED = re.compile(r'data-(?:from="(\d+)"(?: data-until="(\d+)")?|until="(\d+)")')
_STAGE = re.compile('(?= data-view=")')
_TURN = re.compile(r'data-turn="([-:/ \d]+)"')
_SHARE = re.compile(r"(\d*)-(\d*):(\d+)/(\d+)/(\d+)")
_LEFT = re.compile(r'data-left="(\d+)">')
_TAG = r'<[^<>"]*(?:"[^"]*"[^<>"]*)*'  # ends at an attribute without value
_STORE, _END = "<template data-due", "</template>"
_WAITING = re.compile(r"\s*<template([^>]*)>(.*?)</template>", re.DOTALL)
_CLOCK = re.compile(_TAG + r" data-clock(?=[ >])[^<>]*>")
_STALE = re.compile(_TAG + r" data-stale(?=[ >])")


SHOWN_AT_ONCE = 40
"""What is due of a store of templates, without a script that arranges it, in number."""


def edges(html: str) -> set[int]:
    """The epoch seconds at which an element of this HTML appears or disappears."""
    return {int(edge) for match in _TIMED.finditer(html) for edge in match.groups() if edge}


def left(until: int, now: float) -> str:
    """Whole minutes until an epoch second, rounded up; hours and minutes from 100 minutes on."""
    minutes = max(0, -int(-(until - now) // 60))
    return str(minutes) if minutes < 100 else f"{minutes // 60}:{minutes % 60:02}"


def on_turn(share: tuple[str, str, str, str, str], now: float, own: float) -> bool:
    """Whether a piece of a `data-turn` holds: from, until, and a share of a cycle, in seconds of its own pace."""
    since, until, start, end, cycle = share
    if (since and now < int(since)) or (until and now >= int(until)):
        return False
    return int(start) <= own % int(cycle) < int(end)


def pace(outer: str, now: float, length: int) -> float:
    """Time as it passes for what takes turns of `length` seconds within what has the `data-turn` `outer` itself.

    It passes only while that is on, and by whole turns, so that each of them comes.
    """
    for share in _SHARE.findall(outer):
        if on_turn(share, now, now):
            start, end, cycle = map(int, share[2:])
            own = max(1, int((end - start) / length + 0.5)) * length
            return now // cycle * own + (now % cycle - start) * own / (end - start)
    return now


def moment(html: str, now: float, words: Words) -> str:
    """The HTML of a page as it is on screen at `now` (epoch seconds)."""

    def timed(match: re.Match[str]) -> str:
        start, until = match[1], match[2] or match[3]
        shown = (not start or int(start) <= now) and (not until or now < int(until))
        return match[0] if shown else match[0] + " hidden"

    html = _TIMED.sub(timed, html)
    html = "".join(_turns(stage, now) for stage in _STAGE.split(html))
    html = _LEFT.sub(lambda match: match[0] + left(int(match[1]), now), html)
    html = _STALE.sub(lambda match: match[0] + " hidden", html)
    html = _live(html)
    time = words.time(datetime.fromtimestamp(now, UTC))
    return _CLOCK.sub(lambda match: match[0] + time, html)


def _live(html: str) -> str:
    """After each store of templates a copy of what is due of it; those that are not due bear `hidden` by now."""
    head, *stores = html.split(_STORE)
    parts = [head]
    for store in stores:
        at = store.index(">") + 1
        due: list[str] = []
        while found := _WAITING.match(store, at):
            at = found.end()
            if len(due) < SHOWN_AT_ONCE and " hidden" not in found[1]:
                due.append(found[2].strip("\n"))
        at = store.index(_END, at) + len(_END)
        parts += [_STORE, store[:at], *due, store[at:]]
    return "".join(parts)


def _turns(stage: str, now: float) -> str:
    """A stage from within its tag on, or what stands before the first one, with what is not on screen hidden."""
    tag, close, content = stage.partition(">")
    outer = _TURN.search(tag) if _STAGE.match(stage) else None

    def turn(match: re.Match[str], around: str = "") -> str:
        shares = _SHARE.findall(match[1])
        own = pace(around, now, int(shares[0][3]) - int(shares[0][2]))
        return match[0] if any(on_turn(share, now, own) for share in shares) else match[0] + " hidden"

    return _TURN.sub(turn, tag) + close + _TURN.sub(lambda match: turn(match, outer[1] if outer else ""), content)


def offsets(words: Words, start: datetime, end: datetime) -> str:
    """`data-offsets`: the zone's offsets between two times, to the second at which each begins."""
    found = [(0, _offset(words, start))]
    at = start
    while at < end:
        following = min(at + timedelta(hours=12), end)
        if _offset(words, following) != found[-1][1]:
            found.append((_change(words, at, following), _offset(words, following)))
        at = following
    return ",".join(f"{since}:{offset}" for since, offset in found)


def _offset(words: Words, at: datetime) -> int:
    return int((at.astimezone(words.zone).utcoffset() or timedelta()).total_seconds())


def _change(words: Words, low: datetime, high: datetime) -> int:
    """The epoch second between two times at which the offset changes."""
    before, first, last = _offset(words, low), int(low.timestamp()), int(high.timestamp())
    while last - first > 1:
        middle = (first + last) // 2
        if _offset(words, datetime.fromtimestamp(middle, UTC)) == before:
            first = middle
        else:
            last = middle
    return last
