"""Imports go down only, and in no circle: the layers of the program, held by its syntax trees."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from itertools import combinations
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "signage"
LAYERS = [
    {"agenda", "clock", "errors", "assets"},  # values and pure functions, and the files that ship
    {"layout", "inevent", "store"},  # one outside thing each
    {"sync", "venue"},  # what comes in, kept and judged
    {"render"},  # agenda x one screen x horizon -> panels
    {"board"},  # what is current, and what of it changed
    {"web"},  # the edge to browsers
    {"program"},  # where real objects are built and joined
    {"demo"},
    {"cli"},
]
SANDBOX = "sandbox"  # shares nothing with the rest, so that both don't share one misunderstanding
HEIGHT = {room: height for height, layer in enumerate(LAYERS) for room in layer}
PURE = [
    "agenda",
    "errors",
    "layout.fields",
    "layout.model",
    "layout.schema",
    "layout.text",
    "inevent.pull",
    "inevent.wire",
    "store.snapshot",
    "sync.gate",
    "sync.reconcile",
    "sync.status",
    "venue.brand",
    "venue.check",
    "venue.edits",
    "venue.look",
    "venue.rooms",
    "render.agenda",
    "render.day",
    "render.images",
    "render.moment",
    "render.overlays",
    "render.overview",
    "render.panels",
    "render.parts",
    "render.playlist",
    "render.room",
    "render.screen",
    "render.stretches",
    "render.views",
    "board.changes",
    "board.current",
    "web.css",
]
OUTSIDE = {"asyncio", "httpx", "os", "random", "signal", "socket", "sqlite3", "subprocess", "threading", "time"}


def imported(file: Path) -> set[str]:
    """Every module that a file imports, also only for its types."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports say the whole path"
            module = node.module or ""
            whole = {f"{module}.{alias.name}" for alias in node.names}
            found |= {name if is_module(name) else module for name in whole}
    return found


def is_module(name: str) -> bool:
    """Whether a dotted name is a file or package of the program."""
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def module_of(file: Path) -> str:
    """`sync.gate` for signage/sync/gate.py, `sync` for its package's own file."""
    return ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


IMPORTS = {module_of(path): imported(path) for path in sorted(PACKAGE.rglob("*.py"))}
OURS = {
    module: {name.removeprefix("signage.") for name in names if name.startswith("signage.")} - {module}
    for module, names in IMPORTS.items()
    if module != "__init__"
}
ROOMS = {module.partition(".")[0] for module in OURS}


def room(module: str) -> str:
    return module.partition(".")[0]


def test_every_module_has_its_layer() -> None:
    assert {*HEIGHT, SANDBOX} == ROOMS
    assert all(not one & other for one, other in combinations(LAYERS, 2))


@pytest.mark.parametrize("module", sorted(module for module in OURS if room(module) != SANDBOX))
def test_imports_go_down_only(module: str) -> None:
    others = {room(name) for name in OURS[module]} - {room(module), SANDBOX}
    assert {name for name in others if HEIGHT[name] >= HEIGHT[room(module)]} == set()


def test_no_modules_import_one_another_in_a_circle() -> None:
    """Not even for their types: what can only be read together is one thing in two files."""
    inner = {module: names & OURS.keys() for module, names in OURS.items()}
    order = [*TopologicalSorter(inner).static_order()]  # raises CycleError, which names the circle
    assert {*order} >= {*OURS}


def test_the_sandbox_stands_alone() -> None:
    assert {
        name for module in OURS if room(module) == SANDBOX for name in OURS[module] if room(name) != SANDBOX
    } == set()
    assert {room(module) for module, names in OURS.items() if SANDBOX in map(room, names)} == {SANDBOX, "cli", "demo"}


@pytest.mark.parametrize("module", PURE)
def test_pure_modules_ask_nobody_for_the_time_and_do_no_io(module: str) -> None:
    assert {name.split(".")[0] for name in IMPORTS[module]} & OUTSIDE == set()
