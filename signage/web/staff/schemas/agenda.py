"""What the API of the agenda page takes and answers."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from signage.store.snapshot import Kind
from signage.sync.pull_history import Result


class Pull(BaseModel):
    """How one pull went: how many sessions its answer brought, or what went wrong."""

    at: datetime
    result: Result
    sessions: int
    text: str


class Pulls(BaseModel):
    """One kind of pull: when it comes (`at`, a time of day, or every so many seconds), its last good and bad one.

    `blocks` are the quarters of an hour of the event's day, each with the worst result; null where there was none.
    """

    kind: Kind
    at: str
    every_s: int
    good: Pull | None
    bad: Pull | None
    blocks: list[Result | None]


class Requests(BaseModel):
    """Requests to the platform: today, and how many it allows still, null where it does not say."""

    today: int
    refused: int
    limit: int | None
    left: int | None
    full_at: datetime | None


class ChangeTold(BaseModel):
    """One thing of the agenda that became otherwise, in a sentence."""

    at: datetime
    what: str
    session: str
    words: str


class Skipped(BaseModel):
    """A record of the platform that cannot be read, or not all of it. `session` is empty where it has no id."""

    session: str
    text: str


class HeldRoom(BaseModel):
    """How many of a room's sessions to come a held change touches."""

    room: str
    touched: int
    of: int


class HeldSession(BaseModel):
    """What a held change would do to a session; `room` and `starts_at` are as they are, `to_…` as they would be."""

    id: str
    title: str
    room: str
    starts_at: datetime
    what: str
    to_room: str
    to_starts_at: datetime | None


class HeldTold(BaseModel):
    """What is held back. It passes in `passes_in_s` seconds if it comes again; null: not unless it is accepted."""

    digest: str
    since: datetime
    text: str
    rejected: bool
    passes_in_s: int | None
    days: list[str] = Field(description="the days that it would turn upside down; none: all of them together")
    total: int = Field(description="sessions of these days, still to come")
    counts: dict[str, int] = Field(description="of these, how many would be removed, moved, cancelled or left blank")
    new: int = Field(description="sessions that it would add")
    rooms: list[HeldRoom]
    sessions: list[HeldSession]
    more: int = Field(description="sessions that are not listed")


class AgendaTold(BaseModel):
    """The state of the agenda and of the feed that it comes from."""

    now: datetime
    zone: str
    confirmed_at: datetime | None
    age_s: int | None
    stale_after_s: int
    error: str
    failing_since: datetime | None
    store_error: str
    cut_off: bool = Field(description="from the store of all nodes, and so from the other servers of the event")
    today: int
    tomorrow: int
    all: int
    day_start: datetime
    block_s: int
    pulls: list[Pulls]
    pulling: bool
    requests: Requests
    changes: list[ChangeTold]
    skipped: list[Skipped]
    held: HeldTold | None


class Digest(BaseModel):
    """Which held change is meant."""

    digest: str = Field(min_length=1, max_length=64)


class Done(BaseModel):
    """A pull was begun, or is under way."""

    pulling: bool
