"""What two nodes say of their lease and of the store that they share."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from signage.metrics.sources import nodes
from signage.nodes.node import Node


@pytest.mark.parametrize(("held", "reachable"), [(True, True), (False, True), (False, False)])
def test_who_asks_and_who_reaches_the_store(held: bool, reachable: bool) -> None:
    node = SimpleNamespace(lease=SimpleNamespace(is_held=held), state=SimpleNamespace(reachable=reachable))
    assert [sample.value for metric in nodes(cast("Node", node)) for sample in metric.samples] == [held, reachable]


def test_one_that_is_alone_asks() -> None:
    assert [sample.value for metric in nodes(None) for sample in metric.samples] == [1, 1]
