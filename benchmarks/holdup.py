"""How long a takeover takes to reach an open wall while somebody does what they can to delay it.

The whole program runs with a simulated gateway and a venue's folder. A wall is open; a few times in each case
`screens.yaml` is saved with a full-screen notice, then two are sent from the staff page by somebody elsewhere. Measured
is the time until the wall's stream has it, and the server's CPU in that time, which says more on a machine that is busy
with other things. Whoever attacks is a process of its own (`benchmarks/attacks/`), against a server of its own.
"""

from __future__ import annotations

import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.attacks.cases import CASES, FEARED
from benchmarks.mark import Mark
from benchmarks.whole import Program, Staff, Wall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.mark import Scale

TITLE = "What can hold up a takeover"
WITHIN, MEMORY = 1.0, 150.0
SENT = 2
"""Takeovers that are sent in each case, after those that are saved: they stand above them."""
GIVEN_UP = 30.0
SESSIONS = 1400


@contextlib.contextmanager
def attacked(program: Program, case: str, streams: int) -> Iterator[None]:
    """While somebody attacks, once they say that they have begun."""
    given = [case, str(program.port), str(streams), str(program.folder), str(program.gateway.pid)]
    command = ["nice", "-n", "10", sys.executable, "-m", "benchmarks.attacks", *given]
    attacker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert attacker.stdout
    attacker.stdout.readline()
    try:
        yield
    finally:
        attacker.terminate()
        attacker.wait(20)


@contextlib.contextmanager
def running() -> Iterator[Program]:
    """The program with an agenda, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as name:
        program = Program(Path(name), SESSIONS)
        try:
            program.ready()
            yield program
        finally:
            program.end()


def takeovers(
    program: Program, wall: Wall, numbers: range, take_over: Callable[[int], None]
) -> list[tuple[float, float]]:
    """Seconds from each save, or click, to the wall, and the server's seconds of CPU in them."""
    taken = []
    for number in numbers:
        began, busy = time.monotonic(), program.busy
        with contextlib.suppress(OSError):  # no answer: the wall tells how long it took
            take_over(number)
        while number not in wall.heard and time.monotonic() - began < GIVEN_UP:
            time.sleep(0.005)
        taken.append((wall.heard.get(number, began + GIVEN_UP) - began, program.busy - busy))
        time.sleep(0.3)
    return taken


def measure(scale: Scale) -> Iterator[Mark]:
    """The median of each case, and the worst of all."""
    seconds, sent, cpu, grown = [], [], [], []
    for case in scale.cases or CASES:
        with running() as program:
            wall, staff, before = Wall(program.port), Staff(program.port), program.mb
            time.sleep(1)
            tries = scale.tries if case in FEARED else 3
            with attacked(program, case, scale.fanout):
                taken, busy = zip(*takeovers(program, wall, range(1, tries + 1), program.take_over), strict=True)
                last = range(tries + 1, tries + 1 + SENT)
                clicked, served = zip(*takeovers(program, wall, last, staff.take_over), strict=True)
                grown.append((program.mb - before, case))
        seconds += taken
        sent += clicked
        cpu += (*busy, *served)
        what = (CASES[case].__doc__ or "").strip().rstrip(".")
        yield Mark(f"{what}: median", "s", statistics.median(taken), bound=WITHIN)
        yield Mark(f"{what}: sent, the slower", "s", max(clicked), bound=WITHIN)
    yield Mark(f"the slowest of all {len(seconds)}", "s", max(seconds))
    yield Mark(f"the slowest of all {len(sent)} that were sent", "s", max(sent))
    yield Mark("the most CPU that one took, with all that was done for whoever attacked", "s", max(cpu))
    most, what = max(grown)
    yield Mark(f"the most memory that a case took ({what})", "MB", most, bound=MEMORY)
