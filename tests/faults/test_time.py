"""Clocks that jump, under open walls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.e2e.gateway import Gateway, record
from tests.e2e.venue import LAYOUT, Clock, venue, walls
from tests.wait import until

from .test_gateway import T0, agenda, ages, on_now

if TYPE_CHECKING:
    from pathlib import Path

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("step", [-26 * HOUR, -2 * HOUR, 2 * HOUR, 26 * HOUR], ids=str)
async def test_a_clock_that_is_set_while_walls_are_open(tmp_path: Path, step: timedelta) -> None:
    clock = Clock(T0)
    records = [
        *agenda(), record(900, T0 + step - 5 * timedelta(minutes=1), 30), record(901, T0 + step + HOUR, 30)
    ]  # fmt: skip
    async with (
        Gateway(*records, now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, "/rooms/room_a") as (wall,),
    ):
        clock.stepped = step
        await here.pass_minutes()
        await until(lambda: "now" in wall.slots(here.now))  # a new day is rendered beside what comes from the gateway
        await here.settle()
        assert wall.slots(here.now)["now"] == on_now(gateway.records, clock.now(), "room_a") == {"ses_900"}
        gateway.edit("ses_900", title="News")
        await here.pass_minutes()
        await until(lambda: "News" in wall.text(here.now))
        clock.stepped = timedelta()  # and set right again
        gateway.edit("ses_2", title="Right again", ends_at="2026-02-07T12:00:00Z")
        await here.pass_minutes()
        await until(lambda: "Right again" in wall.text(here.now))
        assert here.status.error == ""


@pytest.mark.parametrize("step", [-26 * HOUR, -2 * HOUR, 2 * HOUR], ids=str)
async def test_a_clock_that_is_set_while_the_gateway_is_away_makes_no_agenda_younger(
    tmp_path: Path, step: timedelta
) -> None:
    clock, away = Clock(T0), timedelta(minutes=20)
    async with (
        Gateway(*agenda(), now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, "/rooms/room_a") as (wall,),
    ):
        await gateway.die()
        clock.stepped = step
        await here.pass_minutes(20)
        await here.tell()
        await until(lambda: wall.word == here.now * 1000)
        assert here.now - wall.confirmed == (away + max(step, timedelta())).total_seconds()
        clock.stepped = timedelta()
        await here.tell()
        await until(lambda: wall.word == here.now * 1000)
        assert here.now - wall.confirmed == away.total_seconds()


async def test_a_restart_with_the_clock_behind_shows_the_age_at_once(tmp_path: Path) -> None:
    clock = Clock(T0)
    async with Gateway(*agenda(), now=clock.now) as gateway:
        async with venue(tmp_path, gateway, clock) as here:
            assert await ages(here) == {here.now}
        await gateway.die()
        clock.stepped = timedelta(minutes=-5)  # as without a battery: it goes on from the last time that was saved
        async with venue(tmp_path, gateway, clock) as here:
            assert await ages(here) == {here.now - timedelta(days=1).total_seconds()}
            await gateway.rise()
            await here.pass_minutes()
            assert await ages(here) == {here.now}


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        ("Europe/Lisbon", datetime(2026, 3, 28, 23, tzinfo=UTC)),  # forward, by an hour
        ("Europe/Lisbon", datetime(2026, 10, 24, 22, tzinfo=UTC)),  # back
        ("Australia/Lord_Howe", datetime(2026, 10, 3, 12, tzinfo=UTC)),  # forward, by half an hour
        ("Asia/Kathmandu", datetime(2026, 12, 31, 17, tzinfo=UTC)),  # none, but the year ends
        ("Europe/Lisbon", datetime(2028, 2, 28, 23, tzinfo=UTC)),  # a leap day begins
    ],
    ids=str,
)
async def test_a_night_in_which_the_clocks_change(tmp_path: Path, zone: str, midnight: datetime) -> None:
    records = [record(n, midnight + timedelta(minutes=25 * n), 25, "a") for n in range(-2, 24)]
    clock = Clock(midnight)
    async with (
        Gateway(*records, now=clock.now) as gateway,
        venue(tmp_path, gateway, clock, LAYOUT.replace("Europe/Lisbon", zone)) as here,
        walls(here, "/rooms/room_a", "/screens/today") as shown,
    ):
        for _ in range(12):
            await here.pass_minutes(30)
            await here.settle()
            on = on_now(records, clock.now())
            assert [wall.slots(here.now).get("now", set()) for wall in shown] == [on, on]
            (current,) = on
            following = f"ses_{int(current.partition('_')[2]) + 1}"
            assert shown[0].slots(here.now)["next"] == {following}
