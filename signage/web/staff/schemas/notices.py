"""What the API of messages takes and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from signage.staff.delivery import Delivery, Told
from signage.staff.notice import Line, Message, Tag, Title, Words
from signage.staff.notice import State as NoticeState
from signage.web.staff.audience import Reach


class Issue(BaseModel):
    """What forbids that a message is sent as it is."""

    field: str
    issue: str


class Preview(BaseModel):
    """Whom a message would reach now, and what forbids that it is sent.

    `/staff/glass/<screen>?draft=<draft>` is a wall with it.
    """

    reach: Reach
    issues: list[Issue]
    draft: str


class NoticeBody(Message):
    """A message to send. A takeover needs `confirm`: the number of screens that the preview told."""

    model_config = ConfigDict(title="Notice")

    confirm: str | int | None = None

    @property
    def message(self) -> Message:
        """What of it is the message."""
        return Message(**{name: getattr(self, name) for name in Message.model_fields})


class AllClear(BaseModel):
    """The words that say that it is over, and for how many minutes walls say so."""

    model_config = ConfigDict(extra="forbid")

    title: Title
    text: Line = ""
    texts: dict[Tag, Words] = Field({}, max_length=5)
    minutes: int = Field(10, ge=1, le=120)


class ToldBody(BaseModel):
    """`told`: people at the screen were told by voice; `going`: somebody is on the way there."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["told", "going"]


class Learned(BaseModel):
    """What is to be remembered of an exercise."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=2000)


class Sent(BaseModel):
    """The id of what was sent."""

    id: str


class Item(Message):
    """A message that was sent, and what became of it.

    `displays` are those that it went to, each with how far it has come there; `not_reached` the screens that do not
    show it, once it can no longer be taken back. Of messages that are over, a list has both empty.
    """

    model_config = ConfigDict(title="SentNotice")

    id: str
    state: NoticeState
    by: str
    sent: datetime
    ended: datetime | None
    take_back_until: datetime
    clears: str
    cleared_by: str
    reach: list[str]
    displays: list[Delivery]
    not_reached: list[str]
    told: dict[str, Told]
    learned: str


class Items(BaseModel):
    """Messages, the newest first."""

    notices: list[Item]
