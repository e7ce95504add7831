"""From the text of screens.yaml to a layout: all problems at once, and whatever is good applies all the same."""

from __future__ import annotations

from copy import deepcopy
from difflib import get_close_matches
from itertools import count, islice
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from signage.errors import LayoutError
from signage.layout.fields import did_you_mean
from signage.layout.model import SCREENS, THEME_TAGS, Layout
from signage.layout.text import MAX_BYTES, Document, Path, Problem, Unreadable, decode, parse

if TYPE_CHECKING:
    from pathlib import Path as File

DEPTHS = dict.fromkeys(("screens", "rooms", "notices", "override", "brand", "sync"), 2) | {"hide": 3}
"""How deep the entries of a section lie that stand alone: a bad one leaves its neighbours as they are."""
STAYS = "what it is about stays as it was"
MAPPING, LIST = "mapping; write 'key: value' below it", "list; write '- ' before each"
SHAPES = {"tuple_type": LIST} | dict.fromkeys(
    ("model_type", "dict_type", "model_attributes_type", "union_tag_not_found"), MAPPING
)
AMOUNTS = {
    "missing": "is missing",
    "too_short": "has fewer than {min_length} entries",
    "too_long": "has more than {max_length} entries",
}


class Loaded(NamedTuple):
    """A layout, the tree it came from (fit for JSON), what was wrong with the file and came of it, the file's lines."""

    layout: Layout
    tree: dict[str, Any]
    problems: tuple[Problem, ...]
    outcomes: tuple[str, ...]
    document: Document

    def place(self, path: Path) -> Path:
        """Where in the file a path of the layout is: a list of the file counts its bad entries, too."""
        if len(path) < 2 or not isinstance(path[1], int):
            return path
        gone = [problem.path for problem in self.problems if problem not in self.document.repeated]
        bad = {one[1] for one in gone if len(one) > 1 and one[0] == path[0]}
        return (path[0], next(islice((number for number in count() if number not in bad), path[1], None)), *path[2:])


def read(file: File) -> bytes:
    """The bytes of a file, no more of them than it takes to refuse it. Raises `LayoutError`."""
    try:
        with file.open("rb") as source:
            return source.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise LayoutError(f"{file}: there is no such file; expected the screens of this venue") from None
    except OSError as error:
        raise LayoutError(f"{file}: cannot be read: {error.strerror}") from None


def load(raw: bytes, last: dict[str, Any] | None = None) -> Loaded:
    """The layout of a file's bytes; an entry that is wrong keeps the form it has in `last`, or is left out.

    Raises `Unreadable` when there is no layout in it at all.
    """
    document = parse(decode(raw))
    if not isinstance(document.tree, dict):
        raise Unreadable(Problem(0, (), "expected 'event:' and 'screens:' at the top; the file has neither"))
    return merge(document, last or {})


def merge(document: Document, last: dict[str, Any]) -> Loaded:
    """The layout of a document, with what is wrong in it taken from `last`."""
    tree: dict[str, Any] = document.tree if isinstance(document.tree, dict) else {}
    faults = sorted(_faults(document, tree, last), key=lambda fault: fault.problem.line)
    problems = tuple(fault.problem for fault in faults)
    forms = _forms(faults, tree, last)
    outcomes = tuple(_outcome(fault, forms) for fault in faults)
    tree = _mended(tree, forms)
    for _ in range(2):
        try:
            return Loaded(Layout.model_validate(tree), tree, problems, outcomes, document)
        except ValidationError as error:  # what is wrong even in `last` is left out
            paths = [_place(detail["loc"])[0] for detail in error.errors(include_url=False)]
            tree = _mended(tree, dict.fromkeys(_entry(path, tree) for path in paths))
    raise Unreadable(*problems)


class _Fault(NamedTuple):
    """What is wrong, and the entries that are replaced for it; those without a last form are left out, or stand."""

    problem: Problem
    entries: tuple[Path, ...]
    stand: bool = False


def _faults(document: Document, tree: dict[str, Any], last: dict[str, Any]) -> list[_Fault]:
    try:
        Layout.model_validate(tree)
        details = []
    except ValidationError as error:
        details = error.errors(include_url=False)
    twice = [_Fault(problem, (_entry(problem.path, tree),), stand=True) for problem in document.repeated]
    found = {_place(detail["loc"])[0]: _fault(detail, document, tree) for detail in details}
    top = ("screens",)
    if "screens" not in tree and last.get("screens") and all(top not in fault.entries for fault in found.values()):
        problem = Problem(document.line(top), top, "is missing; write 'screens: {}' if there are to be none")
        found[top] = _Fault(problem, (top,))
    return [*twice, *found.values()]


def _fault(detail: ErrorDetails, document: Document, tree: dict[str, Any]) -> _Fault:
    path, model, fields = _place(detail["loc"])
    entry = _entry(path, tree)
    meant = _meant(path, tree) if detail["type"] == "extra_forbidden" and path == entry else ()
    return _Fault(Problem(document.line(path), path, _message(detail, model, fields)), (entry, *meant))


def _entry(path: Path, tree: dict[str, Any]) -> Path:
    """The smallest part around a path that can be replaced on its own."""
    entry = path[: DEPTHS.get(str(path[0]), 1)]
    while not isinstance(_at(tree, entry[:-1]), list if isinstance(entry[-1], int) else dict):
        entry = entry[:-1]
    return entry


