"""The displays that the demo plays: one is right and one is seen to be wrong, whenever somebody looks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from signage.agenda import Days
from signage.demo import ZONE
from signage.demo_displays import Glass, lie, truth
from signage.fleet.verdict import judge
from signage.inevent.wire import read_record
from signage.layout import load
from signage.publish.expected import expectation
from signage.publish.state import PageKey
from signage.sandbox import demo
from tests.build import publisher
from tests.fleet.build import report

if TYPE_CHECKING:
    from signage.fleet.expected import Expectation

LAYOUT = load((Path(__file__).parent.parent / "screens.yaml").read_bytes()).layout
STEP = timedelta(minutes=5)


def state_of(expected: Expectation, glass: Glass, now: float) -> str:
    said = report(*glass.shown, notices=glass.notices, more=True)
    around = [expected.at(now + seconds) for seconds in (-4.0, 0.0, 1.0)]
    return judge(said, around, is_current=True, is_stale=False).state


@pytest.mark.parametrize("day", [date(2026, 11, 27), date(2026, 3, 29)])  # the second one has 23 hours
def test_at_any_time_of_any_day_one_is_right_and_one_wrong(day: date) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    records, days = demo.agenda(day, midnight)["sessions"], Days(ZONE, LAYOUT.event.day_ends)
    sessions = [session for raw in records if (session := read_record(raw, days).session)]
    states: dict[tuple[bool, str], list[str]] = {}
    for start, hours in ((0, 4), (4, 20)):  # the evening before goes on until four
        at = (midnight + timedelta(hours=start)).astimezone(UTC)
        shown = publisher(LAYOUT, *sessions, now=at)
        for lies, name in zip((False, True), LAYOUT.screens, strict=False):
            expected = expectation(shown.renderer.rendered_screen(PageKey("screen", name)))
            for step in range(hours * 12):
                now = (at + step * STEP).timestamp()
                glass = lie(expected, sessions, now) if lies else truth(expected, now)
                states.setdefault((lies, state_of(expected, glass, now)), []).append(f"{at + step * STEP:%H:%M}")
    assert set(states) == {(False, "right"), (True, "wrong")}, states
