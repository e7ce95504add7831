"""A layout, and what is said of a file, for the tests of screens.yaml."""

from __future__ import annotations

from typing import Any

from signage.errors import LayoutError
from signage.layout import load

EVENT = "event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}\n"
SCREENS = "expected screens by name, each with what it shows"
CURRENT = load(f"{EVENT}screens:\n  a: {{show: room, room: Hall A}}\n  b: {{show: agenda}}\n".encode())


def said(source: str | bytes, last: dict[str, Any] | None = None) -> list[str]:
    """What is wrong with a file, as people read it."""
    try:
        findings = load(source if isinstance(source, bytes) else source.encode(), last, "f").findings
    except LayoutError as error:
        findings = error.findings
    return [str(finding) for finding in findings]
