"""Two nodes that have begun: the first asks, the second follows. And what befell nodes in long runs, at their end."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.e2e.gateway import Gateway
from tests.e2e.gateway import record as session
from tests.nodes.bench import Bench
from tests.sync.bench import program
from tests.sync.feed import record


@pytest.fixture
async def gateway():
    """A simulated gateway with three sessions around now."""
    async with Gateway(*(session(number, datetime.now(UTC)) for number in range(3))) as gateway:
        yield gateway


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


STORY, FOLDER = "what befell the nodes", "where they were"
"""Names of what a run tells of itself."""


def pytest_terminal_summary(terminalreporter):
    """Tell what befell the nodes in each run of `make soak`, and how to repeat one that failed."""
    config = terminalreporter.config
    if config.option.markexpr != "soak":
        return
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            told = dict(report.user_properties)
            if STORY in told:
                terminalreporter.write_line(f"{outcome}: {told[STORY]}")
                if outcome == "failed":
                    terminalreporter.write_line(f"its folder, with the log of each node: {told[FOLDER]}")
                    terminalreporter.write_line(f"to repeat it: .venv/bin/pytest '{report.nodeid}'")
