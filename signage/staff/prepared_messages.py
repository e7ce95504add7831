"""Messages that staff have ready, and what they were writing: kept until they send or remove them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from signage.staff.default_messages import ALL_CLEAR, EVACUATION, SHELTER, Said
from signage.staff.notice import MAX_LANGUAGES, Message, Words
from signage.staff.records import Shelf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signage.clock import Clock
    from signage.staff.wall_notice import Style
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


def _written(said: Mapping[str, Said], style: Style) -> Message:
    """A message in all these languages, English first."""
    texts = {tag: Words(title=words.title, text=words.text) for tag, words in said.items() if tag != "en"}
    title, text = said["en"]
    message = Message(language="en", title=title, text=text, style=style)
    return message.model_copy(update={"texts": texts})  # more than may be sent: `in_languages` chooses


SHIPPED: dict[str, Prepared] = {
    "evacuation": Prepared(name="Evacuation", icon="warn", message=_written(EVACUATION, "takeover"), minutes=120),
    "shelter": Prepared(name="Shelter inside", icon="shelter", message=_written(SHELTER, "takeover"), minutes=120),
    "all-clear": Prepared(name="All clear", icon="check", message=_written(ALL_CLEAR, "banner"), minutes=10),
    "delay": Prepared(
        name="Session delayed",
        icon="clock",
        message=_written({"en": Said("This session starts 10 minutes late")}, "urgent"),
        minutes=30,
    ),
    "lost-property": Prepared(
        name="Lost property",
        icon="tag",
        message=_written({"en": Said("Have you lost something?", "Please ask at registration.")}, "banner"),
        minutes=60,
    ),
}
"""Those that there are until staff change them."""


def in_languages(prepared: Prepared, languages: Sequence[str]) -> Prepared:
    """A shipped message in English and in these languages alone, as many as a message may have."""
    known = prepared.message.texts
    spoken = [language if language in known else language[:2] for language in languages]
    texts = {tag: known[tag] for tag in list(dict.fromkeys(spoken))[:MAX_LANGUAGES] if tag in known}
    return prepared.model_copy(update={"message": prepared.message.model_copy(update={"texts": texts})})


class PreparedMessages:
    """The prepared messages: those that staff wrote, and of the shipped ones those that they have not changed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._clock = clock
        self._own: Shelf[Prepared] = Shelf(store, "prepared", Prepared, MOST)
        self._drafts: Shelf[Draft] = Shelf(store, "draft", Draft, MOST_DRAFTS)

    @property
    def shelves(self) -> tuple[Shelf[Any], ...]:
        """What is stored of them."""
        return self._own, self._drafts

    def load(self) -> None:
        """Take over what the store holds. Blocks."""
        self._own.load()
        self._drafts.load()

    def all(self, languages: Sequence[str]) -> dict[str, Prepared]:
        """The prepared messages by their ids, the shipped ones first; those in the walls' `languages`."""
        shipped = {key: in_languages(one, languages) for key, one in SHIPPED.items()}
        return {**shipped, **dict(self._own.items())}

    @property
    def own(self) -> frozenset[str]:
        """The ids of those that staff wrote."""
        return frozenset(key for key, _ in self._own.items())

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
