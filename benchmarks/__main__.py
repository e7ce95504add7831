"""All that docs/benchmarks.md and docs/capacity.md tell, in one run: `python -m benchmarks`, which writes them.

A machine with nothing else to do tells most. With names of parts these alone are measured, and no page is written:
`python -m benchmarks wire day once reports nodes holdup`. The exit status is 1 if a mark does not hold, 2 if a part
could not be measured; the rows of the others are printed all the same.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import day, holdup, nodes, once, pages, reports, wire
from benchmarks.attacks.cases import CASES
from benchmarks.mark import HEAD, QUICK, Scale

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTS = {"wire": wire, "day": day, "once": once, "reports": reports, "nodes": nodes, "holdup": holdup}
DOCS = Path(__file__).parents[1] / "docs"


def told(began: float, what: str) -> None:
    """Say how far it is, beside the rows."""
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    print(f"[{minutes:2}:{seconds:02}] {what}", file=sys.stderr, flush=True)


def measured(names: Sequence[str], scale: Scale) -> tuple[pages.Found, bool]:
    """The rows of these parts, printed as they come, and whether all could be measured; each may fail once."""
    found: pages.Found = {PARTS[name].TITLE: [] for name in names}
    began, failed = time.monotonic(), []
    for place, name in enumerate(names, start=1):
        told(began, f"part {place} of {len(names)}: {name}")
        if not one(name, scale, found):
            failed.append(name)
    for name in tuple(failed):
        told(began, f"once more: {name}")
        if one(name, scale, found):
            failed.remove(name)
    told(began, f"these could not be measured: {', '.join(failed)}" if failed else "done")
    return found, not failed


def one(name: str, scale: Scale, found: pages.Found) -> bool:
    """Measure a part; whether that went well. One that fails is told, and costs none of the others."""
    part = PARTS[name]
    rows = found[part.TITLE]
    rows.clear()
    print(f"| **{part.TITLE}** | | | | | |", flush=True)
    try:
        for mark in part.measure(scale):
            rows.append(mark)
            print(mark.row, flush=True)
    except Exception:
        traceback.print_exc()
        return False
    return True


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="a little of everything, to see that it runs")
    parser.add_argument("--cases", nargs="+", default=[], choices=CASES, metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--docs", type=Path, help="write the pages of this folder")
    options = parser.parse_args()
    if unknown := [name for name in options.parts if name not in PARTS]:
        parser.error(f"no part: {', '.join(unknown)}")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    when, where = time.strftime("%Y-%m-%d"), pages.machine()
    scale = QUICK if options.quick else Scale()
    if options.cases:
        scale = replace(scale, cases=tuple(options.cases))
    print(HEAD)
    found, whole = measured(options.parts or list(PARTS), scale)
    docs = options.docs or (None if options.quick or options.parts or options.cases else DOCS)
    if docs and whole:
        pages.write(docs, found, when, where)
        print(f"written: {docs}/benchmarks.md, its pictures, and capacity.md", file=sys.stderr)
    if not whole:
        return 2
    return 0 if all(mark.holds for marks in found.values() for mark in marks) else 1


if __name__ == "__main__":
    sys.exit(main())
