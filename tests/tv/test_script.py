"""The page's script in the engines that TVs have."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.browser.test_fit import JAPANESE, LONG, box

if TYPE_CHECKING:
    from tests.browser.wall import Wall

    from .conftest import Tv


MEASURE = """(function () { return [].map.call(document.querySelectorAll('.box'), function (b) {
  var title = b.querySelector('h2'), inner = b.getBoundingClientRect(), r = title.getBoundingClientRect();
  var steps = ['t1', 't2', 't3', 'any'].filter(function (c) { return b.classList.contains(c) });
  var over = r.bottom > inner.bottom - 9 || title.scrollWidth > title.clientWidth + 1;
  return [steps.join(' '), over, /\u2026$/.test(title.textContent)] }) })()"""


async def test_flips_at_the_boundary_with_the_network_cut(tv: Tv, wall: Wall, engine: str) -> None:
    wall.ahead = 7200
    flip = round(wall.now()) + 6
    wall.content = (
        f'<p data-until="{flip}">A</p><p data-from="{flip}" hidden>B</p><p data-clock></p>'
        f'<p data-left="{flip + 60}"></p>'
        "<script>new MutationObserver(function () { var b = document.querySelector('p[data-from]');"
        "if (!b.hidden && !window.at) { window.at = Date.now() } })"
        ".observe(document.body, {attributes: true, subtree: true})</script>"
    )

    async def cut() -> None:
        while not wall.open:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        await wall.stop()

    cutting = asyncio.create_task(cut())
    seen = await tv(
        engine, wall.url, until="window.at", seconds=20, value="[document.body.innerText.split(/\\s+/), window.at]"
    )
    await cutting
    assert seen.errors == []
    texts, flipped = seen.value
    assert [texts[0], texts[2]] == ["B", "1"]
    assert abs(flipped / 1000 + wall.ahead - flip) < 0.3


async def test_a_panel_comes_by_the_stream_and_text_fits(tv: Tv, wall: Wall, engine: str) -> None:
    texts = ["Short", LONG, LONG * 6, JAPANESE * 12]
    wall.content = '<main data-panel="main" data-revision="a1">old</main>'
    html = f'<main data-panel="main" data-revision="a2">{"".join(map(box, texts))}</main>'

    async def change() -> None:
        while not wall.open:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await wall.panel("main", "a2", html)

    changing = asyncio.create_task(change())
    seen = await tv(engine, wall.url, until="document.querySelector('.t3')", value=MEASURE)
    await changing
    assert seen.errors == []
    cut = ["t3 any", False, True]
    assert seen.value == [["t1", False, False], ["t3", False, False], cut, cut]
