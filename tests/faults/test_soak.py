"""A simulated stretch of an event with random faults: not one wrong frame. `make soak` runs a fortnight of it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.e2e.gateway import record

from .glass import ROOM, Appearance, judge
from .model import Told
from .programme import START
from .soak import Soak
from .weather import HASTE, KINDS

if TYPE_CHECKING:
    from pathlib import Path

SEED = int(os.environ.get("SEED", "1"))
TALKS = [record(1, START, 30, "b"), record(2, START + timedelta(hours=1), 30, "b")]
TOLD = Told({one["id"]: one for one in TALKS}, confirmed=START, word=START, passed=0)
LOOK = Appearance({"now": {"ses_1": "Talk 1"}, "next": {"ses_2": "Talk 2"}, "later": {}}, text=True, mark=[], since=[])
AGED = replace(LOOK, mark=["offline"], since=["07:40"])


@pytest.mark.parametrize(
    ("look", "seconds", "wrong"),
    [
        (LOOK, 119, ""),
        (LOOK, 121, "age"),
        (AGED, 121, ""),
        (AGED, 119, "age"),
        (replace(AGED, since=["07:41"]), 121, "age"),
        (replace(AGED, mark=["stale"]), 121, "age"),
        (replace(LOOK, text=False), 0, "blank"),
        (replace(LOOK, slots=LOOK.slots | {"now": {"ses_1": ""}}), 0, "not seen"),
        (replace(LOOK, slots=LOOK.slots | {"now": {"ses_1": "Talk 7"}}), 0, "text"),
        (replace(LOOK, slots=LOOK.slots | {"now": {}}), 0, "now"),
        (replace(LOOK, slots=LOOK.slots | {"next": {}}), 0, "next"),
        (replace(AGED, slots=LOOK.slots | {"now": {}}), 1799, "now"),
        (replace(AGED, slots=LOOK.slots | {"now": {}}), 1800, ""),
    ],
)
def test_what_the_soak_calls_wrong(look: Appearance, seconds: float, wrong: str) -> None:
    assert judge(ROOM, TOLD, seconds, look) == wrong


@pytest.mark.browser
async def test_two_hours_with_every_fault(tmp_path: Path) -> None:
    soak = Soak(tmp_path, minutes=120, seed=3, pace=HASTE)
    await soak.run()
    assert soak.walls.seen == 120 * 3 * 4
    assert [kind for kind in KINDS if not soak.faults[kind]] == []
    assert soak.lives >= 3


@pytest.mark.soak
@pytest.mark.browser
async def test_a_fortnight_with_random_faults(tmp_path: Path) -> None:
    soak = Soak(tmp_path, minutes=14 * 1440, seed=SEED)
    await soak.run()
    print(soak)
    assert soak.faults.total() >= 200
    assert soak.lives >= 20
