"""The base path: what all addresses of a server begin with where it shares its host with others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_SEGMENT = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,99}")


@dataclass(frozen=True, slots=True)
class BasePath:
    """A base path such as `/signage`; '' where the whole host is the server's.

    Within the program, in its API and in its scripts a path is what comes behind it (`/rooms/a`). `url` makes of it
    what a browser asks for, wherever an address leaves the program: nothing else may put one together.
    """

    path: str = ""

    @classmethod
    def of(cls, written: str) -> BasePath:
        """As an operator writes it, with or without the slashes around. Raises ValueError."""
        segments = [segment for segment in written.strip().split("/") if segment]
        if not all(map(_SEGMENT.fullmatch, segments)):
            raise ValueError(
                f"{written!r} is no base path: write it like /signage, of letters, digits and the characters - . _ ~"
            )
        return cls("".join(f"/{segment}" for segment in segments))

    def url(self, path: str) -> str:
        """What a browser asks for to get a path of this server; '' stays '', for there is nothing to ask for."""
        return self.path + path if path else ""

    def inner(self, asked: str) -> str | None:
        """The path of this server that was asked for; None where that is not below the base path."""
        return asked[len(self.path) :] if asked.startswith(f"{self.path}/") else None

    def below(self, *segments: str) -> BasePath:
        """The base path of a part of this server. Raises ValueError for a segment that can be none."""
        if any("/" in segment for segment in segments):
            raise ValueError("a slash would begin another segment")
        return BasePath.of("/".join((self.path, *segments)))

    @property
    def icon(self) -> str:
        """The address of the icon for pages to name, '' where browsers ask for the right one by themselves."""
        return self.url("/favicon.ico") if self.path else ""

    def address(self, own: str) -> str:
        """The server's address without a slash at its end: the host of `own`, `address:` in screens.yaml, and this."""
        if not self.path:
            return own.rstrip("/")
        parts = urlsplit(own)
        return f"{parts.scheme}://{parts.netloc}{self.path}"

    def cookie(self, name: str) -> str:
        """A cookie's name, another one for each base path: a browser sends those of all of the host's to `/`."""
        return name + self.path.replace("/", ".")


ROOT = BasePath()
"""That of a server with a host of its own."""
