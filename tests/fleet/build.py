"""A report in as few words as possible."""

from __future__ import annotations

from typing import Any

from signage.fleet.report import Report

DEVICE = "0123456789abcdef" * 2
PAGE = ("screen", "foyer")


def report(*shown: str, **more: Any) -> Report:
    return Report(**{"page": "/screens/foyer", "rev": "set.1", "shown": shown, "now": 0.0, "load": "a", **more})
