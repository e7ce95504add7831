"""Imports go down only: the layers of the program, held by its syntax trees."""

from __future__ import annotations

import ast
from itertools import combinations
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "signage"
LAYERS = [
    {"agenda", "errors", "clock"},  # values and pure functions
    {"assets", "layout", "settings", "picture", "svg"},  # files that ship, screens.yaml, the environment, one image
    # one outside thing each, or one question
    {"inevent", "store", "hub", "brand", "media", "directory", "editing", "gate", "frames"},
    {"render", "check", "reconcile", "status", "trouble"},
    {"board", "archive"},
    {"sync", "reload", "look"},
    {"schedule"},
    {"web", "server"},  # the edges
    {"program"},  # where real objects are built
    {"demo"},
    {"cli"},
]
SANDBOX = "sandbox"  # shares nothing with the rest, so that both don't share one misunderstanding
HEIGHT = {unit: height for height, layer in enumerate(LAYERS) for unit in layer}
PURE = {"agenda", "errors", "brand", "directory", "editing", "gate", "render"}
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
            found |= {f"signage.{alias.name}" for alias in node.names} if module == "signage" else {module}
    return found


IMPORTS: dict[str, set[str]] = {}
for path in sorted(PACKAGE.rglob("*.py")):
    unit = path.relative_to(PACKAGE).with_suffix("").parts[0]
    IMPORTS.setdefault(unit, set()).update(imported(path))
OURS = {
    unit: {name.split(".")[1] for name in names if name.startswith("signage.")} - {unit, "__version__"}
    for unit, names in IMPORTS.items()
}


def test_every_module_has_its_layer() -> None:
    assert {*HEIGHT, SANDBOX, "__init__"} == {*IMPORTS}
    assert all(not one & other for one, other in combinations(LAYERS, 2))


@pytest.mark.parametrize("unit", sorted(HEIGHT))
def test_imports_go_down_only(unit: str) -> None:
    assert {name for name in OURS[unit] - {SANDBOX} if HEIGHT[name] >= HEIGHT[unit]} == set()


def test_the_sandbox_stands_alone() -> None:
    assert OURS[SANDBOX] == set()
    assert {unit for unit, names in OURS.items() if SANDBOX in names} == {"cli", "demo"}


@pytest.mark.parametrize("unit", sorted(PURE))
def test_pure_modules_ask_nobody_for_the_time_and_do_no_io(unit: str) -> None:
    assert {name.split(".")[0] for name in IMPORTS[unit]} & OUTSIDE == set()
