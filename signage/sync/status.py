"""The state of the feed as values, for staff."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from signage.inevent.wire import RecordProblem
    from signage.sync.bulk import BulkChange


@dataclass(frozen=True, slots=True)
class Held:
    """A change that the feed gate keeps from the walls, since when, and when by the monotonic clock it may pass."""

    bulk_change: BulkChange
    since: datetime
    passes_at: float

    def note(self) -> str:
        """For the store: JSON with `digest` (what to put under `accept`), `since` and `text`."""
        return json.dumps(
            {"digest": self.bulk_change.digest, "since": self.since.isoformat(), "text": str(self.bulk_change)}
        )


def problems_note(problems: Iterable[RecordProblem]) -> str:
    """What was wrong with records, for the store: JSON with a list of `[session id, text]`."""
    return json.dumps([(problem.session, problem.text) for problem in problems])


def problems_in(note: str) -> list[tuple[str, str]]:
    """The pairs of session id and text in a note of the store; none where it is damaged or of another version."""
    try:
        return [(str(session), str(text)) for session, text in json.loads(note or "[]")]
    except (ValueError, TypeError):
        return []


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the feed, for staff. An empty error means that there is none."""

    sessions: int
    confirmed_at: datetime | None
    pulled_at: datetime | None
    error: str
    failing_since: datetime | None
    store_error: str
    problems: tuple[RecordProblem, ...]
    held: Held | None
