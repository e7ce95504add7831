"""What a display says of itself: `POST /displays/{id}/report`, as docs/page.md tells."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

BODY_MOST = 4096
"""Bytes of a report."""
ID = re.compile(r"[0-9a-f]{32}")
"""What a device calls itself: 128 random bits, which nobody else knows."""

Id = Annotated[str, StringConstraints(max_length=200)]
Number = Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=2**53)]


class BadReport(ValueError):
    """A report that cannot be read; the text says why."""


@dataclass(frozen=True, slots=True, config=ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True))
class Report:
    """One report. What is not known here is ignored, so that a page of a later build may say more.

    Each display's last one stays in memory: with slots it takes a quarter of what a model would.
    """

    page: Annotated[str, StringConstraints(pattern="^/", max_length=600)]
    """The path of the page."""
    now: Number
    """The moment that it shows, epoch ms."""
    rev: Annotated[str, StringConstraints(max_length=BODY_MOST)] = ""
    """The revisions that it shows, as it names them to its stream; a long text as `digest` makes it short."""
    shown: Annotated[tuple[Id, ...], Field(max_length=40)] = ()
    """Ids of the sessions that can be seen on it."""
    more: bool = False
    """Whether it holds more sessions than `shown`: more than may be told, or on pages that have their turn later."""
    title: Annotated[str, StringConstraints(max_length=200)] = ""
    """What stands on it in the largest letters of a session."""
    notices: Annotated[tuple[Id, ...], Field(max_length=20)] = ()
    """Ids of the notices that can be seen on it."""
    offset: Number | None = None
    """By how many milliseconds the server is ahead of the device's own clock; None: not known."""
    size: tuple[Number, Number, Number] = (0, 0, 0)
    """Width and height in CSS pixels, and how many dots of the display one of them is."""
    up: Number = 0
    """Seconds since the page was opened."""
    load: Annotated[str, StringConstraints(max_length=16)] = ""
    """Another one each time that a page is opened."""
    errors: Count = 0
    """Script errors since the page was opened."""
    error: Annotated[str, StringConstraints(max_length=200)] = ""
    """What the last of them said."""
    visible: bool = True
    """Whether the browser shows the page at all."""


_JSON = TypeAdapter(Report)


def read_report(body: bytes) -> Report:
    """The report in a request's body. Raises BadReport."""
    try:
        return _JSON.validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise BadReport(f"{where}: {first['msg']}" if where else first["msg"]) from None


def write_report(report: Report) -> bytes:
    """A report as `read_report` takes it."""
    return _JSON.dump_json(report)


def public_id(device: str, page: tuple[str, str] = ("", "")) -> str:
    """What a device, or a display, which is a device and a page, is called here and on the staff page.

    It is a hash of the id that the device alone knows and proves itself by.
    """
    return hashlib.sha256("\0".join((device, *page)).encode(errors="replace")).hexdigest()[:16]


@lru_cache(512)
def digest(rev: str) -> str:
    """How a page tells revisions that are too long for a report: 32 bits, written as its script does.

    Each report is compared with what is shown, and with what was sent lately: of 90 panels it takes almost as long to
    work this out as all else that is done with a report. To be asked of our own revisions alone: it remembers them.
    """
    value = 0
    for character in rev:
        value = (value * 31 + ord(character)) & 0xFFFFFFFF
    return f"#{value:x}"
