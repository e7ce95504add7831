"""Who is asking, and which event this is: what every page of the staff page needs first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel

from signage.assets import build_id
from signage.staff.roles import How, Role
from signage.web.staff.calls import Call

if TYPE_CHECKING:
    from signage.publish.publisher import Publisher
    from signage.web.staff.calls import Asked


class Event(BaseModel):
    """The event that this server shows; `languages` are those of its walls, the first one that of most."""

    id: str
    name: str
    timezone: str
    languages: list[str]


class Me(BaseModel):
    """Who is signed in, what they may do, and where. `build` changes with each release: pages then load anew."""

    name: str
    role: Role
    emergency: bool
    how: How
    event: Event
    now: datetime
    build: str


@dataclass(frozen=True)
class Myself:
    """`GET me`."""

    publisher: Publisher

    def calls(self) -> tuple[Call, ...]:
        """The one call."""
        return (Call("GET", "me", None, self.me, "Who is signed in, and which event this is", answer=Me),)

    async def me(self, asked: Asked) -> Me:
        """Who is asking."""
        who, layout = asked.who, self.publisher.current.layout
        event = Event(
            id=layout.event.id,
            name=layout.event.name,
            timezone=str(layout.event.timezone),
            languages=list(layout.language),
        )
        return Me(
            name=who.name,
            role=who.role,
            emergency=who.emergency,
            how=who.how,
            event=event,
            now=asked.now,
            build=build_id(),
        )
