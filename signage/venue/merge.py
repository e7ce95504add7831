"""Two edits of one text brought together, line by line. Pure. `work` is for a child process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Whose = Literal["same", "theirs", "yours", "both", "conflict"]
"""Who changed a stretch of lines: nobody, one of the two, both alike, or both unlike."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that stand together, as they were and as each of the two has them."""

    whose: Whose
    base: list[str]
    theirs: list[str]
    yours: list[str]

    @property
    def taken(self) -> list[str]:
        """The lines of the result; of a conflict, yours until somebody chooses."""
        return self.theirs if self.whose == "theirs" else self.yours


def merge(base: str, theirs: str, yours: str) -> list[Stretch]:
    """The stretches of three texts, in order; their `base`, `theirs` and `yours` come to these texts."""
    lines = [text.splitlines(keepends=True) for text in (base, theirs, yours)]
    found: list[Stretch] = []
    before = (0, 0, 0)
    for place, end in _unchanged(*lines):
        if before != place:
            found.append(_changed(*(part[at:to] for part, at, to in zip(lines, before, place, strict=True))))
        same = lines[0][place[0] : end[0]]
        if same:
            found.append(Stretch("same", same, same, same))
        before = end
    return found


def merged(base: str, theirs: str, yours: str) -> str | None:
    """The text with both edits; None where both changed the same lines otherwise."""
    stretches = merge(base, theirs, yours)
    if any(stretch.whose == "conflict" for stretch in stretches):
        return None
    return "".join(line for stretch in stretches for line in stretch.taken)


def work(given: bytes) -> bytes:
    """The stretches of the texts in a JSON list, as JSON."""
    return json.dumps([asdict(stretch) for stretch in merge(*json.loads(given))]).encode()


def _changed(base: list[str], theirs: list[str], yours: list[str]) -> Stretch:
    whose: Whose = "conflict"
    if theirs == yours:
        whose = "both"
    elif theirs == base:
        whose = "yours"
    elif yours == base:
        whose = "theirs"
    return Stretch(whose, base, theirs, yours)


_Place = tuple[int, int, int]


def _unchanged(base: Sequence[str], theirs: Sequence[str], yours: Sequence[str]) -> Iterator[tuple[_Place, _Place]]:
    """Where each stretch that all three have begins in them and where it ends; last, the end of all."""
    in_theirs, in_yours = _matched(base, theirs), _matched(base, yours)
    line = 0
    while line < len(base):
        if line not in in_theirs or line not in in_yours:
            line += 1
            continue
        start, length = (line, in_theirs[line], in_yours[line]), 1
        while (line + length, start[1] + length, start[2] + length) == (
            line + length,
            in_theirs.get(line + length),
            in_yours.get(line + length),
        ):
            length += 1
        yield start, (start[0] + length, start[1] + length, start[2] + length)
        line += length
    end = len(base), len(theirs), len(yours)
    yield end, end


def _matched(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """The line of the other text that each line of the base is, where it is there still."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}
