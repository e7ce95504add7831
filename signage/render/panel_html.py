"""A panel's HTML, in the pieces that it is made of: what is made once for several panels is not put together for each.

A board of 1,500 sessions is 1.7 MB of 3,000 rows, of which a change touches two.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from signage.render.pending_templates import Waiting, is_template, store_around, taken_apart
from signage.render.visibility import edges

if TYPE_CHECKING:
    from collections.abc import Iterable


def revision_of(*parts: str) -> str:
    """A hash of these texts, eight hexadecimal digits."""
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:8]


class Piece:
    """A part of a panel's HTML, and what is found out of it once, however many panels it is in."""

    __slots__ = ("__weakref__", "_edges", "digest", "html", "is_template")

    def __init__(self, html: str) -> None:
        self.html = html
        self.digest = revision_of(html)
        self.is_template = is_template(html)
        self._edges: frozenset[int] | None = None

    @property
    def edges(self) -> frozenset[int]:
        """The epoch seconds at which an element of it appears or disappears."""
        if self._edges is None:
            self._edges = frozenset(edges(self.html))
        return self._edges


@dataclass(frozen=True)
class Panel:
    """A panel as it is sent: its HTML does not depend on the time of day.

    `rows` are those of a board, which stand between `before` and `after`; all others have all of it in `before`.
    """

    name: str
    revision: str
    before: str
    rows: tuple[Piece, ...] = field(default=(), compare=False)  # two with the same revision are the same
    after: str = ""

    @property
    def html(self) -> str:
        """All of it."""
        return "".join([self.before, *(row.html for row in self.rows), self.after])

    @cached_property
    def size(self) -> int:
        """Characters of HTML."""
        return len(self.before) + sum(len(row.html) for row in self.rows) + len(self.after)

    @cached_property
    def edges(self) -> frozenset[int]:
        """The epoch seconds at which an element of it appears or disappears."""
        return frozenset(edges(self.before)).union(edges(self.after), *(row.edges for row in self.rows))

    @cached_property
    def waiting(self) -> Waiting | None:
        """The HTML taken apart into the templates that wait in it: once, though it is compared with several."""
        if not self.rows:
            return taken_apart(self.html, self.revision)
        around = store_around(self.before, self.after, self.revision)
        if around is None or not all(row.is_template for row in self.rows):
            return taken_apart(self.html, self.revision)
        return Waiting(around[0], [row.html for row in self.rows], around[1])


def revision_of_rows(rest: Iterable[str], rows: Iterable[Piece]) -> str:
    """The revision of a panel with rows, from the digest by which each of them is known."""
    return revision_of(*rest, "".join(row.digest for row in rows))
