"""Messages that staff have ready, and what they were writing: kept until they send or remove them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from signage.staff.notice import Message
from signage.staff.shelf import Shelf

if TYPE_CHECKING:
    from signage.clock import Clock
    from signage.store import Store

MOST = 50
"""Prepared messages."""
MOST_DRAFTS = 500
"""Drafts: one for each person."""

Icon = Literal["warn", "shelter", "check", "clock", "tag", "info"]


class Prepared(BaseModel):
    """A message to be sent when it is needed. `minutes`: how long it stays from then on; None: until it is removed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=60)
    icon: Icon = "info"
    message: Message
    minutes: int | None = Field(None, ge=1, le=24 * 60)


class Draft(BaseModel):
    """What somebody was writing, as the page had it, and when it was kept."""

    message: dict[str, Any]
    saved: datetime


SHIPPED: dict[str, Prepared] = {
    "evacuation": Prepared(
        name="Evacuation",
        icon="warn",
        message=Message(
            language="en",
            title="Leave the building now",
            text="Follow the green exit signs. Do not use the lifts.",
            style="takeover",
        ),
        minutes=120,
    ),
    "shelter": Prepared(
        name="Shelter inside",
        icon="shelter",
        message=Message(
            language="en",
            title="Stay inside",
            text="Keep away from doors and windows. Wait for instructions.",
            style="takeover",
        ),
        minutes=120,
    ),
    "all-clear": Prepared(
        name="All clear",
        icon="check",
        message=Message(
            language="en", title="It is over", text="Thank you for your help. The programme goes on.", style="banner"
        ),
        minutes=10,
    ),
    "delay": Prepared(
        name="Session delayed",
        icon="clock",
        message=Message(language="en", title="This session starts 10 minutes late", style="urgent"),
        minutes=30,
    ),
    "lost-property": Prepared(
        name="Lost property",
        icon="tag",
        message=Message(
            language="en", title="Have you lost something?", text="Please ask at registration.", style="banner"
        ),
        minutes=60,
    ),
}
"""Those that there are until staff change them."""


class PreparedMessages:
    """The prepared messages: those that staff wrote, and of the shipped ones those that they have not changed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._clock = clock
        self._own: Shelf[Prepared] = Shelf(store, "prepared", Prepared, MOST)
        self._drafts: Shelf[Draft] = Shelf(store, "draft", Draft, MOST_DRAFTS)

    def load(self) -> None:
        """Take over what the store holds. Blocks."""
        self._own.load()
        self._drafts.load()

    def all(self) -> dict[str, Prepared]:
        """The prepared messages by their ids, the shipped ones first."""
        return {**SHIPPED, **dict(self._own.items())}

    async def put(self, key: str, prepared: Prepared) -> None:
        """Keep a prepared message in place of any with this id. Raises StoreError and StoreFull."""
        await self._own.put(key, prepared)

    async def remove(self, key: str) -> None:
        """Remove a prepared message; a shipped one that was changed is as it was shipped again. Raises StoreError."""
        await self._own.remove(key)

    def draft(self, who: str) -> Draft | None:
        """What somebody was writing."""
        return self._drafts.get(who)

    async def keep_draft(self, who: str, message: dict[str, Any]) -> Draft:
        """Keep what somebody is writing. Raises StoreError and StoreFull."""
        draft = Draft(message=message, saved=self._clock.now())
        await self._drafts.put(who, draft)
        return draft

    async def forget_draft(self, who: str) -> None:
        """Forget what somebody was writing. Raises StoreError."""
        await self._drafts.remove(who)
