"""A simulated stretch of an event with random faults: not one wrong frame. `make soak` runs a fortnight of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from .soak import Soak
from .weather import HASTE, KINDS

if TYPE_CHECKING:
    from pathlib import Path

SEED = int(os.environ.get("SEED", "1"))
pytestmark = pytest.mark.browser


async def test_two_hours_with_every_fault(tmp_path: Path) -> None:
    soak = Soak(tmp_path, minutes=120, seed=3, pace=HASTE)
    await soak.run()
    assert soak.walls.seen == 120 * 3 * 4
    assert [kind for kind in KINDS if not soak.faults[kind]] == []
    assert soak.lives >= 3


@pytest.mark.soak
async def test_a_fortnight_with_random_faults(tmp_path: Path) -> None:
    soak = Soak(tmp_path, minutes=14 * 1440, seed=SEED)
    await soak.run()
    print(soak)
    assert soak.faults.total() >= 200
    assert soak.lives >= 20
