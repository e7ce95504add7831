"""Text as templates are given it: from outside, and for a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from markupsafe import escape


class BidiText(NamedTuple):
    """Text from outside, with what is known of its language and direction."""

    text: str
    """The text itself, not escaped yet."""
    lang: str = ""
    """Its language as a BCP 47 tag, where its script or the gateway tells; else empty."""
    dir: Literal["ltr", "rtl", "auto"] = "auto"
    """The direction of its letters; `auto` where nothing is known."""

    def __bool__(self) -> bool:
        return bool(self.text)

    def __html__(self) -> str:
        """As templates print it: inline and isolated, for its direction may be another than its line's."""
        lang = f' lang="{escape(self.lang)}"' if self.lang else ""
        return f'<bdi{lang} dir="{self.dir}">{escape(self.text)}</bdi>'


NOTHING = BidiText("")


@dataclass(frozen=True, slots=True)
class DatedText:
    """Text for a time."""

    start: int | None
    """From when on it is on screen, in epoch seconds; None: from ever."""
    until: int | None
    """Until when, in epoch seconds; None: for ever."""
    text: str
    """The text in large or bold type."""
    sub: str = ""
    """The line below, or HTML; may be empty."""
    over: bool = False
    """Whether it says goodbye at the end of the event."""