def _meant(path: Path, tree: dict[str, Any]) -> tuple[Path, ...]:
    """The known key that an unknown one stands for, by its looks, unless it is there as well."""
    parent, _ = _field(Layout, path)
    absent = [name for name in _known(parent) if name not in _at(tree, path[:-1])]
    return tuple((*path[:-1], name) for name in get_close_matches(str(path[-1]).casefold(), absent, 1))


def _at(tree: Any, path: Path) -> Any:
    """What stands at a path; None if nothing does."""
    for part in path:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


def _forms(faults: list[_Fault], tree: dict[str, Any], last: dict[str, Any]) -> dict[Path, Any]:
    """What `last` has in the place of each bad entry; None for those to be left out."""
    entries = {entry for fault in faults for entry in fault.entries}
    forms = {entry: _at(last, entry) for entry in entries}
    for place in {entry[:-1] for entry in entries if isinstance(entry[-1], int)}:
        bad = {entry[-1] for entry in entries if entry[:-1] == place}
        forms |= {(*place, number): form for number, form in _listed(bad, _at(tree, place), _at(last, place)).items()}
    out = {entry for fault in faults if not fault.stand for entry in fault.entries}
    return {entry: form for entry, form in forms.items() if form is not None or entry in out}


def _listed(bad: set[Any], now: list[Any], last: Any) -> dict[int, Any]:
    """What a list had in the place of each bad entry: what has its title, else its number if the rest is the same."""
    last = last if isinstance(last, list) else []
    spare = dict(enumerate(last))
    others = [[_title(entry) for number, entry in enumerate(entries) if number not in bad] for entries in (now, last)]
    alike = len(now) == len(last) and others[0] == others[1]
    forms = {}
    for number in sorted(range(len(now)), key=lambda number: number in bad):  # good ones choose first
        same = [before for before in spare if _title(spare[before]) == _title(now[number])]
        if same:
            forms[number] = spare.pop(number if number in same else same[0])
    return {number: forms.get(number, spare.pop(number, None) if alike else None) for number in sorted(bad)}


def _title(entry: Any) -> str:
    return str(entry.get("title", "") if isinstance(entry, dict) else entry)


def _outcome(fault: _Fault, forms: dict[Path, Any]) -> str:
    if any(forms.get(entry) is not None for entry in fault.entries):
        return STAYS
    name = ".".join(str(part) for part in fault.entries[0])
    return f"the first {name} counts" if fault.stand else f"{name} is left out"


def _mended(tree: dict[str, Any], forms: dict[Path, Any]) -> dict[str, Any]:
    """A tree of its own, with these forms in their places; without those that are None."""
    tree = deepcopy(tree)
    # from the inside out, so that a section is replaced last, and from the end, so that numbers stay right
    for entry in sorted(forms, key=lambda entry: (len(entry), _number(entry)), reverse=True):
        parent, name = _at(tree, entry[:-1]), entry[-1]
        if forms[entry] is not None:
            parent[name] = forms[entry]
        elif isinstance(name, int) or name in parent:
            del parent[name]
    return tree


def _number(entry: Path) -> int:
    return entry[-1] if isinstance(entry[-1], int) else -1


def _place(loc: Path) -> tuple[Path, type[BaseModel], Path]:
    """An error's path without pydantic's union tags, the innermost view it lies in, and its path within that."""
    loc = tuple(part for part in loc if part != "[key]")
    path: Path = ()
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


def _message(detail: ErrorDetails, model: type[BaseModel], fields: Path) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    parent, field = _field(model, fields)
    expected = f"; expected {field}" if field else ""
    given = detail.get("input")
    if kind == "extra_forbidden":
        known = _known(parent)
        return f"is not known here{did_you_mean(str(fields[-1]), known) or '; known are ' + ', '.join(known)}"
    if given is None or (kind == "too_short" and not given):
        return f"is empty{expected}"
    if kind in AMOUNTS:
        return AMOUNTS[kind].format(**context) + expected
    if kind == "union_tag_not_found" and isinstance(given, dict):
        return f"'show' is missing; expected {', '.join(SCREENS)}"
    if kind == "union_tag_invalid":
        shown = str(given["show"])
        return (
            f"'show: {shown}' names no view{did_you_mean(shown, list(SCREENS)) or '; expected ' + ', '.join(SCREENS)}"
        )
    if kind == "literal_error":
        words = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return f"'{given}' is not known{did_you_mean(str(given), words) or '; expected ' + ', '.join(words)}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        return f"'{given}' cannot be a name: it may have no blanks and none of / ? # % \\"
    if kind in SHAPES:
        return f"'{given}' is no {SHAPES[kind]}{expected}"
    return f"{detail['msg'].lower()}{expected}"


def _field(model: type[BaseModel], fields: Path) -> tuple[type[BaseModel], str]:
    """The model that holds the last of these fields, and what that field says it expects."""
    expected = ""
    for name in fields:
        info = model.model_fields.get(str(name))
        if info is None:  # the name of an entry, or one that does not exist
            continue
        expected = info.description or ""
        annotation = info.annotation
        candidates = [annotation, *get_args(annotation)]
        inner = [candidate for candidate in candidates if _is_model(candidate)]
        model = inner[0] if inner and name != fields[-1] else model
    return model, expected


def _known(model: type[BaseModel]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items()]


def _is_model(candidate: object) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, BaseModel)
