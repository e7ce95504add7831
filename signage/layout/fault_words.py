"""Pydantic's account of what is wrong in screens.yaml, in words of ours: what it is, and how to mend it."""

from __future__ import annotations

from typing import get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from signage.errors import KeyPath
from signage.layout.fields import BadValue, did_you_mean
from signage.layout.screens import SCREENS

MAPPING, LIST = ("mapping", "write 'key: value' below it"), ("list", "write '- ' before each")
SHAPES = {"tuple_type": LIST} | dict.fromkeys(
    ("model_type", "dict_type", "model_attributes_type", "union_tag_not_found"), MAPPING
)
AMOUNTS = {
    "missing": "is missing",
    "too_short": "has fewer than {min_length} entries",
    "too_long": "has more than {max_length} entries",
}


def words_of(detail: ErrorDetails, model: type[BaseModel], fields: KeyPath) -> tuple[str, str]:
    """What is wrong and how to mend it, from pydantic's account of an error; `fields` lead to it within `model`."""
    kind, context, given = detail["type"], detail.get("ctx", {}), detail.get("input")
    parent, description = field_at(model, fields)
    expected = f"expected {description}" if description else ""
    if kind == "extra_forbidden":
        return "is not known here", _nearest(fields[-1], known_keys(parent), "known are")
    if given is None or (kind == "too_short" and not given):
        return "is empty", expected
    if kind in AMOUNTS:
        return AMOUNTS[kind].format(**context), expected
    if kind == "union_tag_not_found" and isinstance(given, dict):
        return "'show' is missing", f"expected {', '.join(SCREENS)}"
    if kind == "union_tag_invalid":
        shown = str(given["show"])
        return f"'show: {shown}' names no view", _nearest(shown, list(SCREENS))
    if kind == "literal_error":
        words = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return f"'{given}' is not known", _nearest(given, words)
    if kind == "value_error" and isinstance(error := context["error"], BadValue):
        return error.what, error.hint
    if kind == "string_pattern_mismatch":
        return f"'{given}' cannot be a name: it may have no blanks and none of / ? # % \\", ""
    if kind in SHAPES:
        shape, way = SHAPES[kind]
        return f"'{given}' is no {shape}", "; ".join(filter(None, (way, expected)))
    return detail["msg"].lower(), expected


def _nearest(given: object, known: list[str], otherwise: str = "expected") -> str:
    return did_you_mean(str(given), known) or f"{otherwise} {', '.join(known)}"


def field_at(model: type[BaseModel], fields: KeyPath) -> tuple[type[BaseModel], str]:
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


def known_keys(model: type[BaseModel]) -> list[str]:
    """The keys that a part of the file may have."""
    return [info.alias or name for name, info in model.model_fields.items()]


def _is_model(candidate: object) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, BaseModel)
