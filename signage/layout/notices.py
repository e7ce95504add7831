"""Notices as screens.yaml has them, and from when to when they are shown. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from signage.agenda import Days
from signage.layout.fields import BadValue, Listed, LocalTime, Name, Text
from signage.layout.section import Section
from signage.phrase import N_, Phrase


class Notice(Section):
    """Words from staff over or above what screens show."""

    title: Name = Field(description=N_("a few words"))
    text: Annotated[Text, Field(max_length=600)] = Field("", description=N_("a line below"))
    style: Literal["banner", "urgent", "takeover"] = Field("banner", description=N_("banner, urgent or takeover"))
    start: LocalTime | None = Field(
        None, alias="from", description=N_("event time, such as 2026-02-07 09:55, or a day of the event")
    )
    until: LocalTime | None = Field(
        None, description=N_("event time, such as 2026-02-07 10:30, or a day of the event, shown to its end")
    )
    screens: Annotated[tuple[Name, ...], Listed] = Field(
        (), description=N_("names of screens or rooms; without it, all")
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        """Refuse one that ends before it begins, where that can be told without the event's zone and `day_ends`."""
        match self.start, self.until:
            case datetime() as start, datetime() as until if (start.tzinfo is None) == (until.tzinfo is None):
                wrong = start >= until
            case (datetime(), _) | (_, datetime()):
                wrong = False
            case date() as start, date() as until:
                wrong = start > until
            case _:
                wrong = False
        if wrong:
            raise BadValue(Phrase("'until' is not after 'from'"))
        return self

    def begins(self, days: Days) -> datetime | None:
        """When it is shown first, in UTC: a day's from the start of that day of the event. None: always was."""
        return _instant(self.start, days, days.start) if self.start else None

    def ends(self, days: Days) -> datetime | None:
        """When it is shown no more, in UTC: through the end of that day of the event. None: never."""
        return _instant(self.until, days, days.end) if self.until else None


EARLIEST, LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""What is before or after these, such as 9999-12-31 for "never", cannot be reckoned with in every zone."""


def _instant(at: datetime | date, days: Days, of_day: Callable[[date], datetime]) -> datetime:
    if not EARLIEST.year <= at.year < LATEST.year:
        return LATEST if at.year >= LATEST.year else EARLIEST
    if not isinstance(at, datetime):
        return of_day(at)
    return (at if at.tzinfo else at.replace(tzinfo=days.zone)).astimezone(UTC)
