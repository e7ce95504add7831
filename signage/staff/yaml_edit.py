"""Edits of single fields of screens.yaml, as edits of its text: comments, order and all other bytes stay. Pure.

Positions come from the YAML parser; each edit is checked by reading the result, which must differ in that field alone.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import yaml

from signage.errors import Finding, KeyPath, LayoutError
from signage.layout.text import parse
from signage.phrase import Phrase

UNLIKE_A_FORM = Phrase("this is written in a way that a form cannot change")
GONE, EDIT = Phrase("it was renamed or removed meanwhile"), Phrase("edit the file instead")


class Splice(NamedTuple):
    """A replacement of `text[start:end]`."""

    start: int
    end: int
    text: str


def rename_screen(text: str, old: str, new: str) -> str:
    """The text with a screen called `new`: TVs that know its old name find it by `also:`, notices name it anew.

    Raises `LayoutError` where there is no such screen, or the new name is taken.
    """
    document = _Document(text)
    names = document.keys(("screens",))
    if old not in names:
        raise _refusal(Phrase("there is no screen '%(name)s'", name=old), ("screens",), GONE)
    if new in names:
        what = Phrase("there is a screen '%(name)s' already", name=new)
        raise _refusal(what, ("screens", new), Phrase("choose another name"))
    splices = [document.replaced(names[old], new)]
    screens = document.tree["screens"]
    splices += _keep_old_name(document, _mapping(screens[old], ("screens", old)), old, new)
    document.tree["screens"] = {new if name == old else name: entry for name, entry in screens.items()}
    for number, notice in enumerate(document.tree.get("notices") or ()):
        splices += _rename_in_notice(document, notice, number, old, new)
    return document.edited(splices)


def set_field(text: str, path: KeyPath, value: str) -> str:
    """The text with a plain value at a path such as `("screens", "tejo-door", "room")`, added where it is not there.

    Raises `LayoutError` where what should hold it is not there, or is no mapping, or holds no plain value there.
    """
    document = _Document(text)
    parent, name = document.tree, str(path[-1])
    for part in path[:-1]:
        parent = _mapping(_mapping(parent, path).get(str(part)), path[:-1])
    if name in document.keys(path[:-1]):
        node = document.node(path)
        if not isinstance(node, yaml.ScalarNode):
            raise _refusal(Phrase("is more than one word"), path)
        splice = document.replaced(node, value)
    else:
        splice = document.added(path[:-1], f"{scalar(name)}: {scalar(value)}")
    parent[name] = value
    return document.edited([splice])


def scalar(value: str) -> str:
    """A value as YAML, in quotes where it would mean something else without, also within `[]` and `{}`."""
    try:
        plain = parse(f"{{a: {value}}}").tree == {"a": value} and parse(f"a: {value} # c").tree == {"a": value}
    except LayoutError:
        plain = False
    if plain and value == value.strip() and "\n" not in value and not value.isspace():
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() or ord(char) > 0xFFFF else json.dumps(char)[1:-1] for char in quoted)


class _Document:
    """A text with its tree, which edits bring to what the text is to say, and the positions of what stands in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree: dict[str, Any] = _mapping(parse(text).tree, ())
        # the parser in C counts bytes, this one characters
        self._root = yaml.compose(text, Loader=yaml.SafeLoader)

    def node(self, path: KeyPath) -> yaml.Node:
        """What stands at a path. Raises `LayoutError` where nothing does."""
        node = self._root
        for part in path:
            match node:
                case yaml.MappingNode():
                    node = next((value for key, value in node.value if key.value == part), None)
                case yaml.SequenceNode() if isinstance(part, int) and part < len(node.value):
                    node = node.value[part]
                case _:
                    node = None
        if node is None:
            raise _refusal(Phrase("is not there"), path)
        return node

    def keys(self, path: KeyPath) -> dict[str, yaml.Node]:
        """The keys of the mapping at a path, as they stand in the text. Raises `LayoutError` where there is none."""
        return {key.value: key for key, _ in _kind(self.node(path), yaml.MappingNode, path).value}

    def replaced(self, node: yaml.Node, value: str) -> Splice:
        """Another plain value in the place of one."""
        start, end = node.start_mark.index, node.end_mark.index
        if start == end and not self.text[start - 1 : start].isspace():  # nothing stands there, right behind a colon
            return Splice(start, end, f" {scalar(value)}")
        return Splice(start, end, scalar(value))

    def added(self, path: KeyPath, entry: str) -> Splice:
        """A further entry of the mapping or list at a path: the last within `{}` or `[]`, else the first, on a line."""
        node = _kind(self.node(path), yaml.CollectionNode, path)
        items = node.value
        start = node.start_mark.index
        if not node.flow_style:
            line_break = "\r\n" if "\r\n" in self.text else "\n"
            return Splice(start, start, f"{entry}{line_break}{' ' * node.start_mark.column}")
        if not items:
            return Splice(start + 1, start + 1, entry)
        last = items[-1][1] if isinstance(items[-1], tuple) else items[-1]
        return Splice(last.end_mark.index, last.end_mark.index, f", {entry}")

    def edited(self, splices: list[Splice]) -> str:
        """The text with all of these edits. Raises `LayoutError` where it would not say what the tree does."""
        text = self.text
        for splice in sorted(splices, reverse=True):
            text = f"{text[: splice.start]}{splice.text}{text[splice.end :]}"
        if parse(text).tree != self.tree:
            raise _refusal(UNLIKE_A_FORM)
        return text


