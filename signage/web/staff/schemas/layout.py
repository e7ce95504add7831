"""What the API of the layout page takes and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field, RootModel

from signage.layout.text import MAX_BYTES
from signage.web.staff.calls import Problem

LONGEST_REASON = 200


class ProblemTold(BaseModel):
    """What is wrong with an edit: in which line, about what, and how to mend it.

    An error stops the edit; an old problem was there before it. `instead` is the word that was probably meant.
    """

    line: int
    path: str
    what: str
    hint: str
    level: Literal["error", "warning"]
    old: bool
    instead: str


class Tried(BaseModel):
    """What an edit would come to. `draft` names it for previews; empty where the edit is no layout."""

    problems: list[ProblemTold]
    changed: list[str] = Field(description="the screens that it changes, adds or removes")
    by_screen: dict[str, list[str]] = Field(description="for each of these, in words")
    changes: list[str] = Field(description="what it changes, in words")
    emergency: bool = Field(description="whether it adds a takeover, which takes that right")
    draft: str


class Applied(BaseModel):
    """An edit that is on the walls."""

    version: int
    etag: str
    problems: list[ProblemTold]
    changed: list[str]
    changes: list[str]


class Outcome(RootModel[Applied | Tried]):
    """The answer to a text that was sent: what it came to, or where it was only tried, what it would come to."""


class Faults(Problem):
    """The answer to an edit that cannot be saved. `problems` are all of its text, where that was read."""

    problems: list[ProblemTold] = Field([])


class Conflict(Problem):
    """The answer to an edit of a text that was changed meanwhile.

    `current` and `yours` are both texts, `base` is what both began with, null where that is not kept. `etag`: what to
    send as If-Match once both are brought together. `who` saved the version of this number, and when.
    """

    current: str
    yours: str
    base: str | None
    etag: str
    who: str
    at: datetime | None
    version: int | None


class VersionTold(BaseModel):
    """A version of screens.yaml. `who` is "file" for an edit on the server's disk."""

    number: int
    who: str
    at: datetime
    why: str
    changes: list[str]
    on_walls: bool


class VersionsTold(BaseModel):
    """The versions that are kept, the newest first. `read_only` says why nothing can be saved; empty where it can."""

    versions: list[VersionTold]
    etag: str
    read_only: str


class VersionText(VersionTold):
    """A version with its text and the one before it, which is empty where it is not kept."""

    text: str
    before: str


class Reason(BaseModel):
    """Why something is done, for the history."""

    why: str = Field("", max_length=LONGEST_REASON)


class NewName(Reason):
    """Another name for a screen."""

    name: str = Field(min_length=1, max_length=80)


class NewField(Reason):
    """Another value for a field of a screen."""

    field: Literal["room", "title", "theme"]
    value: str = Field(min_length=1, max_length=200)


class Three(BaseModel):
    """Two edits and the text that both began with."""

    base: str = Field(max_length=MAX_BYTES)
    theirs: str = Field(max_length=MAX_BYTES)
    yours: str = Field(max_length=MAX_BYTES)


class Stretch(BaseModel):
    """Lines that stand together, with their line ends."""

    whose: Literal["same", "theirs", "yours", "both", "conflict"]
    base: list[str]
    theirs: list[str]
    yours: list[str]


class Stretches(BaseModel):
    """Both edits brought together; of a conflict somebody has to choose."""

    stretches: list[Stretch]


class KeyTold(BaseModel):
    """A key of screens.yaml: what it expects, its words where these are few, and the views that it belongs to."""

    key: str
    says: str
    words: list[str]
    views: list[str]


class KeysTold(BaseModel):
    """The keys that may stand at each place: a path with `*` for any name or number."""

    places: dict[str, list[KeyTold]]
