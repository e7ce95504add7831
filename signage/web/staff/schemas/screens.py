"""What the API of screens and displays takes and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from signage.fleet.verdict import State, Why


class Display(BaseModel):
    """A display: a device that has this screen open. Two displays of one screen are two of these.

    `since`: when its state began; `seen`: when it last said anything. `shown` and `expected` are ids of sessions, what
    can be seen on it and what may be; `title` and `should_be` say the same in words. `skew_ms`: by how much its own
    clock is ahead of the server's, which is no fault. `online`: it can be told something now.
    """

    id: str
    device: str
    label: str
    state: State
    why: Why
    since: datetime | None
    seen: datetime | None
    shown: list[str]
    expected: list[str]
    title: str
    should_be: str
    skew_ms: int | None
    size: list[float] | None
    engine: str
    up_s: float | None
    errors: int
    error: str
    online: bool
    paired: bool


class Screen(BaseModel):
    """A page that hangs somewhere: a screen of screens.yaml, or a room's own page that a display has open.

    `show` is what it shows, such as `room`; `room` and `floor` where that is, empty where it is not about one.
    """

    name: str
    path: str
    kind: Literal["screen", "room"]
    show: str
    room: str
    floor: str
    orientation: Literal["auto", "landscape", "portrait"]
    state: State
    since: datetime | None
    displays: list[Display]
    more: int = Field(0, description="displays of it that are not told, where there are more than a thousand")


class ScreenList(BaseModel):
    """All screens, in the order of screens.yaml, then rooms' pages."""

    screens: list[Screen]
    now: datetime


class Missing(BaseModel):
    """A display that has not said yet that it shows a change."""

    id: str
    screen: str
    label: str
    state: State


class ChangeSeen(BaseModel):
    """A change of what walls show: how many displays have to show it, how many said that they do, and after how long.

    `followed`: it is still waited for the others.
    """

    number: int
    at: datetime
    total: int
    shown: int
    slowest_s: float | None
    missing: list[Missing]
    followed: bool


class ChangeList(BaseModel):
    """The latest changes, the newest first."""

    changes: list[ChangeSeen]


class Go(BaseModel):
    """Where a display is to go: the name of a screen, or the id of a room for its own page."""

    screen: str


class Label(BaseModel):
    """What staff call a display; empty for nothing."""

    label: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]


class Other(BaseModel):
    """Another display, by its id."""

    display: str


class Told(BaseModel):
    """How many displays were told."""

    told: int
