"""A day with time in hand: what costs traffic, and what must not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from .gateway import Gateway, record
from .venue import Clock, venue, walls

if TYPE_CHECKING:
    from pathlib import Path

T0 = datetime(2026, 2, 7, 9, 0, tzinfo=UTC)
PATHS = ("/rooms/room_a", "/screens/foyer", "/screens/today")


async def test_minutes_without_change_and_boundaries_between_sessions_send_no_panel(tmp_path: Path) -> None:
    records = [record(n, T0 + timedelta(minutes=30 * n)) for n in range(12)]
    clock = Clock(T0)
    async with (
        Gateway(*records, now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, *PATHS) as shown,
    ):
        seen, asked = [], []
        _ = gateway.asked
        for _ in range(8):
            seen.append([wall.slots(here.now).get("now") for wall in shown[:2]])
            await here.pass_minutes(15)
            asked.append(len(gateway.asked))
        await here.settle()
        assert seen == [[{f"ses_{n // 2}"}] * 2 for n in range(8)]
        assert asked == [18] * 8  # a window a minute, a delta every five
        assert [[name for name, _ in wall.events if name != "tick"] for wall in shown] == [[], [], []]


async def test_requests_at_rest_do_not_depend_on_the_number_of_screens(tmp_path: Path) -> None:
    clock = Clock(T0)
    async with Gateway(record(1, T0), now=clock.now) as gateway, venue(tmp_path, gateway, clock) as here:
        counts = []
        for open_walls in (0, 60):
            async with walls(here, *("/rooms/room_a",) * open_walls):
                _ = gateway.asked
                await here.pass_minutes(10)
                counts.append(len(gateway.asked))
        assert counts == [12, 12]


async def test_a_new_day_is_aboard_and_told_in_one_go(tmp_path: Path) -> None:
    tomorrow = T0 + timedelta(days=1)
    clock = Clock(T0 + timedelta(hours=13))
    async with (
        Gateway(record(1, T0), record(2, tomorrow), now=clock.now) as gateway,
        venue(tmp_path, gateway, clock) as here,
        walls(here, "/rooms/room_a") as (wall,),
    ):
        await gateway.die()
        assert wall.slots(tomorrow.timestamp()) == {"now": {"ses_2"}}
        await here.pass_minutes(11 * 60 + 15)
        await here.settle()
        assert wall.slots(here.now) == {"now": {"ses_2"}}
        assert sorted(wall.panel_events()) == ["head", "room"]
