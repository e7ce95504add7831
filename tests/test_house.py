"""Rules for the tests themselves: files that can be read at a sitting, and no reaching into private names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.shape import ROOT, Tree, table

OWN = {"self", "cls", "os"}  # `os._exit` is private in name only


def test_a_file_can_be_read_at_a_sitting() -> None:
    assert Tree(ROOT).long_tests == {}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def privates(tree: ast.AST) -> Iterator[str]:
    """The private names of others that a test reads, sets, imports or patches."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in OWN:
                pass
            case ast.Attribute(attr=name) if is_private(name):
                yield ast.unparse(node)
            case ast.ImportFrom(names=names):
                yield from (alias.name for alias in names if is_private(alias.name))
            case ast.Call(
                func=ast.Attribute(attr="setattr" | "delattr") | ast.Name(id="setattr" | "getattr"), args=args
            ):
                texts = [arg.value for arg in args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
                yield from (text for text in texts if is_private(text.rpartition(".")[2]))


def found(file: Path) -> list[str]:
    return sorted(privates(ast.parse(file.read_text(encoding="utf-8"))))


def test_nothing_reaches_into_private_names() -> None:
    files = {file.relative_to(ROOT).as_posix(): found(file) for file in sorted((ROOT / "tests").rglob("*.py"))}
    assert {file: names for file, names in files.items() if names} == {}


def test_what_counts_as_private() -> None:
    source = "a._b; self._c; from x import _d; m.setattr(a, '_e', 1); a.__f__; m.setattr('x.y._g', 1); a.b"
    assert sorted(privates(ast.parse(source))) == ["_d", "_e", "a._b", "x.y._g"]


def test_the_shape_can_be_shown() -> None:
    lines = table([ROOT, ROOT]).splitlines()
    assert lines[0] == f"|  | {ROOT.name} | {ROOT.name} |"
    assert "| a circle of modules | none | none |" in lines
