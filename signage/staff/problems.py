"""What is wrong with an edited screens.yaml: errors that the edit adds stop it, all else is a warning. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from signage.errors import Finding, LayoutError
from signage.layout import Layout, Loaded, load

MOST = 100
"""Problems that are told of one text."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding in an edited text. An `error` stops the edit; an `old` one was there before it."""

    finding: Finding
    level: Literal["error", "warning"]
    old: bool


@dataclass(frozen=True, slots=True)
class Examined:
    """An edited text: its layout, None where it has none, and its problems, those of the edit first."""

    loaded: Loaded | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop the edit."""
        return tuple(problem for problem in self.problems if problem.level == "error")


def examine(
    raw: bytes, before: bytes, tree: dict[str, Any], check: Callable[[Loaded], Iterable[Finding]], where: str = ""
) -> Examined:
    """The edited bytes, of what the file held `before`; `tree` is that of the layout in force.

    `check` tells what the agenda and the venue's files have to say to a layout.
    """
    try:
        loaded = load(raw, tree, where)
    except LayoutError as error:
        return Examined(None, tuple(Problem(finding, "error", old=False) for finding in error.findings[:MOST]))
    errors, hints = _known(before, tree, check, where)
    found = [
        Problem(finding, "warning" if old else "error", old)
        for finding in loaded.findings
        for old in [_same(finding) in errors]
    ]
    found += [Problem(finding, "warning", _same(finding) in hints) for finding in check(loaded)]
    found.sort(key=lambda problem: (problem.old, problem.level, problem.finding.line))
    return Examined(loaded, tuple(found[:MOST]))


def _known(
    raw: bytes, tree: dict[str, Any], check: Callable[[Loaded], Iterable[Finding]], where: str
) -> tuple[set[object], set[object]]:
    """What was wrong before: errors of the file, and what was to be said to its layout."""
    try:
        loaded = load(raw, tree, where)
    except LayoutError:
        return set(), set()
    return set(map(_same, loaded.findings)), set(map(_same, check(loaded)))


def _same(finding: Finding) -> object:
    """Two findings are the same problem where this is equal: an edit moves lines, and entries of lists."""
    return tuple(part for part in finding.path if not isinstance(part, int)), finding.what


def added_takeovers(before: Layout, after: Layout) -> bool:
    """Whether there is a takeover in a layout that was not there before, or not like that."""
    return any(notice.style == "takeover" and notice not in before.notices for notice in after.notices)


def entries_that_differ(before: Layout, after: Layout) -> tuple[tuple[str, ...], bool]:
    """The screens whose own entries differ, new and removed ones included; and whether anything else does
    that concerns walls: `sync`, which says when the agenda is fetched, does not.
    """
    names = dict.fromkeys((*after.screens, *before.screens))
    screens = tuple(name for name in names if before.screens.get(name) != after.screens.get(name))
    parts = {name for name in Layout.model_fields if name not in ("screens", "sync")}
    other = any(_ordered(getattr(before, name)) != _ordered(getattr(after, name)) for name in parts)
    return screens, other


def _ordered(value: object) -> object:
    """A value by which mappings in another order differ: rooms are shown in theirs."""
    return list(value.items()) if isinstance(value, dict) else value
