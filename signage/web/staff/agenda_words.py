"""Changes of the agenda as sentences. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo

from babel.dates import format_skeleton

from signage.phrase import N_
from signage.sync.changes import Change

SENTENCES = {
    "added": N_("“{title}” added, {start} in {room}"),
    "removed": N_("“{title}” is gone, it was at {start} in {room}"),
    "cancelled": N_("“{title}” cancelled"),
    "revived": N_("“{title}” takes place after all"),
    "moved": N_("“{title}” moved from {before} to {after}"),
    "earlier": N_("“{title}” brought forward from {before} to {after}"),
    "later": N_("“{title}” put back from {before} to {after}"),
    "retitled": N_("“{before}” is called “{after}” now"),
    "speakers": N_("“{title}” has other speakers: {after}"),
    "nobody": N_("“{title}” has no speakers any more"),
}
NOWHERE = N_("no room")


def sentence(change: Change, zone: tzinfo, translate: Callable[[str], str] = str, language: str = "en") -> str:
    """A change as staff read it: “Kelp” moved from Alfama to Tejo. Times are the zone's, with the day if it differs.

    `language` is the one that `translate` gives, as the catalogues name it: `pt`, `zh_Hant`.
    """
    kind, before, after = change.what, change.before, change.after
    told: str = kind
    if kind == "retimed":
        times = [datetime.fromisoformat(text).astimezone(zone) for text in (before, after)]
        told = "later" if times[1] > times[0] else "earlier"
        same_day = times[0].date() == times[1].date()
        before, after = (f"{at:%H:%M}" if same_day else f"{_day(at, language)} {at:%H:%M}" for at in times)
    elif kind == "moved":
        before, after = (name or translate(NOWHERE) for name in (before, after))
    elif kind == "speakers" and not after:
        told = "nobody"
    return translate(SENTENCES[told]).format(
        title=change.title,
        start=f"{change.starts_at.astimezone(zone):%H:%M}",
        room=change.room or translate(NOWHERE),
        before=before,
        after=after,
    )


def _day(at: datetime, language: str) -> str:
    return format_skeleton("MMMEd", at, locale=language).replace(",", "")
