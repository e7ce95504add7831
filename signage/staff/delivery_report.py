"""The report on a notice: how long it took to each screen, which was not reached, who was told. Pure."""

from __future__ import annotations

import csv
import io
from datetime import datetime, tzinfo
from statistics import median
from typing import TYPE_CHECKING

from pydantic import BaseModel

from signage.staff.delivery import State as DeliveryState
from signage.staff.delivery import Told, Why
from signage.staff.notice import State
from signage.staff.wall_notice import Status, Style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signage.staff.delivery import Delivery, Progress
    from signage.staff.notice import Notice


class Row(BaseModel):
    """One display of a report; `seconds` from when the notice began until it was on its glass, None if it never was.

    `gone_s`: seconds from its end until the display said that it is gone.
    """

    screen: str
    display: str
    label: str
    state: DeliveryState
    why: Why
    sent: datetime | None
    received: datetime | None
    shown: datetime | None
    cleared: datetime | None
    seconds: float | None
    gone_s: float | None


class Slowest(BaseModel):
    """The display that showed it last."""

    screen: str
    seconds: float


class Times(BaseModel):
    """The figures of a report: screens that showed it of those that it was for, and how long that took."""

    screens: int
    shown: int
    first_s: float | None
    median_s: float | None
    slowest: Slowest | None
    gone_s: float | None


class Before(Times):
    """The figures of the exercise before, to compare with."""

    id: str
    sent: datetime


class Report(BaseModel):
    """What became of a notice. `rows` has the slowest display first, those that never showed it before all."""

    id: str
    title: str
    style: Style
    status: Status
    state: State
    by: str
    sent: datetime
    ended: datetime | None
    times: Times
    rows: list[Row]
    not_reached: list[str]
    told: dict[str, Told]
    learned: str
    before: Before | None = None


def report(notice: Notice, progress: Progress, now: datetime, before: Before | None = None) -> Report:
    """The report on a notice as of now."""
    rows = [_row(notice, delivery) for delivery in progress.displays.values()]
    rows.sort(key=lambda row: (row.seconds is not None, -(row.seconds or 0), row.screen))
    over = notice.ends
    return Report(
        id=notice.id,
        title=notice.message.title,
        style=notice.message.style,
        status=notice.message.status,
        state=notice.state(now),
        by=notice.by,
        sent=notice.sent,
        ended=over if over and over <= now else None,
        times=times(notice, progress, rows),
        rows=rows,
        not_reached=progress.not_reached(notice.reach),
        told=progress.told,
        learned=notice.learned,
        before=before,
    )


def times(notice: Notice, progress: Progress, rows: Iterable[Row]) -> Times:
    """The figures of a notice."""
    rows = tuple(rows)
    screens = {*notice.reach, *(row.screen for row in rows)}
    took = sorted((row.seconds, row.screen) for row in rows if row.seconds is not None)
    gone = [row.gone_s for row in rows if row.gone_s is not None]
    return Times(
        screens=len(screens),
        shown=len(screens) - len(progress.not_reached(notice.reach)),
        first_s=took[0][0] if took else None,
        median_s=round(median(seconds for seconds, _ in took), 1) if took else None,
        slowest=Slowest(screen=took[-1][1], seconds=took[-1][0]) if took else None,
        gone_s=max(gone, default=None),
    )


def before_of(notice: Notice, progress: Progress) -> Before:
    """The figures of an earlier exercise, to compare with."""
    rows = [_row(notice, delivery) for delivery in progress.displays.values()]
    return Before(id=notice.id, sent=notice.sent, **times(notice, progress, rows).model_dump())


def _row(notice: Notice, one: Delivery) -> Row:
    fields = one.model_dump(include={"screen", "label", "state", "why", "sent", "received", "shown", "cleared"})
    since = max(notice.begins(), notice.changed) if one.sent is None else max(notice.begins(), one.sent)
    return Row(
        display=one.id,
        seconds=_between(since, one.shown),
        gone_s=_between(notice.ends, one.cleared) if one.shown else None,
        **fields,
    )


def _between(start: datetime | None, end: datetime | None) -> float | None:
    return round(max(0.0, (end - start).total_seconds()), 1) if start and end else None


COLUMNS = (
    "screen",
    "display",
    "label",
    "state",
    "why",
    "sent",
    "received",
    "shown",
    "cleared",
    "seconds",
    "told",
    "by",
)


def as_csv(found: Report, zone: tzinfo) -> str:
    """The report for a spreadsheet: a line for each display, and one for each screen that no display had open.

    Times are those of the event's `zone`.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in found.rows:
        told = found.told.get(row.screen)
        times = [at and at.astimezone(zone) for at in (row.sent, row.received, row.shown, row.cleared)]
        cells = [row.screen, row.display, row.label, row.state, row.why, *times, row.seconds]
        writer.writerow(map(_cell, [*cells, told and told.state, told and told.by]))
    for screen in found.not_reached:
        if all(row.screen != screen for row in found.rows):
            told = found.told.get(screen)
            writer.writerow(map(_cell, [screen, *[""] * 2, "never", *[""] * 6, told and told.state, told and told.by]))
    return "\ufeff" + out.getvalue()


def _cell(value: object) -> str:
    """A value as text. One that a spreadsheet would take for a formula has an apostrophe before it."""
    if value is None:
        return ""
    text = value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) or text.startswith(tuple("\t\r\n|%")) else text
