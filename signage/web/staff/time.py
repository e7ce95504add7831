"""The event's days, for staff who look at other times, and what a day is known to lack before it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, BaseModel, Field

from signage.publish.state import PageKey
from signage.publish.timeline import STEP, event_days
from signage.staff.threads import LOOKS
from signage.venue.check import findings
from signage.web.staff.calls import Call
from signage.web.staff.language import words_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from signage.errors import Finding
    from signage.publish.publisher import Publisher
    from signage.publish.state import State
    from signage.publish.timeline import EventDay
    from signage.web.staff.calls import Asked


class Day(BaseModel):
    """A day of the event."""

    date: str = Field(description="as in `?at=`, such as 2026-02-07")
    start: AwareDatetime
    end: AwareDatetime
    sessions: int
    running: list[int] = Field(description="how many sessions are on in each step from `start` on")
    changes: list[AwareDatetime] = Field(description="when some wall changes, in order")


class Wall(BaseModel):
    """A screen of the layout."""

    name: str
    path: str
    portrait: bool = Field(description="whether screens.yaml has it upright")


class Times(BaseModel):
    """The days on which something is on, and the walls that can be looked at on them."""

    now: AwareDatetime
    zone: str
    step_s: int
    version: int = Field(description="another one whenever walls may show something else")
    days: list[Day]
    walls: list[Wall]


class Hint(BaseModel):
    """Something that layout and agenda disagree about."""

    path: str = Field(description="a key of screens.yaml, empty where it is none")
    what: str
    hint: str


class Hints(BaseModel):
    """What can be told of the days to come without looking at a wall."""

    hints: list[Hint]


@dataclass(frozen=True, slots=True)
class TimeCalls:
    """The calls of the page that looks at other times. `findings` are those about the venue's own files."""

    publisher: Publisher
    findings: Callable[[], Iterable[Finding]]

    def calls(self) -> tuple[Call, ...]:
        """What is offered to staff."""
        return (
            Call(
                "GET", "time", "viewer", self.days, "The event's days: what is on, and when walls change", answer=Times
            ),
            Call("GET", "time/hints", "viewer", self.hints, "What layout and agenda disagree about", answer=Hints),
        )

    async def days(self, asked: Asked) -> Times:
        """The days of the event, as staff choose a time by."""
        state = self.publisher.current
        zone = state.days.zone
        return Times(
            now=asked.now.astimezone(zone),
            zone=str(zone),
            step_s=int(STEP.total_seconds()),
            version=state.version,
            days=[_day(day, zone) for day in await LOOKS.run(event_days, state)],
            walls=[_wall(state, name) for name in state.layout.screens],
        )

    async def hints(self, asked: Asked) -> Hints:
        """The same hints as `signage check` gives."""
        state = self.publisher.current
        found = (*self.findings(), *await LOOKS.run(findings, state.layout, state.agenda, state.slugs))
        words = words_of(asked)
        return Hints(
            hints=[Hint(path=".".join(map(str, one.path)), what=words(one.what), hint=words(one.hint)) for one in found]
        )


def _wall(state: State, name: str) -> Wall:
    portrait = state.layout.screens[name].orientation == "portrait"
    return Wall(name=name, path=state.path(PageKey("screen", name)), portrait=portrait)


def _day(day: EventDay, zone: dt.tzinfo) -> Day:
    return Day(
        date=day.day.isoformat(),
        start=day.start.astimezone(zone),
        end=day.end.astimezone(zone),
        sessions=day.sessions,
        running=list(day.running),
        changes=[instant.astimezone(zone) for instant in day.changes],
    )