def _keep_old_name(document: _Document, entry: dict[str, Any], old: str, new: str) -> list[Splice]:
    """`also:` with the old name: in the place of the new one, where the screen had that before."""
    path: KeyPath = ("screens", old)
    before = entry.get("also")
    if before is None:
        entry["also"] = [old]
        splice = document.added(path, f"also: [{scalar(old)}]")
        return [splice if "also" not in document.keys(path) else document.replaced(document.node((*path, "also")), old)]
    if isinstance(before, str):
        entry["also"] = [name for name in (before, old) if name != new]
        start, end = document.node((*path, "also")).start_mark.index, document.node((*path, "also")).end_mark.index
        return [Splice(start, end, f"[{', '.join(map(scalar, entry['also']))}]")]
    names = list(before)
    if new in names:
        entry["also"] = [old if name == new else name for name in names]
        places = [place for place, name in enumerate(names) if name == new]
        return [document.replaced(document.node((*path, "also", place)), old) for place in places]
    flow = bool(_kind(document.node((*path, "also")), yaml.SequenceNode, path).flow_style)
    entry["also"] = [*names, old] if flow else [old, *names]
    return [document.added((*path, "also"), scalar(old) if flow else f"- {scalar(old)}")]


def _rename_in_notice(document: _Document, notice: Any, number: int, old: str, new: str) -> list[Splice]:
    names = notice.get("screens") if isinstance(notice, dict) else None
    path: KeyPath = ("notices", number, "screens")
    if names == old:
        notice["screens"] = new
        return [document.replaced(document.node(path), new)]
    if not isinstance(names, list):
        return []
    places = [place for place, name in enumerate(names) if name == old]
    notice["screens"] = [new if name == old else name for name in names]
    return [document.replaced(document.node((*path, place)), new) for place in places]


def _mapping(value: Any, path: KeyPath) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _refusal(UNLIKE_A_FORM, path)
    return value


def _kind(node: yaml.Node, kind: type[yaml.CollectionNode], path: KeyPath) -> yaml.CollectionNode:
    if not isinstance(node, kind):
        raise _refusal(UNLIKE_A_FORM, path)
    return node


def _refusal(what: Phrase, path: KeyPath = (), hint: Phrase = EDIT) -> LayoutError:
    return LayoutError(Finding(what, path, hint))
