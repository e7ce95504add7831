"""YAML as text with line numbers. Scalars stay text: to YAML 1.1 `14:00` is 840 and `No` is false.

Built from the parser's events, so that neither depth nor aliases can blow it up.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace

import yaml
from yaml import events

from signage.errors import Finding, KeyPath, LayoutError

FILE = "screens.yaml"
MAX_BYTES = 1_000_000
MAX_DEPTH = 12
MAX_ENTRIES = 50_000
"""Entries of all lists and mappings together: what is wrong with so many can be told within a second."""
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C, twenty times as fast, where PyYAML was built with it."""

Tree = None | str | list["Tree"] | dict[str, "Tree"]


@dataclass
class _Open:
    """A list or mapping that is still being read."""

    path: KeyPath
    value: list[Tree] | dict[str, Tree]
    key: str | None = None


@dataclass
class Document:
    """The tree of a text, with the line of each path, and the keys that stood there twice: the tree has the first.

    `where` is the file as findings name it.
    """

    tree: Tree = None
    where: str = FILE
    lines: dict[KeyPath, int] = field(default_factory=dict)
    repeated: list[Finding] = field(default_factory=list)

    def locate(self, finding: Finding) -> Finding:
        """The finding with this file and the line of its path; as it is if it is about another file."""
        if finding.where:
            return finding
        return replace(finding, where=self.where, line=self.line(finding.path))

    def line(self, path: KeyPath) -> int:
        """The line of a path, or of the nearest one above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)


def decode(raw: bytes, where: str = FILE) -> str:
    """The text of a file's bytes, UTF-8 or UTF-16 with a mark. Raises `LayoutError`, also where they are too many."""
    if len(raw) > MAX_BYTES:
        raise _refusal(where, 0, "the file is too large", f"expected at most {MAX_BYTES:,} bytes")
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _refusal(where, line, "the file is not UTF-8 text", "save it with the encoding UTF-8") from None
    return text


def _refusal(where: str, line: int, what: str, hint: str = "") -> LayoutError:
    return LayoutError(Finding(what, hint=hint, where=where, line=line))


def parse(text: str, where: str = FILE) -> Document:
    """The document of a text. Raises `LayoutError` where it is no YAML, or YAML of a kind that is not accepted here."""
    with suppress(yaml.YAMLError, ValueError, OverflowError):
        return _read(text, where, FAST_LOADER)
    try:
        return _read(text, where, yaml.SafeLoader)  # the slow parser describes errors better
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        hint = "indent with spaces, not tabs" if "\\t" in (error.problem or "") else ""
        what = f"this is not valid YAML: {error.problem or error.context}"
        raise _refusal(where, mark.line + 1 if mark else 0, what, hint) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # the last two for escapes that name no character
        raise _refusal(where, 0, f"this is not valid YAML: {str(error).partition(chr(10))[0]}") from None


def _read(text: str, where: str, loader: type[yaml.SafeLoader | yaml.CSafeLoader]) -> Document:
    document = Document(where=where)
    stack: list[_Open] = []
    for event in yaml.parse(text, Loader=loader):
        _take(event, document, stack)
        if len(document.lines) > MAX_ENTRIES:
            raise _refusal(where, _line(event), f"more than {MAX_ENTRIES:,} entries up to here", "a venue has hundreds")
    return document


def _take(event: events.Event, document: Document, stack: list[_Open]) -> None:
    line = _line(event)
    if isinstance(event, events.AliasEvent) or getattr(event, "anchor", None):
        raise _refusal(document.where, line, "anchors and aliases (& and *) are not used here", "write the value out")
    tag = getattr(event, "tag", None)
    if tag and not tag.startswith("tag:yaml.org,2002:str"):
        raise _refusal(document.where, line, f"the tag {tag} is not used here", "write plain text")
    if isinstance(event, events.DocumentStartEvent) and document.lines:
        raise _refusal(document.where, line, "a second document starts here (---)", "expected one")
    if isinstance(event, events.ScalarEvent):
        _add(_scalar(event, document), line, document, stack, key=True)
    elif isinstance(event, events.MappingStartEvent | events.SequenceStartEvent):
        if len(stack) >= MAX_DEPTH:
            raise _refusal(document.where, line, f"more than {MAX_DEPTH} levels deep", "is an indentation wrong?")
        value: list[Tree] | dict[str, Tree] = {} if isinstance(event, events.MappingStartEvent) else []
        stack.append(_Open(_add(value, line, document, stack), value))
    elif isinstance(event, events.MappingEndEvent | events.SequenceEndEvent):
        stack.pop()


def _line(event: events.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _scalar(event: events.ScalarEvent, document: Document) -> str | None:
    if any("\ud800" <= char <= "\udfff" for char in event.value):
        raise _refusal(document.where, _line(event), "half a character (\\ud800 to \\udfff)", "write it out")
    return None if not event.style and event.value in ("", "~", "null") else event.value


def _add(value: Tree, line: int, document: Document, stack: list[_Open], *, key: bool = False) -> KeyPath:
    """Add a value to the innermost open list or mapping, and return its path; a mapping takes a scalar for a key first.

    `key` tells whether the value may be a key.
    """
    if not stack:
        document.tree = value
        document.lines[()] = line
        return ()
    top = stack[-1]
    if isinstance(top.value, list):
        path: KeyPath = (*top.path, len(top.value))
        top.value.append(value)
    elif top.key is None:
        if not key:
            raise _refusal(document.where, line, "a key must be a word, not a list or mapping")
        name = str(value or "")
        document.lines.setdefault((*top.path, name), line)
        if name in top.value:
            document.repeated.append(
                Finding("stands here twice", (*top.path, name), "keep one", where=document.where, line=line)
            )
        top.key = name
        return (*top.path, name)
    else:
        path = (*top.path, top.key)
        top.value.setdefault(top.key, value)
        top.key = None
        return path
    document.lines.setdefault(path, line)
    return path
