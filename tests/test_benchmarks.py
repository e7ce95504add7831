"""The benchmarks can be begun, and what they find fits into the pages; that they run is shown by running them."""

from __future__ import annotations

import importlib
import shutil
from typing import TYPE_CHECKING

import pytest

from benchmarks import __main__ as command
from benchmarks import capacity, day, nodes, once, pages, wire
from benchmarks.mark import Mark
from tests.shape import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCRIPTS = {"bare", "sse"}
"""What runs in an environment of its own, or takes its arguments as it is read."""


@pytest.mark.parametrize("name", sorted(file.stem for file in (ROOT / "benchmarks").glob("[a-z]*.py")))
def test_each_module_finds_what_it_is_made_of(name: str) -> None:
    if name not in SCRIPTS:
        importlib.import_module(f"benchmarks.{name}")


def found() -> pages.Found:
    """Rows of each part, as a run has them."""
    things = {day.TICK: (120, 15), day.CHANGE: (500, 20), day.REPORT: (1800, 600)}
    rows = [row for name, cost in things.items() for row in day.marks_of(name, day.Cost(*cost))]
    rows += day.marks_of(day.LOAD, day.Cost(49_000, 60), "nginx", day.Cost(48_000, 20))
    rows += day.marks_of(day.SAME, day.Cost(1_000, 50), "nginx", day.Cost(900, 15))
    rows += day.compared(day.ways({row.name: row for row in rows}))
    start = [Mark(f"{once.START}: CPU", "s", 1.4), Mark(f"{once.START}: memory", "MB", 88)]
    reconnect, stream = Mark(wire.SAME, "µs", 170, "sse-starlette", 500, 0.4), Mark(wire.STREAM, "KB", 12.5, bound=12)
    two = [Mark("a takeover", "s", 0.6, "one server", 0.5)]
    return {
        wire.TITLE: [reconnect, stream], day.TITLE: rows, once.TITLE: start, nodes.TITLE: two,
    }  # fmt: skip


def test_what_was_found_is_written_into_the_pages_in_place_of_what_was_there(tmp_path: Path) -> None:
    for name in ("benchmarks.md", "capacity.md"):
        shutil.copy(ROOT / "docs" / name, tmp_path)
    for _ in range(2):
        pages.write(tmp_path, found(), "2026-11-27", "a machine.")
    text = (tmp_path / "benchmarks.md").read_text()
    assert text.count("Measured 2026-11-27 on a machine.") == 1
    assert "| CPU of a reconnect, nothing changed | 170 µs | sse-starlette 500 µs | 0.34 × | ≤ 0.4 × | yes |" in text
    assert "| memory of a stream | 12.5 KB |  |  | ≤ 12 KB | **no** |" in text
    assert "Marks that do not hold: memory of a stream." in text
    assert all((tmp_path / name).read_text().startswith("<svg") for name in pages.pictures(found()))
    told = (tmp_path / "capacity.md").read_text()
    assert "| reports | 10,000 / 60 s × 600 µs | 10.0 % |" in told
    assert "| signage, with reports | 3.4 MB | 0.95 s | 1.10 % |" in told
    assert "| bytes a day, 3.4 MB each; on average | 336 GB, 31 Mbit/s | 3,357 GB, 311 Mbit/s |" in told


def test_each_table_of_capacity_has_its_place() -> None:
    marks = {mark.name: mark for rows in found().values() for mark in rows}
    text = (ROOT / "docs/capacity.md").read_text()
    assert [name for name in capacity.tables(marks) if f"<!-- {name} -->" not in text] == []


def test_without_a_peer_what_is_compared_with_it_is_left_out() -> None:
    alone = {
        mark.name: Mark(mark.name, mark.unit, mark.ours, bound=mark.bound) for rows in found().values() for mark in rows
    }
    assert [name for name in day.ways(alone) if "nginx" in name] == []
    assert "nginx" not in capacity.day(alone)


class Part:
    """A part that fails so many times."""

    def __init__(self, title: str, fails: int) -> None:
        self.TITLE, self.fails = title, fails

    def measure(self, _: object) -> Iterator[Mark]:
        yield Mark("one", "s", 1)
        self.fails -= 1
        if self.fails >= 0:
            raise RuntimeError("as it may")
        yield Mark("two", "s", 2)


def test_a_part_that_fails_is_tried_once_more_and_costs_none_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [Mark("one", "s", 1), Mark("two", "s", 2)]
    parts = {"broken": Part("broken", 2), "shaky": Part("shaky", 1), "well": Part("well", 0)}
    monkeypatch.setattr(command, "PARTS", parts)
    found, whole = command.measured(list(parts), command.Scale())
    assert (found["shaky"], found["well"], whole) == (both, both, False)
    assert command.measured(["well"], command.Scale()) == ({"well": both}, True)
