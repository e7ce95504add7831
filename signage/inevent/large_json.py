"""JSON of any size read without holding up the event loop: a large text is parsed in a child, which cuts it into small
lines, and these are taken up in slices.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, TypeVar

from signage.child_process import Bounds, ChildError, in_child
from signage.errors import Transient
from signage.inevent.answer import LARGE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from signage.inevent.answer import Answer

T = TypeVar("T")

SLICE = 0.005  # seconds for which the loop may be held at a time
CHILD = Bounds(seconds=20.0, memory=1024 * 2**20)


async def sliced(items: Iterable[T]) -> AsyncIterator[T]:
    """The items one by one; after every few milliseconds of work on them, other tasks of the event loop get a turn."""
    until = time.monotonic() + SLICE
    for item in items:
        yield item
        if time.monotonic() >= until:
            await asyncio.sleep(0)
            until = time.monotonic() + SLICE


async def parsed(answer: Answer) -> object:
    """The answer's JSON. Of a large one, strings, lists and objects within a record are cut to what can be of use.

    Raises Transient for anything else, and for what is too deep or too many pieces.
    """
    if len(answer.body) <= LARGE:
        return answer.json()
    try:
        lines = (await in_child("signage.inevent.json_split", answer.body, CHILD)).split(b"\n")
    except ChildError as error:
        raise Transient(f"{answer.where} answered {answer.status} with {answer.kind} that {error}") from None
    outline, *rows = [json.loads(line) async for line in sliced(lines)]
    if isinstance(outline, dict) and outline.get("data") == []:
        return {**outline, "data": rows}
    return rows if outline == [] else outline
