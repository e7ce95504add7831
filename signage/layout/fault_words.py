"""Pydantic's account of what is wrong in screens.yaml, in words of ours: what it is, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from signage.errors import KeyPath
from signage.layout.fields import BadValue, did_you_mean
from signage.layout.screens import SCREENS
from signage.phrase import N_, NO_HINT, Phrase, with_hint
from signage.validation_words import phrase_of

if TYPE_CHECKING:
    from collections.abc import Iterable

KEYS_BELOW = Phrase("write 'key: value' on the lines below it")
DASHES = Phrase("write each on a line of its own, after '- '")
NO_KEYS, NO_LIST = N_("'%(given)s' stands where keys are expected"), N_("'%(given)s' stands where a list is expected")
SHAPES = {"tuple_type": (NO_LIST, DASHES)} | dict.fromkeys(
    ("model_type", "dict_type", "model_attributes_type", "union_tag_not_found"), (NO_KEYS, KEYS_BELOW)
)
LONGEST = 80
"""Characters of a value that is repeated."""


def words_of(detail: ErrorDetails, model: type[BaseModel], fields: KeyPath) -> tuple[Phrase, Phrase]:
    """What is wrong and how to mend it, from pydantic's account of an error; `fields` lead to it within `model`."""
    kind, context, value = detail["type"], detail.get("ctx", {}), detail.get("input")
    given = _shortened(value)
    parent, description = field_at(model, fields)
    expected = Phrase("expected %(what)s", what=Phrase(description)) if description else NO_HINT
    if kind == "extra_forbidden":
        known = known_keys(parent)
        listed = Phrase("known are %(what)s", what=", ".join(known))
        return Phrase("is not known here"), did_you_mean(str(fields[-1]), known) or listed
    if value is None or (kind == "too_short" and not value):
        return Phrase("is empty"), expected
    if kind == "union_tag_not_found" and isinstance(value, dict):
        return Phrase("'show' is missing"), _one_of(SCREENS)
    if kind == "union_tag_invalid":
        shown = _shortened(value["show"])
        return Phrase("'show: %(given)s' names no view", given=shown), did_you_mean(shown, SCREENS) or _one_of(SCREENS)
    if kind == "literal_error":
        words = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return Phrase("'%(given)s' is not known", given=given), did_you_mean(given, words) or _one_of(words)
    if kind == "value_error" and isinstance(error := context["error"], BadValue):
        return error.what, error.hint
    if kind == "string_pattern_mismatch":
        return Phrase(
            "'%(given)s' cannot be a name: it may have no blanks and none of / ? # %% \\", given=given
        ), NO_HINT
    if kind in SHAPES:
        what, way = SHAPES[kind]
        return Phrase(what, given=given), with_hint(way, expected)
    return phrase_of(detail), expected


def _one_of(words: Iterable[str]) -> Phrase:
    return Phrase("expected %(what)s", what=", ".join(words))


def _shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


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
