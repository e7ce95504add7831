"""What fills a view without an agenda: pictures, a message, a web page, a QR code, or a word that there is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from signage.render.panels.text import BidiText


@dataclass(frozen=True, slots=True)
class MissingPanel:
    """For a room or screen that is not there."""

    heading: str
    """A sentence in large type."""
    sub: str
    """What the names are; may be empty."""
    names: tuple[tuple[str, str], ...]
    """What there is: pairs of name, as HTML or text, and URL."""


@dataclass(frozen=True, slots=True)
class ImageView:
    """An image that fills the view."""

    url: str
    """Its path on this server."""
    alt: str
    """The name of its file."""
    turn: str
    """A `data-turn`, or empty when it is the only one."""


@dataclass(frozen=True, slots=True)
class MediaPanel:
    """A picture, or slides."""

    images: tuple[ImageView, ...]
    """One, or several that take turns."""
    fit: Literal["contain", "cover"]
    """`contain`: all of it with bars beside; `cover`: the whole view, its edges cut."""


@dataclass(frozen=True, slots=True)
class MessagePanel:
    """A message from staff that fills a view."""

    title: BidiText
    """The message in large type."""
    text: BidiText
    """Below it; may be empty."""


@dataclass(frozen=True, slots=True)
class FramePanel:
    """A web page in a sandboxed frame."""

    url: str
    """The page's address; empty when it cannot be reached."""
    heading: str
    """Text in place of a page that cannot be reached."""


@dataclass(frozen=True, slots=True)
class CodePanel:
    """A QR code."""

    svg: str
    """The code as SVG, made by signage: safe without escaping."""
    url: str
    """The address that the code holds."""
    label: str
    """A word beside it: "On your phone"."""
