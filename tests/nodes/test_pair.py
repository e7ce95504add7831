"""Two programs on a real Redis: one asks, both show."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from signage.staff.notice import Message
from tests.nodes.pair import LAYOUT, pair
from tests.wait import until


@pytest.fixture
async def two(tmp_path, gateway, redis_server):
    async with pair(tmp_path, gateway, redis_server) as both:
        yield both


async def test_one_asks_and_what_changes_is_on_the_walls_of_both(two, gateway):
    a, b = two
    assert (a.asks, b.asks) == (True, False)
    gateway.edit("ses_1", title="Another title")
    await until(lambda: "Another title" in a.titles & b.titles)
    assert a.program.sync.number == b.program.sync.number


async def test_what_staff_do_at_one_is_on_the_walls_of_the_other(two):
    a, b = two
    message = Message(title="Leave", style="takeover", until=datetime.now(UTC) + timedelta(hours=1))
    await b.program.staff.notices.send(message, "ann", "", [], [])
    await until(lambda: a.program.publisher.current.notices)
    layouts = b.program.editing.layouts
    await layouts.save(LAYOUT.replace("Summit", "Another name"), (await layouts.file()).tag, "ann")
    await until(lambda: a.program.publisher.current.layout.event.name == "Another name")
    await until(lambda: "Another name" in (a.folder / "screens.yaml").read_text())
    await until(lambda: len(list(a.program.staff.versions.all)) == 2)
    await b.program.staff.access.tokens.make("robot", "viewer", emergency=False, by="ann")
    await until(lambda: a.program.staff.access.tokens.all)


async def test_what_a_display_reports_to_one_is_judged_at_both(two):
    a, b = two
    said, up = {"page": "/screens/foyer", "rev": "none", "load": "a"}, count(1)
    async with asyncio.timeout(30):
        rows = b.program.fleet.registry
        while [row.judged for row in rows] != [True]:  # what is said before both listen is said again
            now = datetime.now(UTC).timestamp() * 1000
            answer = await a.client.post(f"/displays/{'ab' * 16}/report", json=said | {"now": now, "up": next(up)})
            assert answer.status_code in (204, 429)
            await asyncio.sleep(0.2)


async def test_when_it_stops_the_other_goes_on(two, gateway):
    a, b = two
    await a.stop()
    await until(lambda: b.asks)
    gateway.edit("ses_1", title="Another title")
    await until(lambda: "Another title" in b.titles)


async def test_one_that_starts_while_the_gateway_is_away_shows_what_is_stored(two, gateway):
    await gateway.die()
    assert two[1].titles == {"Talk 0", "Talk 1", "Talk 2"}
