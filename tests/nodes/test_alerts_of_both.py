"""Alerts of two nodes: one of them tells operators, and whoever is the next goes on from there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from signage.staff import alerts
from signage.web.staff import alerting
from tests.e2e.gateway import Gateway
from tests.e2e.gateway import record as session
from tests.nodes.pair import LAYOUT, STAFF, pair
from tests.wait import until

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.redis import RedisServer


async def test_operators_are_alerted_by_one_node_and_of_the_end_by_the_next(
    tmp_path: Path, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerting, "EVERY", 0.05)
    monkeypatch.setattr(alerting, "FIRST_LOOK", 0.0)
    monkeypatch.setattr(alerts, "OVER", 0.0)
    layout = f"{LAYOUT}alerts: {{after: 1s, for: [feed]}}\n"
    told: list[str] = []

    def noted(name: str) -> Any:
        return lambda *_: told.append(name) is None

    staff = replace(STAFF, alert_urls=("json://nobody.example",))
    async with (
        Gateway(*(session(number, datetime.now(UTC) + timedelta(hours=1)) for number in range(12))) as gateway,
        pair(tmp_path, gateway, redis_server, layout, staff) as (a, b),
    ):
        for name, node in (("a", a), ("b", b)):
            node.program.fleet.watch.sender.notify = noted(name)
        records, gateway.records = gateway.records, []
        await a.program.sync.full()
        await until(lambda: told)
        await until(lambda: all(node.program.sync.status.held for node in (a, b)))
        await a.stop()
        await until(lambda: b.asks)
        gateway.records = records
        await b.program.sync.full()
        await until(lambda: len(told) == 2)
        assert told == ["a", "b"]
