"""docs/capacity.md: the tables of what a core carries, reckoned from what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import once, wire
from benchmarks.day import CHANGE, EVERY, LOAD, REPORT, REPORTED, SAME, TICK, Cost, cost_of, ways
from benchmarks.mark import figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.mark import Mark

DISPLAYS, DAY = 10_000, 86_400
"""Displays of an event, and seconds of a day."""
ALLOWED = 300
"""Megabytes that a node is allowed."""
NODES = 2
SPREAD, MORE = "pages spread their word over 2 ms a display, 20 s", "what is known of each display comes on top"


def tables(found: Mapping[str, Mark]) -> dict[str, str]:
    """The tables by their names in the page, from all rows by their names."""
    return {
        "single things": single(found),
        "a day": day(found),
        "one core": core(found),
        "many displays": many(found),
    }


def single(found: Mapping[str, Mark]) -> str:
    """What single things cost."""
    rows = ["| | bytes, both ways | CPU |", "|---|---|---|"]
    told = {
        TICK: f"a tick, every {EVERY} s to each stream",
        REPORT: "a report, once a minute from each display",
        CHANGE: "a change of one title, to each stream that shows it",
        LOAD: "a page",
        SAME: "the answer that it has not changed (304)",
    }
    for name, said in told.items():
        cost = of(found, name)
        rows.append(f"| {said} | {cost.size:,.0f} | {cost.cpu:,.0f} µs |")
    rows.append(f"| a display that comes back, nothing changed | | {found[wire.SAME].ours:,.0f} µs |")
    start, memory = found[f"{once.START}: CPU"], found[f"{once.START}: memory"]
    rows.append(f"| {once.START} | | {figure(start.ours)} s, {memory.ours:,.0f} MB |")
    return "\n".join(rows)


def day(found: Mapping[str, Mark]) -> str:
    """A screen's day by each way."""
    rows = ["| | bytes | CPU | 1,000 screens take of a core |", "|---|---|---|---|"]
    for name, cost in ways(found).items():
        share = 100 * 1000 * cost.cpu / 1e6 / DAY
        rows.append(f"| {name} | {cost.size / 1e6:,.1f} MB | {cost.cpu / 1e6:.2f} s | {share:.2f} % |")
    return "\n".join(rows)


def core(found: Mapping[str, Mark]) -> str:
    """10,000 displays on one process."""
    tick, report, change, page = (of(found, name).cpu for name in (TICK, REPORT, CHANGE, LOAD))
    back, stream = found[wire.SAME].ours, found[wire.STREAM].ours
    start = found[f"{once.START}: memory"].ours
    taken = f"{seconds(change)}, then {at_rest(report / 20):.0f} % for 20 s"
    memory = f"{DISPLAYS * stream / 1000:,.0f} MB and {start:,.0f} MB"
    n = f"{DISPLAYS:,}"
    rows = [
        "| | | of a core |",
        "|---|---|---|",
        f"| ticks | {n} / {EVERY} s × {tick:,.0f} µs | {at_rest(tick / EVERY):.1f} % |",
        f"| reports | {n} / 60 s × {report:,.0f} µs | {at_rest(report / 60):.1f} % |",
        f"| a title changes | {n} × {change:,.0f} µs | {seconds(change)}, once |",
        f"| a takeover, and its confirmation by all | {n} × ({change:,.0f} + {report:,.0f}) µs; {SPREAD} | {taken} |",
        f"| all come back after a power cut | {n} × ({page:,.0f} + {back:,.0f}) µs | {seconds(page + back)} |",
        f"| memory | {n} × {stream:,.1f} KB for streams, and what the program takes by itself; {MORE} | {memory} |",
    ]
    return "\n".join(rows)


def many(found: Mapping[str, Mark]) -> str:
    """100,000 and 1,000,000 displays."""
    tick, report, change = (of(found, name) for name in (TICK, REPORT, CHANGE))
    bytes_a_day = ways(found)[REPORTED].size
    reporting, ticking = at_rest(report.cpu / 60), at_rest(tick.cpu / EVERY)
    busy = NODES * reporting + ticking
    columns = []
    for displays in (100_000, 1_000_000):
        events = displays // DISPLAYS
        columns.append(
            (
                f"{displays:,} displays",
                f"{events}",
                f"{NODES * events}",
                f"{events * busy / 100:,.1f} cores",
                f"{NODES * events * ALLOWED / 1000:,.0f} GB",
                f"{displays * bytes_a_day / 1e9:,.0f} GB, {displays * bytes_a_day * 8 / DAY / 1e6:,.0f} Mbit/s",
                f"{displays * change.size / 1e6:,.0f} MB, {displays * change.size * 8 / 1e9:.1f} Gbit/s",
                f"some {round(1.2 * events)}",
                f"{displays / 60:,.0f}",
            )
        )
    names = (
        "",
        f"events of {DISPLAYS:,}",
        "cores: two nodes for each event, one core each",
        f"of them busy at rest, in all: {NODES} × {reporting:.1f} % + {ticking:.1f} % an event",
        f"memory: 2 nodes an event, {ALLOWED} MB allowed for each",
        f"bytes a day, {bytes_a_day / 1e6:,.1f} MB each; on average",
        "a change of one title on all of them within a second",
        "questions to the platform a minute",
        "reports a second, once passed on in Redis",
    )
    head, *rows = (f"| {' | '.join(cells)} |" for cells in zip(names, *columns, strict=True))
    return "\n".join([head, "|---|---|---|", *rows])


def of(found: Mapping[str, Mark], name: str) -> Cost:
    """What one thing costs."""
    return cost_of(found, name) or Cost(0, 0)


def at_rest(micros: float) -> float:
    """Percent of a core that so many µs a second for each display of an event are."""
    return DISPLAYS * micros / 1e6 * 100


def seconds(micros: float) -> str:
    """What that is once for each display of an event."""
    return f"{figure(DISPLAYS * micros / 1e6)} s"
