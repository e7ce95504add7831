"""YAML as text with line numbers. Scalars stay text: to YAML 1.1 `14:00` is 840 and `No` is false.

Built from the parser's events, so that neither depth nor aliases can blow it up.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace

import yaml
from yaml import events

from signage.errors import Finding, KeyPath, LayoutError
from signage.layout.yaml_words import not_yaml, words_of
from signage.phrase import NO_HINT, Phrase

FILE = "screens.yaml"
MAX_BYTES = 1_000_000
MAX_DEPTH = 12
MAX_ENTRIES = 50_000
"""Entries of all lists and mappings together: what is wrong with so many can be told within a second."""
UTF_8 = Phrase("save it with the encoding UTF-8")
PLAIN_TEXT = Phrase("write plain text")
HALF = Phrase("half a character (\\ud800 to \\udfff)")
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
        raise _refusal(
            where,
            0,
            Phrase("the file is too large"),
            Phrase("expected at most %(most)s MB", most=MAX_BYTES // 1_000_000),
        )
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _refusal(where, line, Phrase("the file is not UTF-8 text"), UTF_8) from None
    return text


def _refusal(where: str, line: int, what: Phrase, hint: Phrase = NO_HINT) -> LayoutError:
    return LayoutError(Finding(what, hint=hint, where=where, line=line))


def parse(text: str, where: str = FILE) -> Document:
    """The document of a text. Raises `LayoutError` where it is no YAML, or YAML of a kind that is not accepted here."""
    with suppress(yaml.YAMLError, ValueError, OverflowError):
        return _read(text, where, FAST_LOADER)
    try:
        return _read(text, where, yaml.SafeLoader)  # the slow parser describes errors better
    except yaml.MarkedYAMLError as error:
        raise _refusal(where, *words_of(error)) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # the last two for escapes that name no character
        raise _refusal(where, 0, not_yaml(str(error).partition("\n")[0])) from None


def _read(text: str, where: str, loader: type[yaml.SafeLoader | yaml.CSafeLoader]) -> Document:
    document = Document(where=where)
    stack: list[_Open] = []
    for event in yaml.parse(text, Loader=loader):
        _take(event, document, stack)
        if len(document.lines) > MAX_ENTRIES:
            what = Phrase("more than %(most)s entries up to here", most=MAX_ENTRIES)
            raise _refusal(where, _line(event), what, Phrase("a venue has hundreds"))
    return document


def _take(event: events.Event, document: Document, stack: list[_Open]) -> None:
    line = _line(event)
    if isinstance(event, events.AliasEvent) or getattr(event, "anchor", None):
        raise _refusal(document.where, line, Phrase("anchors and aliases (& and *) are not used here"), PLAIN_TEXT)
    tag = getattr(event, "tag", None)
    if tag and not tag.startswith("tag:yaml.org,2002:str"):
        raise _refusal(document.where, line, Phrase("the tag %(tag)s is not used here", tag=tag), PLAIN_TEXT)
    if isinstance(event, events.DocumentStartEvent) and document.lines:
        raise _refusal(document.where, line, Phrase("a second document starts here (---)"))
    if isinstance(event, events.ScalarEvent):
        _add(_scalar(event, document), line, document, stack, key=True)
    elif isinstance(event, events.MappingStartEvent | events.SequenceStartEvent):
        if len(stack) >= MAX_DEPTH:
            what = Phrase("more than %(most)s levels deep", most=MAX_DEPTH)
            raise _refusal(document.where, line, what, Phrase("is an indentation wrong?"))
        value: list[Tree] | dict[str, Tree] = {} if isinstance(event, events.MappingStartEvent) else []
        stack.append(_Open(_add(value, line, document, stack), value))
    elif isinstance(event, events.MappingEndEvent | events.SequenceEndEvent):
        stack.pop()


def _line(event: events.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _scalar(event: events.ScalarEvent, document: Document) -> str | None:
    if any("\ud800" <= char <= "\udfff" for char in event.value):
        raise _refusal(document.where, _line(event), HALF, PLAIN_TEXT)
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
            raise _refusal(document.where, line, Phrase("a key must be a word, not a list or further keys"))
        name = str(value or "")
        document.lines.setdefault((*top.path, name), line)
        if name in top.value:
            hint = Phrase("it is in line %(line)s already: keep one", line=str(document.lines[*top.path, name]))
            document.repeated.append(
                Finding(Phrase("stands here twice"), (*top.path, name), hint, where=document.where, line=line)
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
