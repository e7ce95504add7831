"""Keys of displays in the API: what keys there are, new ones, and their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, StringConstraints

from signage.fleet.pairing import id_of
from signage.web.staff.calls import Call, Refusal

if TYPE_CHECKING:
    from signage.staff.audit_log import Journal
    from signage.web.display_keys import DisplayKeys
    from signage.web.staff.calls import Asked


class DisplayKey(BaseModel):
    """A key: which screen it was handed out for, what its display is called, who made it and when."""

    id: str
    screen: str
    label: str
    by: str
    at: datetime


class DisplayKeyList(BaseModel):
    """All keys, the newest first. `wanted`: screens.yaml says `access: keys`, so that walls need one."""

    wanted: bool
    keys: list[DisplayKey]


class NewKey(BaseModel):
    """A key for a display that is not paired but opens an address."""

    screen: Annotated[str, StringConstraints(max_length=200)]
    label: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""


class MadeKey(BaseModel):
    """The key itself, which is shown this once: a display opens its address once with `?key=` and it."""

    id: str
    key: str


@dataclass(frozen=True)
class KeyCalls:
    """`GET keys`, `POST keys`, `DELETE keys/{id}`."""

    keys: DisplayKeys
    journal: Journal

    def calls(self) -> tuple[Call, ...]:
        """The calls of keys."""
        return (
            Call("GET", "keys", "operator", self.list, "The keys of displays", answer=DisplayKeyList),
            Call("POST", "keys", "operator", self.make, "A new key", NewKey, MadeKey, status=201,
                 statuses={409: "there are too many"}),
            Call("DELETE", "keys/{id}", "operator", self.revoke, "Revoke a key", answer=DisplayKeyList,
                 statuses={404: "there is no such key"}),
        )  # fmt: skip

    async def list(self, _: Asked) -> DisplayKeyList:
        """All keys."""
        kept = sorted(self.keys.shelf.items(), key=lambda pair: pair[1].at, reverse=True)
        listed = [DisplayKey(id=one, screen=key.screen, label=key.label, by=key.by, at=key.at) for one, key in kept]
        return DisplayKeyList(wanted=self.keys.wanted(), keys=listed)

    async def make(self, asked: Asked) -> MadeKey:
        """A new key, shown once."""
        secret = await self.keys.make(asked.body.screen, asked.body.label, asked.who.name)
        about = asked.body.label or asked.body.screen
        await self.journal.add(asked.who.name, "made a key for a display", about, asked.origin)
        return MadeKey(id=id_of(secret), key=secret)

    async def revoke(self, asked: Asked) -> DisplayKeyList:
        """Whoever has this key sees no wall any longer: streams end within two seconds."""
        key = self.keys.shelf.get(asked.path["id"])
        if key is None:
            raise Refusal(404, "no_key", "There is no such key, or no longer.")
        await self.keys.shelf.remove(asked.path["id"])
        await self.journal.add(asked.who.name, "revoked the key of a display", key.label or key.screen, asked.origin)
        return await self.list(asked)
