"""The state of the feed as values, for staff."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from signage.sync.bulk import BulkChange, Outcomes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from signage.inevent.wire import RecordProblem
    from signage.sync.changes import Change
    from signage.sync.pull_history import PullHistory


@dataclass(frozen=True, slots=True)
class Held:
    """A change that the feed gate keeps from the walls, since when, and when by the monotonic clock it may pass.

    One that staff `rejected` never passes, unless they accept it after all.
    """

    bulk_change: BulkChange
    since: datetime
    passes_at: float
    rejected: bool = False

    def note(self) -> str:
        """For the store: JSON with `digest` (what to put under `accept`), `since` and `text`.

        Of one that staff rejected, `rejected` is what it would do, so that a restart lets it pass no sooner.
        """
        told: dict[str, object] = {
            "digest": self.bulk_change.digest,
            "since": self.since.isoformat(),
            "text": str(self.bulk_change),
        }
        if self.rejected:
            told["rejected"] = _outcomes.dump_python(self.bulk_change.all_outcomes, mode="json")
        return json.dumps(told)


_outcomes: TypeAdapter[Outcomes] = TypeAdapter(Outcomes)


def rejected_in(note: str) -> Outcomes:
    """What staff rejected before a restart, by the note of what is held; nothing where they did not."""
    try:
        return _outcomes.validate_python(json.loads(note or "{}").get("rejected", ()))
    except (ValueError, AttributeError):
        return frozenset()


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
    """The state of the feed, for staff. An empty error means that there is none.

    `pulls` is how each kind of pull went, `changes` what became otherwise in the agenda, the newest last. What is held
    may pass in `passes_in` seconds; None where nothing is, or where it never does. `cut_off`: from the store that this
    node shares with others.
    """

    sessions: int
    confirmed_at: datetime | None
    pulled_at: datetime | None
    error: str
    failing_since: datetime | None
    store_error: str
    problems: tuple[RecordProblem, ...]
    held: Held | None
    passes_in: float | None
    pulls: PullHistory
    changes: tuple[Change, ...]
    cut_off: bool = False
