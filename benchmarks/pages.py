"""What was found, in the pages of docs/: one table and its pictures, and the tables of capacity."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import version
from typing import TYPE_CHECKING

from benchmarks import capacity, day, nodes, wire
from benchmarks.mark import HEAD, Mark, figure
from benchmarks.plot import groups, shares
from benchmarks.servers import NCHAN, NGINX

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Found = dict[str, list[Mark]]
"""Rows by the title of their part."""


def machine() -> str:
    """Where and when this runs, and how busy that is by itself."""
    model = re.search(r"model name\s*: (.*)", read("/proc/cpuinfo"))
    parts = ", ".join(f"{name} {version(name)}" for name in ("uvicorn", "uvloop"))
    programs = [said(NGINX, "-v"), "nchan" if NCHAN else "", said(nodes.REDIS, "--version")]
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    system = f"{platform.system()} {platform.release().partition('-')[0]}, {os.cpu_count()} cores"
    return (
        f"{system} ({model[1] if model else platform.machine()}); load before: {load}."
        f" Python {platform.python_version()}, {parts}, {', '.join(filter(None, programs))}."
    )


def read(name: str) -> str:
    """A file of the system's."""
    with open(name, encoding="utf-8") as file:  # noqa: PTH123 - no path of ours
        return file.read()


def said(program: str | None, argument: str) -> str:
    """A program and its version; empty if it is not there."""
    if not program:
        return ""
    done = subprocess.run([program, argument], capture_output=True, text=True, check=False)
    number = re.search(r"\d+\.\d+\.\d+", done.stdout + done.stderr)
    return f"{os.path.basename(program)} {number[0] if number else ''}"  # noqa: PTH119 - a name


def write(docs: Path, found: Found, when: str, where: str) -> None:
    """Put all of it into the pages of this folder, in place of what an earlier run found."""
    page = docs / "benchmarks.md"
    page.write_text(placed(page.read_text(), "measured", section(found, when, where)))
    marks = {mark.name: mark for rows in found.values() for mark in rows}
    text = (docs / "capacity.md").read_text()
    for name, table in capacity.tables(marks).items():
        text = placed(text, name, table)
    (docs / "capacity.md").write_text(text)
    for name, picture in pictures(found).items():
        (docs / name).write_text(picture)


def placed(text: str, name: str, content: str) -> str:
    """A page with other content between its marks of this name."""
    around = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not around.search(text):
        raise ValueError(f"no <!-- {name} --> … <!-- end -->")
    return around.sub(lambda match: f"{match[1]}{content}\n{match[2]}", text, count=1)


def section(found: Found, when: str, where: str) -> str:
    """The table, what does not hold, and the pictures."""
    rows = []
    for title, marks in found.items():
        rows += [f"| **{title}** | | | | | |", *(mark.row for mark in marks)]
    missed = [mark for marks in found.values() for mark in marks if not mark.holds]
    told = "All marks hold." if not missed else f"Marks that do not hold: {'; '.join(mark.name for mark in missed)}."
    drawn = {
        "benchmarks.svg": "each mark as a share of its bound",
        "benchmarks-wire.svg": "the wire beside others that do the same",
        "benchmarks-day.svg": "a screen's day by a stream and by polling",
        "benchmarks-nodes.svg": "two nodes beside one server",
    }
    shown = [f"![{what}]({name})" for name, what in drawn.items()]
    return "\n".join([f"Measured {when} on {where}", "", HEAD, *rows, "", told, "", "\n\n".join(shown)])


def pictures(found: Found) -> dict[str, str]:
    """The pictures by their names in docs/."""
    bound = [(mark.name, mark.value / mark.bound) for marks in found.values() for mark in marks if mark.bound]
    ways = day.ways({mark.name: mark for mark in found[day.TITLE]})
    drawn = [
        ("bytes of a screen's day", [(name, cost.size, f"{cost.size / 1e6:,.1f} MB") for name, cost in ways.items()]),
        ("CPU of a screen's day", [(name, cost.cpu, f"{cost.cpu / 1e6:.2f} s") for name, cost in ways.items()]),
    ]
    return {
        "benchmarks.svg": shares(bound),
        "benchmarks-wire.svg": groups(beside(found[wire.TITLE], "signage")),
        "benchmarks-day.svg": groups(drawn),
        "benchmarks-nodes.svg": groups(beside(found[nodes.TITLE], "two nodes")),
    }


def beside(marks: Sequence[Mark], ours: str) -> list[tuple[str, list[tuple[str, float, str]]]]:
    """Each mark that has one beside it, as two bars."""
    return [
        (
            mark.name,
            [
                (name, value, f"{figure(value)} {mark.unit}")
                for name, value in ((ours, mark.ours), (mark.peer, mark.theirs))
            ],
        )
        for mark in marks
        if mark.theirs
    ]
