"""YAML as text with line numbers. Scalars stay text: to YAML 1.1 `14:00` is 840 and `No` is false.

Built from the parser's events, so that neither depth nor aliases can blow it up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import yaml
from yaml import events

MAX_BYTES = 1_000_000
MAX_DEPTH = 12

Path = tuple[str | int, ...]
Tree = None | str | list["Tree"] | dict[str, "Tree"]


class Problem(NamedTuple):
    """What is wrong, and where: the line (from 1; 0 when unknown) and the path from the top of the file."""

    line: int
    path: Path
    message: str

    def at(self, file: str) -> str:
        where = ".".join(str(part) for part in self.path)
        place = f"{file}:{self.line}" if self.line else file
        return f"{place}: {where}: {self.message}" if where else f"{place}: {self.message}"


class Unreadable(Exception):
    """The text is no YAML, or YAML of a kind that is not accepted here."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.at("line") for problem in problems))
        self.problems = problems


@dataclass
class _Open:
    """A list or mapping that is still being read."""

    path: Path
    value: list[Tree] | dict[str, Tree]
    key: str | None = None


@dataclass
class Document:
    """The tree of a text, with the line of each path, and the keys that stood there twice: the tree has the first."""

    tree: Tree = None
    lines: dict[Path, int] = field(default_factory=dict)
    repeated: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest one above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)


def decode(raw: bytes) -> str:
    """The text of a file's bytes; a clear refusal where it is too large or not UTF-8."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(Problem(0, (), f"the file is too large; expected at most {MAX_BYTES:,} bytes"))
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable(Problem(line, (), "the file is not UTF-8 text; save it with the encoding UTF-8")) from None
    return text


def parse(text: str) -> Document:
    """The document of a text. Raises `Unreadable`."""
    document = Document()
    stack: list[_Open] = []
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            _take(event, document, stack)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        hint = "; indent with spaces, not tabs" if "\\t" in (error.problem or "") else ""
        said = f"{error.problem or error.context}{hint}"
        raise Unreadable(Problem(mark.line + 1 if mark else 0, (), f"this is not valid YAML: {said}")) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # the latter of numbers no character has
        said = str(error).partition("\n")[0]
        raise Unreadable(Problem(0, (), f"this is not valid YAML: {said}")) from None
    return document


def _take(event: events.Event, document: Document, stack: list[_Open]) -> None:
    line = _line(event)
    if isinstance(event, events.AliasEvent) or getattr(event, "anchor", None):
        raise Unreadable(Problem(line, (), "anchors and aliases (& and *) are not used here; write the value out"))
    tag = getattr(event, "tag", None)
    if tag and not tag.startswith("tag:yaml.org,2002:str"):
        raise Unreadable(Problem(line, (), f"the tag {tag} is not used here; write plain text"))
    if isinstance(event, events.DocumentStartEvent) and document.lines:
        raise Unreadable(Problem(line, (), "a second document starts here (---); expected one"))
    if isinstance(event, events.ScalarEvent):
        _place(_scalar(event), line, document, stack, key=True)
    elif isinstance(event, events.MappingStartEvent | events.SequenceStartEvent):
        if len(stack) >= MAX_DEPTH:
            raise Unreadable(Problem(line, (), f"more than {MAX_DEPTH} levels deep; is an indentation wrong?"))
        value: list[Tree] | dict[str, Tree] = {} if isinstance(event, events.MappingStartEvent) else []
        stack.append(_Open(_place(value, line, document, stack), value))
    elif isinstance(event, events.MappingEndEvent | events.SequenceEndEvent):
        stack.pop()


def _line(event: events.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _scalar(event: events.ScalarEvent) -> str | None:
    if any("\ud800" <= char <= "\udfff" for char in event.value):
        raise Unreadable(Problem(_line(event), (), "half a character (\\ud800 to \\udfff); write it out"))
    return None if event.style is None and event.value in ("", "~", "null") else event.value


def _place(value: Tree, line: int, document: Document, stack: list[_Open], *, key: bool = False) -> Path:
    """Put a value where it belongs; where a mapping waits for a key, a scalar is one."""
    if not stack:
        document.tree = value
        document.lines[()] = line
        return ()
    top = stack[-1]
    if isinstance(top.value, list):
        path: Path = (*top.path, len(top.value))
        top.value.append(value)
    elif top.key is None:
        if not key:
            raise Unreadable(Problem(line, (), "a key must be a word, not a list or mapping"))
        name = str(value or "")
        document.lines.setdefault((*top.path, name), line)
        if name in top.value:
            document.repeated.append(Problem(line, (*top.path, name), "stands here twice; keep one"))
        top.key = name
        return (*top.path, name)
    else:
        path = (*top.path, top.key)
        top.value.setdefault(top.key, value)
        top.key = None
        return path
    document.lines.setdefault(path, line)
    return path
