"""The page of faults says what the tests do."""

from __future__ import annotations

import ast
from pathlib import Path

from .elsewhere import ELSEWHERE
from .table import PAGE, document

ROOT = Path(__file__).parents[2]


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == document(), "run: python -m tests.faults"


def test_every_test_it_names_is_there() -> None:
    missing = []
    for row in ELSEWHERE:
        file, _, name = row.test.partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        if name not in {
            node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }:
            missing.append(row.test)
    assert missing == []
