"""What an expression of Prometheus's language asks for: names, labels and their values, as far as our tests need it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUPED = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
MATCHED = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"')
SELECTED = re.compile(r"\b([a-z_]\w*)\s*(?:\{([^}]*)\})?(?!\s*\()(?![\w({])")
WORDS = {"and", "or", "unless", "bool", "offset"}


class Asked(NamedTuple):
    """One series that is asked for; `labels` are those that have to match, with what they are compared with."""

    name: str
    labels: dict[str, tuple[str, ...]]


def asked(expression: str) -> Iterator[Asked]:
    """Each series of an expression."""
    bare = re.sub(r"\[[^\]]*\]", "", GROUPED.sub(" ", expression))
    for name, matchers in SELECTED.findall(bare):
        if name not in WORDS:
            yield Asked(name, {label: tuple(value.split("|")) for label, _, value in MATCHED.findall(matchers)})


def grouped(expression: str) -> set[str]:
    """The labels by which it gathers and joins."""
    return {label.strip() for found in GROUPED.findall(expression) for label in found.split(",") if label.strip()}
