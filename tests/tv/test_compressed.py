"""A stream that the server compresses, through a real nginx: at once, after an outage, and after a suspend."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.glass import ROOM, served
from tests.browser.proxy import nginx
from tests.wait import until

if TYPE_CHECKING:
    from .conftest import Tv

SEEN = """(function () {
  var seen = window.seen = window.seen || [], text = document.body.innerText, words = ['One', 'Two', 'Three', 'Four'];
  for (var i = 0; i < words.length; i += 1) {
    if (text.indexOf('Title ' + words[i]) >= 0 && seen.indexOf(words[i]) < 0) { seen.push(words[i]); }
  }
  new Image().src = '/static/seen?' + seen.join('.');
  return seen.indexOf('Four') >= 0;
})()"""


def processes(device: Path) -> list[int]:
    """The engine that has this profile, and all processes that it started."""
    parents, found = {}, []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
            command = (stat.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if json.dumps(str(device)).encode() in command and b"tvbrowser.py" in command:
            found.append(int(stat.parent.name))
    for parent in found:  # it grows on the way
        found += [child for child, of in parents.items() if of == parent and child not in found]
    return found


async def test_a_compressed_stream_tells_of_changes_through_nginx_an_outage_and_a_suspend(
    tv: Tv, engine: str, tmp_path: Path
) -> None:
    device = tmp_path / "device"
    async with served(tmp_path) as (gateway, here, way), nginx(tmp_path, way.port) as port:

        async def becomes(word: str) -> None:
            gateway.edit(gateway.records[0]["id"], title=f"Title {word}")
            await here.program.sync.full()

        async def seen(*words: str) -> None:
            await until(lambda: any(path.endswith(f"?{'.'.join(words)}") for path in way.requests), seconds=60)

        url = f"http://127.0.0.1:{port}{ROOM}"
        visit = asyncio.create_task(tv(engine, url, seconds=200, until=SEEN, value="window.seen", profile=device))
        await until(lambda: way.streams, seconds=60)
        await becomes("One")
        await seen("One")
        await way.become("502")
        await asyncio.sleep(5)
        await becomes("Two")
        await way.become()
        await seen("One", "Two")
        stopped = processes(device)
        for process in stopped:
            os.kill(process, signal.SIGSTOP)
        await becomes("Three")
        await asyncio.sleep(5)
        for process in stopped:
            os.kill(process, signal.SIGCONT)
        await seen("One", "Two", "Three")
        await becomes("Four")
        assert (await visit).value == ["One", "Two", "Three", "Four"]
    assert len(stopped) > 1
    assert len(way.begun) > 1  # one before the outage, one after it
    assert all(b"\r\ncontent-encoding: gzip\r\n" in head.lower() for head in way.begun)
