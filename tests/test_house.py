"""Rules of the house: test files that can be read at a sitting, no reaching into private names, public names told."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.shape import ROOT, Tree, table

VALIDATORS = {"field_validator", "model_validator", "field_serializer", "model_serializer"}
"""Decorators of what pydantic alone calls: its name and its class tell what it is for."""
OWN = {"self", "cls", "os"}  # `os._exit` is private in name only
TUPLES = {"_replace", "_asdict", "_fields"}
"""What a `NamedTuple` offers to everybody; the underscore keeps it from clashing with a field."""


def test_a_file_can_be_read_at_a_sitting() -> None:
    assert Tree(ROOT).long_tests == {}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in TUPLES


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
    source = "a._b; self._c; from x import _d; m.setattr(a, '_e', 1); a.__f__; m.setattr('x.y._g', 1); a.b; a._fields"
    assert sorted(privates(ast.parse(source))) == ["_d", "_e", "a._b", "x.y._g"]


def test_the_shape_can_be_shown() -> None:
    lines = table([ROOT, ROOT]).splitlines()
    assert lines[0] == f"|  | {ROOT.name} | {ROOT.name} |"
    assert "| a circle of modules | none | none |" in lines


def is_documented_elsewhere(decorator: ast.expr) -> bool:
    """Whether it makes a function pydantic's own, or the setter of a property that is described where it is read."""
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in VALIDATORS | {"setter", "overload"}


def undocumented(node: ast.Module | ast.ClassDef, name: str) -> Iterator[str]:
    """A module or class without a docstring, and what is public in it and has none: functions, methods, properties."""
    if not ast.get_docstring(node):
        yield name
    for inner in node.body:
        match inner:
            case ast.ClassDef(name=own) if not own.startswith("_"):
                yield from undocumented(inner, f"{name}.{own}")
            case ast.FunctionDef(name=own) | ast.AsyncFunctionDef(name=own) if not own.startswith("_"):
                if not ast.get_docstring(inner) and not any(map(is_documented_elsewhere, inner.decorator_list)):
                    yield f"{name}.{own}"


def test_every_public_name_has_a_docstring() -> None:
    assert [name for module, tree in Tree(ROOT).syntax.items() for name in undocumented(tree, module)] == []


def test_what_has_to_have_a_docstring() -> None:
    source = """
class A:
    def told(self): "It is."
    def untold(self): ...
    def __len__(self): ...
    @field_validator("a")
    def checked(self): ...
    @told.setter
    def told(self, value): ...
    class Inner: ...
async def b(): ...
def _c(): ...
class _D: ...
"""
    assert list(undocumented(ast.parse(source), "m")) == ["m", "m.A", "m.A.untold", "m.A.Inner", "m.b"]
