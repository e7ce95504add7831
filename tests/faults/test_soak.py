"""A simulated stretch of an event with random faults: not one wrong frame. `make soak` runs a fortnight of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from .soak import Soak

if TYPE_CHECKING:
    from pathlib import Path

SEED = int(os.environ.get("SEED", "1"))


async def test_two_hours_with_random_faults(tmp_path: Path) -> None:
    soak = Soak(tmp_path, minutes=120, seed=3)
    await soak.run()
    assert soak.frames >= 120 * 18
    assert soak.faults >= 1
    assert soak.lives >= 3


@pytest.mark.soak
async def test_a_fortnight_with_random_faults(tmp_path: Path) -> None:
    soak = Soak(tmp_path, minutes=14 * 1440, seed=SEED)
    await soak.run()
    assert soak.faults >= 50
    assert soak.lives >= 5
