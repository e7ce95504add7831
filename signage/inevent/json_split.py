"""A large JSON text cut into lines that are each small, in a child of its own (see `signage.child_process`).

The first line is the document with its list empty: the object with `data` as `[]`, or `[]` itself. Each further line is
one of the rows. A document without a list is one line.
"""

from __future__ import annotations

import json
from itertools import islice

MOST_VALUES = 10**6  # in a text: what is parsed takes up to a hundred times its size
LONGEST_ROW = 2**19  # bytes of a line
LONGEST_STRING = (8_000, 8_000, 1_600)  # characters, of a row, in a row, and deeper: what is shown ends long before
MOST_ITEMS = 200  # of a list or an object within a row
DEEPEST = 8
MOST_ROWS = 2_000  # of the list: more than anybody asks for at a time


def work(text: bytes) -> bytes:
    """The lines. Raises ValueError for what is no JSON, too deep, or in too many pieces."""
    if sum(map(text.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ValueError(f"has more than {MOST_VALUES:,} values")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("is no readable JSON") from None
    rows = document.get("data") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        return _line(document)
    if len(rows) > MOST_ROWS:
        raise ValueError(f"lists {len(rows):,} records, {MOST_ROWS:,} at most")
    outline = {**document, "data": []} if isinstance(document, dict) else []
    return b"\n".join([_line(outline), *map(_line, rows)])


def _line(value: object) -> bytes:
    """The value as JSON on one line; null where it is still too long after cutting."""
    line = json.dumps(_cut(value)).encode()
    return line if len(line) <= LONGEST_ROW else b"null"


def _cut(value: object, depth: int = 0) -> object:
    """The value cut to the bounds above; a large field takes nothing from the fields beside it."""
    if isinstance(value, str):
        return value[: LONGEST_STRING[min(depth, 2)]]
    if isinstance(value, list):
        return [_cut(one, depth + 1) for one in value[:MOST_ITEMS]] if depth < DEEPEST else None
    if isinstance(value, dict):
        items = islice(value.items(), MOST_ITEMS)
        return {key[:MOST_ITEMS]: _cut(one, depth + 1) for key, one in items} if depth < DEEPEST else None
    return value
