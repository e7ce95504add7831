"""Writes docs/faults.md."""

from __future__ import annotations

from .table import PAGE, document

PAGE.write_text(document(), encoding="utf-8")
