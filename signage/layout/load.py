"""Reads screens.yaml: reports all problems at once, and applies every entry that is right."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from difflib import get_close_matches
from itertools import count, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from signage.errors import Finding, KeyPath, LayoutError
from signage.layout.fault_words import field_at, known_keys, words_of
from signage.layout.fields import THEME_TAGS
from signage.layout.model import Layout
from signage.layout.screens import SCREENS
from signage.layout.text import FILE, MAX_BYTES, Document, decode, parse
from signage.phrase import Phrase

if TYPE_CHECKING:
    from pathlib import Path

DEPTHS = dict.fromkeys(("screens", "rooms", "notices", "override", "brand", "sync"), 2) | {"hide": 3}
"""How deep the entries of a section lie that stand alone: a bad one leaves its neighbours as they are."""
EXPECTED_FILE = Phrase("expected the screens of this venue")
MAX_DESCRIBED = 100
"""Faults of a file that are described each; of the others there is a number."""
STAYS = "what it is about stays as it was"


class Loaded(NamedTuple):
    """A layout and where it came from.

    `tree` holds the values that it was made of, fit for JSON. `findings` are the faults of the file, the first
    `MAX_DESCRIBED` by line; `more` is the number of the others. `outcomes` tells what is shown in place of each.
    `document` has the lines of the file; `wrong` are the paths in it that the layout lacks.
    """

    layout: Layout
    tree: dict[str, Any]
    findings: tuple[Finding, ...]
    outcomes: tuple[str, ...]
    document: Document
    wrong: frozenset[KeyPath] = frozenset()
    more: int = 0

    def locate(self, finding: Finding) -> Finding:
        """A finding about the layout with its place in the file: its line, and in lists also its number there."""
        if finding.path[:1] == ("agenda",) and not finding.where:  # the agenda has no lines in the file
            return replace(finding, where=self.document.where)
        return self.document.locate(replace(finding, path=self._path_in_file(finding.path)))

    def _path_in_file(self, path: KeyPath) -> KeyPath:
        """A path of the layout as the file has it, where lists hold bad entries that the layout is without."""
        if len(path) < 2 or not isinstance(path[1], int):
            return path
        bad = {one[1] for one in self.wrong if len(one) > 1 and one[0] == path[0]}
        return (path[0], next(islice((number for number in count() if number not in bad), path[1], None)), *path[2:])


def read(file: Path) -> bytes:
    """The bytes of a file, one more than `MAX_BYTES` at most. Raises `LayoutError` where it cannot be read."""
    try:
        with file.open("rb") as source:
            return source.read(MAX_BYTES + 1)
    except FileNotFoundError:
        missing = Finding(Phrase("there is no such file"), hint=EXPECTED_FILE, where=str(file))
        raise LayoutError(missing) from None
    except OSError as error:
        why = Phrase("cannot be read: %(why)s", why=error.strerror)
        raise LayoutError(Finding(why, where=str(file))) from None


def load(raw: bytes, last: dict[str, Any] | None = None, where: str = FILE) -> Loaded:
    """The layout in a file's bytes; an entry that is wrong is taken from `last`, the tree of before, or left out.

    `where` is the file as findings name it. Raises `LayoutError` when there is no layout in it at all.
    """
    document = parse(decode(raw, where), where)
    if not isinstance(document.tree, dict):
        expected = Phrase("expected 'event:' and 'screens:' at the top")
        raise LayoutError(Finding(expected, hint=Phrase("the file has neither"), where=where))
    return merge(document, last or {})


def merge(document: Document, last: dict[str, Any]) -> Loaded:
    """The layout of a document; what is wrong in it is taken from the tree `last`. Raises `LayoutError` as `load`."""
    tree: dict[str, Any] = document.tree if isinstance(document.tree, dict) else {}
    faults = _faults(document, tree, last)
    findings = tuple(fault.finding for fault in faults[:MAX_DESCRIBED] if fault.finding)
    replacements = _replacements(faults, tree, last)
    outcomes = tuple(_outcome(fault, replacements) for fault in faults[:MAX_DESCRIBED])
    wrong = frozenset(fault.path for fault in faults if not fault.stands)
    tree = _mended(tree, replacements)
    for _ in range(2):
        try:
            layout = Layout.model_validate(tree)
            return Loaded(layout, tree, findings, outcomes, document, wrong, len(faults) - len(findings))
        except ValidationError as error:  # `last` may come from a version that took other values: those are left out
            paths = [_path_in(detail["loc"])[0] for detail in error.errors(include_url=False)]
            tree = _mended(tree, dict.fromkeys(_entry(path, tree) for path in paths))
    more = len(faults) - len(findings)
    raise LayoutError(*findings, *([and_more(more, document.where)] if more else ()))


def and_more(number: int, where: str) -> Finding:
    """The sentence in place of findings that are not described each."""
    return Finding(Phrase("and %(number)s more", number=number), where=where)


class _Fault(NamedTuple):
    """What is wrong, and the entries that are replaced for it by what they were before.

    An entry that was not there before is left out; or it stays as it is, if it `stands`: of what the file has twice,
    the first.
    """

    path: KeyPath
    entries: tuple[KeyPath, ...]
    finding: Finding | None
    stands: bool = False


def _faults(document: Document, tree: dict[str, Any], last: dict[str, Any]) -> list[_Fault]:
    """All that is wrong, by line; there are words for the first `MAX_DESCRIBED`, which is what people can read."""
    try:
        Layout.model_validate(tree)
        details = []
    except ValidationError as error:
        details = error.errors(include_url=False)
    twice = [_Fault(finding.path, (_entry(finding.path, tree),), finding, stands=True) for finding in document.repeated]
    by_path = {_path_in(detail["loc"])[0]: detail for detail in details}
    told = {*sorted(by_path, key=document.line)[:MAX_DESCRIBED]}
    found = [
        _fault(detail, document, tree) if path in told else _Fault(path, (_entry(path, tree),), None)
        for path, detail in by_path.items()
    ]
    top = ("screens",)
    if "screens" not in tree and last.get("screens") and all(top not in fault.entries for fault in found):
        finding = Finding(Phrase("is missing"), top, Phrase("write 'screens: {}' if there are to be none"))
        found.append(_Fault(top, (top,), document.locate(finding)))
    return sorted(
        [*twice, *found], key=lambda fault: fault.finding.line if fault.finding else document.line(fault.path)
    )


def _fault(detail: ErrorDetails, document: Document, tree: dict[str, Any]) -> _Fault:
    path, model, fields = _path_in(detail["loc"])
    entry = _entry(path, tree)
    meant = _meant(path, tree) if detail["type"] == "extra_forbidden" and path == entry else ()
    what, hint = words_of(detail, model, fields)
    return _Fault(path, (entry, *meant), document.locate(Finding(what, path, hint)))


def _entry(path: KeyPath, tree: dict[str, Any]) -> KeyPath:
    """The smallest part around a path that can be replaced on its own."""
    entry = path[: DEPTHS.get(str(path[0]), 1)]
    while not isinstance(_at(tree, entry[:-1]), list if isinstance(entry[-1], int) else dict):
        entry = entry[:-1]
    return entry


def _meant(path: KeyPath, tree: dict[str, Any]) -> tuple[KeyPath, ...]:
    """The known key that an unknown one stands for, by its looks, unless it is there as well."""
    parent, _ = field_at(Layout, path)
    absent = [name for name in known_keys(parent) if name not in _at(tree, path[:-1])]
    return tuple((*path[:-1], name) for name in get_close_matches(str(path[-1]).casefold(), absent, 1))


def _at(tree: Any, path: KeyPath) -> Any:
    """The value at a path of a tree; None if there is none."""
    for part in path:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


def _replacements(faults: list[_Fault], tree: dict[str, Any], last: dict[str, Any]) -> dict[KeyPath, Any]:
    """What each bad entry was in `last`; None for those that are left out, since they were not there."""
    entries = {entry for fault in faults for entry in fault.entries}
    before = {entry: _at(last, entry) for entry in entries}
    for parent in {entry[:-1] for entry in entries if isinstance(entry[-1], int)}:
        bad = {entry[-1] for entry in entries if entry[:-1] == parent}
        matched = _matched(bad, _at(tree, parent), _at(last, parent))
        before |= {(*parent, number): entry for number, entry in matched.items()}
    left_out = {entry for fault in faults if not fault.stands for entry in fault.entries}
    return {entry: value for entry, value in before.items() if value is not None or entry in left_out}


def _matched(bad: set[Any], now: list[Any], last: Any) -> dict[int, Any]:
    """What each bad entry of a list was before: the entry with its title, else that with its number.

    A number says something only where the good entries are the same as before; None where nothing matches.
    """
    last = last if isinstance(last, list) else []
    spare = dict(enumerate(last))
    others = [[_title(entry) for number, entry in enumerate(entries) if number not in bad] for entries in (now, last)]
    alike = len(now) == len(last) and others[0] == others[1]
    found = {}
    for number in sorted(range(len(now)), key=lambda number: number in bad):  # the good ones choose first
        same = [before for before in spare if _title(spare[before]) == _title(now[number])]
        if same:
            found[number] = spare.pop(number if number in same else same[0])
    return {number: found.get(number, spare.pop(number, None) if alike else None) for number in sorted(bad)}


def _title(entry: Any) -> str:
    return str(entry.get("title", "") if isinstance(entry, dict) else entry)


def _outcome(fault: _Fault, replacements: dict[KeyPath, Any]) -> str:
    if any(replacements.get(entry) is not None for entry in fault.entries):
        return STAYS
    name = ".".join(str(part) for part in fault.entries[0])
    return f"the first {name} counts" if fault.stands else f"{name} is left out"


def _mended(tree: dict[str, Any], replacements: dict[KeyPath, Any]) -> dict[str, Any]:
    """A copy of the tree in which these entries are replaced, or left out where they are None."""
    tree = deepcopy(tree)
    # The deepest entries go first, for a whole section may be replaced after them, and each list is worked through from
    # its end, for leaving an entry out changes the numbers behind it.
    for entry in sorted(replacements, key=lambda entry: (len(entry), _number(entry)), reverse=True):
        parent, name = _at(tree, entry[:-1]), entry[-1]
        if replacements[entry] is not None:
            parent[name] = replacements[entry]
        elif isinstance(name, int) or name in parent:
            del parent[name]
    return tree


def _number(entry: KeyPath) -> int:
    return entry[-1] if isinstance(entry[-1], int) else -1


def _path_in(loc: KeyPath) -> tuple[KeyPath, type[BaseModel], KeyPath]:
    """An error's path without pydantic's union tags, the innermost view it lies in, and its path within that."""
    loc = tuple(part for part in loc if part != "[key]")
    path: KeyPath = ()
    model: type[BaseModel] = Layout
    begins = 0
    for part in loc:
        after_name = len(path) == 2 and path[0] == "screens"
        after_number = len(path) == 4 and path[0] == "screens" and isinstance(path[-1], int)
        if (after_name or after_number) and begins < len(path) and part in SCREENS:
            model, begins = SCREENS[str(part)], len(path)
        elif path[-1:] == ("theme",) and part in THEME_TAGS:
            continue
        else:
            path = (*path, part)
    return path, model, path[begins:]
