"""The log in the API: who did what, when and from where."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel

from signage.characters import folded
from signage.staff.threads import LOOKS
from signage.web.staff.calls import Call, Refusal
from signage.web.staff.language import catalogue, language_of

if TYPE_CHECKING:
    from gettext import NullTranslations

    from signage.staff import Staff
    from signage.web.staff.calls import Asked

MOST = 200
"""Entries in one answer."""
WARNINGS = {"wrong password"}
"""Acts that somebody should look at."""


class LogEntry(BaseModel):
    """One act, `what` in the language of whoever asks. `warns`: somebody should look at it.

    `origin` is the address that it came from, told to editors alone: addresses are personal data.
    """

    at: datetime
    who: str
    what: str
    about: str
    origin: str
    warns: bool


class LogPage(BaseModel):
    """Entries, the newest first. `more`: there are older ones. `kept_days`: how long they are kept."""

    entries: list[LogEntry]
    more: bool
    kept_days: int


@dataclass(frozen=True)
class LogCalls:
    """`GET log`."""

    staff: Staff

    def calls(self) -> tuple[Call, ...]:
        """The one call, for everybody."""
        query = {
            "before": "only entries before this time, ISO 8601 with an offset",
            "find": "only entries that hold this text in any field",
        }
        return (
            Call(
                "GET",
                "log",
                "viewer",
                self.log,
                f"The log, {MOST} entries at most",
                answer=LogPage,
                query=query,
                statuses={400: "`before` is no time with an offset"},
            ),
        )

    async def log(self, asked: Asked) -> LogPage:
        """The newest entries, or those before a time. To look through all takes a tenth of a second."""
        words, query = catalogue(language_of(asked.request)), asked.request.query_params
        wanted, before = folded(query.get("find", "")[:100]), _time(query.get("before", ""))
        return await LOOKS.run(self._found, wanted, before, words, is_editor=asked.who.may("editor"))

    def _found(self, wanted: str, before: datetime | None, words: NullTranslations, *, is_editor: bool) -> LogPage:
        journal, found = self.staff.journal, list[LogEntry]()
        for entry in journal.newest_first(before):
            origin = entry.origin if is_editor else ""
            what = entry.sentence(words)
            if wanted and wanted not in folded(f"{entry.who}\n{what}\n{entry.about}\n{origin}"):
                continue
            warns = entry.what in WARNINGS
            found.append(LogEntry(at=entry.at, who=entry.who, what=what, about=entry.about, origin=origin, warns=warns))
            if len(found) > MOST:
                break
        return LogPage(entries=found[:MOST], more=len(found) > MOST, kept_days=journal.kept_days)


def _time(text: str) -> datetime | None:
    """Raises Refusal for what is no time with an offset."""
    if not text:
        return None
    with suppress(ValueError):
        at = datetime.fromisoformat(text)
        if at.tzinfo:
            return at
    raise Refusal(400, "malformed", "before is a time with an offset, such as 2026-11-24T10:00:00Z.")
