"""A stream that the server compresses, through a real nginx: at once, after an outage, and after a suspend."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.wait import until

from .glass import ROOM, served
from .proxy import nginx

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import PageAt


async def test_a_compressed_stream_tells_of_changes_through_nginx_an_outage_and_a_suspension(
    page_at: PageAt, tmp_path: Path
) -> None:
    async with served(tmp_path) as (gateway, here, way), nginx(tmp_path, way.port) as port:
        page = await page_at(f"http://127.0.0.1:{port}{ROOM}")
        await until(lambda: way.streams)

        async def becomes(word: str) -> None:
            gateway.edit(gateway.records[0]["id"], title=f"Title {word}")
            await here.program.sync.full()

        async def shows(word: str) -> None:
            await page.get_by_text(f"Title {word}").first.wait_for(timeout=60_000)

        await becomes("One")
        await shows("One")
        await way.become("502")
        await asyncio.sleep(3)
        await becomes("Two")
        await way.become()
        await shows("Two")
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
        await becomes("Three")
        await asyncio.sleep(2)
        await devtools.send("Page.setWebLifecycleState", {"state": "active"})
        await shows("Three")
    assert len(way.begun) > 1  # one before the outage, one after it
    assert all(b"\r\ncontent-encoding: gzip\r\n" in head.lower() for head in way.begun)
