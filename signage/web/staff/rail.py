"""What the rail of every page of the staff page counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from signage.web.staff.calls import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from signage.publish.publisher import Publisher
    from signage.staff.notices import Notices
    from signage.web.staff.calls import Asked


class Rail(BaseModel):
    """The numbers beside the pages' names."""

    screens: int = Field(description="screens of screens.yaml")
    messages: int = Field(description="messages of the page that walls show now")
    held: int = Field(description="1 where a change of the agenda is held back")


@dataclass(frozen=True)
class RailCalls:
    """`GET rail`. `is_held` tells whether a change of the agenda is held back."""

    publisher: Publisher
    notices: Notices
    is_held: Callable[[], bool]

    def calls(self) -> tuple[Call, ...]:
        """The one call."""
        return (Call("GET", "rail", "viewer", self.rail, "What the rail counts", answer=Rail),)

    async def rail(self, asked: Asked) -> Rail:
        """The numbers of now."""
        active = [one for one in self.notices.all() if one.state(asked.now) == "on_air"]
        screens = len(self.publisher.current.layout.screens)
        return Rail(screens=screens, messages=len(active), held=int(self.is_held()))
