"""`make shape`: the program's shape in figures. With the folders of other trees, theirs beside it: a column each."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parent.parent
MOST_LINES = 400
"""Lines that a test file may have."""


@dataclass(frozen=True)
class Function:
    """`lines` from its `def` to its end, its docstring and the functions within it included."""

    module: str
    name: str
    lines: int


@dataclass(frozen=True)
class Tree:
    """A checkout of the project; modules are named below `signage`: `sync.gate`, or `sync` for the package's own file.

    A room is what stands at the top of `signage`: a package, or a module without one.
    """

    root: Path

    @cached_property
    def files(self) -> dict[str, Path]:
        """The file of each module, but for the program's own `__init__`."""
        package = self.root / "signage"
        names = {path: path.relative_to(package).with_suffix("").parts for path in sorted(package.rglob("*.py"))}
        modules = {".".join(name).removesuffix(".__init__"): path for path, name in names.items()}
        return {module: path for module, path in modules.items() if module != "__init__"}

    @cached_property
    def syntax(self) -> dict[str, ast.Module]:
        return {module: ast.parse(path.read_text(encoding="utf-8")) for module, path in self.files.items()}

    @cached_property
    def everything_imported(self) -> dict[str, set[str]]:
        """The full names of all modules that each module imports, also for their types alone."""
        return {module: set(self._imported(tree)) for module, tree in self.syntax.items()}

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """The program's own modules that each of its modules imports."""
        return {
            module: {name.removeprefix("signage.") for name in names if name.startswith("signage.")} - {module}
            for module, names in self.everything_imported.items()
        }

    @property
    def packages(self) -> set[str]:
        return {module for module, path in self.files.items() if path.name == "__init__.py"}

    @property
    def rooms(self) -> set[str]:
        return {room(module) for module in self.files}

    @cached_property
    def arrows(self) -> dict[str, set[str]]:
        """The rooms that each room imports from."""
        found: dict[str, set[str]] = {name: set() for name in self.rooms}
        for module, names in self.imports.items():
            found[room(module)] |= {room(name) for name in names} - {room(module)}
        return found

    @cached_property
    def functions(self) -> list[Function]:
        """Every function and method, the longest first."""
        found = (
            Function(module, node.name, (node.end_lineno or 0) - node.lineno + 1)
            for module, tree in self.syntax.items()
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        )
        return sorted(found, key=lambda function: -function.lines)

    @cached_property
    def lengths(self) -> dict[str, int]:
        """Lines of each of the program's files that holds code, the longest first."""
        lines = {module: count_lines(path) for module, path in self.files.items()}
        return dict(sorted(((m, n) for m, n in lines.items() if n > 1), key=lambda item: -item[1]))

    @cached_property
    def long_tests(self) -> dict[str, int]:
        """Lines of each Python file below `tests` that has more than `MOST_LINES`."""
        lines = {str(path.relative_to(self.root)): count_lines(path) for path in (self.root / "tests").rglob("*.py")}
        return {path: number for path, number in sorted(lines.items()) if number > MOST_LINES}

    def _imported(self, tree: ast.AST) -> Iterator[str]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                for alias in node.names:
                    whole = f"{module}.{alias.name}"
                    yield whole if whole.removeprefix("signage.") in self.files else module


def room(module: str) -> str:
    """The room that a module is in."""
    return module.partition(".")[0]


def circle(arrows: Mapping[str, Iterable[str]]) -> list[str]:
    """The names along one circle of these arrows; none if there is no circle."""
    inner = {name: [other for other in others if other in arrows] for name, others in arrows.items()}
    try:
        TopologicalSorter(inner).prepare()
    except CycleError as error:
        found: list[str] = error.args[1][::-1]
        return found
    return []


def count_lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def figures(tree: Tree) -> dict[str, str]:
    """What the table says of one tree."""
    functions, files = [function.lines for function in tree.functions], [*tree.lengths.values()]
    longest, file = tree.functions[0], next(iter(tree.lengths))
    return {
        "packages": f"{len(tree.packages)}",
        "modules": f"{len(tree.files)}",
        "rooms (packages, and modules outside them)": f"{len(tree.rooms)}",
        "import arrows between rooms": f"{sum(map(len, tree.arrows.values()))}",
        "a circle of rooms": " → ".join(circle(tree.arrows)) or "none",
        "a circle of modules": " → ".join(circle(tree.imports)) or "none",
        "functions": f"{len(functions)}",
        "lines of a function: median, 90 %": f"{median(functions):.0f}, {ninety(functions):.0f}",
        "longest function": f"{longest.lines}: `{longest.module}.{longest.name}`",
        "functions over 30 lines": f"{sum(lines > 30 for lines in functions)}",
        "lines of a file: median, 90 %": f"{median(files):.0f}, {ninety(files):.0f}",
        "longest file": f"{tree.lengths[file]}: `{file}`",
        "files over 300 lines": f"{sum(lines > 300 for lines in files)}",
        f"test files over {MOST_LINES} lines": f"{len(tree.long_tests)}",
    }


def ninety(numbers: list[int]) -> float:
    """The number that nine of ten do not exceed."""
    return quantiles(numbers, n=10, method="inclusive")[-1]


def table(roots: list[Path]) -> str:
    """A Markdown table with a column for each tree."""
    columns = [figures(Tree(root)) for root in roots]
    lines = [["", *(root.name for root in roots)], ["---"] * (len(roots) + 1)]
    lines += [[name, *(column[name] for column in columns)] for name in columns[0]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    print(table([*(Path(name).resolve() for name in sys.argv[1:]), ROOT]))
