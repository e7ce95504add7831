"""A template of the venue's own that is larger than its place: all of it is on the wall, beside the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.venue import Clock
from tests.walls.script import AUDIT

from .glass import BEGIN, MINUTE, ROOM, served

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import PageAt

DOOR = """{% from "macros.html" import during %}
<section class="own" data-panel="{{ name }}" data-revision="{{ revision }}">
{% for block in panel.blocks %}
<div{{ during(block) }}>
{% for session in block.heroes %}
<article data-session="{{ session.id }}">
<h2>{{ session.title.text }} with all that it takes to tell of it</h2>
</article>
{% endfor %}
</div>
{% endfor %}
</section>
"""
SMALL = "h2 { font-size: 60px }"
HIGH = "h2 { font-size: 330px }"
WIDE = "h2 { font-size: 150px; white-space: nowrap }"
CLIPPED = ".own { flex: 1; overflow: hidden } article { height: 400px; overflow: hidden } h2 { font-size: 200px }"
OUTSIDE = "article { position: absolute; top: 900px; left: 700px; width: 900px } h2 { font-size: 120px }"
SEEN = """() => {
  const panel = document.querySelector('[data-own]'), range = document.createRange();
  const head = document.querySelector('.hd').getBoundingClientRect();
  const title = [...panel.querySelectorAll('h2')].filter(e => e.offsetHeight)[0];
  range.selectNodeContents(title);
  const text = range.getBoundingClientRect(), by = panel.getBoundingClientRect().height / panel.offsetHeight;
  const holds = e => e.scrollHeight <= e.clientHeight + 99 && e.scrollWidth <= e.clientWidth + 2;
  return {
    inside: text.top > head.bottom - 30 && text.bottom < innerHeight + 30 &&
      text.left >= 0 && text.right < innerWidth + 2,
    whole: [title, title.parentElement, panel].every(holds), by,
    size: Math.round(parseFloat(getComputedStyle(title).fontSize) * by),
  };
}"""


async def shown(page_at: PageAt, folder: Path, sheet: str, size: tuple[int, int]) -> dict[str, Any]:
    (folder / "theme").mkdir()
    (folder / "theme" / "room.html").write_text(DOOR)
    (folder / "theme" / "theme.css").write_text(sheet)
    async with served(folder, Clock(BEGIN + 5 * MINUTE)) as (_, here, _):
        page = await page_at(f"{here.client.base_url}{ROOM}", size)
        await page.locator("html.fonts").wait_for(state="attached")
        await page.evaluate("signage.render()")
        seen: dict[str, Any] = await page.evaluate(SEEN)
        assert [one for one in await page.evaluate(AUDIT) if "h2" in one] == []
    return seen


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
@pytest.mark.parametrize(
    "sheet", [HIGH, WIDE, CLIPPED, OUTSIDE], ids=["too high", "too wide", "clipped by a box of its own", "outside"]
)
async def test_a_door_of_the_venues_own_that_is_too_large_is_scaled_down_whole(
    page_at: PageAt, tmp_path: Path, sheet: str, size: tuple[int, int]
) -> None:
    seen = await shown(page_at, tmp_path, sheet, size)
    assert (seen["inside"], seen["whole"], seen["by"] < 0.99) == (True, True, True)
    assert seen["size"] >= 24


async def test_one_that_fits_is_left_as_it_is(page_at: PageAt, tmp_path: Path) -> None:
    seen = await shown(page_at, tmp_path, SMALL, (1920, 1080))
    assert seen == {"inside": True, "whole": True, "by": 1, "size": 60}
