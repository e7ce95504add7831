"""Each fault of the gateway: what walls show before, during and after, what is asked, logged and told."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.e2e.gateway import SESSIONS, Gateway, iso, problem, record
from tests.e2e.venue import LAYOUT, Clock, Venue, venue, walls
from tests.wait import until

from .rows import GATEWAY, Row

if TYPE_CHECKING:
    from pathlib import Path

T0 = datetime(2026, 2, 7, 9, 0, tzinfo=UTC)
PATHS = ("/rooms/room_a", "/screens/foyer", "/screens/today")
ROWS = [row for rows in GATEWAY.values() for row in rows]


def agenda() -> list[dict]:
    """One session after another in two rooms, so that walls have to roll on."""
    times = [T0 + timedelta(minutes=7 * n) for n in range(-2, 12)]
    return [record(100 * room + n, at, 7, "ab"[room]) for n, at in enumerate(times) for room in (0, 1)]


def on_now(records: list[dict], at: datetime, room: str = "") -> set[str]:
    """What is on, reckoned from the gateway's records; one without a length until the next in its room, or an hour."""
    now = iso(at)

    def ends(one: dict) -> str:
        if one["ends_at"] > one["starts_at"]:
            return one["ends_at"]
        starts = [r["starts_at"] for r in records if r["room"]["id"] == one["room"]["id"]]
        hour = iso(datetime.fromisoformat(one["starts_at"]) + timedelta(hours=1))
        return min(start for start in (*starts, hour) if start > one["starts_at"])

    return {r["id"] for r in records if r["starts_at"] <= now < ends(r) and room in r["room"]["id"]}


async def ages(here: Venue) -> set[float]:
    """When the agenda was last confirmed, as every page says."""
    pages = [await here.client.get(path) for path in PATHS]
    return {int(page.text.partition('data-confirmed="')[2].partition('"')[0]) // 1000 for page in pages}


def logged(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    return [(r.levelno, r.getMessage()) for r in caplog.records if r.name.startswith(("signage", "uvicorn"))]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)
async def test_a_fault_of_the_gateway(row: Row, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock, records = Clock(T0), agenda()
    async with (
        Gateway(*records, now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, *PATHS) as shown,
    ):
        caplog.set_level(logging.INFO)
        last_good = clock.now()
        async with row.strike(here):
            gateway.requests.clear()
            for _ in range(10):
                await here.pass_minutes()
                assert [wall.slots(here.now)["now"] for wall in shown] == [
                    on_now(records, clock.now(), "room_a"), on_now(records, clock.now()), on_now(records, clock.now())
                ]  # fmt: skip
            assert (here.status.confirmed_at, here.status.held) == (last_good, None)
            assert row.told in here.status.error
            assert last_good < here.status.failing_since < clock.now()
            assert await ages(here) == {int(last_good.timestamp())}
            assert len(gateway.requests) <= row.requests
            assert [level for level, _ in logged(caplog)] == [logging.WARNING]
            assert row.told in logged(caplog)[0][1]
        gateway.edit("ses_2", title="News", starts_at=records[0]["starts_at"], ends_at="2026-02-07T12:00:00Z")
        await here.pass_minutes(row.rest)
        await here.settle()
        assert ["News" in wall.text(here.now) for wall in shown] == [True] * 3
        assert here.status.error == ""
        assert [level for level, _ in logged(caplog)] == [logging.WARNING, logging.INFO]
        assert [wall.lost for wall in shown] == [0, 0, 0]
        assert await ages(here) == {int(here.status.confirmed_at.timestamp())}
        assert clock.now() - here.status.confirmed_at < timedelta(minutes=1)


async def test_a_gateway_that_keeps_us_waiting_holds_up_no_save_of_the_layout(tmp_path: Path) -> None:
    clock = Clock(T0)
    async with (
        Gateway(*agenda(), now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, "/screens/today") as (wall,),
    ):
        gateway.fault = lambda _: problem(429, "slowly", retry_after="30")
        gateway.requests.clear()
        waiting = clock.begin(here.program.sync.window())
        await until(lambda: [request.path for request in gateway.requests] == [SESSIONS])
        for name in ("Second", "Third"):
            changed = LAYOUT.replace("Summit", name).replace("Europe/Lisbon", "Asia/Tokyo")
            (tmp_path / "screens.yaml").write_text(changed)
            await until(lambda name=name: name in wall.text(here.now), 10)
        assert (waiting.done(), here.program.sync.assignment.event.days.zone.key) == (False, "Europe/Lisbon")
        gateway.fault = None
        clock.wake(waiting)
        await waiting
        await until(lambda: here.program.sync.assignment.event.days.zone.key == "Asia/Tokyo")
