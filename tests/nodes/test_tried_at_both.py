"""What staff try at one of two nodes they look at on the other: messages and layouts that are not in force."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.nodes.balancer import browser
from tests.nodes.pair import LAYOUT, PASSWORD, pair

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from tests.e2e.gateway import Gateway
    from tests.redis import RedisServer


async def drawn_at_last(staff: httpx.AsyncClient, path: str) -> httpx.Response:
    """What is answered in the end: while the process that draws is slow, the page asks again, of the same node."""
    async with asyncio.timeout(60):
        while (answer := await staff.get(path)).status_code == 503:
            await asyncio.sleep(0.5)
            await staff.get("/healthz")
    return answer


async def test_a_message_and_a_layout_that_are_tried_at_one_are_drawn_at_the_other(
    tmp_path: Path, gateway: Gateway, redis_server: RedisServer
) -> None:
    async with pair(tmp_path, gateway, redis_server) as both, browser(*both) as staff:
        await staff.post("/staff/login", data={"name": "staff", "password": PASSWORD})
        tried = await staff.post("/staff/api/notices/preview", json={"title": "Lunch is served", "screens": ["foyer"]})
        assert tried.status_code == 200, tried.text
        for _ in both:
            glass = await staff.get(f"/staff/glass/foyer?draft={tried.json()['draft']}")
            assert (glass.status_code, "Lunch is served" in glass.text) == (200, True)
        text = LAYOUT.replace("foyer: {show: overview}", "foyer: {show: message, title: Closed today}")
        answer = await staff.put(
            "/staff/api/layout?dry_run=1", content=text, headers={"content-type": "application/yaml"}
        )
        assert answer.status_code == 200, answer.text
        for _ in both:
            drawn = await drawn_at_last(staff, f"/staff/api/layout/drafts/{answer.json()['draft']}/foyer")
            assert (drawn.status_code, "Closed today" in drawn.text) == (200, True)
        for _ in both:
            assert (await staff.get("/staff/api/layout/drafts/none/foyer")).status_code == 404
            assert (await staff.get("/staff/glass/foyer?draft=none")).status_code == 404
