"""What two nodes say of their lease and of the store that they share."""

from __future__ import annotations

import pytest

from signage.metrics.sources import nodes


@pytest.mark.parametrize(("asks", "reachable"), [(True, True), (False, True), (False, False)])
def test_who_asks_and_who_reaches_the_store(asks: bool, reachable: bool) -> None:
    told = [sample.value for metric in nodes(asks=asks, reachable=reachable) for sample in metric.samples]
    assert told == [asks, reachable]
