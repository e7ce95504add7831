"""Notices as walls show them, whoever wrote them: those of the staff page, and those of screens.yaml. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from signage.characters import folded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from signage.layout import Layout

Style = Literal["banner", "urgent", "takeover"]
Status = Literal["actual", "exercise", "test"]


class Wording(NamedTuple):
    """The words of a notice in one language; `language` is empty where nobody said which one it is."""

    language: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice as walls show it, from `start` until `until` (UTC; None: ever), on `screens` (none named: on all).

    `wordings` holds at least one language, the main one first. `sent` is when the page sent it, None for one of the
    file. `clears` marks one that says that an emergency is over.
    """

    id: str
    wordings: tuple[Wording, ...]
    style: Style = "banner"
    status: Status = "actual"
    start: datetime | None = None
    until: datetime | None = None
    screens: tuple[str, ...] = ()
    issuer: str = ""
    place: str = ""
    sent: datetime | None = None
    clears: bool = False

    def reaches(self, names: Iterable[str]) -> bool:
        """Whether it is for the page that goes by these names."""
        return not self.screens or not _folded(self.screens).isdisjoint(map(folded, names))


@lru_cache(maxsize=256)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    """The names as they are compared: asked for at each report of each display."""
    return frozenset(map(folded, names))


def of_file(layout: Layout) -> tuple[Posted, ...]:
    """The notices of screens.yaml, in its order. The id of one stays as long as it says the same."""
    days = layout.event.days
    return tuple(
        Posted(
            id="file-" + hashlib.sha256(notice.model_dump_json().encode()).hexdigest()[:10],
            wordings=(Wording("", notice.title, notice.text),),
            style=notice.style,
            start=notice.begins(days),
            until=notice.ends(days),
            screens=notice.screens,
        )
        for notice in layout.notices
    )


def in_order(page: Iterable[Posted], file: Iterable[Posted]) -> tuple[Posted, ...]:
    """All of them as they lie on a wall, the uppermost first: the page's, the newest before older; then the file's.

    What says that an emergency is over comes after all other takeovers, for one of them may not be over.
    """

    def rank(notice: Posted) -> tuple[bool, float, str]:
        return not notice.clears, notice.sent.timestamp() if notice.sent else 0.0, notice.id

    return (*sorted(page, key=rank, reverse=True), *file)
