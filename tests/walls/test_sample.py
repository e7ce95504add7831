"""A sample of `make walls`: nothing is wrong on some screens of some agendas."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.walls.agendas import AGENDAS
from tests.walls.judge import KINDS
from tests.walls.venue import Venue, from_file
from tests.walls.walk import EDGES, opened, serving, walk

if TYPE_CHECKING:
    from tests.browser.conftest import PageAt

CASES = Path(__file__).parents[1] / "cases"
WIDE, TALL, SMALL = (1920, 1080), (1080, 1920), (1280, 720)
SQUARE = ((1280, 1024), (1024, 768))
SAMPLE = {
    "crowded": ("/rooms/r24", "/screens/overview"),
    "scripts": ("/rooms/r23", "/screens/two"),
    "changes": ("/rooms/r15", "/screens/nine"),
}
GOOD = (
    ("all-day", "/screens/agenda"),
    ("board-order", "/screens/agenda"),
    ("crowd-cell", "/screens/overview"),
    ("duplicate-ids", "/screens/overview"),
    ("es-12h", "/screens/agenda"),
    ("floor-column", "/screens/agenda"),
    ("floors-interleaved", "/screens/directory"),
    ("floors-one-room", "/screens/directory"),
    ("floors-one-room", "/screens/overview"),
    ("h12-four-columns", "/screens/overview"),
    ("h12-label-overlap", "/screens/overview"),
    ("many-in-wide-cell", "/screens/overview"),
    ("parallel-13", "/screens/door"),
    ("poster-crowd", "/screens/overview"),
    ("room-column", "/screens/agenda"),
    ("room-name-fit", "/screens/overview"),
    ("start-only", "/screens/overview"),
    ("start-only", "/screens/door"),
)


@pytest.mark.parametrize("name", SAMPLE)
async def test_nothing_leaves_its_place_at_any_boundary(page_at: PageAt, name: str) -> None:
    venue = Venue(name, *AGENDAS[name]())
    async with serving(venue.agenda, venue.layout) as base:
        page = await page_at("about:blank")
        for path in SAMPLE[name]:
            await opened(page, venue, base, path)
            moments = [datetime.fromtimestamp(ms / 1000, UTC) for ms in await page.evaluate(EDGES, 6)]
            for size in (SMALL, TALL):
                walked = await walk(page, venue, path, size, moments, most=1)
                assert len(walked.seen) > 10
                assert [found for found in walked.findings if found.fault.kind in KINDS.values()] == []


@pytest.mark.parametrize(("case", "path"), GOOD)
async def test_nothing_is_wrong_with_a_screen(page_at: PageAt, case: str, path: str) -> None:
    venue = from_file(CASES / f"{case}.json")
    async with serving(venue.agenda, venue.layout) as base:
        page = await page_at("about:blank")
        await opened(page, venue, base, path)
        for size in (WIDE, TALL):
            walked = await walk(page, venue, path, size, venue.instants(4))
            assert walked.findings == []


@pytest.mark.parametrize(("case", "path"), [GOOD[0], GOOD[4], GOOD[8], GOOD[17]])
async def test_nothing_is_wrong_with_a_screen_that_is_nearly_square(page_at: PageAt, case: str, path: str) -> None:
    """Old projectors and monitors: what is small beside their width is smaller still beside their height."""
    venue = from_file(CASES / f"{case}.json")
    async with serving(venue.agenda, venue.layout) as base:
        page = await page_at("about:blank")
        await opened(page, venue, base, path)
        for size in SQUARE:
            assert (await walk(page, venue, path, size, venue.instants(3))).findings == []
