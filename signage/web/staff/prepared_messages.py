"""Prepared messages, and what somebody is writing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from signage.staff.prepared_messages import SHIPPED, Prepared
from signage.web.staff.calls import Call, Refusal

if TYPE_CHECKING:
    from starlette.responses import Response

    from signage.publish.publisher import Publisher
    from signage.staff import Staff
    from signage.web.staff.calls import Asked

LARGEST_DRAFT = 16 * 1024


class PreparedItem(Prepared):
    """A prepared message. `shipped`: it comes with the program; `changed`: staff wrote it anew."""

    model_config = ConfigDict(title="PreparedItem")

    id: str
    shipped: bool
    changed: bool


class PreparedItems(BaseModel):
    """All prepared messages."""

    prepared: list[PreparedItem]


class DraftBody(BaseModel):
    """What somebody is writing, as their page has it."""

    model_config = ConfigDict(extra="forbid")

    message: dict[str, Any]


class DraftItem(BaseModel):
    """What somebody was writing; both None where that is nothing."""

    message: dict[str, Any] | None
    saved: datetime | None


@dataclass(frozen=True)
class Ready:
    """The calls below `notices/prepared`, and `notices/draft`."""

    staff: Staff
    publisher: Publisher

    def calls(self) -> tuple[Call, ...]:
        """All of them. They come before those of `notices/{id}`."""
        one, full = "notices/prepared/{id}", {409: "there are too many"}
        return (
            Call("GET", "notices/prepared", None, self.list, "The prepared messages", answer=PreparedItems),
            Call("PUT", one, "operator", self.put, "Write a prepared message", Prepared, PreparedItems, statuses=full),
            Call("DELETE", one, "operator", self.remove, "Remove it, or undo the changes to it", answer=PreparedItems),
            Call("GET", "notices/draft", "operator", self.draft, "What you were writing", answer=DraftItem),
            Call(
                "PUT",
                "notices/draft",
                "operator",
                self.keep,
                "Keep what you are writing",
                DraftBody,
                DraftItem,
                largest=LARGEST_DRAFT,
                statuses=full,
            ),
            Call("DELETE", "notices/draft", "operator", self.forget, "Forget what you were writing", answer=DraftItem),
        )

    async def list(self, _: Asked) -> PreparedItems:
        """All prepared messages."""
        found = self.staff.prepared.all(self.publisher.current.layout.language)
        own = self.staff.prepared.own
        return PreparedItems(prepared=[self._item(key, one, changed=key in own) for key, one in found.items()])

    @staticmethod
    def _item(key: str, one: Prepared, *, changed: bool) -> PreparedItem:
        fields = {name: getattr(one, name) for name in Prepared.model_fields}
        return PreparedItem(**fields, id=key, shipped=key in SHIPPED, changed=changed)

    async def put(self, asked: Asked) -> PreparedItems | Response:
        """Keep one."""
        key = asked.path["id"]
        if not re.fullmatch(r"[a-z0-9-]{1,40}", key):
            raise Refusal(422, "invalid", "An id has small letters, digits and hyphens, at most 40.")
        await self.staff.prepared.put(key, asked.body)
        await self.staff.journal.add(
            asked.who.name, "wrote the prepared message %(name)s", "", asked.origin, name=asked.body.name
        )
        return await self.list(asked)

    async def remove(self, asked: Asked) -> PreparedItems:
        """Remove one."""
        key = asked.path["id"]
        known = self.staff.prepared.all(()).get(key)
        await self.staff.prepared.remove(key)
        await self.staff.journal.add(
            asked.who.name, "removed a prepared message", known.name if known else key, asked.origin
        )
        return await self.list(asked)

    async def draft(self, asked: Asked) -> DraftItem:
        """What somebody was writing."""
        draft = self.staff.prepared.draft(asked.who.name)
        return DraftItem(message=draft and draft.message, saved=draft and draft.saved)

    async def keep(self, asked: Asked) -> DraftItem:
        """Keep what somebody is writing."""
        draft = await self.staff.prepared.keep_draft(asked.who.name, asked.body.message)
        return DraftItem(message=draft.message, saved=draft.saved)

    async def forget(self, asked: Asked) -> DraftItem:
        """Forget it."""
        await self.staff.prepared.forget_draft(asked.who.name)
        return DraftItem(message=None, saved=None)
