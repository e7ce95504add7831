"""docs/faults.md, made from the rows of this suite and from the tests that stand by themselves."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from .elsewhere import FEED_TOO, LAYOUT, PROGRAM, STORE, STREAMS, TIME, TOKENS, Elsewhere
from .hostile import HOSTILE
from .nodes import NODES
from .operating import OPERATING
from .rows import FEED, GATEWAY, LAYOUTS
from .shared import SHARED
from .test_streams import READERS
from .weather import KINDS, RESTARTS, Pace

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/faults.md"
TEST = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)
HEAD = """\
# Faults and their outcome

Each row is a test; this page is made from them by `python -m tests.faults`. `make test` runs them all, the longest as a
sample; `make soak` runs those whole.

Whatever happens, a wall goes on by the clock with the last agenda known, and tells its age once that is more than
`stale_after`. The log has one line when a fault begins and one when it ends.
"""
GATEWAY_HEAD = """\
## The gateway

For ten minutes each, with a window a minute and a delta every five. Walls: the last agenda, rolling on, with its age;
right again within one window of the end, or in five minutes at most where the gateway may not be asked so soon.
"""

SOAK = """\
## A fortnight of it

`make soak` lets fourteen simulated days pass, minute by minute, while the staff of the platform move, rename, add and
delete. Three pages stay open in a browser all the time. Four times a minute a model that shares no code with the
program says what has to be seen on each: which sessions, under which title, and a mark of age if what is shown is old,
and only then. `make test` has two hours of it. Meanwhile, in turn:
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\\\|").strip()


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines) + "\n"


@cache
def files_of_tests() -> dict[str, list[str]]:
    """The files that have a test of each name, from the root of the project."""
    found: dict[str, list[str]] = {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in TEST.findall(file.read_text(encoding="utf-8")):
            found.setdefault(name, []).append(file.relative_to(ROOT).as_posix())
    return found


def _elsewhere(rows: list[Elsewhere]) -> str:
    linked = [(row.fault, row.outcome, f"[{row.test}](../{files_of_tests()[row.test][0]})") for row in rows]
    return _table(("Fault", "Outcome", "Test"), linked)


def document() -> str:
    """The whole page."""
    parts = [HEAD, GATEWAY_HEAD]
    for name, rows in GATEWAY.items():
        cells = [(row.fault, str(row.requests), f"… {row.told}") for row in rows]
        parts += [f"### {name}\n", _table(("Fault", "Requests in ten minutes, at most", "Log and status"), cells)]
    parts += [_elsewhere(TOKENS), "## The feed\n"]
    feed = [(row.fault, row.outcome, f"… {row.told}" if row.told else "") for row in FEED]
    parts += [_table(("Fault", "Walls", "Staff are told"), feed), _elsewhere(FEED_TOO)]
    parts += ["## The data folder\n", _elsewhere(STORE), "## screens.yaml\n", "Walls: not a pixel moves.\n"]
    parts += [_table(("Fault", "Log"), [(row.fault, f"screens.yaml{row.told}") for row in LAYOUTS]), _elsewhere(LAYOUT)]
    parts += [
        "## Readers\n",
        "400 of them at once, 10,000 in `make soak`: no wall is lost or left behind, and the server does not grow.\n",
    ]
    parts += [_table(("A reader that",), [(kind,) for kind in READERS]), _elsewhere(STREAMS)]
    parts += ["## On purpose\n", _elsewhere(HOSTILE)]
    parts += ["## Upgrades, backups, deployment\n", _elsewhere(OPERATING)]
    parts += ["## Several nodes\n", _elsewhere(NODES), "## The Redis that they share\n", _elsewhere(SHARED)]
    parts += ["## The program itself\n", _elsewhere(PROGRAM), "## Time\n", _elsewhere(TIME), SOAK]
    restarts = [f"the server gone for up to {Pace.gone[1]} minutes, then a restart: {how}" for how in RESTARTS]
    parts += ["".join(f"- {what}\n" for what in (*KINDS, *restarts))]
    return "\n".join(parts)
