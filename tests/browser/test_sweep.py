"""A sample of `make sweep`: nothing overflows on some pages of the large agendas, at some boundaries of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sweep.agendas import AGENDAS
from tests.sweep.walk import AUDIT, serving, walk

if TYPE_CHECKING:
    from .conftest import PageAt

SAMPLE = {
    "crowded": ("/rooms/r24", "/screens/overview"),
    "scripts": ("/rooms/r23", "/screens/two"),
    "changes": ("/rooms/r15", "/screens/nine"),
}


@pytest.mark.parametrize("name", SAMPLE)
async def test_nothing_overflows(page_at: PageAt, name: str) -> None:
    agenda, layout = AGENDAS[name]()
    async with serving(agenda, layout) as base:
        page = await page_at("about:blank")
        for path in SAMPLE[name]:
            seen = await walk(page, base + path, ((1280, 720), (1080, 1920)), every=6, most=1)
            assert seen.looks > 15
            assert seen.findings == []


@pytest.mark.parametrize(
    ("css", "what"),
    [
        (".hd__clock { font-size: 14px !important }", "type of "),
        (".talk__title { height: .5em !important; overflow: hidden }", "cut through a line"),
        (".slab__track { margin-top: -1.5em !important }", "overlaps"),
        (".slab__big { font-size: 900px !important }", "cut at the side"),
        (".talk__title { color: #888 !important }", "contrast of "),
        (".door { display: none !important }", "an empty body"),
        (".door { margin-left: 99vw; overflow: hidden }", "out of sight"),
    ],
)
async def test_the_audit_sees_what_is_wrong(page_at: PageAt, css: str, what: str) -> None:
    agenda, layout = AGENDAS["crowded"]()
    async with serving(agenda, layout) as base:
        page = await page_at(f"{base}/rooms/r3?at=2026-02-07T10:00", bypass_csp=True)
        await page.locator("html.fonts").wait_for(state="attached")
        before = await page.evaluate(AUDIT)
        await page.add_style_tag(content=css)
        after = await page.evaluate(AUDIT)
    assert before == []
    assert any(finding.startswith(what) for finding in after), after
