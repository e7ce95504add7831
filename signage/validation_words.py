"""What pydantic says of a value, in phrases for staff; they go on after the name of a field. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signage.phrase import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

NO_NUMBER, NO_CHOICE, NO_TEXT = Phrase("is no whole number"), Phrase("is neither yes nor no"), Phrase("is no text")
NO_LIST, NO_OBJECT, NO_TIME = Phrase("is no list"), Phrase("has no fields"), Phrase("is no date and time")
NO_ADDRESS = Phrase("is no web address")
PLAIN = {
    "missing": Phrase("is missing"),
    "extra_forbidden": Phrase("is not known here"),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float", "int_parsing_size"), NO_NUMBER),
    **dict.fromkeys(("bool_parsing", "bool_type"), NO_CHOICE),
    **dict.fromkeys(("string_type", "string_unicode"), NO_TEXT),
    **dict.fromkeys(("list_type", "tuple_type"), NO_LIST),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), NO_OBJECT),
    **dict.fromkeys(("datetime_parsing", "datetime_type", "datetime_from_date_parsing", "date_parsing"), NO_TIME),
    **dict.fromkeys(("url_parsing", "url_scheme", "url_type", "url_too_long", "url_syntax_violation"), NO_ADDRESS),
    "timezone_aware": Phrase("lacks its offset from UTC, such as +01:00"),
}
"""By pydantic's name for an error, where its context matters nothing."""


def phrase_of(error: ErrorDetails) -> Phrase:
    """What is wrong with a value, which is not repeated: it may be a password."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in PLAIN:
        return PLAIN[kind]
    return _with_bound(kind, context) or Phrase("cannot be used: %(why)s", why=error["msg"][:300])


def _with_bound(kind: str, context: Mapping[str, Any]) -> Phrase | None:
    match kind:
        case "string_too_short" if context["min_length"] == 1:
            return Phrase("is empty")
        case "string_too_short":
            return Phrase("is too short: at least %(least)s characters", least=context["min_length"])
        case "string_too_long":
            return Phrase("is too long: at most %(most)s characters", most=context["max_length"])
        case "too_short":
            return Phrase("has too few entries: at least %(least)s", least=context["min_length"])
        case "too_long":
            return Phrase("has too many entries: at most %(most)s", most=context["max_length"])
        case "greater_than_equal" | "greater_than":
            return Phrase("is too small: at least %(least)s", least=context.get("ge", context.get("gt")))
        case "less_than_equal" | "less_than":
            return Phrase("is too large: at most %(most)s", most=context.get("le", context.get("lt")))
        case "literal_error":
            return Phrase("is not known; expected %(what)s", what=context["expected"])
    return None
