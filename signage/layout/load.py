"""From the text of screens.yaml to a layout: all problems at once, and whatever is good applies all the same."""

from __future__ import annotations

from itertools import count, islice
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from signage.errors import LayoutError
from signage.layout.fields import nearest
from signage.layout.model import SCREENS, THEME_TAGS, Layout
from signage.layout.text import MAX_BYTES, Document, Path, Problem, Unreadable, decode, parse

if TYPE_CHECKING:
    from pathlib import Path as File

ENTRIES = ("screens", "rooms", "notices")
"""Sections whose entries stand alone: a bad one leaves its neighbours as they are."""
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
    """A layout, the tree it came from (fit for JSON), what was wrong with the file, and the file's lines."""

    layout: Layout
    tree: dict[str, Any]
    problems: tuple[Problem, ...]
    document: Document

    def place(self, path: Path) -> Path:
        """Where in the file a path of the layout is: a list of the file counts its bad entries, too."""
        if len(path) < 2 or not isinstance(path[1], int):
            return path
        bad = {problem.path[1] for problem in self.problems if len(problem.path) > 1 and problem.path[0] == path[0]}
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
    tree: dict[str, Any] = dict(document.tree) if isinstance(document.tree, dict) else {}
    problems: dict[Path, Problem] = {}
    for _ in range(len(document.lines) + 2):
        try:
            layout = Layout.model_validate(tree)
        except ValidationError as error:
            found = [_problem(detail, document) for detail in error.errors()]
            problems = {problem.path: problem for problem in found} | problems
            # from the end, so that dropping one of a list leaves the numbers of those before it
            for entry in sorted({_entry(problem.path) for problem in found}, key=_number, reverse=True):
                tree = _restore(tree, entry, last)
        else:
            told = sorted((*document.repeated, *problems.values()), key=lambda problem: problem.line)
            return Loaded(layout, tree, tuple(told), document)
        if "event" not in tree:
            break
    raise Unreadable(*document.repeated, *problems.values())


def _entry(path: Path) -> Path:
    """The smallest part that can be replaced on its own."""
    return path[: 2 if path and path[0] in ENTRIES else 1]


def _number(entry: Path) -> int:
    return entry[-1] if isinstance(entry[-1], int) else -1


def _restore(tree: dict[str, Any], entry: Path, last: dict[str, Any]) -> dict[str, Any]:
    """The tree with one entry as it is in `last`, or without it."""
    top = str(entry[0])
    section, before = tree.get(top), last.get(top)
    if len(entry) == 2 and isinstance(section, list):
        return tree | {top: [value for number, value in enumerate(section) if number != entry[1]]}
    if len(entry) == 1 or not isinstance(section, dict):
        # a value that is wrong even in `last` must not come back for ever
        keep = before if top in last and before != section else None
        return {key: value for key, value in tree.items() if key != top} | ({top: keep} if keep is not None else {})
    name = entry[1]
    old = before.get(name) if isinstance(before, dict) else None
    kept = {key: value for key, value in section.items() if key != name or (old is not None and old != value)}
    return tree | {top: {key: old if key == name else value for key, value in kept.items()}}


def _problem(detail: ErrorDetails, document: Document) -> Problem:
    path, model, fields = _place(tuple(part for part in detail["loc"] if part != "[key]"))
    return Problem(document.line(path), path, _message(detail, model, fields))


def _place(loc: Path) -> tuple[Path, type[BaseModel], Path]:
    """An error's path without pydantic's union tags, the innermost view it lies in, and its path within that."""
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
        known = [info.alias or name for name, info in parent.model_fields.items()]
        return f"is not known here{nearest(str(fields[-1]), known) or '; known are ' + ', '.join(known)}"
    if given is None or (kind == "too_short" and not given):
        return f"is empty{expected}"
    if kind in AMOUNTS:
        return AMOUNTS[kind].format(**context) + expected
    if kind == "union_tag_not_found" and isinstance(given, dict):
        return f"'show' is missing; expected {', '.join(SCREENS)}"
    if kind == "union_tag_invalid":
        shown = str(given["show"])
        return f"'show: {shown}' names no view{nearest(shown, list(SCREENS)) or '; expected ' + ', '.join(SCREENS)}"
    if kind == "literal_error":
        words = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return f"'{given}' is not known{nearest(str(given), words) or '; expected ' + ', '.join(words)}"
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


def _is_model(candidate: object) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, BaseModel)
