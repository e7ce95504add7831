"""Writes the table of metrics in docs/monitoring.md."""

from __future__ import annotations

from .table import PAGE, TABLE, table

text = PAGE.read_text(encoding="utf-8")
PAGE.write_text(TABLE.sub(lambda _: table(), text), encoding="utf-8")
