"""Drive a page's own clock through a day and look at every moment of it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from signage.agenda import Agenda
from signage.web import server
from signage.web.hub import Hub
from tests.build import board, served

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from playwright.async_api import Page

    from signage.layout import Layout

AUDIT = (Path(__file__).parents[1] / "audit.js").read_text()
SIZES = ((1280, 720), (1920, 1080), (1080, 1920), (3840, 2160))
FROM, UNTIL = "2026-02-07T04:00:00Z", "2026-02-08T10:30:00Z"
# Each boundary and the minute before it; `every` leaves some out.
MOMENTS = """([from, until, every]) => {
  const edges = new Set([from, until]);
  for (const el of document.querySelectorAll('[data-from],[data-until]')) {
    edges.add(el.getAttribute('data-from') * 1000 || from).add(el.getAttribute('data-until') * 1000 || from);
  }
  const day = [...edges].filter(ms => ms >= from && ms <= until).sort((a, b) => a - b);
  return day.filter((_, i) => i % every === 0).reduce((all, ms) => all.concat(ms - 60000, ms), []);
}"""
# Each of these moments, and up to `most` pages of what turns pages; what is wrong, when first, and how often.
WALK = f"""([moments, most]) => {{
  const audit = {AUDIT.strip()};
  const found = new Map(), lists = [...document.querySelectorAll('[data-pages]')];
  const own = Math.max(document.querySelectorAll('[data-page]').length, 1);
  let looks = 0;
  moments.forEach((moment, i) => {{
    signage.render(moment);
    const pages = own * Math.max(...lists.filter(list => list.clientHeight).map(list => list.pages || 1), 1);
    for (let k = 0; k < Math.min(pages, most); k++) {{
      const ms = moment + (pages > most ? i * most + k : k) % pages * 12000;
      if (k || ms !== moment) {{ signage.render(ms); }}
      looks += 1;
      for (const what of audit()) {{
        if (!found.has(what)) {{ found.set(what, {{what, ms, times: 0}}); }}
        found.get(what).times += 1;
      }}
    }}
  }});
  return {{looks, found: [...found.values()]}};
}}"""


@dataclass(frozen=True)
class Finding:
    """Something wrong: on which page, at which size, when first (epoch ms), what, and at how many moments."""

    url: str
    size: tuple[int, int]
    ms: float
    what: str
    times: int


class Walked(NamedTuple):
    looks: int
    findings: list[Finding]


@contextlib.asynccontextmanager
async def serving(agenda: Agenda, layout: Layout) -> AsyncIterator[str]:
    """The address of a server that shows this agenda."""
    hub = Hub(tick=lambda: b"event: tick\ndata: {}\n\n")
    sock = server.listen("127.0.0.1", 0)
    running = server.Server(served(board(layout, *agenda.sessions), hub=hub), sock, on_shutdown=hub.close)
    task = asyncio.create_task(running.serve(sockets=[sock]))
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        running.should_exit = True
        await task
        sock.close()


def pages(agenda: Agenda, layout: Layout) -> Iterator[str]:
    """The paths of every room's and every screen's page."""
    yield from (f"/screens/{name}" for name in layout.screens)
    yield from (f"/rooms/{room}" for room in agenda.rooms)


async def walk(
    page: Page,
    url: str,
    sizes: tuple[tuple[int, int], ...] = SIZES,
    every: int = 1,
    most: int = 2,
    shots: Path | None = None,
) -> Walked:
    """Look at a page at each boundary of its day in each size; of findings, two a size are kept as pictures."""
    await page.goto(f"{url}?at=2026-02-07T09:00")
    await page.locator("html.fonts").wait_for(state="attached")
    moments = await page.evaluate(f"every => ({MOMENTS})([Date.parse('{FROM}'), Date.parse('{UNTIL}'), every])", every)
    looks, findings, name = 0, [], url.split("/", 3)[3].replace("/", "-")
    for size in sizes:
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        seen = await page.evaluate(WALK, [moments, most])
        looks += seen["looks"]
        findings += [Finding(url, size, f["ms"], f["what"], f["times"]) for f in seen["found"]]
        for number, found in enumerate(seen["found"][:2] if shots else []):
            await page.evaluate("ms => signage.render(ms)", found["ms"])
            await page.screenshot(path=str(shots / f"{name}-{size[0]}x{size[1]}-{number}.png"))
    return Walked(looks, findings)
