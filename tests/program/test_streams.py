"""What every stream hears every few seconds."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from signage.assets import build_id
from signage.program.streams import Streams
from signage.runtime import Runtime
from tests.build import at
from tests.clock import FakeClock

RUNTIME = Runtime(Path("screens.yaml"), Path("data"), FakeClock(at("09:30")))


@pytest.mark.parametrize("clock", ["09:29", None])
@pytest.mark.parametrize("seen", [None, [7, 3]])
def test_a_tick_tells_the_time_the_agendas_age_and_how_new_all_is(clock: str | None, seen: list[int] | None) -> None:
    confirmed = at(clock) if clock else None
    newness: Any = SimpleNamespace(told=seen) if seen else None
    head, _, data = Streams(RUNTIME, lambda: confirmed, lambda: 1500.0, newness).tick().partition(b"data: ")
    assert head == b"event: tick\n"
    assert json.loads(data) == {
        "now": at("09:30").timestamp() * 1000,
        "rate": 1.0,
        "build": build_id(),
        "spread": 1500.0,
        "confirmed": confirmed.timestamp() * 1000 if confirmed else None,
    } | ({"seen": seen} if seen else {})
