"""The table of docs/monitoring.md, made of what a program exposes; `python -m tests.metrics` writes it."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from signage.inevent.settings import Settings
from signage.program import Program
from signage.runtime import Runtime
from tests.build import at
from tests.clock import FakeClock
from tests.memory import MemoryStore
from tests.shape import ROOT

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

PAGE = ROOT / "docs/monitoring.md"
TABLE = re.compile(r"(?<=<!-- metrics -->\n).*?(?=<!-- end -->)", re.DOTALL)
LAYOUT = "event: {id: evt_1, name: Summit, timezone: Europe/Lisbon}\nscreens:\n  foyer: {show: overview}\n"
OPEN = {"version": "…", "pages": "…"}
"""Labels with any values."""


def program(folder: Path) -> Program:
    """A program that does not run."""
    (folder / "screens.yaml").write_text(LAYOUT)
    place = Runtime(folder / "screens.yaml", folder / "data", FakeClock(at("09:30")))
    return Program(place, Settings("http://127.0.0.1:9", "x", "y", "http://127.0.0.1:9/t"), MemoryStore())


def exposed() -> list[Metric]:
    """All that a program exposes."""
    with TemporaryDirectory() as folder:
        return list(program(Path(folder)).metrics.registry.collect())


def name_of(metric: Metric) -> str:
    """What its samples are called; a histogram's are so with `_bucket`, `_sum` and `_count`."""
    return metric.name + {"counter": "_total", "info": "_info"}.get(metric.type, "")


def samples(metric: Metric) -> set[str]:
    """All names of its samples in Prometheus."""
    name = name_of(metric)
    return {f"{name}{end}" for end in ("_bucket", "_sum", "_count")} if metric.type == "histogram" else {name}


def labels(metric: Metric) -> dict[str, set[str]]:
    """Its labels and their values, `le` of histograms included."""
    found: dict[str, set[str]] = {}
    for sample in metric.samples:
        for label, value in sample.labels.items():
            found.setdefault(label, set()).add(value)
    return found


def table() -> str:
    """The rows for what is our own."""
    rows = ["| name | kind | labels | |", "|---|---|---|---|"]
    for metric in sorted(exposed(), key=name_of):
        if metric.name.startswith("signage_"):
            told = {label: OPEN.get(label, " ".join(sorted(values))) for label, values in labels(metric).items()}
            named = "; ".join(f"`{label}`: {values}" for label, values in told.items() if label != "le")
            rows.append(f"| `{name_of(metric)}` | {metric.type} | {named} | {metric.documentation} |")
    return "\n".join(rows) + "\n"
