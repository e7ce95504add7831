"""What becomes known of displays, as values: what observers of the registry hear, and other nodes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from signage.fleet.report import public_id

if TYPE_CHECKING:
    from datetime import datetime

    from signage.fleet.row import Page, Row

NAMES = 20_000
"""Names that are kept: of two hashes each, and asked for at each report of each display."""


class Seen(NamedTuple):
    """What an observer hears at each report: who, on which page, which notices can be seen on it, and when.

    `rev` are the revisions that it shows; `visible`: whether its browser shows the page at all.
    """

    display: str
    page: Page
    notices: tuple[str, ...]
    at: datetime
    rev: str = ""
    visible: bool = True


class Name(NamedTuple):
    """What a display is called: it, its device, and its page. None of it is the id that it proves itself by."""

    id: str
    device: str
    page: Page

    @classmethod
    def of(cls, device: str, page: Page) -> Name:
        """The name of the display that a device is on a page."""
        return _name_of(device, page)


@lru_cache(NAMES)
def _name_of(device: str, page: Page) -> Name:
    return Name(public_id(device, page), public_id(device), page)


class Happened(NamedTuple):
    """What other nodes are to know of a display: `what` is a word for it, `more` is by that."""

    what: Literal["opened", "closed", "report", "moves", "forget", "label"]
    name: Name
    more: Mapping[str, Any] = MappingProxyType({})


class Move(NamedTuple):
    """What a device that is on its way to a page is to be called there, and what it was before.

    `load`: which opening of its page that is, for another window of the device may show the same page, and stays.
    """

    label: str
    paired: bool
    before: Row | None
    load: str = ""
