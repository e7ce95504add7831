"""A Sync that has pulled four sessions, and one that holds a change."""

from __future__ import annotations

import pytest

from tests.sync.bench import DAY, HOUR, Bench, program
from tests.sync.feed import T0, record


@pytest.fixture
async def bench():
    bench = Bench(record(1), record(2, T0 + HOUR), record(3, T0 + 5 * HOUR), record(4, T0 + DAY))
    await bench.sync.restore()
    await bench.sync.window()
    bench.asked()
    return bench


@pytest.fixture
async def held():
    """A bench whose feed was emptied after the first pull, and is held."""
    bench = Bench(*program())
    await bench.sync.restore()
    await bench.sync.window()
    bench.kept, bench.feed.records = bench.feed.records, []
    await bench.sync.full()
    return bench
