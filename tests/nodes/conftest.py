"""Two nodes that have begun: the first asks, the second follows."""

from __future__ import annotations

import pytest

from tests.nodes.bench import Bench
from tests.sync.bench import program
from tests.sync.feed import record


@pytest.fixture
async def bench():
    bench = Bench(record(1), record(2))
    await bench.start()
    return bench


@pytest.fixture
async def held():
    """The feed was emptied after the first pull, and the asking node holds that back."""
    bench = Bench(*program())
    await bench.start()
    bench.kept, bench.feed.records = bench.feed.records, []
    await bench.a.sync.full()
    await bench.b.hears()
    return bench
