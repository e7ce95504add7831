"""What displays say of a message, and the report on it."""

from __future__ import annotations

import csv
import io
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from signage.staff.delivery_report import as_csv
from tests.staff.messages import DOOR, FOYER, GONE, Desk, message, takeover


async def test_a_display_confirms_what_can_be_seen_on_it() -> None:
    desk = Desk()
    sent = await desk.send(takeover(), FOYER, DOOR, GONE, reach=("foyer", "door", "hall", "nowhere"))
    assert [desk.state(sent, one) for one in (FOYER, GONE)] == [("sent", ""), ("failed", "offline")]
    desk.pass_(2)
    desk.hear(FOYER, sent.id)
    desk.hear(DOOR, is_current=False)  # the event has not come yet
    assert [desk.state(sent, one)[0] for one in (FOYER, DOOR)] == ["shown", "sent"]
    assert desk.notices.progress(sent.id).not_reached(sent.reach) == ["door", "hall", "nowhere"]


@pytest.mark.parametrize(
    ("later", "more", "expected"),
    [
        (3, {}, ("received", "not_shown")),
        (20, {}, ("failed", "not_shown")),
        (20, {"visible": False}, ("received", "hidden")),
    ],
)
async def test_one_that_has_it_and_does_not_show_it_is_told_apart(
    later: float, more: dict[str, bool], expected: tuple[str, str]
) -> None:
    desk = Desk()
    sent = await desk.send(takeover())
    desk.hear(FOYER, **more)
    desk.pass_(later)
    desk.hear(FOYER, **more)
    assert desk.state(sent, FOYER) == expected
    desk.hear(FOYER, sent.id)
    assert desk.state(sent, FOYER) == ("shown", "")


async def test_a_newer_takeover_above_is_no_failure() -> None:
    desk = Desk()
    old, new = await desk.send(takeover("Old")), await desk.send(takeover("New"))
    desk.hear(FOYER, new.id)
    assert [desk.state(one, FOYER) for one in (old, new)] == [("received", "covered"), ("shown", "")]


async def test_a_display_that_was_away_shows_it_on_return_and_one_that_goes_confirms_no_more() -> None:
    desk = Desk()
    sent = await desk.send(takeover(), FOYER, GONE)
    desk.pass_(100)
    desk.hear(GONE, sent.id)
    desk.hear(FOYER, sent.id)
    away = FOYER._replace(is_open=False)
    desk.notices.displays = lambda: (away,)  # nobody knows yet, as after a start
    desk.notices.look_who_is_gone()
    assert [desk.state(sent, one) for one in (GONE, FOYER)] == [("shown", ""), ("shown", "")]
    desk.notices.displays = lambda: (away._replace(is_gone=True),)
    desk.notices.look_who_is_gone()
    assert [desk.state(sent, one) for one in (GONE, FOYER)] == [("shown", ""), ("failed", "offline")]
    desk.notices.displays = lambda: (FOYER,)
    desk.notices.look_who_is_gone()
    assert desk.state(sent, FOYER) == ("sent", "")


async def test_it_is_gone_where_displays_say_so() -> None:
    desk = Desk()
    sent = await desk.send(takeover())
    desk.hear(FOYER, sent.id)
    desk.pass_(60)
    await desk.notices.withdraw(sent, "Ana", "")
    desk.hear(FOYER, sent.id)
    assert desk.state(sent, FOYER) == ("shown", "")
    desk.pass_(2)
    desk.hear(FOYER)
    ended = desk.notices.get(sent.id)
    assert ended is not None
    assert desk.state(sent, FOYER) == ("cleared", "")
    assert desk.notices.report(ended).times.gone_s == 2
    assert desk.notices.progress(sent.id).not_reached(("foyer",)) == ["door"]


async def test_a_report_has_the_slowest_first_and_compares_with_the_exercise_before() -> None:
    desk = Desk()
    first = await desk.send(takeover(status="exercise"), FOYER, reach=("foyer",))
    desk.pass_(14.2)
    desk.hear(FOYER, first.id)
    await desk.notices.withdraw(first, "Ana", "")
    drill = await desk.send(
        takeover("Drill", now=desk.clock.now(), status="exercise"), FOYER, DOOR, GONE, reach=("foyer", "door", "hall")
    )
    desk.pass_(0.4)
    desk.hear(FOYER, drill.id)
    desk.pass_(0.8)
    desk.hear(DOOR, drill.id)
    await desk.notices.tell(drill, "hall", "going", "Rui", "")
    found = desk.notices.report(drill)
    assert [(row.screen, row.seconds) for row in found.rows] == [("hall", None), ("door", 1.2), ("foyer", 0.4)]
    assert (found.times.shown, found.times.screens, found.times.median_s, found.times.first_s) == (2, 3, 0.8, 0.4)
    assert found.times.slowest is not None
    assert (found.times.slowest.screen, found.not_reached) == ("door", ["hall"])
    assert found.before is not None
    assert (found.before.id, found.before.median_s) == (first.id, 14.2)
    assert found.told["hall"].by == "Rui"


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM", "\t=1", "  =1", "|cmd"])
async def test_no_cell_of_a_csv_is_a_formula(name: str) -> None:
    desk = Desk()
    sent = await desk.send(message(), reach=("foyer", name))
    await desk.notices.tell(sent, name, "told", name, "")
    lines = list(csv.reader(io.StringIO(as_csv(desk.notices.report(sent), UTC).lstrip("\ufeff"))))
    never = next(line for line in lines if line[3] == "never")
    assert (never[0], never[-1], len({len(line) for line in lines})) == (f"'{name}", f"'{name}", 1)


async def test_times_of_a_csv_are_the_events() -> None:
    desk = Desk()
    sent = await desk.send(message(), reach=("foyer",))
    sheet = as_csv(desk.notices.report(sent), ZoneInfo("Asia/Tokyo"))
    assert ("2026-02-07T18:30:00.000+09:00" in sheet, "+00:00" in sheet) == (True, False)


async def test_reports_of_screens_it_is_not_for_change_nothing() -> None:
    desk = Desk()
    sent = await desk.send(message(screens=("foyer",)), FOYER, reach=("foyer",))
    desk.hear(DOOR)
    assert DOOR.key not in desk.notices.progress(sent.id).displays
