"""Staff with a browser at each of two nodes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tests.nodes.balancer import browser
from tests.nodes.pair import LAYOUT, PASSWORD, Member, pair
from tests.wait import PATIENCE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    import httpx

    from tests.e2e.gateway import Gateway
    from tests.redis import RedisServer

API = "/staff/api"


@asynccontextmanager
async def staff_at_both(
    folder: Path, gateway: Gateway, redis: RedisServer, layout: str = LAYOUT
) -> AsyncIterator[tuple[Member, Member, httpx.AsyncClient, httpx.AsyncClient]]:
    """Two nodes, and one of the staff with a browser at each."""
    async with pair(folder, gateway, redis, layout) as (a, b), browser(a) as one, browser(b) as other:
        for web in (one, other):
            entered = await web.post("/staff/login", data={"name": "staff", "password": PASSWORD})
            assert entered.status_code == 303
        yield a, b, one, other


async def seen(web: httpx.AsyncClient, path: str, right: Callable[[Any], object]) -> Any:
    """What is answered once it is right."""
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = (await web.get(f"{API}/{path}")).json()
            if right(answer):
                return answer
            await asyncio.sleep(0.02)


async def done(web: httpx.AsyncClient, method: str, path: str, **body: Any) -> Any:
    """What a call answers that is carried out."""
    answer = await web.request(method, f"{API}/{path}", **({"json": body} if body else {}))
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None
