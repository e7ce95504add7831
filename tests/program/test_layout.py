"""A saved layout is on the walls first; then the agenda is fetched by it."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest

from signage.layout import Loaded, load
from signage.program.layout import LayoutInForce
from signage.sync.assignment import Assignment
from tests.build import at
from tests.clock import FakeClock

LOADED = load(b"event: {id: evt_2, name: Summit, timezone: Europe/Lisbon}\nscreens: {}\n")


class Parts:
    """What a layout is handed on to; `done` is what came of that, in order."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.clock = FakeClock(at("09:00"))
        self.is_broken = False
        parts: Any = SimpleNamespace(
            loaded=LOADED,
            apply=self._apply,
            configure=self._configure,
            change=lambda: self.done.append("schedule"),
            showing_layout=nullcontext,
        )
        self.layout = LayoutInForce(parts, parts, parts, parts, parts, self.clock)

    async def _apply(self, loaded: Loaded) -> None:
        self.clock.passed += 5
        if self.is_broken:
            raise TimeoutError
        self.done.append(loaded)

    async def _configure(self, assignment: Assignment) -> None:
        self.done.append(assignment)


async def test_it_is_shown_then_fetched_by_then_scheduled_by() -> None:
    parts = Parts()
    assert parts.layout.since == at("09:00")
    await parts.layout.apply(LOADED)
    assert (parts.done, parts.layout.since) == ([LOADED], at("09:00:05"))
    await parts.layout.configure()
    assert parts.done == [LOADED, Assignment.of(LOADED.layout), "schedule"]


async def test_nothing_is_fetched_anew_until_another_one_is_saved() -> None:
    parts = Parts()
    await parts.layout.apply(LOADED)
    await parts.layout.configure()
    again = asyncio.create_task(parts.layout.configure())
    await asyncio.sleep(0)
    assert (again.done(), len(parts.done)) == (False, 3)
    await parts.layout.apply(LOADED)
    await again
    assert parts.done[3:] == [LOADED, Assignment.of(LOADED.layout), "schedule"]


async def test_one_that_cannot_be_shown_is_fetched_by_all_the_same() -> None:
    parts = Parts()
    parts.is_broken = True
    with pytest.raises(TimeoutError):
        await parts.layout.apply(LOADED)
    await parts.layout.configure()
    assert (parts.done, parts.layout.since) == ([Assignment.of(LOADED.layout), "schedule"], at("09:00"))
